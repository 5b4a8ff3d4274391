"""The customer's schedule in a sheet (XLSX or CSV): every row is a call-off."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo

from rantai.orders.schedule_files.days import day_in_cell
from rantai.orders.schedule_files.faults import Cause, Faults, Unreadable
from rantai.orders.schedule_files.headings import (
    HEADINGS,
    OF_THE_RELEASE,
    Columns,
    field_named,
    find_columns,
    head_values,
    heading_row,
)
from rantai.orders.schedule_files.quantities import pieces_in_cell
from rantai.orders.schedule_files.release import CallOff, CallOffKind, ReleaseLine, ScheduleRelease
from rantai.orders.schedule_files.texts import (
    BYTE_ORDER_MARKS,
    Cell,
    present,
    text_in_cell,
    trimmed,
)
from rantai.orders.schedule_files.workbook import read_workbook

# A sheet gives the day of its release and no hour; it counts from midnight at the foundries.
CLOCK = ZoneInfo("Asia/Jakarta")

EXAMPLE_MARKS = ("contoh", "example")

KINDS = {
    CallOffKind.FIRM: "pasti firm n fix fixed 1",
    CallOffKind.FORECAST: "perkiraan prakiraan forecast n+1 n+2 n+3 4",
    CallOffKind.BACKLOG: "tunggakan backlog susulan 10",
}
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}
_COMMITMENTS = {CallOffKind.FIRM: "1", CallOffKind.FORECAST: "4", CallOffKind.BACKLOG: "10"}


def read_workbook_release(content: bytes, faults: Faults) -> tuple[ScheduleRelease, ...]:
    sheets = read_workbook(content, faults)
    tables = [sheet for sheet in sheets if heading_row(sheet.rows) is not None]
    if len(tables) > 1:
        names = ", ".join(sheet.name for sheet in tables)
        faults.add(Cause.SEVERAL_SHEETS, sheets=names)
        faults.refuse_if_any()
    rows = tables[0].rows if tables else []
    # Excel keeps numbers as numbers; where one was typed as text nothing tells its decimal mark.
    return _read_rows(rows, None, faults)


def read_csv_release(content: bytes, faults: Faults) -> tuple[ScheduleRelease, ...]:
    text = _decoded(content, faults)
    separator = max(";,\t", key=lambda each: _headings_found(text, each))
    rows: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows.extend(list[Cell](row) for row in reader)
    except csv.Error:
        faults.add(Cause.BROKEN_CSV, reader.line_num)
        faults.refuse_if_any()
    # A semicolon separates columns where the comma is the decimal mark.
    return _read_rows(rows, "." if separator == "," else ",", faults)


def _decoded(content: bytes, faults: Faults) -> str:
    marked = next((BYTE_ORDER_MARKS[m] for m in BYTE_ORDER_MARKS if content.startswith(m)), None)
    if not marked and b"\x00" in content[:400]:
        marked = "utf-16-be" if content[:1] == b"\x00" else "utf-16-le"
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    faults.add(Cause.UNKNOWN_ENCODING, encoding=marked or "?")
    faults.refuse_if_any()
    raise AssertionError("refused above")


def _headings_found(text: str, separator: str) -> int:
    """The most headings that one of the first lines holds under this separator."""
    lines = text.split("\n", 40)[:40]
    return max(
        len({field_named(cell.strip('"\r ')) for cell in line.split(separator)} - {None})
        for line in lines
    )


# --- rows -------------------------------------------------------------------------------


def _kind(cell: Cell) -> CallOffKind:
    text = text_in_cell(cell)
    word = "".join(present(text).casefold().split())
    kind = _KIND_OF.get(word)
    if kind is None:
        raise Unreadable(Cause.NOT_A_KIND, value=text)
    return kind


def _pieces(cell: Cell, info: ValidationInfo) -> int:
    return pieces_in_cell(cell, info.context)


def _code(cell: Cell) -> str:
    return present(text_in_cell(cell))


def _day_or_none(cell: Cell) -> date | None:
    return None if cell in ("", None) else day_in_cell(cell)


Text = Annotated[str, BeforeValidator(text_in_cell)]


class _Row(BaseModel):
    """One row as it must be; each value that is not tells the cause."""

    model_config = ConfigDict(frozen=True)

    order_number: Text = ""
    part_number: Annotated[str, BeforeValidator(_code)]
    part_revision: Text = ""
    ship_to: Text = ""
    due_on: Annotated[date, BeforeValidator(day_in_cell)]
    quantity: Annotated[int, BeforeValidator(_pieces)]
    kind: Annotated[CallOffKind, BeforeValidator(_kind)]
    release_number: Text = ""
    released_on: Annotated[date | None, BeforeValidator(_day_or_none)] = None
    customer_ref: Text = ""


def _read_rows(
    rows: Sequence[Sequence[Cell]], decimal_mark: str | None, faults: Faults
) -> tuple[ScheduleRelease, ...]:
    place = heading_row(rows)
    if place is None:
        faults.add(Cause.HEADINGS_NOT_FOUND, expected=", ".join(n[0] for n in HEADINGS.values()))
        faults.refuse_if_any()
        return ()
    columns = find_columns(rows, place, faults)
    faults.refuse_if_any()

    table = _Table(columns, decimal_mark, faults)
    table.take_head(head_values(rows, place))
    for number, cells in enumerate(rows[place + 1 :], place + 2):
        table.take(number, cells)
    release = table.release()
    faults.refuse_if_any()
    return (release,) if release else ()


class _Table:
    """Gathers the rows into lines and sees that they speak of one release, each once."""

    def __init__(self, columns: Columns, decimal_mark: str | None, faults: Faults) -> None:
        self._columns = columns
        self._decimal_mark = decimal_mark
        self._faults = faults
        self._release: dict[str, Any] = {}
        self._unread: set[str] = set()
        self._first_rows: dict[tuple[object, ...], int] = {}
        self._call_offs: dict[tuple[str, str, str, str], list[CallOff]] = {}
        self._line_rows: dict[tuple[str, str, str, str], int] = {}

    def take_head(self, values: dict[str, tuple[int, Cell]]) -> None:
        readers = {"released_on": _day_or_none}
        for field, (row, cell) in values.items():
            try:
                value = readers.get(field, text_in_cell)(cell)
            except Unreadable as unreadable:
                self._faults.add_unreadable(unreadable, row, HEADINGS[field][0])
                self._unread.add(field)
            else:
                self._agree(field, value, row)

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        values = {
            field: cells[column] if column < len(cells) else None
            for field, column in self._columns.places.items()
        }
        note = values.pop("note", None)
        if _is_blank(values) or trimmed(str(note or "")).casefold().startswith(EXAMPLE_MARKS):
            return
        row = self._row(number, values)
        if row is None:
            return
        for field in OF_THE_RELEASE:
            self._agree(field, getattr(row, field), number)
        line = (row.part_number, row.part_revision, row.ship_to, row.order_number)
        first = self._first_rows.setdefault((*line, row.due_on, row.kind), number)
        if first != number:
            self._fault(Cause.DUPLICATE_ROW, number, "part_number", first=first)
        self._line_rows.setdefault(line, number)
        self._call_offs.setdefault(line, []).append(
            CallOff(row.kind, row.due_on, row.quantity, commitment=_COMMITMENTS[row.kind])
        )

    def release(self) -> ScheduleRelease | None:
        if not self._first_rows and not self._faults.count:
            self._faults.add(Cause.NO_CALL_OFF)
        for field, cause in (
            ("release_number", Cause.RELEASE_NUMBER_MISSING),
            ("released_on", Cause.RELEASE_DATE_MISSING),
        ):
            if field not in self._release and field not in self._unread:
                self._fault(cause, None, field)
        if self._faults.count:
            return None
        lines = (
            ReleaseLine(
                part,
                "",
                ship_to,
                order,
                tuple(call_offs),
                part_revision=revision,
                row=self._line_rows[part, revision, ship_to, order],
            )
            for (part, revision, ship_to, order), call_offs in self._call_offs.items()
        )
        return ScheduleRelease(
            customer_ref=self._release.get("customer_ref", ""),
            release_number=self._release["release_number"],
            issued_at=datetime.combine(self._release["released_on"], time(), CLOCK),
            lines=tuple(lines),
        )

    def _row(self, number: int, values: dict[str, Cell]) -> _Row | None:
        try:
            return _Row.model_validate(values, context=self._decimal_mark)
        except ValidationError as invalid:
            for error in invalid.errors(include_url=False, include_input=False):
                unreadable = error["ctx"]["error"]
                self._faults.add_unreadable(unreadable, number, self._heading(error["loc"][0]))
            self._unread.update(values)
            return None

    def _agree(self, field: str, value: object, number: int) -> None:
        """One file is one release; an empty cell means the same as the rows before."""
        if value in ("", None):
            return
        first = self._release.setdefault(field, value)
        if first != value:
            self._fault(Cause.RELEASE_DIFFERS, number, field, value=value, first=first)

    def _heading(self, field: object) -> str:
        return self._columns.names.get(str(field), HEADINGS[str(field)][0])

    def _fault(self, cause: Cause, number: int | None, field: str, **details: object) -> None:
        self._faults.add(cause, number, self._heading(field), **details)


def _is_blank(values: dict[str, Cell]) -> bool:
    return all(
        cell is None or (isinstance(cell, str) and not trimmed(cell)) for cell in values.values()
    )
