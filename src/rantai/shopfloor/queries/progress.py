"""How far a work order has come, counted from its castings."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from rantai.plans.models import Shortfall, WorkOrder
from rantai.shopfloor.models import CastingLot, Place, Recount, Scrap


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
    """Four questions to the database, however many work orders and castings."""
    rows = list(orders)
    if not rows:
        return []
    pieces = _pieces(rows[0].cooperative_id, {order.pk: order.quantity for order in rows})
    return [OrderProgress(order, *pieces[order.pk]) for order in rows]


def _pieces(owner: int, ordered: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """Of each work order the pieces that are wanted, and those made."""
    made = _made(owner, list(ordered))
    short = Shortfall.objects.current().filter(cooperative_id=owner, work_order__in=list(ordered))
    given_up = _pieces_by_order(short.values_list("work_order").annotate(Sum("quantity")))
    return {
        order: (max(0, quantity - given_up[order]), made[order])
        for order, quantity in ordered.items()
    }


def _made(owner: int, ids: list[int]) -> Counter[int]:
    """Castings as counted, or counted again, less scrap.

    What a customer rejected was made and sent: it is settled there, and asked for again by a
    later call-off, so it does not open an old work order.
    """
    lots = CastingLot.objects.current().filter(cooperative_id=owner, work_order__in=ids)
    recounts = Recount.objects.current().filter(cooperative_id=owner, lot__work_order__in=ids)
    scrap = (
        Scrap.objects.current()
        .filter(cooperative_id=owner, lot__work_order__in=ids)
        .exclude(place=Place.CUSTOMER)
    )
    made = _pieces_by_order(lots.values_list("work_order").annotate(Sum("quantity")))
    made.update(
        _pieces_by_order(
            recounts.values_list("lot__work_order").annotate(
                more=Sum(F("quantity") - F("lot__quantity"))
            )
        )
    )
    made.subtract(_pieces_by_order(scrap.values_list("lot__work_order").annotate(Sum("quantity"))))
    return made


def _pieces_by_order(rows: Iterable[tuple[int, int]]) -> Counter[int]:
    return Counter(dict(rows))


def unfinished(orders: QuerySet[WorkOrder]) -> list[OrderProgress]:
    """Those of these orders that still want castings.

    Only those are read whole: of half a year's orders hardly any is still open.
    """
    figures = list(orders.values_list("pk", "cooperative_id", "quantity"))
    if not figures:
        return []
    owner = figures[0][1]
    pieces = _pieces(owner, {order: quantity for order, _owner, quantity in figures})
    still_open = [order for order, (wanted, made) in pieces.items() if made < wanted]
    if not still_open:
        return []
    return [OrderProgress(order, *pieces[order.pk]) for order in orders.filter(pk__in=still_open)]
