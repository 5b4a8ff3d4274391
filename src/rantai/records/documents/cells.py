"""Table cells that carry a meaning beyond their text: a code, a verdict, a second line."""

from typing import Literal, TypedDict

Verdict = Literal["good", "bad", "watch"]


class Marked(TypedDict, total=False):
    """Text with the look that the shared sheet gives it."""

    text: str
    look: Literal["code", "strong", "quiet", "good", "bad", "watch"]
    under: str
    """A quieter second line."""


Cell = str | Marked
Row = list[Cell]


def code(text: str) -> Marked:
    return {"text": text, "look": "code"}


def strong(text: str, under: str = "") -> Marked:
    return {"text": text, "look": "strong", "under": under}


def with_note(text: str, under: str) -> Marked:
    return {"text": text, "under": under}


def verdict(text: str, look: Verdict) -> Marked:
    return {"text": text, "look": look}
