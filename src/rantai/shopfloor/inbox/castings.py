"""What becomes of castings on the floor: scrap, and machining."""

from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from pydantic import Field

from rantai.records.inbox.kinds import Contested, Kind, Made, Shape, Telling
from rantai.records.prepared import only_one, prepared
from rantai.shopfloor.actions import record_machining, record_scrap
from rantai.shopfloor.actions.castings import AlreadyMachined, AlreadyScrap, MoreThanLeft
from rantai.shopfloor.inbox._telling import Code, Pieces, lot_named
from rantai.shopfloor.models import Casting, CastingLot, Defect, Place
from rantai.shopfloor.queries.visible import machine_tool_with_code


class Scrapped(Shape):
    lot: Code
    quantity: Pieces = 1
    defect: Annotated[str, Field(min_length=1, max_length=4)]
    place: Place = Place.WORKSHOP
    spot: Annotated[str, Field(max_length=60)] = ""
    piece: Annotated[str, Field(max_length=40)] | None = None


class Machined(Shape):
    lot: Code
    machine: Code
    quantity: Pieces | None = None
    pieces: Annotated[list[Code], Field(max_length=500)] = []


def _scrap(telling: Telling, data: Scrapped) -> Made:
    lot = lot_named(telling, data.lot)
    try:
        record_scrap(
            lot=lot,
            defect=_defect(data.defect),
            place=data.place,
            by=telling.by,
            at=telling.at,
            quantity=data.quantity,
            casting=_pieces_of(lot, [data.piece])[0] if data.piece else None,
            spot=data.spot,
            occurred_at=telling.occurred_at,
            fact_id=telling.fact,
        )
    except (AlreadyScrap, MoreThanLeft) as gone:
        raise Contested(gone, [lot.node]) from gone
    return Made(lot.code)


def _machine(telling: Telling, data: Machined) -> Made:
    lot = lot_named(telling, data.lot)
    machine = machine_tool_with_code(lot.workshop, data.machine)
    try:
        record_machining(
            lot=lot,
            machine=machine,
            by=telling.by,
            at=telling.at,
            quantity=data.quantity,
            castings=_pieces_of(lot, data.pieces),
            occurred_at=telling.occurred_at,
            fact_id=telling.fact,
        )
    except (AlreadyScrap, AlreadyMachined, MoreThanLeft) as gone:
        raise Contested(gone, [lot.node]) from gone
    return Made(lot.code)


def _defect(code: str) -> Defect:
    found = only_one(_defects_with_code(code))
    if found is None:
        raise Http404
    return found


@prepared
def _defects_with_code(code: str) -> QuerySet[Defect]:
    return Defect.objects.filter(code=code)


def _pieces_of(lot: CastingLot, serials: list[str]) -> list[Casting]:
    rows = _castings_of(lot.cooperative_id, lot.pk, serials)
    found = {each.serial: each for each in rows}
    if not found.keys() >= set(serials):
        raise Http404
    return [found[each] for each in serials]


@prepared
def _castings_of(owner: int, lot: UUID, serials: list[str]) -> QuerySet[Casting]:
    return Casting.objects.filter(cooperative_id=owner, lot=lot, serial__in=serials)


KINDS = (Kind("scrap.recorded", Scrapped, _scrap), Kind("machining.recorded", Machined, _machine))
