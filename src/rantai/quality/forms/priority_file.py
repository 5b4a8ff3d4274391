"""A customer's table of action priorities, read whole from CSV or XLSX, or refused row by row."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rantai.orders.schedule_files.faults import Faults, ScheduleFileRefused
from rantai.orders.schedule_files.messages import explanation
from rantai.quality.rules.risk import RATINGS, Priority, place_in_table

COMBINATIONS = len(RATINGS) ** 3
ROW_LIMIT = 5_000
NAMED = 8
"""So many missing combinations are written out."""

COLUMNS = {
    "severity": ("s", "severity", "keparahan"),
    "occurrence": ("o", "occurrence", "kejadian"),
    "detection": ("d", "detection", "deteksi"),
    "priority": ("ap", "priority", "prioritas", "action priority", "prioritas tindakan"),
}
LETTERS = {
    **dict.fromkeys(("h", "high", "t", "tinggi"), Priority.HIGH),
    **dict.fromkeys(("m", "medium", "s", "sedang"), Priority.MEDIUM),
    **dict.fromkeys(("l", "low", "r", "rendah"), Priority.LOW),
}
SPAN = re.compile(r"(\d{1,2})(?:\s*(?:-|–|\.\.|s/d|to)\s*(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class TableFault:
    """One thing wrong with the file; a row counts as the spreadsheet counts."""

    row: int | None
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The thousand letters, or what keeps them from being read."""

    priorities: str
    faults: Sequence[TableFault]


def read_priority_file(content: bytes) -> ReadTable:
    """Each row names ratings, or spans such as 7-8, and their priority; no combination twice."""
    faults: list[TableFault] = []
    rows = _cells(content, faults)
    if faults:
        return ReadTable("", faults)
    places = _places(rows[0] if rows else [], faults)
    letters: dict[int, tuple[Priority, int]] = {}
    if not faults:
        for at, cells in enumerate(rows[1:], start=2):
            if any(cells):
                _read_row(at, cells, places, letters, faults)
    if not faults:
        faults += _missing(letters)
    if faults:
        return ReadTable("", faults)
    return ReadTable("".join(letters[place][0] for place in range(COMBINATIONS)), [])


def _cells(content: bytes, faults: list[TableFault]) -> list[list[str]]:
    rows = _workbook(content, faults) if content[:2] == b"PK" else _text(content, faults)
    if len(rows) > ROW_LIMIT:
        what = _("The file has more than %(n)d rows. A whole table needs a thousand at most.")
        faults.append(TableFault(None, "–", what % {"n": ROW_LIMIT}))
    return rows


def _workbook(content: bytes, faults: list[TableFault]) -> list[list[str]]:
    # The spreadsheet reader loads when somebody sends a spreadsheet, not at every start.
    from rantai.orders.schedule_files.workbook import read_workbook

    try:
        sheets = read_workbook(content, Faults("XLSX"))
    except ScheduleFileRefused as refused:
        faults += [
            TableFault(fault.row, fault.column, explanation(fault)) for fault in refused.faults
        ]
        return []
    return [[_plain(cell) for cell in row] for row in (sheets[0].rows if sheets else [])]


def _plain(cell: object) -> str:
    """A whole number of a spreadsheet comes as 7.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell if cell is not None else "").strip()


def _text(content: bytes, faults: list[TableFault]) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = _("The file is no plain text. Save it as CSV (UTF-8) or XLSX, then send it again.")
        faults.append(TableFault(None, "–", what))
        return []
    first = text.partition("\n")[0]
    between = max(";\t,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True))
    except csv.Error:
        what = _("A quotation mark is not closed. Save the table as CSV again, then send it.")
        faults.append(TableFault(None, "–", what))
        return []
    return [[cell.strip() for cell in row] for row in rows]


def _places(head: Sequence[str], faults: list[TableFault]) -> dict[str, int]:
    titles = [title.lower() for title in head]
    found = {
        name: titles.index(title)
        for name, known in COLUMNS.items()
        for title in known
        if title in titles
    }
    for name, known in COLUMNS.items():
        if name not in found:
            what = _("The head row has no column “%(name)s”. Name it so, then send the file again.")
            faults.append(TableFault(1, known[0].upper(), what % {"name": known[0].upper()}))
    return found


def _read_row(
    at: int,
    cells: Sequence[str],
    places: dict[str, int],
    letters: dict[int, tuple[Priority, int]],
    faults: list[TableFault],
) -> None:
    said = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    spans = [
        _span(at, name, said[name], faults) for name in ("severity", "occurrence", "detection")
    ]
    letter = LETTERS.get(said["priority"].lower())
    if letter is None:
        what = _("“%(text)s” is no priority. Write H, M or L.") % {"text": said["priority"]}
        faults.append(TableFault(at, "AP", what))
    if letter is None or not all(spans):
        return
    for place in _places_of(*spans):
        other = letters.get(place)
        if other is not None and other[0] != letter:
            what = _("Row %(row)d gives another priority for the same ratings. Leave one of them.")
            faults.append(TableFault(at, "AP", what % {"row": other[1]}))
            return
        letters[place] = (letter, at)


def _places_of(severity: range, occurrence: range, detection: range) -> Iterator[int]:
    for s in severity:
        for o in occurrence:
            for d in detection:
                yield place_in_table(s, o, d)


def _span(at: int, name: str, text: str, faults: list[TableFault]) -> range:
    found = SPAN.fullmatch(text)
    low = int(found[1]) if found else 0
    high = int(found[2] or found[1]) if found else 0
    if low not in RATINGS or high not in RATINGS or low > high:
        what = _("“%(text)s” is no rating. Write 1 to 10, or a span such as 7-8.") % {"text": text}
        faults.append(TableFault(at, COLUMNS[name][0].upper(), what))
        return range(0)
    return range(low, high + 1)


def _missing(letters: dict[int, tuple[Priority, int]]) -> list[TableFault]:
    gaps = [place for place in range(COMBINATIONS) if place not in letters]
    if not gaps:
        return []
    named = ", ".join(
        f"{place // 100 + 1}-{place // 10 % 10 + 1}-{place % 10 + 1}" for place in gaps[:NAMED]
    )
    what = _(
        "%(n)d of the 1,000 combinations have no priority, such as S-O-D %(named)s. Add them."
    ) % {"n": len(gaps), "named": named}
    return [TableFault(None, "AP", what)]
