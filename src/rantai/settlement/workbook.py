"""The treasurer's sheet: every member of a settlement in a row, sums as formulas."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from rantai.settlement.models import DeductionKind, Settlement
from rantai.settlement.queries import deducted_by_kind

MONEY = "#,##0"


def settlement_workbook(settlement: Settlement) -> bytes:
    """Return an XLSX whose last row adds up to the invoice, so that it can be checked by hand."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = settlement.code
    kinds = list(DeductionKind)
    sheet.append(
        [
            _("Workshop"),
            _("Name"),
            _("Gross"),
            *(str(kind.label) for kind in kinds),
            _("Net"),
        ]
    )
    taken = deducted_by_kind(settlement)
    statements = list(settlement.statements.select_related("workshop"))
    for row, statement in enumerate(statements, start=2):
        by_kind = taken.get(statement.pk, {})
        sheet.append(
            [
                statement.workshop.code,
                statement.workshop.name,
                statement.gross_rupiah,
                *(by_kind.get(kind, 0) for kind in kinds),
                f"=C{row}-SUM(D{row}:H{row})",
            ]
        )
    last = len(statements) + 1
    sheet.append([_("Total"), "", *(f"=SUM({column}2:{column}{last})" for column in "CDEFGHI")])
    sheet.append([])
    total = last + 1
    for label, value in (
        (_("Members' total"), f"=C{total}"),
        (_("Co-operative's margin"), settlement.margin_rupiah),
        (_("Customer's invoice"), settlement.invoice_rupiah),
        (_("Difference"), f"=C{total + 4}-C{total + 2}-C{total + 3}"),
    ):
        sheet.append([label, "", value])
    _dress(sheet)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _dress(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2, min_col=3, max_col=9):
        for cell in row:
            cell.number_format = MONEY
    for column, width in zip("ABCDEFGHI", (12, 26, 16, 16, 16, 16, 16, 16, 16), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "C2"
