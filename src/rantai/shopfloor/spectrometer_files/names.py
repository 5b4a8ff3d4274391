"""From the name that someone typed on the instrument to a heat and a sample."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rantai.shopfloor.spectrometer_files.layout import Layout

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NamedSample:
    """A heat's code and the sample's number; without a number the newest is meant."""

    heat: str
    number: int | None


def names_in(name: str, layout: Layout) -> Iterator[NamedSample]:
    """Every way the patterns can read a name, in their order; the first that exists is meant.

    >>> layout = Layout(sample="ID", elements=[{"element": "C", "at": "C"}])
    >>> [each.number for each in names_in("L-017-190412-1-2", layout)]
    [2, None]
    """
    if len(name) > LONGEST_NAME:
        return
    for pattern in layout.patterns:
        found = _pattern(pattern).fullmatch(name.strip())
        if found:
            number = found.groupdict().get("sample")
            yield NamedSample(found["heat"].strip().upper(), int(number) if number else None)


def _pattern(pattern: str) -> re.Pattern[str]:
    """Only {heat} and {sample} mean something; whatever else stands there is taken as it is."""
    escaped = re.escape(pattern)
    escaped = escaped.replace(re.escape("{heat}"), r"(?P<heat>.+?)")
    return re.compile(escaped.replace(re.escape("{sample}"), r"(?P<sample>\d{1,4})"), re.IGNORECASE)
