"""Sand mixed, cores made, moulds closed, and which of them a ladle filled."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, TypeVar
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from pydantic import Field

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.plans.queries import work_order_with_code
from rantai.records.inbox.kinds import Kind, Made, Shape, Telling
from rantai.shopfloor.actions import close_moulds, fill_moulds, make_cores, mix_sand
from rantai.shopfloor.actions.moulding import (
    MOST_MOULDS,
    MouldsClosedAlready,
    MouldsFilledAlready,
)
from rantai.shopfloor.inbox._telling import Code, Pieces, as_told, despite, pour_named
from rantai.shopfloor.models import CoreLot, MouldRun, SandBatch
from rantai.shopfloor.queries.moulds import as_they_stand, closed_already, thing_with_name
from rantai.traceability.actions import OnHold

Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Figure = Annotated[Decimal, Field(ge=0, le=9_999, max_digits=5, decimal_places=1)]
MouldNumber = Annotated[int, Field(ge=1, le=MOST_MOULDS)]
ThingT = TypeVar("ThingT", SandBatch, CoreLot, MouldRun)


class SandMixed(Shape):
    moisture_pct: Percent | None = None
    compactability_pct: Percent | None = None
    green_strength_kpa: Figure | None = None
    permeability: Figure | None = None


class CoresMade(Shape):
    core_box: Annotated[str, Field(min_length=1, max_length=40)]
    quantity: Pieces
    binder: Annotated[str, Field(max_length=60)] = ""
    usable_hours: Annotated[int, Field(ge=1, le=8760)] | None = None


class MouldsClosed(Shape):
    work_order: Code
    pattern: Annotated[str, Field(min_length=1, max_length=40)]
    first: MouldNumber
    last: MouldNumber
    hardness: Annotated[int, Field(ge=0, le=100)] | None = None
    sand_batch: UUID | None = None
    core_lot: UUID | None = None


class MouldsFilled(Shape):
    pour: UUID
    run: UUID
    first: MouldNumber
    last: MouldNumber


def _mix_sand(telling: Telling, data: SandMixed) -> Made:
    batch = mix_sand(workshop=_shop_of(telling), **as_told(telling), **data.model_dump())
    return Made(batch.code)


def _make_cores(telling: Telling, data: CoresMade) -> Made:
    said = data.model_dump(exclude={"usable_hours"})
    hours = data.usable_hours
    lot = make_cores(
        workshop=_shop_of(telling),
        usable_until=telling.occurred_at + timedelta(hours=hours) if hours else None,
        **as_told(telling),
        **said,
    )
    return Made(lot.code)


def _close_moulds(telling: Telling, data: MouldsClosed) -> Made:
    order = work_order_with_code(telling.by, data.work_order)
    # A phone names sand, cores and runs as they were first told.
    sand = data.sand_batch and _thing(telling, SandBatch, data.sand_batch, also_corrected=True)
    cores = data.core_lot and _thing(telling, CoreLot, data.core_lot, also_corrected=True)
    said = data.model_dump(include={"pattern", "first", "last", "hardness"})
    run, conflict = despite(
        lambda is_done: close_moulds(
            work_order=order,
            sand_batch=sand or None,
            core_lot=cores or None,
            is_done=is_done,
            **as_told(telling),
            **said,
        ),
        MouldsClosedAlready,
        OnHold,
    )
    if not conflict:
        return Made(run.code)
    # Which of them a ladle filled, nobody can tell from the number on the box.
    day = timezone.localdate(telling.occurred_at)
    twins = closed_already(order.workshop, data.pattern, (data.first, data.last), day, but=run)
    return Made(run.code, conflict, [run.node, *(twin.node for twin in twins)])


def _fill_moulds(telling: Telling, data: MouldsFilled) -> Made:
    pour = pour_named(telling, data.pour)
    named = _thing(telling, MouldRun, data.run, also_corrected=True)
    run = as_they_stand([named])[named.node_id]
    _filled, conflict = despite(
        lambda is_done: fill_moulds(
            pour=pour,
            run=run,
            first=data.first,
            last=data.last,
            by=telling.by,
            at=telling.at,
            fact_id=telling.fact,
            is_done=is_done,
        ),
        MouldsFilledAlready,
        OnHold,
    )
    return Made(run.code, conflict, [run.node] if conflict else [])


def _shop_of(telling: Telling) -> Workshop:
    workshop = workshop_of(telling.by)
    if workshop is None:
        raise Http404
    return workshop


def _thing(
    telling: Telling, kind: type[ThingT], name: UUID, *, also_corrected: bool = False
) -> ThingT:
    """A thing of the floor by the name of its fact; from a phone it may still be on its way."""
    try:
        return thing_with_name(kind, telling.by, name, also_corrected=also_corrected)
    except Http404:
        telling.made_by(str(name))
        raise


KINDS = (
    Kind("sand.mixed", SandMixed, _mix_sand),
    Kind("cores.made", CoresMade, _make_cores),
    Kind("moulds.closed", MouldsClosed, _close_moulds),
    Kind("moulds.filled", MouldsFilled, _fill_moulds),
)
