"""The 8D report on paper."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from rantai.quality.documents.eightd_report import Section, Table, Value, report_of
from rantai.quality.models import EightD
from rantai.records.documents.figures import moment, number
from rantai.records.documents.typesetting import Language, Sheet, typeset
from rantai.records.models import Account

TEMPLATE = Path(__file__).with_name("eightd.typ")


def typeset_eightd(viewer: Account, eightd: EightD, *, language: Language, at: datetime) -> bytes:
    with translation.override(language):
        report = report_of(viewer, eightd, at)
        data = {
            "subtitle": report.problem,
            "facts": [*report.facts, (_("Drawn up"), moment(at))],
            "sections": [_section(section) for section in report.sections],
        }
        sheet = Sheet(_("8D report"), report.code, report.cooperative, report.example)
    return typeset(TEMPLATE, data, sheet=sheet, language=language, at=at)


def _section(section: Section) -> dict[str, object]:
    return {
        "title": section.title,
        "sentence": section.sentence,
        "tables": [_table(table) for table in section.tables],
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "head": list(table.head),
        "widths": list(table.widths),
        "figures": [_is_figure(row) for row in zip(*table.rows, strict=True)],
        "rows": [[_written(value) for value in row] for row in table.rows],
    }


def _is_figure(column: Sequence[Value]) -> bool:
    return all(isinstance(value, int) for value in column)


def _written(value: Value) -> str:
    return number(value) if isinstance(value, int) else value
