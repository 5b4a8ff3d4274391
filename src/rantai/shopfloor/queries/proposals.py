"""The cheapest charge for a heat, from the yard as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from rantai.shopfloor.models import Heat, MaterialLot
from rantai.shopfloor.queries.charging import charge_problem, cost_of, yard_of
from rantai.shopfloor.queries.recipes import split_over_lots
from rantai.shopfloor.queries.terms import melt_terms_on

if TYPE_CHECKING:
    from tuang.charge.cheapest import ChargePlan

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Planned kilograms by lot, weighed ones included, and the ground they were solved on."""

    tap_kg: Decimal
    confidence_pct: int | None
    planned: Mapping[MaterialLot, Decimal]
    weighed: Mapping[int, Decimal]
    plan: "ChargePlan"
    cost_rupiah: int
    without_card: Sequence[str]


def propose(
    heat: Heat,
    tap_kg: Decimal,
    *,
    without: str = "",
    confidence_pct: int | None = None,
    at_day: date | None = None,
) -> Proposal:
    """Solve the charge of a heat; what is already weighed stays, and is melted already.

    confidence_pct: of 100 heats, so many inside at the first reading; None goes by expected
    figures. Raises `tuang.charge.checks.UnusableFigure` where the figures cannot make a charge.
    """
    # HiGHS and numpy take long to load, and most who start the server never melt.
    from tuang.charge.cheapest import cheapest_charge

    day = at_day or timezone.localdate(heat.started_at)
    yard, terms = yard_of(heat, without, day), melt_terms_on(heat.workshop, day)
    problem = charge_problem(heat, yard, tap_kg, confidence_pct=confidence_pct, terms=terms)
    plan = cheapest_charge(problem)
    fresh = {name: Decimal(str(kg)).quantize(CENT) for name, kg in plan.kg.items() if kg > 0}
    planned = split_over_lots(fresh, yard.in_stock)
    for pk, kg in yard.weighed.items():
        lot = yard.weighed_lots[pk]
        planned[lot] = planned.get(lot, Decimal(0)) + kg
    return Proposal(
        tap_kg=tap_kg,
        confidence_pct=confidence_pct,
        planned=planned,
        weighed=yard.weighed,
        plan=plan,
        cost_rupiah=cost_of(planned, yard.cards),
        without_card=yard.without_card,
    )
