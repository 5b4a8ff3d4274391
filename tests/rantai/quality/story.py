"""Lots for tests to begin with: inspected, or with one sample out."""

from decimal import Decimal

from rantai.parts.models import ControlPlan
from rantai.parts.queries import plan_in_force
from rantai.quality.actions import Measured, Reject, inspect_lot
from rantai.quality.models import Inspection
from rantai.shopfloor.actions import record_machining
from rantai.shopfloor.models import CastingLot
from tests.cast import Cast
from tests.kept_stories import kept
from tests.rantai.shopfloor.story import poured_lot


def plan_of(lot: CastingLot) -> ControlPlan:
    plan = plan_in_force(lot.work_order.revision, lot.occurred_at.date())
    assert plan is not None
    return plan


def measured(
    lot: CastingLot, hardness: str = "200", offered: int = 30, surface: bool = True
) -> list[Measured]:
    """Every sample the plan asks for, with one hardness for all."""
    found = []
    for item in plan_of(lot).items.select_related("characteristic"):
        for sample in range(1, min(item.sample_size, offered) + 1):
            is_number = item.characteristic.is_measured
            value = Decimal(hardness) if is_number else None
            found.append(Measured(item, sample, value, None if is_number else surface))
    return found


def inspected(
    cast: Cast,
    lot: CastingLot,
    offered: int = 30,
    hardness: str = "200",
    rejects: list[Reject] | None = None,
) -> Inspection:
    return inspect_lot(
        lot=lot,
        plan=plan_of(lot),
        offered=offered,
        measurements=measured(lot, hardness, offered),
        rejects=rejects or [],
        by=cast.lab,
        at=cast.at,
    )


@kept
def passed_lot(cast: Cast, quantity: int = 30) -> CastingLot:
    """Brake blocks cast, inspected and all accepted."""
    lot = poured_lot(cast, quantity)
    inspected(cast, lot, quantity)
    return lot


@kept
def machined_sleeves(cast: Cast, quantity: int = 5) -> CastingLot:
    """Serial sleeves cast and machined, not yet inspected."""
    lot = poured_lot(cast, quantity, cast.sleeve)
    record_machining(
        lot=lot, machine=cast.lathe, castings=list(lot.castings.all()), by=cast.operator, at=cast.at
    )
    return lot
