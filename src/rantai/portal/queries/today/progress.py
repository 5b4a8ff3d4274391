"""How far a work order has come, counted from its castings."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rantai.plans.models import Shortfall, WorkOrder
from rantai.shopfloor.models import CastingLot
from rantai.shopfloor.queries import counts_of


@dataclass(frozen=True, slots=True)
class Progress:
    """A work order with the good castings made for it so far."""

    order: WorkOrder
    good: int
    given_up: int

    @property
    def open(self) -> int:
        return max(0, self.order.quantity - self.given_up - self.good)


def progress_of(orders: Iterable[WorkOrder]) -> list[Progress]:
    """A handful of questions to the database, however many work orders."""
    rows = list(orders)
    if not rows:
        return []
    mine = {
        "cooperative_id": rows[0].cooperative_id,
        "work_order__in": [order.pk for order in rows],
    }
    lots = list(CastingLot.objects.current().filter(**mine))
    counts = counts_of(lots)
    good: Counter[int] = Counter()
    for lot in lots:
        good[lot.work_order_id] += counts[lot.pk].left
    given_up: Counter[int] = Counter()
    for order_id, pieces in (
        Shortfall.objects.current().filter(**mine).values_list("work_order_id", "quantity")
    ):
        given_up[order_id] += pieces
    return [Progress(order, good[order.pk], given_up[order.pk]) for order in rows]


def unfinished(orders: Iterable[WorkOrder]) -> list[Progress]:
    return [progress for progress in progress_of(orders) if progress.open]
