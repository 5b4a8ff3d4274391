"""Carbon of the last heats of one furnace and part, with the limits the process sets itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rantai.shopfloor.models import Heat, Reading
from rantai.shopfloor.queries.words import SIGNALS
from tuang.spc import ControlLimits, RunRule, individuals_limits, signals

LAST = 30


@dataclass(frozen=True, slots=True)
class Point:
    """One heat's last carbon reading."""

    value: Decimal
    when: datetime
    who: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    points: Sequence[Point]
    limits: ControlLimits | None
    signals: dict[int, RunRule]

    @property
    def words(self) -> dict[int, str]:
        return {place: str(SIGNALS[rule]) for place, rule in self.signals.items()}


def carbon_chart(heat: Heat) -> Chart:
    """Up to this heat, and never pooled: another furnace or part is another process."""
    last = list(
        Heat.objects.filter(
            cooperative_id=heat.cooperative_id,
            furnace_id=heat.furnace_id,
            work_order__revision__part_id=heat.work_order.revision.part_id,
            started_at__lte=heat.started_at,
            samples__readings__element="C",
        )
        .distinct()
        .order_by("-started_at", "-pk")
        .values_list("pk", flat=True)[:LAST]
    )
    readings = (
        Reading.objects.current()
        .filter(cooperative_id=heat.cooperative_id, sample__heat__in=last, element="C")
        .select_related("sample__heat", "recorded_by")
        .order_by("sample__heat__started_at", "sample__heat_id", "sample__number")
    )
    newest = {reading.sample.heat_id: reading for reading in readings}
    points = [
        Point(
            value=reading.value_pct,
            when=reading.occurred_at,
            who=reading.recorded_by.name,
            label=reading.sample.heat.code,
        )
        for reading in newest.values()
    ]
    values = [float(point.value) for point in points]
    if len(values) < 2:
        return Chart(points, None, {})
    limits = individuals_limits(values)
    # A point may end several patterns; the first is the one that asks loudest.
    loudest = {each.index: each.rule for each in reversed(signals(values, limits))}
    return Chart(points, limits, loudest)
