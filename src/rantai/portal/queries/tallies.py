"""What lots, work orders and receipts add up to by their facts, to judge the running counts by."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from rantai.delivery.models import BoxContent, BoxStatus
from rantai.delivery.queries import standing_lines
from rantai.members.models import Person, SkillsHeld, Workshop
from rantai.members.queries import count_held
from rantai.plans.models import ReceivedTally, Shortfall, WorkOrder
from rantai.quality.models import Inspection
from rantai.records.prepared import prepared
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
    lots = _lots(owner)
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
        for lot, quantity, _code, _order in lots
    ]


def work_order_counts(owner: int, tallies: Iterable[LotTally]) -> dict[int, tuple[int, int]]:
    """Of every work order of a co-operative the pieces made, by its lots' tallies, and given up."""
    orders = _orders(owner)
    if not orders:
        return {}
    order_of = {lot: order for lot, _quantity, _code, order in _lots(owner)}
    made: Counter[int] = Counter()
    for tally in tallies:
        made[order_of[tally.lot_id]] += tally.cast - tally.scrapped
    given_up = dict(_given_up(owner))
    return {pk: (made[pk], given_up.get(pk, 0)) for pk, *_ in orders}


def received_tallies(owner: int) -> list[ReceivedTally]:
    """What the standing receipts say of every workshop, part and month; nothing is written."""
    return [
        ReceivedTally(
            cooperative_id=owner,
            month=month,
            workshop_id=workshop,
            part_id=part,
            accepted=accepted,
            rejected=rejected,
        )
        for month, workshop, part, accepted, rejected in _received(owner)
    ]


def differences(owner: int) -> Iterator[Difference]:
    """Every running count of a co-operative that its facts do not bear out."""
    tallies = lot_tallies(owner)
    kept = {tally.lot_id: tally for tally in _kept(owner)} if tallies else {}
    codes = {lot: code for lot, _quantity, code, _order in _lots(owner)} if tallies else {}
    for counted in tallies:
        tally = kept.get(counted.lot_id)
        for name in PIECES:
            found = getattr(tally, name, None)
            if found != getattr(counted, name):
                yield Difference(codes[counted.lot_id], name, found, getattr(counted, name))
    counts = work_order_counts(owner, tallies)
    for pk, code, found_made, found_given_up in _orders(owner) if counts else ():
        made, given_up = counts[pk]
        if found_made != made:
            yield Difference(code, "made", found_made, made)
        if found_given_up != given_up:
            yield Difference(code, "given_up", found_given_up, given_up)
    yield from _differences_in_receipts(owner)
    yield from _differences_in_skills(owner)


def _differences_in_receipts(owner: int) -> Iterator[Difference]:
    told = {_place(tally): (tally.accepted, tally.rejected) for tally in _kept_of_receipts(owner)}
    counted = {_place(tally): (tally.accepted, tally.rejected) for tally in received_tallies(owner)}
    if told == counted:
        return
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


def _pieces_of_lots(owner: int) -> dict[str, Mapping[UUID, int]]:
    lost: Counter[UUID] = Counter()
    scrapped: Counter[UUID] = Counter()
    returned: Counter[UUID] = Counter()
    for lot, place, pieces in _scrap(owner):
        (returned if place == Place.CUSTOMER else scrapped)[lot] += pieces
        if place in BEFORE_INSPECTION:
            lost[lot] += pieces
    judged = _judged(owner)
    return {
        "cast": dict(_recounted(owner)),
        "lost": lost,
        "scrapped": scrapped,
        "returned": returned,
        "machined": dict(_machined(owner)),
        "offered": {lot: offered for lot, offered, _accepted in judged},
        "accepted": {lot: accepted for lot, _offered, accepted in judged},
        "packed": dict(_packed(owner)),
    }


# The questions: asked once for each co-operative, and in the tests after every test.


@prepared
def _lots(owner: int) -> QuerySet[CastingLot, Any]:
    rows = CastingLot.objects.filter(cooperative_id=owner)
    return rows.values_list("pk", "quantity", "code", "work_order")


@prepared
def _kept(owner: int) -> QuerySet[LotTally]:
    return LotTally.objects.filter(cooperative_id=owner)


@prepared
def _orders(owner: int) -> QuerySet[WorkOrder, Any]:
    rows = WorkOrder.objects.filter(cooperative_id=owner)
    return rows.values_list("pk", "code", "made", "given_up")


@prepared
def _kept_of_receipts(owner: int) -> QuerySet[ReceivedTally]:
    return ReceivedTally.objects.filter(cooperative_id=owner)


@prepared
def _received(owner: int) -> QuerySet[Any, Any]:
    return (
        standing_lines(owner)
        .order_by()
        .values_list(
            TruncMonth("receipt__received_on"),
            "content__lot__workshop_id",
            "content__box__revision__part_id",
        )
        .annotate(Sum("accepted"), Sum("rejected"))
    )


@prepared
def _recounted(owner: int) -> QuerySet[Any, Any]:
    rows = Recount.objects.current().filter(cooperative_id=owner)
    return rows.order_by().values_list("lot").annotate(Sum("quantity"))


@prepared
def _scrap(owner: int) -> QuerySet[Any, Any]:
    rows = Scrap.objects.current().filter(cooperative_id=owner)
    return rows.order_by().values_list("lot", "place").annotate(Sum("quantity"))


@prepared
def _machined(owner: int) -> QuerySet[Any, Any]:
    rows = Machining.objects.current().filter(cooperative_id=owner)
    return rows.order_by().values_list("lot").annotate(Sum("quantity"))


@prepared
def _judged(owner: int) -> QuerySet[Any, Any]:
    rows = Inspection.objects.current().filter(cooperative_id=owner)
    return rows.order_by().values_list("lot").annotate(Sum("offered"), Sum("accepted"))


@prepared
def _packed(owner: int) -> QuerySet[Any, Any]:
    rows = BoxContent.objects.filter(cooperative_id=owner).exclude(box__status=BoxStatus.OPENED)
    return rows.order_by().values_list("lot").annotate(Sum("quantity"))


@prepared
def _given_up(owner: int) -> QuerySet[Any, Any]:
    rows = Shortfall.objects.current().filter(cooperative_id=owner)
    return rows.order_by().values_list("work_order").annotate(Sum("quantity"))
