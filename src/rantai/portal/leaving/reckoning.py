"""Everything that still hangs on a workshop when its standing changes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from rantai.machines.models import Booking
from rantai.machines.queries import bookings_from
from rantai.members.models import Workshop
from rantai.members.queries import workers_of
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.settlement.accounts import Expected
from rantai.settlement.queries import OutstandingAdvance, advances_owed_by, expected_pay
from rantai.shopfloor.models import CastingLot, Heat, MaterialLot
from rantai.traceability.models import HeldNode


@dataclass(frozen=True, slots=True)
class HeldThing:
    """Something on hold in the workshop: a lot with its pieces, a heat, or material."""

    code: str
    pieces: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Ties:
    """What is on hold, ordered, stored, booked, owed and to be paid, as it is now."""

    workshop: Workshop
    held: list[HeldThing]
    orders: list[WorkOrder]
    in_stock: list[tuple[str, int]]
    bookings: list[Booking]
    advances: list[OutstandingAdvance]
    expected: list[Expected]
    workers: int


def ties_of(workshop: Workshop, since: date, today: date) -> Ties:
    return Ties(
        workshop,
        held_in(workshop),
        orders_left(workshop, since, today),
        _in_stock(workshop),
        list(bookings_from(workshop, max(since, today))),
        advances_owed_by(workshop),
        expected_pay(workshop),
        len(workers_of(workshop, today)),
    )


def orders_left(workshop: Workshop, since: date, today: date) -> list[WorkOrder]:
    """Work orders with pieces to make; those due before the day, a workshop can still finish."""
    open_ones = WorkOrder.objects.filter(
        Q(status=WorkOrderStatus.ISSUED) | Q(quantity__gt=F("given_up") + F("made")),
        cooperative_id=workshop.cooperative_id,
        workshop=workshop,
        status__in=(WorkOrderStatus.ISSUED, WorkOrderStatus.ACCEPTED),
    )
    if since > today:
        open_ones = open_ones.filter(due_on__gte=since)
    return list(open_ones.select_related("revision__part").order_by("due_on", "code"))


def held_in(workshop: Workshop) -> list[HeldThing]:
    """Lots by their pieces; heats without a lot and material by their codes."""
    own = {"cooperative_id": workshop.cooperative_id, "workshop": workshop}
    lots = _lots_with_tally(workshop).filter(node__open_holds__gt=0)
    heats = Heat.objects.filter(**own, node__open_holds__gt=0, casting_lots__isnull=True)
    material = MaterialLot.objects.filter(**own, node__open_holds__gt=0).order_by("code")
    found: list[tuple[int, str, int | None]] = list(
        lots.values_list("node_id", "code", F("cast") - F("scrapped"))
    )
    found += [(node, code, None) for node, code in heats.values_list("node_id", "code")]
    found += [(node, code, None) for node, code in material.values_list("node_id", "code")]
    why = dict(
        HeldNode.objects.filter(
            cooperative_id=workshop.cooperative_id,
            node__in=[node for node, _code, _pieces in found],
            hold__closed_at__isnull=True,
        ).values_list("node", "hold__reason")
    )
    return [HeldThing(code, pieces, why.get(node, "")) for node, code, pieces in found]


def _in_stock(workshop: Workshop) -> list[tuple[str, int]]:
    """Lots that are free and not packed yet, with their good pieces."""
    lots = _lots_with_tally(workshop).filter(node__open_holds=0)
    return list(
        lots.filter(cast__gt=F("scrapped") + F("packed")).values_list(
            "code", F("cast") - F("scrapped") - F("packed")
        )
    )


def _lots_with_tally(workshop: Workshop) -> QuerySet[Any]:
    return (
        CastingLot.objects.current()
        .filter(cooperative_id=workshop.cooperative_id, workshop=workshop)
        .annotate(cast=F("tally__cast"), scrapped=F("tally__scrapped"), packed=F("tally__packed"))
        .order_by("code")
    )
