"""Figures for reports that no record tells."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.actions.belonging import _lock
from rantai.members.models import ReportField, TypedFigure, Workshop
from rantai.members.queries import typed_figures, workshop_of
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class PeriodAhead(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This period has not begun. Choose one that has."))


@transaction.atomic
def write_figures(
    *,
    workshop: Workshop,
    period_from: date,
    period_to: date,
    values: Mapping[ReportField, Decimal | None],
    by: Account,
    at: datetime,
) -> list[TypedFigure]:
    """What the member knows and no record tells; only what changed is written, the old stays."""
    cooperative = acting_as(by, Role.OWNER)
    if workshop_of(by) != workshop:
        raise Http404
    if period_from > localdate(at):
        raise PeriodAhead
    _lock(workshop)
    before = typed_figures(workshop, period_from, period_to)
    written = []
    for field, value in values.items():
        known = before.get(field)
        if value is None or (known is not None and known.value == value):
            continue
        figure: TypedFigure = TypedFigure.objects.create(
            **stamp(cooperative=cooperative, by=by, at=at),
            workshop=workshop,
            field=field,
            period_from=period_from,
            period_to=period_to,
            value=value,
            replaces=known,
            replaced_because=_("typed anew") if known else "",
        )
        written.append(figure)
    if written:
        write_audit(
            "report_figures.written",
            workshop,
            by=by,
            at=at,
            period_to=period_to.isoformat(),
            fields=[each.field for each in written],
        )
    return written
