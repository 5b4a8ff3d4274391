"""Bytes into lines and cells: encodings, byte order marks and separators of instruments."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rantai.shopfloor.spectrometer_files.layout import ELEMENTS, Kind, Layout, Scale, span_of

SEPARATORS = (";", "\t", "|", ",")
HEAD_LINES = 12
MOMENT_FORMATS = (
    "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y %H:%M:%S",
)
_ELEMENT_HEADING = re.compile(r"([A-Z][a-z]?)[\s_\[(]*(%|ppm|wt\.?\s?%)?[\])]*", re.IGNORECASE)


class NotText(ValueError):
    """The bytes are no text that an instrument would write."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines as they are, and the same cut into cells."""

    lines: Sequence[str]
    separator: str


def text_of(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, otherwise Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if b"\0" in content:
        raise NotText
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise NotText from wrong


def lines_of(text: str) -> list[str]:
    # Only line ends that exporters write: a stray form feed inside a cell is no new row.
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def separator_of(lines: Sequence[str]) -> str:
    """The sign that cuts the most lines into the same number of cells; comma loses a tie,
    since it may be the decimal mark.

    >>> separator_of(["Sample;C;Si", "L-1;3,41;2,02"])
    ';'
    """
    filled = [line for line in lines if line.strip()]

    def weight(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in filled]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(SEPARATORS, key=weight)


def cells_of(line: str, separator: str) -> list[str]:
    """Cells of one line. A quote that never closes leaves the rest of the line one cell."""
    rows = list(csv.reader(io.StringIO(line), delimiter=separator))
    return [cell.strip() for cell in rows[0]] if rows else []


def cut(line: str, place: str) -> str | None:
    """What stands in these positions; None when the line ends before they begin."""
    span = span_of(place)
    if span is None or len(line) < span[0]:
        return None
    return line[span[0] - 1 : span[1]].strip()


def head_of(content: bytes) -> Head:
    """The first lines of a file, for a person to point at."""
    lines = lines_of(text_of(content))
    shown = [line for line in lines if line.strip()][:HEAD_LINES]
    return Head([line[:400] for line in shown], separator_of(shown))


def proposed_layout(content: bytes) -> dict[str, object]:
    """What the head of the file suggests; a person looks at it before it is saved."""
    text = text_of(content)
    lines = lines_of(text)
    separator = separator_of([line for line in lines if line.strip()][:HEAD_LINES])
    header_row, cells = _heading(lines, separator)
    elements, taken = [], set()
    for heading in cells:
        found = _ELEMENT_HEADING.fullmatch(heading.strip())
        if found and (name := found[1].capitalize()) in ELEMENTS and name not in taken:
            taken.add(name)
            unit = Scale.PPM if (found[2] or "").lower() == "ppm" else Scale.PERCENT
            elements.append({"element": name, "at": heading, "unit": str(unit)})
    day = _named(cells, "date", "tanggal", "tgl", "datum", "when")
    clock = _named(cells, "time", "jam", "waktu", "zeit")
    first = cells_of(lines[header_row], separator) if header_row < len(lines) else []
    row = dict(zip(cells, first, strict=False))
    moment_format = _moment_format(row.get(day, ""), row.get(clock, ""))
    return {
        "kind": str(Kind.SEPARATED),
        "separator": separator,
        "decimal": "." if separator == "," else _decimal_mark(lines),
        "header_row": header_row,
        "sample": _named(cells, "sample", "sampel", "probe", "id", "name"),
        "burn": _named(cells, "burn", "shot", "spark", "tembak", "run"),
        "day": day,
        "clock": clock if day else "",
        "moment_format": moment_format,
        "elements": elements,
        "ends_with_newline": text.endswith(("\n", "\r")),
    }


def _heading(lines: Sequence[str], separator: str) -> tuple[int, list[str]]:
    """The first of the head lines that names at least two elements."""
    for row, line in enumerate(lines[:50], start=1):
        cells = cells_of(line, separator)
        found = [_ELEMENT_HEADING.fullmatch(cell) for cell in cells]
        if sum(bool(each and each[1].capitalize() in ELEMENTS) for each in found) >= 2:
            return row, cells
    return 0, []


def _moment_format(day: str, clock: str) -> str:
    """The first way of writing a moment that fits; day before month, as here."""
    told = f"{day} {clock}".strip()
    for pattern in MOMENT_FORMATS:
        try:
            datetime.strptime(told, pattern)  # noqa: DTZ007 - only whether it fits
        except ValueError:
            continue
        return pattern
    return MOMENT_FORMATS[0]


def _decimal_mark(lines: Sequence[str]) -> str:
    text = "\n".join(lines[:HEAD_LINES])
    commas, dots = (len(re.findall(rf"\d\{mark}\d", text)) for mark in ",.")
    return "," if commas > dots else "."


def _named(cells: Sequence[str], *words: str) -> str:
    return next(
        (cell for word in words for cell in cells if re.search(rf"\b{word}", cell.lower())), ""
    )


def is_whole(text: str, layout: Layout) -> bool:
    """A file that always ends its last line, and now does not, was cut while it was written."""
    return not layout.ends_with_newline or not text or text.endswith(("\n", "\r"))
