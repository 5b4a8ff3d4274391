"""The 8D report as a workbook: a sheet of facts, then each step's tables, to sort and filter."""

import io
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook

from rantai.quality.documents.eightd_report import Report, report_of
from rantai.quality.models import EightD
from rantai.records.documents.figures import moment
from rantai.records.documents.typesetting import Language
from rantai.records.documents.workbooks import write_table
from rantai.records.models import Account

WIDTH = 14
"""Characters for each share of a column."""


def eightd_workbook(viewer: Account, eightd: EightD, *, language: Language, at: datetime) -> bytes:
    with translation.override(language):
        report = report_of(viewer, eightd, at)
        book = Workbook()
        book.remove(book.worksheets[0])
        book.properties.title = f"{_('8D report')} {report.code}"
        book.properties.creator = report.cooperative.name
        write_table(book, "8D", (34, 70), _summary(report, at), heads=False)
        for section in report.sections:
            for turn, table in enumerate(section.tables):
                step = section.title.split()[0].rstrip(",")
                name = f"{step} {table.head[0] if turn else section.title.partition(' ')[2]}"
                widths = [WIDTH * width for width in table.widths]
                write_table(book, _sheet_name(book, name), widths, [table.head, *table.rows])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _summary(report: Report, at: datetime) -> list[tuple[str, str]]:
    rows = [(_("8D report"), report.code), (_("Problem"), report.problem), *report.facts]
    rows.append((_("Drawn up"), moment(at)))
    rows += [(section.title, section.sentence) for section in report.sections if section.sentence]
    if report.example:
        rows.insert(0, (_("Example data"), _("These figures are invented.")))
    return rows


def _sheet_name(book: Workbook, name: str) -> str:
    """A sheet's name is short, has none of Excel's own signs, and is there once."""
    clean = "".join(sign for sign in name if sign not in "[]:*?/\\'")[:27].strip()
    turn = 1
    found = clean
    while found in book.sheetnames:
        turn += 1
        found = f"{clean} {turn}"
    return found
