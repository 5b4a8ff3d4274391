"""The workbook's cells as typed rows, and every cell that means nothing as a fault."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rantai.orders.schedule_files.faults import Faults, ScheduleFileRefused, Unreadable
from rantai.orders.schedule_files.messages import explanation
from rantai.orders.schedule_files.texts import Cell, text_in_cell
from rantai.orders.schedule_files.workbook import Sheet, read_workbook
from rantai.portal.newcentre.faults import Fault
from rantai.portal.newcentre.sheets import MACHINE_WORDS, SHEETS, Column, SheetForm
from rantai.records.numbers import Plausible, read_decimal
from rantai.records.refusals import Refusal

ROW_LIMIT = 20_000
HIGHEST_COUNT = 10**12
DAY_SHAPES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in its sheet, counted as Excel counts."""

    form: SheetForm
    number: int
    values: dict[str, Any]

    @property
    def label(self) -> str:
        return str(self.values.get("code") or self.values.get("name") or self.values["workshop"])

    def fault(self, key: str, what: str) -> Fault:
        name = next(column.name for column in self.form.columns if column.key == key)
        return Fault(self.form.name, self.number, name, what)


def read_rows(content: bytes) -> tuple[dict[str, list[Row]], list[Fault]]:
    """The rows of each sheet by its key; a sheet that is not there has none."""
    rows: dict[str, list[Row]] = {form.key: [] for form in SHEETS}
    try:
        sheets = {_plain(sheet.name): sheet for sheet in read_workbook(content, Faults("XLSX"))}
    except ScheduleFileRefused as refused:
        return rows, [Fault("–", 1, "–", explanation(fault)) for fault in refused.faults]
    faults: list[Fault] = []
    if not any(_plain(form.name) in sheets for form in SHEETS):
        names = ", ".join(form.name for form in SHEETS)
        return rows, [Fault("–", 1, "–", _("None of the sheets %s is in it.") % names)]
    for form in SHEETS:
        if sheet := sheets.get(_plain(form.name)):
            rows[form.key] = list(_rows_of(form, sheet, faults))
    return rows, faults


def _plain(text: object) -> str:
    return re.sub(r"[\s*]+", " ", str(text or "")).strip().lower()


def _rows_of(form: SheetForm, sheet: Sheet, faults: list[Fault]) -> Iterator[Row]:
    if not sheet.rows:
        return
    heads = [_plain(cell) for cell in sheet.rows[0]]
    places = {}
    for column in form.columns:
        if _plain(column.name) in heads:
            places[column.key] = heads.index(_plain(column.name))
        elif column.is_needed:
            what = _("This column is missing. Take the template's first row as it is.")
            faults.append(Fault(form.name, 1, column.name, what))
    if len(sheet.rows) > ROW_LIMIT:
        what = _("More than %s rows. Send the workbook in parts.") % ROW_LIMIT
        faults.append(Fault(form.name, ROW_LIMIT, "–", what))
        return
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if not any(str("" if cell is None else cell).strip() for cell in cells):
            continue
        row = Row(form, number, {})
        for column in form.columns:
            place = places.get(column.key)
            cell = cells[place] if place is not None and place < len(cells) else None
            row.values[column.key] = _value(row, column, cell, faults)
        yield row


def _value(row: Row, column: Column, cell: Cell, faults: list[Fault]) -> Any:
    try:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            if column.is_needed:
                faults.append(row.fault(column.key, _("This cell is empty. Fill it in.")))
            return None
        return READERS[column.kind](cell, column)
    except Unreadable as unreadable:
        told = Faults(row.form.name)
        told.add_unreadable(unreadable, row.number, column.name)
        try:
            told.refuse_if_any()
        except ScheduleFileRefused as refused:
            faults += [row.fault(column.key, explanation(fault)) for fault in refused.faults]
    except Refusal as refusal:
        faults.append(row.fault(column.key, refusal.sentence))
    return None


def _text(cell: Cell, column: Column) -> str:
    text = text_in_cell(cell)
    if len(text) > column.longest:
        raise Refusal(_("Longer than %s letters. Shorten it.") % column.longest)
    return text


def _day(cell: Cell, column: Column) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    typed = str(cell).strip()
    for shape in DAY_SHAPES:
        try:
            return datetime.strptime(typed, shape).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    raise Refusal(_("“%s” is not a day. Write it like 2019-04-12 or 12.04.2019.") % typed)


def _count(cell: Cell, column: Column) -> int:
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    plausible = Plausible(highest=None, places=0)
    count = int(read_decimal(str(cell), plausible))
    if count > HIGHEST_COUNT:
        raise Refusal(_("%s is far too large. Look at the number again.") % cell)
    return count


def _machine(cell: Cell, column: Column) -> str:
    word = _plain(cell)
    if word not in MACHINE_WORDS:
        known = ", ".join(MACHINE_WORDS)
        raise Refusal(
            _("“%(word)s” is no kind of machine here. Write one of: %(known)s.")
            % {"word": cell, "known": known}
        )
    return str(MACHINE_WORDS[word])


def _percent(cell: Cell, column: Column) -> Decimal:
    return read_decimal(str(cell), Plausible(highest=Decimal(100), places=3))


READERS = {
    "text": _text,
    "day": _day,
    "count": _count,
    "percent": _percent,
    "machine": _machine,
}
