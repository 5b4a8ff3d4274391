"""Tables in a workbook: a head that stays, columns to filter, and text that can never run."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | datetime | None
HEAD = Font(bold=True)
GROUND = PatternFill("solid", fgColor="F3F1EC")


def write_table(
    book: Workbook,
    title: str,
    widths: Sequence[int],
    rows: Iterable[Sequence[Value]],
    *,
    heads: bool = True,
) -> None:
    """Add a sheet: the first row is its head, or without heads the first column is."""
    sheet: Worksheet = book.create_sheet(title)
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    table = list(rows)
    if heads:
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{len(table)}"
    for row_at, row in enumerate(table):
        sheet.append(
            [
                _cell(sheet, value, head=row_at == 0 if heads else column == 0)
                for column, value in enumerate(row)
            ]
        )


def _cell(sheet: Worksheet, value: Value, *, head: bool) -> Cell:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        # A code that begins with = is a code; it must never run in the customer's Excel.
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    else:
        cell.value = value
    if isinstance(value, datetime):
        cell.number_format = "dd.mm.yyyy hh:mm"
    if head:
        cell.font = HEAD
        cell.fill = GROUND
    return cell
