"""A heat begun, charged and sampled, and the clocks that run at its furnace."""

from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from rantai.machines.actions import MachineUnfit
from rantai.members.actions import NobodyCan
from rantai.plans.queries import work_order_with_code
from rantai.records.inbox.kinds import Kind, Made, Shape, Telling
from rantai.shopfloor.actions import ChargeLine, load_charges, open_heat, start_clock, take_sample
from rantai.shopfloor.actions.materials import NotEnoughLeft
from rantai.shopfloor.actions.melting import FurnaceNotReady, NoApproval, WorkOrderNotAccepted
from rantai.shopfloor.inbox._telling import Code, Mass, despite, heat_named
from rantai.shopfloor.models import MomentKind
from rantai.shopfloor.queries.visible import (
    begun_about,
    furnace_with_code,
    material_lot_with_code,
)
from rantai.traceability.actions import OnHold

SAME_HEAT = timedelta(minutes=30)
"""Two heats of one furnace that begin closer than this are most likely one, tapped in twice."""


class Opened(Shape):
    work_order: Code
    furnace: Code


class Charged(Shape):
    heat: Code
    material_lot: Code
    mass_kg: Mass


class OfHeat(Shape):
    heat: Code
    ladle: Annotated[int, Field(ge=1, le=99)] | None = None


def _open(telling: Telling, data: Opened) -> Made:
    order = work_order_with_code(telling.by, data.work_order)
    furnace = furnace_with_code(order.workshop, data.furnace)
    twins = begun_about(telling.by, furnace, telling.occurred_at, SAME_HEAT)
    heat, conflict = despite(
        lambda is_done: open_heat(
            work_order=order,
            furnace=furnace,
            by=telling.by,
            at=telling.at,
            occurred_at=telling.occurred_at,
            is_done=is_done,
        ),
        WorkOrderNotAccepted,
        NoApproval,
        MachineUnfit,
        FurnaceNotReady,
        NobodyCan,
    )
    if twins:
        # Of which of them it is the second word, nobody can tell from here.
        conflict = _(
            "Heats %(one)s and %(other)s of one furnace began at nearly the same time."
        ) % {
            "one": ", ".join(twin.code for twin in twins),
            "other": heat.code,
        }
    holds = [each.node for each in (heat, *twins)] if conflict else []
    return Made(heat.code, conflict, holds)


def _charge(telling: Telling, data: Charged) -> Made:
    heat = heat_named(telling, data.heat)
    lot = material_lot_with_code(telling.by, data.material_lot)
    _charges, conflict = despite(
        lambda is_done: load_charges(
            heat=heat,
            lines=[ChargeLine(lot, data.mass_kg, telling.fact)],
            by=telling.by,
            at=telling.at,
            occurred_at=telling.occurred_at,
            is_done=is_done,
        ),
        NotEnoughLeft,
        OnHold,
    )
    why = _("Lot %(lot)s is on hold, or overdrawn.") % {"lot": lot.code}
    return Made(heat.code, conflict, [heat.node] if conflict else [], held_because=why)


def _sample(telling: Telling, data: OfHeat) -> Made:
    heat = heat_named(telling, data.heat)
    sample = take_sample(
        heat=heat,
        by=telling.by,
        at=telling.at,
        occurred_at=telling.occurred_at,
        fact_id=telling.fact,
    )
    return Made(f"{heat.code} / {sample.number}")


def _tap(telling: Telling, data: OfHeat) -> Made:
    return _clock(telling, data, MomentKind.TAPPED)


def _inoculate(telling: Telling, data: OfHeat) -> Made:
    return _clock(telling, data, MomentKind.INOCULATED)


def _clock(telling: Telling, data: OfHeat, kind: MomentKind) -> Made:
    heat = heat_named(telling, data.heat)
    start_clock(
        heat=heat,
        kind=kind,
        by=telling.by,
        at=telling.at,
        occurred_at=telling.occurred_at,
        fact_id=telling.fact,
    )
    return Made(heat.code)


KINDS = (
    Kind("heat.opened", Opened, _open),
    Kind("charge.loaded", Charged, _charge),
    Kind("sample.taken", OfHeat, _sample),
    Kind("heat.tapped", OfHeat, _tap),
    Kind("heat.inoculated", OfHeat, _inoculate),
)
