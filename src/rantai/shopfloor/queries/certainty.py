"""What a surer first reading costs in this furnace: cheap and corrected, or dear and poured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from rantai.shopfloor.models import ChargeSheet, Heat, MeltTerms
from rantai.shopfloor.queries.charging import charge_problem, yard_of
from rantai.shopfloor.queries.correcting import additions_for
from rantai.shopfloor.queries.terms import melt_terms_on
from tuang.charge.checks import UnusableFigure

if TYPE_CHECKING:
    from tuang.charge.certainty import Correcting

ASKED = (None, 0.5, 0.7, 0.8, 0.9, 0.95)
"""Confidences on the curve; None is the charge by expected figures alone."""
HEATS = 4000
"""Simulated a point, to tell how often it misses."""
CORRECTED = 8
"""Misses corrected a point, to tell what one costs: each is a programme of its own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of charging this heat, in whole rupiah and of 100 heats.

    asked_pct: None for expected figures alone. Of 100 heats first_shot are inside at once and
    lost cannot be corrected here. correcting_rupiah: what correcting comes to on average.
    """

    asked_pct: int | None
    charge_rupiah: int
    correcting_rupiah: int
    first_shot: int
    lost: int

    @property
    def total_rupiah(self) -> int:
        return self.charge_rupiah + self.correcting_rupiah


@dataclass(frozen=True, slots=True)
class Certainty:
    """The ways that exist, the least sure first; out_of_reach: asked for, and no such charge."""

    choices: Sequence[Choice]
    out_of_reach: Sequence[int]
    terms: MeltTerms

    @property
    def cheapest(self) -> Choice:
        return min(self.choices, key=lambda each: each.total_rupiah)

    @property
    def surest(self) -> Choice:
        return max(self.choices, key=lambda each: each.first_shot)

    @property
    def plainest(self) -> Choice:
        """The cheapest charge, to be corrected when it misses."""
        return min(self.choices, key=lambda each: each.charge_rupiah)


def certainty_of(heat: Heat, sheet: ChargeSheet) -> Certainty | None:
    """Each confidence's charge, melted on the same simulated heats and corrected where it misses.

    None without dated terms, or where what is weighed leaves nothing to choose. Weighed
    finely: whole steps of the scale cost each way a little more.
    """
    day = timezone.localdate(heat.started_at)
    terms = melt_terms_on(heat.workshop, day)
    if terms is None:
        return None
    # numpy and HiGHS take long to load, and most pages never ask them.
    from dataclasses import replace

    from tuang.charge.certainty import price_of_certainty

    try:
        yard = yard_of(heat, "", day)
        problem = charge_problem(heat, yard, sheet.tap_kg, terms=terms)
    except UnusableFigure:
        return None
    fine = replace(problem, materials=[replace(each, step_kg=None) for each in problem.materials])
    points = price_of_certainty(
        fine,
        _correcting(heat, sheet.tap_kg, terms, day),
        confidences=ASKED,
        heats=HEATS,
        corrected=CORRECTED,
    )
    choices = [
        Choice(
            asked_pct=None if point.confidence is None else round(100 * point.confidence),
            charge_rupiah=round(point.outcome.charge_cost) + yard.weighed_rupiah,
            correcting_rupiah=round(point.outcome.correction_cost),
            first_shot=round(100 * point.outcome.first_shot),
            lost=round(100 * point.outcome.lost),
        )
        for point in points
        if point.outcome is not None
    ]
    missing = [round(100 * p.confidence) for p in points if p.outcome is None and p.confidence]
    return Certainty(choices, missing, terms) if choices else None


def _correcting(heat: Heat, tap_kg: Decimal, terms: MeltTerms, day: date) -> "Correcting":
    from tuang.charge.certainty import Correcting

    return Correcting(
        additions=additions_for(heat, day),
        capacity_kg=float(heat.furnace.capacity_kg or tap_kg),
        hold_cost_per_min=float(terms.hold_rupiah_per_minute),
        minutes_per_addition=float(terms.minutes_per_addition),
        minutes_per_reading=float(terms.minutes_per_reading),
        lost_cost=float(terms.remelt_rupiah_per_kg * tap_kg),
    )
