"""An export into whole burns, or into every fault with its row, column and cause."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field

from rantai.shopfloor.spectrometer_files.layout import Kind, Layout, Scale, number_of
from rantai.shopfloor.spectrometer_files.lines import (
    NotText,
    cells_of,
    cut,
    is_whole,
    lines_of,
    separator_of,
    text_of,
)

LARGEST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_TROUBLES = 200
PLACES = 6
NOT_MEASURED = frozenset({"", "-", "--", "---", "n/a", "na"})
"""What instruments write for an element that was not measured; never a nought."""

_BOUND = re.compile(r"([<>]=?)?\s*(.*)")


class Cause(StrEnum):
    NOT_TEXT = "not-text"
    TOO_LARGE = "too-large"
    NOTHING = "nothing"
    CUT = "cut"
    NO_COLUMN = "no-column"
    ROW_SHORT = "row-short"
    NO_SAMPLE = "no-sample"
    NO_NUMBER = "no-number"
    WRONG_DECIMAL = "wrong-decimal"
    NEGATIVE = "negative"
    OVER_WHOLE = "over-whole"
    NO_MOMENT = "no-moment"
    NO_BURN = "no-burn"
    NO_ELEMENT = "no-element"
    TOO_FINE = "too-fine"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Row counted from 1 as an editor counts; no row when the whole file is meant."""

    row: int
    column: str
    cause: Cause
    found: str = ""


class Value(BaseModel):
    """A mass percent; `<` and `>` say that the instrument gave only a bound."""

    model_config = ConfigDict(frozen=True)
    pct: Decimal = Field(ge=0, le=100)
    bound: str = Field(default="", pattern="^[<>]?$")


class BurnRow(BaseModel):
    """One row of the export; moment is the instrument's own clock, without a zone."""

    model_config = ConfigDict(frozen=True)
    row: int
    sample: str = Field(min_length=1, max_length=80)
    burn: int | None = Field(default=None, ge=1, le=999)
    is_average: bool = False
    moment: datetime | None = None
    values: Mapping[str, Value] = Field(min_length=1)

    @property
    def fingerprint(self) -> str:
        """The same burn in another file has the same one: name, number, clock and figures."""
        figures = [
            f"{element}{each.bound}{each.pct.normalize():f}"
            for element, each in sorted(self.values.items())
        ]
        moment = self.moment.isoformat() if self.moment else ""
        told = "|".join([self.sample, str(self.burn), str(self.is_average), moment, *figures])
        return sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Export:
    """Whole, or in trouble; never both."""

    rows: Sequence[BurnRow]
    troubles: Sequence[Trouble]

    @property
    def by_sample(self) -> dict[str, list[BurnRow]]:
        """Burns by the name typed on the instrument; averages only where there are no burns."""
        named: dict[str, list[BurnRow]] = {}
        for row in self.rows:
            named.setdefault(row.sample, []).append(row)
        return {
            name: [row for row in rows if not row.is_average] or rows
            for name, rows in named.items()
        }


class _Unreadable(Exception):
    def __init__(self, cause: Cause, found: str = "") -> None:
        self.cause, self.found = cause, found


def read_export(content: bytes, layout: Layout) -> Export:
    """Read a whole file by its layout. With one bad row nothing of it counts as read."""
    if len(content) > LARGEST_BYTES:
        return _in_trouble(Trouble(0, "", Cause.TOO_LARGE))
    try:
        text = text_of(content)
    except NotText:
        return _in_trouble(Trouble(0, "", Cause.NOT_TEXT))
    lines = lines_of(text)
    if len(lines) > MOST_ROWS:
        return _in_trouble(Trouble(0, "", Cause.TOO_LARGE))
    sheet = _Sheet(lines, layout)
    if sheet.missing:
        return _in_trouble(
            *(Trouble(layout.header_row, each, Cause.NO_COLUMN) for each in sheet.missing)
        )
    rows, troubles = [], []
    for number, line in enumerate(lines, start=1):
        if number <= layout.header_row or not line.strip(" \t;,|"):
            continue
        row, wrong = _row(sheet, number, line)
        troubles += wrong
        if row:
            rows.append(row)
    if not is_whole(text, layout):
        troubles.append(Trouble(len(lines), "", Cause.CUT, lines[-1][-40:]))
    if not rows and not troubles:
        troubles.append(Trouble(0, "", Cause.NOTHING))
    return _in_trouble(*troubles) if troubles else Export(rows, ())


def _in_trouble(*troubles: Trouble) -> Export:
    return Export((), troubles[:MOST_TROUBLES])


class _Sheet:
    """Where each place of the layout lies in this file."""

    def __init__(self, lines: Sequence[str], layout: Layout) -> None:
        self.layout = layout
        self.separator = layout.separator or separator_of(lines[:50])
        self.columns: dict[str, int] = {}
        self.missing: list[str] = []
        if layout.kind == Kind.SEPARATED:
            self._find_columns(lines)

    def _find_columns(self, lines: Sequence[str]) -> None:
        row = self.layout.header_row
        line = lines[row - 1] if 0 < row <= len(lines) else ""
        headings = cells_of(line, self.separator)
        for place in self.layout.places:
            if number := number_of(place):
                self.columns[place] = number - 1
            elif headings.count(place) == 1:
                self.columns[place] = headings.index(place)
            elif place not in self.missing:
                self.missing.append(place)

    def cells(self, line: str) -> dict[str, str | None]:
        if self.layout.kind == Kind.FIXED:
            return {place: cut(line, place) for place in self.layout.places}
        cells = cells_of(line, self.separator)
        return {
            place: cells[index] if index < len(cells) else None
            for place, index in self.columns.items()
        }


def _row(sheet: _Sheet, number: int, line: str) -> tuple[BurnRow | None, list[Trouble]]:
    layout, cells = sheet.layout, sheet.cells(line)
    short = [place for place, cell in cells.items() if cell is None]
    if short:
        return None, [Trouble(number, short[0], Cause.ROW_SHORT, line.strip()[:40])]
    troubles: list[Trouble] = []

    def cell(place: str) -> str:
        return (cells.get(place) or "") if place else ""

    def note(place: str, wrong: _Unreadable) -> None:
        troubles.append(Trouble(number, place, wrong.cause, wrong.found[:40]))

    name = cell(layout.sample)
    if not name or len(name) > 80:
        troubles.append(Trouble(number, layout.sample, Cause.NO_SAMPLE, name[:40]))
    values: dict[str, Value] = {}
    for place in layout.elements:
        try:
            if (value := _value(cell(place.at), layout.decimal, place.unit)) is not None:
                values[place.element] = value
        except _Unreadable as wrong:
            note(place.at, wrong)
    burn, is_average, moment = None, layout.rows_are == "averages", None
    try:
        burn, marked = _burn(cell(layout.burn), layout)
        is_average = is_average or marked
    except _Unreadable as wrong:
        note(layout.burn, wrong)
    try:
        moment = _moment(cell(layout.day), cell(layout.clock), layout)
    except _Unreadable as wrong:
        note(layout.day or layout.clock, wrong)
    if not values and not troubles:
        troubles.append(Trouble(number, layout.elements[0].at, Cause.NO_ELEMENT))
    if troubles:
        return None, troubles
    return (
        BurnRow(
            row=number, sample=name, burn=burn, is_average=is_average, moment=moment, values=values
        ),
        [],
    )


def _value(cell: str, decimal: str, unit: Scale) -> Value | None:
    if cell.lower() in NOT_MEASURED:
        return None
    found = _BOUND.fullmatch(cell)
    assert found  # the pattern takes anything
    bound, figure = (found[1] or "")[:1], found[2].removesuffix(str(unit)).strip()
    if re.fullmatch(r"[-−]\s*[\d.,]+", figure):
        raise _Unreadable(Cause.NEGATIVE, cell)
    other = "." if decimal == "," else ","
    if re.fullmatch(rf"\d*\{other}\d+", figure):
        raise _Unreadable(Cause.WRONG_DECIMAL, cell)
    if not re.fullmatch(rf"\d+(?:\{decimal}\d+)?|\{decimal}\d+", figure, re.ASCII):
        raise _Unreadable(Cause.NO_NUMBER, cell)
    if len(figure) > 20:
        raise _Unreadable(Cause.NO_NUMBER, cell)
    pct = Decimal(figure.replace(",", "."))
    if unit == Scale.PPM:
        pct = pct.scaleb(-4)
    if pct > 100:
        raise _Unreadable(Cause.OVER_WHOLE, cell)
    exponent = pct.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -PLACES:
        raise _Unreadable(Cause.TOO_FINE, cell)
    return Value(pct=pct, bound=bound)


def _burn(cell: str, layout: Layout) -> tuple[int | None, bool]:
    if not layout.burn:
        return None, False
    if cell.lower() in layout.average_words:
        return None, True
    if not cell and layout.rows_are == "averages":
        return None, True
    if not re.fullmatch(r"\d{1,3}", cell, re.ASCII) or int(cell) == 0:
        raise _Unreadable(Cause.NO_BURN, cell)
    return int(cell), False


def _moment(day: str, clock: str, layout: Layout) -> datetime | None:
    if not layout.day:
        return None
    told = f"{day} {clock}".strip() if layout.clock else day
    try:
        return datetime.strptime(told, layout.moment_format)  # noqa: DTZ007 - the zone is the lab's
    except ValueError as wrong:
        raise _Unreadable(Cause.NO_MOMENT, told) from wrong
