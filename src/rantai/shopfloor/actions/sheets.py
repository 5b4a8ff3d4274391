"""Charge sheets: proposed, and solved again without a material."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import NothingWeighed, lock_heat, plain, recording_for
from rantai.shopfloor.models import (
    ChargeSheet,
    Heat,
    LeftOut,
    LeftOutBecause,
    PlannedCharge,
)
from rantai.shopfloor.queries.proposals import Proposal, propose
from rantai.shopfloor.queries.recipes import weighed_of
from rantai.shopfloor.queries.words import limit_words


class NoCharge(Refusal):
    """No weighing of what lies in the yard meets the grade."""

    def __init__(self, proposal: Proposal) -> None:
        plan = proposal.plan
        sentence = _("No charge of these materials meets the grade: %(limits)s.") % {
            "limits": "; ".join(limit_words(each) for each in plan.conflict)
        }
        if plan.relaxations:
            first = plan.relaxations[0]
            sentence += " " + _("It would work with: %(limit)s, moved to %(needed)s.") % {
                "limit": limit_words(first.limit),
                "needed": "–" if first.needed is None else number_format(first.needed, 2),
            }
        super().__init__(sentence)


class NotSoSure(Refusal):
    """Of these materials no charge is as sure as was asked."""

    def __init__(self, proposal: Proposal) -> None:
        plan = proposal.plan
        super().__init__(
            _(
                "With this yard %(reached)s of 100 heats are inside at the first reading, not "
                "%(asked)s. In the way: %(limits)s. Ask for less, or learn the materials better."
            )
            % {
                "reached": int(100 * (plan.first_shot or 0)),
                "asked": proposal.confidence_pct,
                "limits": "; ".join(limit_words(each) for each in plan.conflict[1:]),
            }
        )


class NoMaterialKnown(Refusal):
    def __init__(self, cause: str) -> None:
        super().__init__(
            _(
                "No charge can be worked out (%(cause)s). Check the tap mass, and that the "
                "materials in the yard have a card with price and analysis."
            )
            % {"cause": cause}
        )


class WeighedMeanwhile(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Someone weighed a material meanwhile. The sheet is solved again with it: try again.")
        )


class TooMuchForTheFurnace(Refusal):
    def __init__(self, heat: Heat) -> None:
        super().__init__(
            _("Furnace %(furnace)s holds %(capacity)s kg. Write less.")
            % {"furnace": heat.furnace.code, "capacity": heat.furnace.capacity_kg}
        )


def plan_charge(
    *,
    heat: Heat,
    tap_kg: Decimal,
    confidence_pct: int | None = None,
    by: Account,
    at: datetime,
) -> ChargeSheet:
    """Propose the cheapest charge, as sure as asked. It is solved before anything is locked."""
    return _plan(heat=heat, tap_kg=tap_kg, confidence_pct=confidence_pct, by=by, at=at)


def leave_out(
    *, heat: Heat, material: str, because: LeftOutBecause, by: Account, at: datetime
) -> ChargeSheet:
    """Solve the sheet again without a material, keeping what is already weighed."""
    sheet = (
        ChargeSheet.objects.current().filter(cooperative_id=heat.cooperative_id, heat=heat).first()
    )
    if sheet is None:
        raise Http404
    return _plan(
        heat=heat,
        tap_kg=sheet.tap_kg,
        confidence_pct=sheet.confidence_pct,
        by=by,
        at=at,
        without=material,
        because=because,
    )


def _plan(
    *,
    heat: Heat,
    tap_kg: Decimal,
    confidence_pct: int | None,
    by: Account,
    at: datetime,
    without: str = "",
    because: LeftOutBecause | None = None,
) -> ChargeSheet:
    cooperative = recording_for(by, heat.workshop)
    if tap_kg <= 0:
        raise NothingWeighed
    if heat.furnace.capacity_kg is not None and tap_kg > heat.furnace.capacity_kg:
        raise TooMuchForTheFurnace(heat)
    try:
        proposal = propose(heat, tap_kg, without=without, confidence_pct=confidence_pct)
    except ValueError as unusable:  # the kernel's UnusableFigure names the field and the cause
        raise NoMaterialKnown(str(unusable)) from unusable
    if proposal.plan.cost is None:
        # A plan that tells how sure it got met every limit but the confidence.
        raise (NoCharge if proposal.plan.first_shot is None else NotSoSure)(proposal)
    with transaction.atomic():
        locked = lock_heat(heat)
        if weighed_of(locked) != proposal.weighed:
            raise WeighedMeanwhile
        if because is not None:
            LeftOut.objects.get_or_create(
                cooperative=cooperative,
                heat=locked,
                material=without,
                defaults={**stamp(cooperative=cooperative, by=by, at=at), "because": because},
            )
        return _write(locked, proposal, by=by, at=at, reason=f"{without} {because or ''}".strip())


def _write(
    heat: Heat, proposal: Proposal, *, by: Account, at: datetime, reason: str
) -> ChargeSheet:
    before = (
        ChargeSheet.objects.current().filter(cooperative_id=heat.cooperative_id, heat=heat).first()
    )
    sheet = ChargeSheet.objects.create(
        **stamp(cooperative=heat.cooperative, by=by, at=at),
        heat=heat,
        tap_kg=proposal.tap_kg,
        cost_rupiah=proposal.cost_rupiah,
        expected_pct={name: round(pct, 4) for name, pct in proposal.plan.expected_pct.items()},
        binding=[
            {"limit": each.limit, "saves": round(each.saves_per_unit, 2), "unit": each.unit}
            for each in proposal.plan.binding
            if each.saves_per_unit > 0
        ],
        confidence_pct=proposal.confidence_pct,
        first_shot_pct=_in_100(proposal.plan.first_shot),
        replaces=before,
        replaced_because=reason,
    )
    PlannedCharge.objects.bulk_create(
        PlannedCharge(cooperative_id=heat.cooperative_id, sheet=sheet, material_lot=lot, mass_kg=kg)
        for lot, kg in proposal.planned.items()
    )
    # The trail is read by more people than the recipe: it names no material and no price.
    write_audit("charge.planned", heat, by=by, at=at, tap_kg=plain(proposal.tap_kg))
    return sheet


def _in_100(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(str(round(100 * share, 1)))
