"""What a donor's machines did for the members: hours, pieces and how many were served."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from rantai.machines.queries import GiftUse
from rantai.records.documents.cells import Row, strong
from rantai.records.documents.figures import day, number, rupiah
from rantai.records.documents.parties import Party
from rantai.records.documents.typesetting import Language, Sheet, typeset

TEMPLATE = Path(__file__).with_name("gift_report.typ")


@dataclass(frozen=True)
class GiftReport:
    cooperative: Party
    donor: str
    first: date
    last: date
    uses: tuple[GiftUse, ...]
    reported_by: str
    example: bool = False


def typeset_gift_report(report: GiftReport, *, language: Language, at: datetime) -> bytes:
    with translation.override(language):
        period = f"{day(report.first)} – {day(report.last)}"
        data = {
            "words": {
                "machines": _("Machines"),
                "months": _("Month by month"),
                "no_use": _("No use was recorded in this period."),
                "note": _("How this is counted"),
                "note_text": _(
                    "Hours and pieces are those recorded when each booking ended. Members are "
                    "counted, not named: what a member made is its own business."
                ),
            },
            "subtitle": _("for %(donor)s") % {"donor": report.donor},
            "facts": [
                (_("Donor"), report.donor),
                (_("Period"), period),
                (_("Reported by"), report.reported_by),
                (_("Reported on"), day(at.date())),
            ],
            "head": [_("Machine"), _("Handed over"), _("Hours"), _("Pieces"), _("Members served")],
            "rows": [_machine(use) for use in report.uses],
            "month_head": [_("Month"), _("Machine"), _("Hours"), _("Pieces"), _("Members served")],
            "months": _months(report.uses),
        }
        sheet = Sheet(
            _("Use of donated machines"),
            f"{report.first:%Y%m%d}-{report.last:%Y%m%d}",
            report.cooperative,
            report.example,
        )
    return typeset(TEMPLATE, data, sheet=sheet, language=language, at=at)


def _machine(use: GiftUse) -> Row:
    machine = use.machine
    under = rupiah(machine.value_rupiah) if machine.value_rupiah else ""
    if machine.returned_on and machine.returned_on <= use.last:
        under = _("given back on %(day)s; its report closes here") % {
            "day": day(machine.returned_on)
        }
    return [
        strong(str(machine), under=under),
        day(machine.received_on) if machine.received_on else "–",
        hours(use.minutes),
        number(use.pieces),
        number(use.members),
    ]


def _months(uses: tuple[GiftUse, ...]) -> list[Row]:
    rows = sorted(
        ((month, use.machine.code) for use in uses for month in use.months),
        key=lambda told: (told[0].month, told[1]),
    )
    return [
        [
            format_date(month.month, "F Y"),
            code,
            hours(month.minutes),
            number(month.pieces),
            number(month.members),
        ]
        for month, code in rows
    ]


def hours(minutes: int) -> str:
    """
    >>> hours(135)
    '2,3'
    """
    return number((Decimal(minutes) / 60).quantize(Decimal("0.1")))
