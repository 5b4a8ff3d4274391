"""How far a work order has come, by the running counts its facts keep."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from rantai.plans.models import WorkOrder


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """How much of a work order is cast and was not scrapped before it left."""

    order: WorkOrder
    wanted: int
    made: int

    @property
    def left(self) -> int:
        return max(0, self.wanted - self.made)

    @property
    def made_pct(self) -> int:
        return 100 if self.wanted == 0 else self.made * 100 // self.wanted


def progress_of(orders: Iterable[WorkOrder]) -> list[OrderProgress]:
    return [OrderProgress(order, order.wanted, order.made) for order in orders]


def unfinished(orders: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    """Those of these orders that still want castings."""
    return orders.filter(quantity__gt=F("made") + F("given_up"))
