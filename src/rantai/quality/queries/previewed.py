"""What a reading would say on its chart, and stop, before anyone has saved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from rantai.parts.models import ControlPlanItem
from rantai.quality.models import Inspection, Stream
from rantai.quality.queries.charted import (
    limits_in_force,
    lots_since_good,
    points_before,
    standing_behind,
)
from rantai.quality.queries.streams import Point, StreamChart, charts_of, words_of
from rantai.quality.rules import Limits, conforms, signals_of, subgroups
from rantai.shopfloor.models import CastingLot


@dataclass(frozen=True, slots=True)
class Preview:
    """The readings typed so far: their chart, what they complete, and what saving would hold."""

    item: ControlPlanItem
    readings: Sequence[Decimal]
    out: list[Decimal]
    chart: StreamChart | None = None
    fresh: int = 0
    """How many points of the chart are not saved yet."""
    signals: str = ""
    stops: Sequence[CastingLot] = ()

    @property
    def missing(self) -> int:
        """Samples still wanted before the last of them make a point."""
        return -len(self.readings) % self.item.subgroup


def preview_of(
    lot: CastingLot, item: ControlPlanItem, readings: Sequence[Decimal], at: datetime
) -> Preview:
    """Judge readings as saving would, against the same limits and points, and write nothing."""
    drawing = Limits(item.characteristic.lower, item.characteristic.upper)
    out = [value for value in readings if not conforms(drawing, value)]
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
    stream: Stream, item: ControlPlanItem, readings: Sequence[Decimal], at: datetime
) -> list[Point]:
    limits = limits_in_force([stream]).get(stream.pk) if stream.pk else None
    standing = standing_behind(limits, item)
    earlier = points_before(stream, limits, at) if standing else []
    points = []
    for group in subgroups([float(value) for value in readings], item.subgroup):
        signals = signals_of(standing, item.rules, earlier, group) if standing else []
        value = sum(group) / len(group)
        points.append(Point(value, " ".join(signals), group, label=str(_("not saved yet"))))
        earlier = [*earlier, value]
    return points


def _would_stop(stream: Stream, lot: CastingLot, at: datetime) -> list[CastingLot]:
    asked = Inspection(cooperative_id=lot.cooperative_id, lot=lot, occurred_at=at)
    return lots_since_good(stream, asked) if stream.pk else [lot]
