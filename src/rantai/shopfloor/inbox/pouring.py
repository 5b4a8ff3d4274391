"""A ladle poured, and the castings counted from it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from rantai.records.inbox.envelopes import Moment
from rantai.records.inbox.kinds import Contested, Kind, Made, Shape, Telling, Waits
from rantai.shopfloor.actions import count_castings, record_pour
from rantai.shopfloor.actions.pouring import (
    AlreadyCounted,
    PouredBeforeRelease,
    PourOnHold,
    WaitForLab,
)
from rantai.shopfloor.inbox._telling import Code, Mass, Pieces, despite, heat_named, pour_named
from rantai.shopfloor.rules import ladle_letter


class Poured(Shape):
    heat: Code
    temperature_c: Annotated[int, Field(ge=900, le=1800)]
    mass_kg: Mass
    inoculated_at: Moment
    ended_at: Moment
    tapped_at: Moment | None = None


class Counted(Shape):
    pour: UUID
    quantity: Pieces


def _pour(telling: Telling, data: Poured) -> Made:
    heat = heat_named(telling, data.heat)
    lag = telling.occurred_at - data.ended_at

    def ours(moment: datetime) -> datetime:
        # The fact's own time is corrected; the times inside it were read off the same clock.
        return moment + lag

    try:
        pour, conflict = despite(
            lambda is_done: record_pour(
                heat=heat,
                temperature_c=data.temperature_c,
                inoculated_at=ours(data.inoculated_at),
                ended_at=telling.occurred_at,
                mass_kg=data.mass_kg,
                by=telling.by,
                at=telling.at,
                fact_id=telling.fact,
                is_done=is_done,
            ),
            PouredBeforeRelease,
            PourOnHold,
        )
    except WaitForLab as waits:
        raise Waits(waits.sentence) from waits
    return Made(
        f"{heat.code} {ladle_letter(pour.ladle)}", conflict, [heat.node] if conflict else []
    )


def _count(telling: Telling, data: Counted) -> Made:
    pour = pour_named(telling, data.pour)
    try:
        lot = count_castings(
            pour=pour,
            quantity=data.quantity,
            by=telling.by,
            at=telling.at,
            occurred_at=telling.occurred_at,
            fact_id=telling.fact,
        )
    except AlreadyCounted as counted:
        raise Contested(counted, [pour.heat.node]) from counted
    return Made(lot.code)


KINDS = (Kind("pour.recorded", Poured, _pour), Kind("castings.counted", Counted, _count))
