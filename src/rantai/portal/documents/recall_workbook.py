"""The recall as a workbook, for a customer who sorts and filters it."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rantai.portal.documents.recall import Recall, whereabouts_words
from rantai.records.documents.figures import JAKARTA, moment
from rantai.records.documents.typesetting import Language

Value = str | int | datetime | None
HEAD = Font(bold=True)
GROUND = PatternFill("solid", fgColor="F3F1EC")


def recall_workbook(recall: Recall, *, language: Language) -> bytes:
    """Three sheets: the sum of it, each piece, each customer. Times are those of Jakarta."""
    with translation.override(language):
        book = Workbook()
        book.remove(book.worksheets[0])
        book.properties.title = f"{_('Recall sheet')} {recall.subject}"
        book.properties.creator = recall.cooperative.name
        _write(book, _("Summary"), (28, 60), _summary(recall), heads=False)
        _write(book, _("Reached"), (22, 16, 16, 12, 12, 40, 16, 18, 18), _items(recall))
        _write(book, _("Customers"), (36, 36, 12, 30, 30, 20), _customers(recall))
        _write(book, _("Made of"), (18, 22, 40, 14), _origins(recall))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _summary(recall: Recall) -> Iterable[Sequence[Value]]:
    counts = recall.quantity_by_whereabouts()
    if recall.example:
        yield (_("Example data"), _("These figures are invented."))
    yield (recall.subject_kind, recall.subject)
    yield (_("Reason"), recall.reason)
    yield (_("Drawn up"), moment(recall.drawn_at))
    yield (_("Co-operative"), recall.cooperative.name)
    yield (_("Reached"), recall.quantity)
    for where, word in whereabouts_words().items():
        yield (word, counts[where])


def _items(recall: Recall) -> Iterable[Sequence[Value]]:
    yield (
        _("Code"),
        _("Kind"),
        _("Heat"),
        _("Workshop"),
        _("Quantity"),
        _("Where now"),
        _("State"),
        _("Box"),
        _("Delivery note"),
    )
    words = whereabouts_words()
    for item in recall.items:
        yield (
            item.code,
            item.kind,
            item.heat,
            item.workshop,
            item.quantity,
            item.place,
            words[item.whereabouts],
            item.box,
            item.delivery_note,
        )


def _customers(recall: Recall) -> Iterable[Sequence[Value]]:
    yield (
        _("Customer"),
        _("Contact"),
        _("Quantity"),
        _("Delivery notes"),
        _("Certificates"),
        _("Told"),
    )
    for customer in recall.customers:
        told = customer.told_at
        yield (
            customer.name,
            customer.contact,
            customer.quantity,
            ", ".join(customer.delivery_notes),
            ", ".join(customer.certificates),
            # Excel keeps no time zone: the clock in Jakarta, bare.
            told.astimezone(JAKARTA).replace(tzinfo=None) if told else _("not yet"),
        )


def _origins(recall: Recall) -> Iterable[Sequence[Value]]:
    yield (_("Kind"), _("Code"), _("Name"), _("Quantity"))
    for origin in recall.origins:
        yield (origin.kind, origin.code, origin.name, origin.amount)


def _write(
    book: Workbook,
    title: str,
    widths: Sequence[int],
    rows: Iterable[Sequence[Value]],
    *,
    heads: bool = True,
) -> None:
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
