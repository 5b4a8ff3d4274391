"""What a command gives back, and the one way in which it refuses its input."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """What the shell sees."""

    SOLVED = 0
    BAD_INPUT = 1
    INFEASIBLE = 2


class BadInput(ValueError):
    """The input cannot be used: which field, why, and where the cause is plain, what to do."""

    def __init__(self, field: str, cause: str) -> None:
        super().__init__(f"{field}: {cause}")
        self.field = field
        self.cause = cause


@dataclass(frozen=True)
class Answer:
    """The same answer for a machine, for a reader and, where it can be drawn, as a picture.

    data holds only what JSON can say. The text and the picture are made when asked for.
    """

    data: dict[str, object]
    text: Callable[[], str]
    exit: Exit = Exit.SOLVED
    svg: Callable[[], str] | None = None


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table: the first column to the left, the figures to the right.

    >>> print(table(["material", "kg"], [["pig iron", "120.0"], ["FeSi", "3.5"]]))
    material     kg
    pig iron  120.0
    FeSi        3.5
    """
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [titles, *rows]
    ]
    return "\n".join(lines)
