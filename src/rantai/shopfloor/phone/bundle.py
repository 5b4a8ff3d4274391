"""The phone app's files under one address that names their content.

Everything the app loads lies under `/hp/<version>/`, so that a browser may keep it for ever and
the service worker takes over a whole version or none of it. No build step: what is served is what
is in the folder, less the comments and the room that only readers need.
"""

import gzip
import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders

FOLDER = Path(__file__).parent / "app"
TYPES = {".js": "text/javascript", ".css": "text/css"}
LOOK = ("tokens", "page", "button", "card", "verdict", "clocks", "pill", "message")
"""The house's own components that the app is made of; the rest of the look stays away."""

_IMPORT = re.compile(r'\bfrom "(\.[^"]+)"')
_BLOCK = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
_TOKEN = re.compile(
    r"""
    ( "(?:[^"\\\n]|\\.)*" | `(?:[^`\\]|\\.)*`             # what is said stays as it is
    | (?<=[(=,:!&|?\[{;])\s?/(?![/*])                       # so does a pattern, which follows these
      (?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]* )
    | /\*.*?\*/ | //[^\n]*                                 # comments go
    """,
    re.DOTALL | re.VERBOSE,
)
_ROOM = re.compile(r" ?([=<>?:;,{}()\[\]&|!*%]) ?")
_ROUND = re.compile(r"\s*([{};,])\s*")
_AFTER_COLON = re.compile(r"(?<=[a-z-]):\s+")
_RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
_SELECTOR = re.compile(r"(?:[^,()]|\((?:[^()]|\([^()]*\))*\))+")
_BRACKETS = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
_CLASS = re.compile(r"\.([a-z][\w-]*)")
_WORD = re.compile(r"[a-z][a-z0-9-]*")
_BEGINNING = re.compile(r"([a-z][a-z-]*-)\$\{")
_INDENT = re.compile(r"^[ \t]+|\n\s*(?=\n)|(?<=[;{(\[,])\n\s*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class File:
    text: bytes
    zipped: bytes
    media_type: str


@cache
def files() -> dict[str, File]:
    """Every file of the app by its name below the version."""
    found = {
        path.relative_to(FOLDER).as_posix(): _file(path.read_text(encoding="utf-8"), path.suffix)
        for path in sorted(FOLDER.rglob("*"))
        if path.suffix in TYPES
    }
    look = [*(_look(name) for name in LOOK), (FOLDER / "phone.css").read_text(encoding="utf-8")]
    return {**found, "phone.css": _file("\n".join(look), ".css")}


@cache
def loaded_first() -> list[str]:
    """The modules that the start needs, followed from one to the next; screens asked for later
    are fetched later."""
    found, open_ends = [], ["app.js"]
    while open_ends:
        name = open_ends.pop()
        if name in found:
            continue
        found.append(name)
        folder = PurePosixPath(name).parent
        for other in _IMPORT.findall(files()[name].text.decode()):
            open_ends.append(posixpath.normpath(folder / other))
    return found


LATER = "later.json"
"""One file of all that the start does not need: sent one by one, it would weigh a third more."""


def in_one(names: Iterable[str], words: Mapping[str, str]) -> File:
    """The text of these modules by their names, for the service worker to lay out again."""
    texts = {name: words.get(name) or files()[name].text.decode() for name in names}
    text = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    return File(text, gzip.compress(text, mtime=0), "application/json; charset=utf-8")


@cache
def version(words: str) -> str:
    """One digest for all files and words: change a letter and every phone takes the new app."""
    digest = hashlib.sha256(words.encode())
    for name, file in files().items():
        digest.update(name.encode() + file.text)
    return digest.hexdigest()[:12]


def _look(name: str) -> str:
    path = finders.find(f"portal/css/{name}.css")
    assert isinstance(path, str), name
    return Path(path).read_text(encoding="utf-8")


@cache
def _says() -> tuple[frozenset[str], tuple[str, ...]]:
    """Every word of the app's own files, and the beginnings of classes it puts together."""
    own = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.js"))
    page = "sheet phone"
    return frozenset(_WORD.findall(own + page)), tuple(_BEGINNING.findall(own))


def _shown(look: str) -> str:
    """Without the rules for what the app never shows, such as the boards of the desk."""
    kept = []
    for selectors, body in _RULE.findall(look):
        if selectors.startswith("@"):
            inside = body if "{" not in body else _shown(body)
            kept.append(f"{selectors}{{{inside}}}" if inside else "")
        elif chosen := [each for each in _SELECTOR.findall(selectors) if _can_be(each)]:
            kept.append(f"{','.join(chosen)}{{{body}}}")
    return "".join(kept)


def _can_be(selector: str) -> bool:
    words, beginnings = _says()
    # What stands in brackets is a choice; one of it may be there.
    classes = _CLASS.findall(_BRACKETS.sub("", selector))
    return all(each in words or each.startswith(beginnings) for each in classes)


def _file(text: str, suffix: str) -> File:
    small = _without_comments(text, suffix).encode()
    return File(small, gzip.compress(small, mtime=0), f"{TYPES[suffix]}; charset=utf-8")


def _without_comments(text: str, suffix: str) -> str:
    """Drop comments, indents and the room around signs; line ends stay where they end something."""
    if suffix == ".css":
        # No string of the look holds any of these signs.
        text = _ROUND.sub(r"\1", _BLOCK.sub("", text))
        return _shown(_AFTER_COLON.sub(":", text).replace(";}", "}"))
    small, at = [], 0
    for token in _TOKEN.finditer(text):
        small += [_ROOM.sub(r"\1", text[at : token.start()]), (token[1] or "").strip()]
        at = token.end()
    return _INDENT.sub("", "".join([*small, _ROOM.sub(r"\1", text[at:])]))
