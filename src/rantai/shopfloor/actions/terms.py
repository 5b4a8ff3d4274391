"""Dated terms: what a furnace's time and a miss cost, and how sure a first reading is to be."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.records.actions import write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions.furnace_rules import DayTaken, NotAPercent
from rantai.shopfloor.models import MeltTerms
from rantai.shopfloor.queries.cards import is_melt_engineer


class NeverCertain(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No reading is certain. Write 1 to 99 of 100 heats, or leave it empty."))


@transaction.atomic
def set_melt_terms(
    *,
    workshop: Workshop | None,
    valid_from: date,
    hold_rupiah_per_minute: int,
    minutes_per_addition: Decimal,
    minutes_per_reading: Decimal,
    remelt_rupiah_per_kg: int,
    analysis_spread_pct: Decimal,
    confidence_pct: int | None,
    by: Account,
    at: datetime,
) -> MeltTerms:
    """From this day time and a miss cost so much: a workshop for itself, an engineer for all."""
    cooperative = whose_recipes(workshop, by=by, on=timezone.localdate(at))
    if confidence_pct is not None and not 0 < confidence_pct < 100:
        raise NeverCertain
    if not 0 <= analysis_spread_pct <= 50 or min(minutes_per_addition, minutes_per_reading) < 0:
        raise NotAPercent
    terms, is_new = MeltTerms.objects.get_or_create(
        cooperative=cooperative,
        workshop=workshop,
        valid_from=valid_from,
        defaults={
            "hold_rupiah_per_minute": hold_rupiah_per_minute,
            "minutes_per_addition": minutes_per_addition,
            "minutes_per_reading": minutes_per_reading,
            "remelt_rupiah_per_kg": remelt_rupiah_per_kg,
            "analysis_spread_pct": analysis_spread_pct,
            "confidence_pct": confidence_pct,
        },
    )
    if not is_new:
        raise DayTaken(valid_from)
    # The trail is read by more people than the terms: it names no price.
    write_audit("melt_terms.set", terms, by=by, at=at, valid_from=valid_from.isoformat())
    return terms


def whose_recipes(workshop: Workshop | None, *, by: Account, on: date) -> Cooperative:
    """The co-operative, where this person may write what the recipes of a workshop rest on."""
    if is_melt_engineer(by, on):
        cooperative = by.cooperative
        assert cooperative is not None
        if workshop is not None and workshop.cooperative_id != cooperative.pk:
            raise Http404
        return cooperative
    cooperative = acting_as(by, Role.OPERATOR, Role.OWNER)
    if workshop is None or workshop_of(by) != workshop:
        raise Http404
    return cooperative
