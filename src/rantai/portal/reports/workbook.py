"""The report and the worksheet as files the member can check, change and send."""

import csv
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet as Sheet

from rantai.portal.reports.local_content import Worksheet
from rantai.portal.reports.siinas import Report

BOLD = Font(bold=True)


def report_head() -> list[str]:
    return [_("Field"), _("What"), _("Value"), _("Unit"), _("Where it comes from"), _("Asked of")]


def report_rows(report: Report) -> list[list[Any]]:
    return [
        [
            line.group,
            line.name,
            line.value,
            line.unit,
            line.source,
            _("all") if line.is_small else _("medium and large"),
        ]
        for line in report.lines
    ]


def report_csv(report: Report) -> bytes:
    """With a semicolon and a mark of its encoding, as spreadsheets here expect it."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(report_head())
    for row in report_rows(report):
        row[2] = "" if row[2] is None else f"{row[2].normalize():f}".replace(".", ",")
        writer.writerow(row)
    return written.getvalue().encode("utf-8-sig")


def report_workbook(report: Report) -> bytes:
    book, sheet = _book(report.period.code)
    _titled(sheet, f"{report.workshop.code} {report.workshop.name}", report.period.code)
    _bold(sheet, report_head())
    for row in report_rows(report):
        sheet.append(row)
    _widths(sheet, (24, 44, 16, 10, 52, 18))
    return _saved(book)


def worksheet_workbook(worksheet: Worksheet) -> bytes:
    """Sums as formulas, so that whoever checks it follows each step."""
    book, sheet = _book(worksheet.part.number)
    period = f"{worksheet.first:%Y-%m-%d} – {worksheet.last:%Y-%m-%d}"
    _titled(sheet, f"{worksheet.workshop.code} {worksheet.part}", period)
    rule = worksheet.rule
    sheet.append([_("Rule"), f"{rule.version}, {rule.source}" if rule else _("not entered")])
    sheet.append([])
    _bold(
        sheet,
        [_("Material"), "kg", _("Rupiah per kg"), _("Rupiah"), _("Local, %"), _("Shown by")],
    )
    begins = sheet.max_row + 1
    for each in worksheet.components:
        row = sheet.max_row + 1
        cost = f"=B{row}*C{row}" if each.rupiah_per_kg is not None else None
        sheet.append(
            [each.material, each.kilograms, each.rupiah_per_kg, cost, each.local_pct, each.evidence]
        )
    ends = sheet.max_row
    sheet.append([])
    _bold(
        sheet,
        [_("Block"), _("Weight, %"), _("Local, %"), pgettext("score", "Points"), _("Shown by")],
    )
    first_block = sheet.max_row + 1
    for place, block in enumerate(worksheet.blocks):
        row = sheet.max_row + 1
        local: Any = block.local_pct
        if place == 0 and local is not None:
            local = f"=SUMPRODUCT(D{begins}:D{ends},E{begins}:E{ends})/SUM(D{begins}:D{ends})"
        points = f"=B{row}*C{row}/100" if block.points is not None else None
        sheet.append([block.name, block.weight_pct, local, points, block.shown_by])
    is_whole = worksheet.total_pct is not None
    total = f"=SUM(D{first_block}:D{sheet.max_row})" if is_whole else _("cannot tell yet")
    sheet.append([_("Local content"), None, None, total])
    _widths(sheet, (28, 14, 16, 18, 14, 48))
    return _saved(book)


def _book(title: str) -> tuple[Workbook, Sheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Sheet)
    sheet.title = title[:31].replace("/", "-")
    return book, sheet


def _titled(sheet: Sheet, *lines: str) -> None:
    for line in lines:
        sheet.append([line])
        sheet.cell(sheet.max_row, 1).font = BOLD
    sheet.append([])


def _bold(sheet: Sheet, cells: list[str]) -> None:
    sheet.append(cells)
    for cell in sheet[sheet.max_row]:
        cell.font = BOLD


def _widths(sheet: Sheet, widths: tuple[int, ...]) -> None:
    for letter, width in zip("ABCDEF", widths, strict=True):
        sheet.column_dimensions[letter].width = width


def _saved(book: Workbook) -> bytes:
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
