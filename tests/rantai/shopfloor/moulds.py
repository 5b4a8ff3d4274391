"""Sand, cores and moulds of workshop A for tests to begin with."""

from decimal import Decimal
from typing import Any

from rantai.plans.models import WorkOrder
from rantai.shopfloor.actions import close_moulds, make_cores, mix_sand
from rantai.shopfloor.models import CoreLot, MouldRun, SandBatch
from tests.cast import Cast


def sand(cast: Cast, **said: Any) -> SandBatch:
    told = {"moisture_pct": Decimal("3.4"), "by": cast.operator, "at": cast.at}
    return mix_sand(workshop=cast.workshop_a, **{**told, **said})


def cores(cast: Cast, **said: Any) -> CoreLot:
    told = {"core_box": "KI-2", "quantity": 60, "by": cast.operator, "at": cast.at}
    return make_cores(workshop=cast.workshop_a, **{**told, **said})


def moulds(cast: Cast, order: WorkOrder, **said: Any) -> MouldRun:
    """Moulds 1 to 24 of pattern P-2, hard enough."""
    told = {
        "pattern": "P-2",
        "first": 1,
        "last": 24,
        "hardness": 85,
        "by": cast.operator,
        "at": cast.at,
    }
    return close_moulds(work_order=order, **{**told, **said})
