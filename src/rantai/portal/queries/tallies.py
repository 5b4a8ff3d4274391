"""What lots, work orders and receipts add up to by their facts, to judge the running counts by."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from rantai.delivery.models import BoxContent, BoxStatus
from rantai.delivery.queries import standing_lines
from rantai.members.models import Person, SkillsHeld, Workshop
from rantai.members.queries import count_held
from rantai.plans.models import ReceivedTally, Shortfall, WorkOrder
from rantai.quality.models import Inspection
from rantai.shopfloor.models import (
    BEFORE_INSPECTION,
    CastingLot,
    LotTally,
    Machining,
    Place,
    Recount,
    Scrap,
)

PIECES = (
    "cast",
    "lost",
    "scrapped",
    "returned",
    "machined",
    "offered",
    "accepted",
    "packed",
)


class Difference(NamedTuple):
    """A running count that says something else than the facts."""

    code: str
    name: str
    kept: int | None
    counted: int


def lot_tallies(owner: int) -> list[LotTally]:
    """A tally of every lot of a co-operative, counted from its facts; nothing is written."""
    lots = list(CastingLot.objects.filter(cooperative_id=owner).values_list("pk", "quantity"))
    if not lots:
        return []
    counts = _pieces_of_lots(owner)
    return [
        LotTally(
            cooperative_id=owner,
            lot_id=lot,
            cast=counts["cast"].get(lot, quantity),
            **{name: counts[name].get(lot, 0) for name in PIECES[1:]},
        )
        for lot, quantity in lots
    ]


def work_order_counts(owner: int, tallies: Iterable[LotTally]) -> dict[int, tuple[int, int]]:
    """Of every work order of a co-operative the pieces made, by its lots' tallies, and given up."""
    orders = list(WorkOrder.objects.filter(cooperative_id=owner).values_list("pk", flat=True))
    if not orders:
        return {}
    made: dict[int, int] = {}
    order_of = dict(CastingLot.objects.filter(cooperative_id=owner).values_list("pk", "work_order"))
    for tally in tallies:
        order = order_of[tally.lot_id]
        made[order] = made.get(order, 0) + tally.cast - tally.scrapped
    given_up = _sums(Shortfall.objects.current().filter(cooperative_id=owner), "work_order")
    return {pk: (made.get(pk, 0), given_up.get(pk, 0)) for pk in orders}


def received_tallies(owner: int) -> list[ReceivedTally]:
    """What the standing receipts say of every workshop, part and month; nothing is written."""
    rows = (
        standing_lines(owner)
        .order_by()
        .values_list(
            TruncMonth("receipt__received_on"),
            "content__lot__workshop_id",
            "content__box__revision__part_id",
        )
        .annotate(Sum("accepted"), Sum("rejected"))
    )
    return [
        ReceivedTally(
            cooperative_id=owner,
            month=month,
            workshop_id=workshop,
            part_id=part,
            accepted=accepted,
            rejected=rejected,
        )
        for month, workshop, part, accepted, rejected in rows
    ]


def differences(owner: int) -> Iterator[Difference]:
    """Every running count of a co-operative that its facts do not bear out."""
    kept = {tally.lot_id: tally for tally in LotTally.objects.filter(cooperative_id=owner)}
    codes = dict(CastingLot.objects.filter(cooperative_id=owner).values_list("pk", "code"))
    tallies = lot_tallies(owner)
    for counted in tallies:
        tally = kept.get(counted.lot_id)
        for name in PIECES:
            found = getattr(tally, name, None)
            if found != getattr(counted, name):
                yield Difference(codes[counted.lot_id], name, found, getattr(counted, name))
    counts = work_order_counts(owner, tallies)
    for order in WorkOrder.objects.filter(cooperative_id=owner).only("code", "made", "given_up"):
        made, given_up = counts[order.pk]
        if order.made != made:
            yield Difference(order.code, "made", order.made, made)
        if order.given_up != given_up:
            yield Difference(order.code, "given_up", order.given_up, given_up)
    yield from _differences_in_receipts(owner)
    yield from _differences_in_skills(owner)


def _differences_in_receipts(owner: int) -> Iterator[Difference]:
    kept = ReceivedTally.objects.filter(cooperative_id=owner)
    told = {_place(tally): (tally.accepted, tally.rejected) for tally in kept}
    counted = {_place(tally): (tally.accepted, tally.rejected) for tally in received_tallies(owner)}
    shops = dict(Workshop.objects.filter(cooperative_id=owner).values_list("pk", "code"))
    for place in sorted({*told, *counted}):
        month, workshop, _part = place
        found, facts = told.get(place, (0, 0)), counted.get(place, (0, 0))
        for name, one, other in zip(("accepted", "rejected"), found, facts, strict=True):
            if one != other:
                yield Difference(f"{shops[workshop]} {month:%Y-%m}", name, one, other)


def _differences_in_skills(owner: int) -> Iterator[Difference]:
    """A level that the matrix shows and the facts do not, or the other way round."""
    kept = {row.person_id: row for row in SkillsHeld.objects.filter(cooperative_id=owner)}
    counted = {row.person_id: row for row in count_held(owner)}
    names = dict(Person.objects.filter(cooperative_id=owner).values_list("pk", "name"))
    for person in sorted({*kept, *counted}):
        for name in ("levels", "papers"):
            found, facts = (getattr(rows.get(person), name, "").split() for rows in (kept, counted))
            if found != facts:
                yield Difference(names[person], name, len(found), len(facts))


def _place(tally: ReceivedTally) -> tuple[date, int, int]:
    return tally.month, tally.workshop_id, tally.part_id


def _pieces_of_lots(owner: int) -> dict[str, dict[UUID, int]]:
    mine = Q(cooperative_id=owner)
    scrap = Scrap.objects.current().filter(mine)
    made = scrap.exclude(place=Place.CUSTOMER)
    judged = Inspection.objects.current().filter(mine)
    packed = BoxContent.objects.filter(mine).exclude(box__status=BoxStatus.OPENED)
    return {
        "cast": _sums(Recount.objects.current().filter(mine), "lot"),
        "lost": _sums(scrap.filter(place__in=BEFORE_INSPECTION), "lot"),
        "scrapped": _sums(made, "lot"),
        "returned": _sums(scrap.filter(place=Place.CUSTOMER), "lot"),
        "machined": _sums(Machining.objects.current().filter(mine), "lot"),
        "offered": _sums(judged, "lot", "offered"),
        "accepted": _sums(judged, "lot", "accepted"),
        "packed": _sums(packed, "lot"),
    }


def _sums(rows: QuerySet[Any], by: str, field: str = "quantity") -> dict[Any, int]:
    return dict(rows.order_by().values_list(by).annotate(Sum(field)))
