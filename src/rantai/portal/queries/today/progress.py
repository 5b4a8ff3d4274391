"""How far a work order has come, counted from its castings."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Sum

from rantai.plans.models import Shortfall, WorkOrder
from rantai.shopfloor.models import CastingLot, Recount, Scrap


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
    """Four questions to the database, however many work orders and castings."""
    rows = list(orders)
    if not rows:
        return []
    owner, ids = rows[0].cooperative_id, [order.pk for order in rows]
    good = _good(owner, ids)
    short = Shortfall.objects.current().filter(cooperative_id=owner, work_order__in=ids)
    given_up = _pieces_by_order(short.values_list("work_order").annotate(Sum("quantity")))
    return [Progress(order, good[order.pk], given_up[order.pk]) for order in rows]


def _good(owner: int, ids: list[int]) -> Counter[int]:
    """Castings as counted, or counted again, without what was scrapped anywhere."""
    lots = CastingLot.objects.current().filter(cooperative_id=owner, work_order__in=ids)
    recounts = Recount.objects.current().filter(cooperative_id=owner, lot__work_order__in=ids)
    scrap = Scrap.objects.current().filter(cooperative_id=owner, lot__work_order__in=ids)
    good = _pieces_by_order(lots.values_list("work_order").annotate(Sum("quantity")))
    good.update(
        _pieces_by_order(
            recounts.values_list("lot__work_order").annotate(
                more=Sum(F("quantity") - F("lot__quantity"))
            )
        )
    )
    good.subtract(_pieces_by_order(scrap.values_list("lot__work_order").annotate(Sum("quantity"))))
    return good


def _pieces_by_order(rows: Iterable[tuple[int, int]]) -> Counter[int]:
    return Counter(dict(rows))


def unfinished(orders: Iterable[WorkOrder]) -> list[Progress]:
    return [progress for progress in progress_of(orders) if progress.open]
