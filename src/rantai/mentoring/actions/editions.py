"""Adopting our own check sheets as a co-operative's first editions."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.mentoring.catalogue import SHEETS
from rantai.mentoring.models import CheckItem, CheckSheet
from rantai.records.actions import write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class SheetsThere(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The co-operative has check sheets already. Fill them in from a workshop's page.")
        )


@transaction.atomic
def adopt_sheets(*, valid_from: date, by: Account, at: datetime) -> list[CheckSheet]:
    """The four sheets of the catalogue, from a day on."""
    cooperative = acting_as(by, Role.MENTOR)
    # Two mentors pressing at once adopt once: both wait for the co-operative.
    Cooperative.objects.select_for_update().get(pk=cooperative.pk)
    if CheckSheet.objects.filter(cooperative=cooperative).exists():
        raise SheetsThere
    sheets = write_sheets(cooperative, valid_from)
    for sheet in sheets:
        write_audit("check_sheet.adopted", sheet, by=by, at=at, kind=sheet.kind)
    return sheets


def write_sheets(cooperative: Cooperative, valid_from: date) -> list[CheckSheet]:
    sheets = [
        CheckSheet.objects.create(
            cooperative=cooperative,
            kind=kind,
            valid_from=valid_from,
            every_days=every_days,
            takes_workbook=takes_workbook,
        )
        for kind, every_days, takes_workbook, _items in SHEETS
    ]
    CheckItem.objects.bulk_create(
        CheckItem(
            cooperative=cooperative,
            sheet=sheet,
            number=number,
            pillar=item.pillar,
            text=item.text,
            text_en=item.text_en,
            anchors=[list(pair) for pair in item.anchors],
        )
        for sheet, (_kind, _days, _book, items) in zip(sheets, SHEETS, strict=True)
        for number, item in enumerate(items, start=1)
    )
    return sheets
