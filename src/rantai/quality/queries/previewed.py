"""What a reading would say on its chart, and stop, before anyone has saved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from rantai.parts.models import ControlPlanItem
from rantai.quality.models import Inspection, Stream
from rantai.quality.queries.charted import (
    limits_in_force,
    lots_since_good,
    points_before,
    points_of,
    standing_behind,
)
from rantai.quality.queries.streams import Point, StreamChart, charts_of, words_of
from rantai.quality.rules import signals_of, value_of
from rantai.shopfloor.models import CastingLot


@dataclass(frozen=True, slots=True)
class Preview:
    """The readings typed so far: their chart, what they complete, and what saving would hold."""

    item: ControlPlanItem
    readings: list[float]
    out: int
    """How many samples are out of the drawing's limits, or how many are not good: too many."""
    chart: StreamChart | None = None
    fresh: int = 0
    """How many points of the chart are not saved yet."""
    signals: str = ""
    stops: Sequence[CastingLot] = ()

    @property
    def missing(self) -> int:
        """Samples still wanted before the last of them make a point."""
        return 0 if self.item.is_counted else -len(self.readings) % self.item.subgroup


class Read(Protocol):
    """A sample as it was typed."""

    @property
    def as_readings(self) -> list[float]: ...
    @property
    def is_good(self) -> bool: ...


def preview_of(
    lot: CastingLot, item: ControlPlanItem, read: Sequence[Read], at: datetime
) -> Preview:
    """Judge samples as saving would, against the same limits and points, and write nothing."""
    readings = [reading for sample in read for reading in sample.as_readings]
    out = sum(not sample.is_good for sample in read)
    if not item.chart:
        return Preview(item, readings, out)
    known = Stream.objects.filter(
        cooperative_id=lot.cooperative_id,
        workshop=lot.workshop_id,
        characteristic=item.characteristic_id,
    ).select_related("workshop", "characteristic")
    stream = known.first() or Stream(
        cooperative_id=lot.cooperative_id,
        workshop=lot.workshop,
        characteristic=item.characteristic,
        chart=item.chart,
    )
    points = _points(stream, item, readings, at)
    before = charts_of([stream])[0] if stream.pk else StreamChart(stream, [], None)
    signals = list(dict.fromkeys(name for point in points for name in point.signals.split()))
    return Preview(
        item=item,
        readings=readings,
        out=out,
        chart=StreamChart(stream, [*before.points, *points], before.limits),
        fresh=len(points),
        signals=words_of(" ".join(signals)),
        stops=_would_stop(stream, lot, at) if signals and item.holds_on_signal else (),
    )


def _points(
    stream: Stream, item: ControlPlanItem, readings: list[float], at: datetime
) -> list[Point]:
    limits = limits_in_force([stream]).get(stream.pk) if stream.pk else None
    standing = standing_behind(limits, item)
    earlier = points_before(stream, limits, at) if standing else []
    points = []
    for group in points_of(item, readings):
        signals = signals_of(standing, item.rules, earlier, group) if standing else []
        value = value_of(item.chart, group)
        points.append(Point(value, " ".join(signals), group, label=str(_("not saved yet"))))
        earlier = [*earlier, group]
    return points


def _would_stop(stream: Stream, lot: CastingLot, at: datetime) -> list[CastingLot]:
    asked = Inspection(cooperative_id=lot.cooperative_id, lot=lot, occurred_at=at)
    return lots_since_good(stream, asked) if stream.pk else [lot]
