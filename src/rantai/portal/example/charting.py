"""The example's charts: every point judged as the lab's own action judges it, written at once."""

import random
from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime

from rantai.parts.models import ControlPlanItem
from rantai.portal.example.ledger import ExampleFact, Ledger
from rantai.quality.models import ChartPoint, FrozenLimits, Inspection, ScrapCost, Stream
from rantai.quality.queries import points_of
from rantai.quality.rules import (
    MEMORY,
    METHOD,
    PHASE_ONE,
    TAIL,
    Standing,
    signals_of,
    standing_of,
    value_of,
)
from rantai.records.models import Account, Cooperative
from rantai.shopfloor.models import CastingLot, Place

SINCE = date(2018, 7, 1)
COSTS = {
    Place.WORKSHOP: 6_500,
    Place.MACHINING: 11_000,
    Place.LAB: 9_500,
    Place.DISPOSITION: 12_500,
    Place.CUSTOMER: 38_000,
}
"""Rupiah a kilogram: metal and energy, then work, then freight, sorting and goodwill."""


def cost_scrap(cooperative: Cooperative) -> None:
    ScrapCost.objects.bulk_create(
        ScrapCost(cooperative=cooperative, place=place, valid_from=SINCE, rupiah_per_kg=cost)
        for place, cost in COSTS.items()
    )


@dataclass
class _Hung:
    """A stream with what its next point is judged by."""

    stream: Stream
    limits: FrozenLimits | None = None
    standing: Standing | None = None
    values: deque[list[float]] = field(default_factory=lambda: deque(maxlen=MEMORY))
    phase_one: deque[list[float]] = field(default_factory=lambda: deque(maxlen=PHASE_ONE))
    tail: deque[list[object]] = field(default_factory=lambda: deque(maxlen=TAIL))


@dataclass
class Chartboard:
    ledger: Ledger
    lab: Account
    chance: random.Random = field(default_factory=lambda: random.Random("Hitungan"))
    """Of its own, so that a chart of counts moves nothing else in the story."""
    _hung: dict[tuple[int, int], _Hung] = field(default_factory=dict)

    def plot(
        self,
        inspection: Inspection,
        lot: CastingLot,
        item: ControlPlanItem,
        readings: list[float],
        at: datetime,
    ) -> None:
        hung = self._of(lot, item)
        for number, readings_of_point in enumerate(points_of(item, readings), start=1):
            point = self._point(hung, inspection, item, number, readings_of_point, at)
            hung.tail.append([point.value, point.signals, readings_of_point, lot.code])
            if hung.standing:
                hung.values.append(readings_of_point)
            else:
                hung.phase_one.append(readings_of_point)
                self._freeze(hung, item, at)

    def _of(self, lot: CastingLot, item: ControlPlanItem) -> _Hung:
        key = (lot.workshop_id, item.characteristic_id)
        if key not in self._hung:
            stream = Stream.objects.create(
                cooperative=self.ledger.cooperative,
                workshop_id=key[0],
                characteristic_id=key[1],
                chart=item.chart,
            )
            self._hung[key] = _Hung(stream)
        return self._hung[key]

    def _point(
        self,
        hung: _Hung,
        inspection: Inspection,
        item: ControlPlanItem,
        number: int,
        readings: list[float],
        at: datetime,
    ) -> ChartPoint:
        found = (
            signals_of(hung.standing, item.rules, hung.values, readings) if hung.standing else []
        )
        return self.ledger.add(
            ChartPoint(
                **self._fact(item, at),
                stream_id=hung.stream.pk,
                inspection_id=inspection.pk,
                item_id=item.pk,
                limits=hung.limits,
                number=number,
                chart=item.chart,
                readings=readings,
                value=value_of(item.chart, readings),
                signals=" ".join(found),
            )
        )

    def _fact(self, item: ControlPlanItem, at: datetime) -> ExampleFact:
        chance = self.chance if item.is_counted else None
        return self.ledger.fact(by=self.lab, at=at, chance=chance)

    def _freeze(self, hung: _Hung, item: ControlPlanItem, at: datetime) -> None:
        if len(hung.phase_one) < PHASE_ONE:
            return
        hung.standing = standing_of(item.chart, list(hung.phase_one))
        if hung.standing is None:
            return
        hung.limits = self.ledger.add(
            FrozenLimits(
                **self._fact(item, at),
                stream_id=hung.stream.pk,
                chart=item.chart,
                size=hung.standing.size,
                centre=hung.standing.centre,
                sigma=hung.standing.sigma,
                points=PHASE_ONE,
                method=METHOD,
            )
        )

    def hang(self) -> None:
        """Give every stream the tail that its page shows."""
        for hung in self._hung.values():
            hung.stream.tail = list(hung.tail)
        ours = Stream.objects.filter(cooperative=self.ledger.cooperative)
        ours.bulk_update([hung.stream for hung in self._hung.values()], ["tail"])
