"""Taking names out of a story, and finding those that are still in it; pure."""

import re
from collections.abc import Iterable

SHORTEST = 3
"""A shorter name is part of too many words; the mentor reads the text in any case."""
TOKEN = re.compile(r"[^\W_]+")
CODE = re.compile(r"(?<!\w)(?=[\w./-]*\d)[A-Za-z][\w]*(?:[-/.]\w+)+")
"""Letters with numbers behind a stroke or a dot: B-017, L-19-0412, T-360."""
DAY = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?\b"
    r"|\b\d{1,2}\s+(?:jan|feb|mar|apr|mei|may|jun|jul|agu|aug|sep|okt|oct|nov|des|dec)\w*",
    re.IGNORECASE,
)
COUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{3,}")
"""Three digits and more tell how much was ordered or made."""

Place = tuple[int, int]


def left_in(text: str, names: Iterable[str]) -> list[str]:
    """What still leads back: a name of the co-operative's world, a code, a day, a large count.

    >>> left_in("Bengkel Sidodadi, B-017, 12 Mar, 1.250 buah", ["Sidodadi"])
    ['Sidodadi', 'B-017', '12 Mar', '1.250']
    >>> left_in("Ventilasi utama ditambah di 2 tempat", ["Surya Utama", "Utama"])
    []
    """
    return list(dict.fromkeys(text[start:end] for start, end in _places(text, names)))


def without(text: str, names: Iterable[str], instead: str) -> str:
    """The text with all of that taken out; where a name stood, the word instead.

    >>> without("Inti B-017 lembap sejak 12 Mar", [], "[…]")
    'Inti […] lembap sejak […]'
    """
    told, at = [], 0
    for start, end in sorted(_places(text, names)):
        told += [text[at:start], instead]
        at = end
    return "".join([*told, text[at:]])


def _places(text: str, names: Iterable[str]) -> list[Place]:
    """Where something leads back, none within another."""
    found = _named(text, names)
    for pattern in (CODE, DAY, COUNT):
        for match in pattern.finditer(text):
            start, end = match.span()
            if all(end <= other or until <= start for other, until in found):
                found.append((start, end))
    return found


def _named(text: str, names: Iterable[str]) -> list[Place]:
    """Names by their words, the longest first: a first name leaves no family name behind.

    However many names there are, only the few words of the text are looked up. One word alone
    counts where it is written as a name: a workshop may be called Utama, and every cause has a
    main one.
    """
    wanted = {" ".join(TOKEN.findall(name)) for name in names}
    whole = {name.lower() for name in wanted if not name.isalpha() and len(name) >= SHORTEST}
    words = {name for name in wanted if name.isalpha() and len(name) >= SHORTEST}
    words |= {name.upper() for name in words}
    longest = max((name.count(" ") + 1 for name in whole), default=1)
    tokens = list(TOKEN.finditer(text))
    found: list[Place] = []
    at = 0
    while at < len(tokens):
        for size in range(min(longest, len(tokens) - at), 0, -1):
            run = tokens[at : at + size]
            said = " ".join(each.group() for each in run)
            if said.lower() in whole or said in words:
                found.append((run[0].start(), run[-1].end()))
                at += size
                break
        else:
            at += 1
    return found
