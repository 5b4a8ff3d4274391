"""Dated cards of materials, and who may see every member's."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import plain
from rantai.shopfloor.actions.furnace_rules import DayTaken, NotAPercent
from rantai.shopfloor.actions.terms import whose_recipes
from rantai.shopfloor.models import (
    MaterialCard,
    MeltEngineer,
)


class NotANumber(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The percents of a material lie from 0 to 100 and add up to at most 100.")
        )


class NotYourself(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody appoints themselves. Ask another planner."))


@transaction.atomic
def set_material_card(
    *,
    material: str,
    workshop: Workshop | None,
    valid_from: date,
    rupiah_per_kg: int,
    pct: Mapping[str, Decimal],
    max_share_pct: Decimal,
    by: Account,
    at: datetime,
) -> MaterialCard:
    """Write down price and analysis from a day on: a workshop for itself, an engineer for all."""
    cooperative = whose_recipes(workshop, by=by, on=timezone.localdate(at))
    if any(not 0 <= value <= 100 for value in pct.values()) or sum(pct.values()) > 100:
        raise NotANumber
    if not 0 < max_share_pct <= 100:
        raise NotAPercent
    card, is_new = MaterialCard.objects.get_or_create(
        cooperative=cooperative,
        workshop=workshop,
        material=material.strip(),
        valid_from=valid_from,
        defaults={
            "rupiah_per_kg": rupiah_per_kg,
            "pct": {element: plain(value) for element, value in pct.items()},
            "max_share_pct": max_share_pct,
        },
    )
    if not is_new:
        raise DayTaken(valid_from)
    write_audit("material_card.set", card, by=by, at=at, valid_from=valid_from.isoformat())
    return card


@transaction.atomic
def appoint_melt_engineer(
    *, account: Account, valid_from: date, valid_until: date, by: Account, at: datetime
) -> MeltEngineer:
    """From a day to a day this person sees every member's recipes and prices."""
    cooperative = acting_as(by, Role.PLANNER)
    if account.cooperative_id != cooperative.pk or not has_role(account, Role.LAB, Role.PLANNER):
        raise Http404
    if account.pk == by.pk:
        raise NotYourself
    if valid_until < valid_from:
        raise NotAPercent
    appointed = MeltEngineer.objects.create(
        cooperative=cooperative, account=account, valid_from=valid_from, valid_until=valid_until
    )
    write_audit(
        "melt_engineer.appointed",
        appointed,
        by=by,
        at=at,
        who=account.name,
        valid_from=valid_from.isoformat(),
        valid_until=valid_until.isoformat(),
    )
    return appointed
