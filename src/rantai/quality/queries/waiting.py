"""What the lab has to do: samples at furnaces, lots to inspect; and what it has done."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from rantai.members.queries import workshop_of
from rantai.quality.models import Inspection
from rantai.quality.queries.judged import BEFORE_INSPECTION
from rantai.records.models import Account
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by
from rantai.shopfloor.models import (
    CastingLot,
    HeatStatus,
    Machining,
    Reading,
    Recount,
    Sample,
    Scrap,
)


def inspections_visible_to(viewer: Account) -> QuerySet[Inspection]:
    """The office sees all of its co-operative's, a workshop those of its own lots."""
    rows = owned_by(
        viewer,
        Inspection.objects.select_related(
            "lot__node",
            "lot__heat",
            "lot__workshop",
            "lot__work_order__revision__part",
            "plan",
            "recorded_by",
        ),
    )
    if has_role(viewer, *OFFICE):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    return rows.filter(lot__workshop=workshop) if workshop else rows.none()


def latest_inspections(viewer: Account, most: int) -> QuerySet[Inspection]:
    """The newest inspections that count, newest first."""
    # Chosen before anything is joined: with the joins, SQLite starts at the parts and reads every
    # inspection there ever was.
    visible = inspections_visible_to(viewer)
    later = Inspection.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), replaces=OuterRef("pk")
    )
    newest = visible.select_related(None).filter(~Exists(later)).order_by("-received_at")
    chosen = list(newest.values_list("pk", flat=True)[:most])
    return visible.filter(pk__in=chosen).order_by("-received_at")


def waiting_samples(viewer: Account) -> QuerySet[Sample]:
    """Samples without a reading, the longest waiting furnace first."""
    reading = Reading.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), sample=OuterRef("pk")
    )
    rows = owned_by(viewer, Sample.objects.current()).filter(
        ~Exists(reading), heat__status=HeatStatus.MELTING
    )
    return rows.select_related(
        "heat__workshop", "heat__furnace", "heat__work_order__revision__part"
    ).order_by("occurred_at")


def lots_to_inspect(viewer: Account) -> QuerySet[CastingLot]:
    """Lots of released heats, not on hold, with pieces that nobody has judged; oldest first."""
    rows = owned_by(viewer, CastingLot.objects.current()).filter(
        heat__status=HeatStatus.RELEASED, node__open_holds=0
    )
    counted = Coalesce(_of_lot(Recount.objects.current(), "quantity"), F("quantity"))
    gone = _of_lot(Scrap.objects.current().filter(place__in=BEFORE_INSPECTION), "quantity")
    offered = _of_lot(Inspection.objects.current(), "offered")
    machined = _of_lot(Machining.objects.current(), "quantity")
    waits = Q(left__gt=0) & (
        Q(work_order__revision__part__is_machined=False) | Q(machined__gt=F("offered"))
    )
    return (
        rows.annotate(
            offered=Coalesce(offered, 0),
            machined=Coalesce(machined, 0),
            left=counted - Coalesce(gone, 0) - F("offered"),
        )
        .filter(waits)
        .select_related("heat", "workshop", "node", "work_order__revision__part")
        .order_by("occurred_at")
    )


def _of_lot(facts: QuerySet[Any], field: str) -> Subquery:
    """The sum of a number over the facts of one lot."""
    mine = facts.filter(cooperative_id=OuterRef("cooperative_id"), lot=OuterRef("pk"))
    return Subquery(mine.order_by().values("lot").annotate(sum=Sum(field)).values("sum"))


@dataclass(frozen=True, slots=True)
class WaitingLot:
    """A lot in the lab's queue and how many of its pieces can be offered."""

    lot: CastingLot
    left: int


def lots_waiting(viewer: Account, most: int) -> tuple[list[WaitingLot], int]:
    """The first lots of the queue, and how long the whole queue is."""
    queue = lots_to_inspect(viewer)
    first = list(queue[:most])
    waiting = [WaitingLot(lot, _left(lot)) for lot in first]
    return waiting, len(first) if len(first) < most else queue.count()


def _left(lot: Any) -> int:
    is_machined = lot.work_order.revision.part.is_machined
    return int(min(lot.left, lot.machined - lot.offered) if is_machined else lot.left)


def lots_visible_to(viewer: Account) -> QuerySet[CastingLot]:
    """Lots the lab may inspect: every one of its co-operative."""
    rows = owned_by(viewer, CastingLot.objects.current())
    return rows if has_role(viewer, *OFFICE) else rows.none()
