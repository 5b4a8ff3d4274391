"""What the lab has to do: samples at furnaces, lots to inspect; and what it has done."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rantai.members.queries import workshop_of
from rantai.quality.models import Inspection
from rantai.records.models import Account, NoLaterFact
from rantai.records.prepared import Limit, prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by
from rantai.shopfloor.models import (
    CastingLot,
    HeatStatus,
    Reading,
    Sample,
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


class Inspected(NamedTuple):
    """One line of what was inspected lately."""

    pk: UUID
    lot: str
    part: str
    workshop: str
    offered: int
    accepted: int
    rejected: int
    received_at: datetime
    by: str


def latest_inspections(viewer: Account, most: int) -> list[Inspected]:
    """The newest inspections that count, newest first."""
    if viewer.cooperative_id is None:
        return []
    if has_role(viewer, *OFFICE):
        chosen = _newest(viewer.cooperative_id, Limit(most))
    else:
        newest = _that_count(inspections_visible_to(viewer).select_related(None))
        chosen = list(newest[:most])
    if not chosen:
        return []
    return [
        Inspected(pk, lot, part, f"{shop} {name}", offered, accepted, rejected, at, by)
        for pk, lot, part, shop, name, offered, accepted, rejected, at, by in _lines_of(
            viewer.cooperative_id, chosen
        )
    ]


@prepared
def _newest(owner: int, most: Limit) -> QuerySet[Inspection, UUID]:
    return _that_count(Inspection.objects.filter(cooperative_id=owner))[:most]


def _that_count(visible: QuerySet[Inspection]) -> QuerySet[Inspection, UUID]:
    # Chosen before anything is joined: with the joins, SQLite starts at the parts and reads every
    # inspection there ever was.
    newest = visible.filter(NoLaterFact()).order_by("-received_at")
    return newest.values_list("pk", flat=True)


@prepared
def _lines_of(owner: int, inspections: list[UUID]) -> QuerySet[Inspection, tuple[Any, ...]]:
    rows = Inspection.objects.filter(cooperative_id=owner, pk__in=inspections)
    return rows.order_by("-received_at", "pk").values_list(
        "pk",
        "lot__code",
        "lot__work_order__revision__part__name",
        "lot__workshop__code",
        "lot__workshop__name",
        "offered",
        "accepted",
        "rejected",
        "received_at",
        "recorded_by__name",
    )


def waiting_samples(viewer: Account) -> QuerySet[Sample]:
    """Samples without a reading, the longest waiting furnace first."""
    return _unread(owned_by(viewer, Sample.objects.current())).select_related(
        "heat__workshop", "heat__furnace", "heat__work_order__revision__part"
    )


def _unread(samples: QuerySet[Sample]) -> QuerySet[Sample]:
    reading = Reading.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), sample=OuterRef("pk")
    )
    return samples.filter(~Exists(reading), heat__status=HeatStatus.MELTING).order_by("occurred_at")


class WaitingSample(NamedTuple):
    """A sample of a furnace that stands until somebody reads it."""

    heat: str
    number: int
    workshop: str
    part: str
    taken_at: datetime


def first_samples(viewer: Account, most: int) -> list[WaitingSample]:
    """The samples that wait longest for a reading."""
    if viewer.cooperative_id is None:
        return []
    return [
        WaitingSample(heat, number, f"{shop} {name}", part, at)
        for heat, number, shop, name, part, at in _first_unread(viewer.cooperative_id, Limit(most))
    ]


@prepared
def _first_unread(owner: int, most: Limit) -> QuerySet[Sample, tuple[Any, ...]]:
    rows = _unread(Sample.objects.current().filter(cooperative_id=owner)).values_list(
        "heat__code",
        "number",
        "heat__workshop__code",
        "heat__workshop__name",
        "heat__work_order__revision__part__name",
        "occurred_at",
    )
    return rows[:most]


def lots_to_inspect(viewer: Account) -> QuerySet[CastingLot]:
    """Lots of released heats, not on hold, with pieces that nobody has judged; oldest first."""
    return _queue(owned_by(viewer, CastingLot.objects.all())).select_related(
        "heat", "workshop", "node", "work_order__revision__part"
    )


def _queue(lots: QuerySet[CastingLot]) -> QuerySet[Any]:  # with what is left by the tally
    is_ready = Q(work_order__revision__part__is_machined=False) | Q(
        tally__machined__gt=F("tally__offered")
    )
    return (
        lots.filter(
            is_ready,
            tally__cast__gt=F("tally__lost") + F("tally__offered"),
            heat__status=HeatStatus.RELEASED,
            node__open_holds=0,
        )
        .annotate(
            ready=F("tally__machined") - F("tally__offered"),
            left=F("tally__cast") - F("tally__lost") - F("tally__offered"),
        )
        .order_by("occurred_at", "code")
    )


class WaitingLot(NamedTuple):
    """A lot in the lab's queue and how many of its pieces can be offered."""

    code: str
    part: str
    workshop: str
    counted_at: datetime
    quantity: int
    left: int


def lots_waiting(viewer: Account, most: int) -> tuple[list[WaitingLot], int]:
    """The first lots of the queue, and how long the whole queue is."""
    if viewer.cooperative_id is None:
        return [], 0
    first = [
        WaitingLot(
            code, part, f"{workshop} {name}", at, quantity, min(left, ready) if cut else left
        )
        for code, part, workshop, name, at, quantity, left, ready, cut in _first_in_queue(
            viewer.cooperative_id, Limit(most)
        )
    ]
    return first, len(first) if len(first) < most else lots_to_inspect(viewer).count()


@prepared
def _first_in_queue(owner: int, most: Limit) -> QuerySet[CastingLot, tuple[Any, ...]]:
    rows = _queue(CastingLot.objects.filter(cooperative_id=owner)).values_list(
        "code",
        "work_order__revision__part__name",
        "workshop__code",
        "workshop__name",
        "occurred_at",
        "quantity",
        "left",
        "ready",
        "work_order__revision__part__is_machined",
    )
    return rows[:most]


def lots_visible_to(viewer: Account) -> QuerySet[CastingLot]:
    """Lots the lab may inspect: every one of its co-operative."""
    rows = owned_by(viewer, CastingLot.objects.current())
    return rows if has_role(viewer, *OFFICE) else rows.none()
