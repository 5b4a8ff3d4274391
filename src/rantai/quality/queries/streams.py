"""A chart as a page shows it: its points, limits, signals in words, and counts with intervals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from math import inf

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from rantai.parts.models import Characteristic, ChartKind, ControlPlanItem
from rantai.quality.models import ChartPoint, FrozenLimits, Inspection, Stream
from rantai.quality.queries.charted import limits_in_force, newest_points
from rantai.quality.rules import (
    OF_PIECES,
    PHASE_ONE,
    SPREAD,
    Levels,
    Limits,
    Standing,
    faults_found,
    is_counted,
    share_out,
    value_of,
)
from rantai.quality.rules import index_of as index_of_readings
from rantai.records.prepared import prepared
from rantai.shopfloor.queries.words import SIGNALS
from tuang.spc import Capability, RejectRate, RunRule

LAST = 40
"""So many points fit on a chart that a phone can show."""


def words_of(signals: str) -> str:
    """The rules that a point completed, as a person reads them."""
    named: list[str | Promise] = [
        _("spread beyond its limit") if name == SPREAD else SIGNALS[RunRule(name)]
        for name in signals.split()
    ]
    return ", ".join(str(word) for word in named)


def _figure(value: float, places: int = 0) -> str:
    return number_format(round(value, places), places, use_l10n=True, force_grouping=True)


@dataclass(frozen=True, slots=True)
class Point:
    """One point as a chart draws it; the tail of a stream knows no more than its lot."""

    value: float
    signals: str
    readings: list[float]
    label: str = ""
    when: datetime | None = None
    who: str = ""
    url: str = ""


@dataclass(frozen=True)
class StreamChart:
    """The newest points of a stream, oldest first, with the limits in force."""

    stream: Stream
    points: list[Point]
    limits: FrozenLimits | None
    is_gauge_failed: bool = False

    @property
    def is_counted(self) -> bool:
        return is_counted(self.stream.chart)

    @property
    def characteristic(self) -> Characteristic:
        found: Characteristic = self.stream.characteristic
        return found

    @cached_property
    def standing(self) -> Standing | None:
        """The limits in force, unless the plan has changed the chart since."""
        frozen = self.limits
        if frozen is None or not self.points:
            return None
        size = 1 if self.is_counted else len(self.points[-1].readings)
        if (frozen.chart, frozen.size) != (self.stream.chart, size):
            return None
        return Standing(frozen.chart, frozen.size, frozen.centre, frozen.sigma)

    @cached_property
    def _levels(self) -> Levels | None:
        """At the last point: with lots of many sizes each count has limits of its own."""
        return self.standing.levels_at(self.points[-1].readings) if self.standing else None

    @property
    def centre(self) -> float | None:
        return self._levels[1] if self._levels else None

    @property
    def lower(self) -> float | None:
        return self._levels[0] if self._levels else None

    @property
    def upper(self) -> float | None:
        return self._levels[2] if self._levels else None

    @property
    def steps(self) -> list[Levels]:
        """The limits of each point, where they are not the same for all."""
        if self.standing is None or not self.is_counted:
            return []
        found = [self.standing.levels_at(point.readings) for point in self.points]
        return found if len(set(found)) > 1 else []

    @property
    def unit(self) -> str:
        if not self.is_counted:
            return str(self.characteristic.unit)
        if self.stream.chart in OF_PIECES and self.stream.chart != ChartKind.NUMBER:
            return "%"
        return ""

    @property
    def words(self) -> dict[int, str]:
        return {
            place: words_of(point.signals)
            for place, point in enumerate(self.points)
            if point.signals
        }

    @property
    def worth(self) -> float:
        """How well the readings fit the drawing, signal or not: what the wall is sorted by."""
        return self._fit.ppk if self._fit else inf

    @cached_property
    def _fit(self) -> Capability | None:
        return None if self.is_counted else index_of_readings(self.readings, self._drawing)

    @property
    def _drawing(self) -> Limits:
        return Limits(self.characteristic.lower, self.characteristic.upper)

    @property
    def what(self) -> str:
        is_english = get_language() == "en"
        name = self.characteristic.name_en if is_english else self.characteristic.name
        return f"{self.characteristic.number}. {name}"

    @property
    def name(self) -> str:
        share = " (%)" if self.unit == "%" else ""
        return f"{self.what}, {self.stream.workshop}{share}"

    @property
    def note(self) -> str:
        """Counts with their interval; an index only beside the bound that the readings prove."""
        if self.rejects is None:
            return ""
        if self.is_counted:
            return self._counted_note(self.rejects)
        counted = ngettext(
            "%(n)s reading, %(out)s out of limits: %(least)s to %(most)s per million (95 %%).",
            "%(n)s readings, %(out)s out of limits: %(least)s to %(most)s per million (95 %%).",
            len(self.readings),
        ) % {
            "n": _figure(len(self.readings)),
            "out": _figure(self.out),
            "least": _figure(self.rejects.lower_per_million),
            "most": _figure(self.rejects.upper_per_million),
        }
        if self.is_gauge_failed:
            return f"{counted} {gettext('The gauge failed: no capability is claimed.')}"
        if self.index is None:
            return counted
        proven = gettext("Ppk %(ppk)s, proven at least %(bound)s (95 %%).") % {
            "ppk": _figure(self.index.ppk, 2),
            "bound": _figure(self.index.ppk_lower, 2),
        }
        return f"{counted} {proven}"

    def _counted_note(self, rate: RejectRate) -> str:
        figures = {
            "out": _figure(rate.rejected),
            "n": _figure(rate.inspected),
            "least": _figure(rate.lower_per_million),
            "most": _figure(rate.upper_per_million),
        }
        if self.stream.chart in OF_PIECES:
            said = gettext("%(out)s of %(n)s not good: %(least)s to %(most)s per million (95 %%).")
        else:
            said = gettext(
                "%(out)s faults on %(n)s pieces: %(least)s to %(most)s per million (95 %%)."
            )
        return said % figures

    @property
    def places(self) -> int:
        """One decimal more than the drawing writes: enough for a mean, and a label stays short."""
        if self.stream.chart in (ChartKind.RATE, ChartKind.LANEY_RATE):
            return 3
        drawn = (self.characteristic.lower, self.characteristic.upper)
        written = [Decimal(each).normalize().as_tuple().exponent for each in drawn if each]
        return 1 + max((-each for each in written if isinstance(each, int) and each < 0), default=0)

    @property
    def marked(self) -> list[int]:
        return [place for place, point in enumerate(self.points) if point.signals]

    @property
    def values(self) -> list[float]:
        return [point.value for point in self.points]

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def last_words(self) -> str:
        return words_of(self.last.signals)

    @property
    def is_steady(self) -> bool:
        """Limits are in force and no point shown here completed a rule."""
        return self.standing is not None and not self.words

    @property
    def is_signalling(self) -> bool:
        return bool(self.points and self.points[-1].signals)

    @cached_property
    def readings(self) -> list[float]:
        return [reading for point in self.points for reading in point.readings]

    @cached_property
    def rejects(self) -> RejectRate | None:
        """How many of these readings lie outside the drawing, with the exact interval."""
        if not self.readings:
            return None
        if self.is_counted:
            counts, sizes = self.readings[::2], self.readings[1::2]
            rate = share_out if self.stream.chart in OF_PIECES else faults_found
            return rate(int(sum(counts)), int(sum(sizes)))
        return share_out(self.out, len(self.readings))

    @cached_property
    def out(self) -> int:
        """Readings outside the drawing's limits."""
        low, high = self.characteristic.lower, self.characteristic.upper
        bottom = -inf if low is None else float(low)
        top = inf if high is None else float(high)
        return sum(not bottom <= reading <= top for reading in self.readings)

    @property
    def index(self) -> Capability | None:
        """Ppk with the bound it proves; none while the chart has no limits, signals, or its gauge
        failed."""
        return self._fit if self.is_steady and not self.is_gauge_failed else None

    @property
    def missing(self) -> int:
        """Points still wanted before limits can be frozen."""
        return max(PHASE_ONE - len(self.points), 0)


def charts_of(streams: Iterable[Stream]) -> list[StreamChart]:
    """Each stream with the tail it keeps: one more question, however many streams there are."""
    wanted = list(streams)
    limits = limits_in_force(wanted)
    return [
        StreamChart(stream, [_kept(stream, *each) for each in stream.tail], limits.get(stream.pk))
        for stream in wanted
    ]


def _kept(stream: Stream, value: float, signals: str, readings: list[float], lot: str) -> Point:
    shown = value_of(stream.chart, readings) if is_counted(stream.chart) else value
    return Point(shown, signals, readings, lot)


def chart_of(stream: Stream) -> StreamChart:
    """One stream, each point with its lot, its inspection and who measured it."""
    rows = newest_points(stream, LAST).select_related("inspection__lot", "recorded_by")
    points = [
        Point(
            value_of(stream.chart, row.readings) if is_counted(stream.chart) else row.value,
            row.signals,
            row.readings,
            label=row.inspection.lot.code,
            when=row.occurred_at,
            who=row.recorded_by.name,
            url=reverse("quality:inspection", args=[row.inspection_id]),
        )
        for row in rows[::-1]
    ]
    return StreamChart(stream, points, limits_in_force([stream]).get(stream.pk))


@dataclass(frozen=True, slots=True)
class Charted:
    """A characteristic of an inspection with its chart, and what the plan says of a signal."""

    item: ControlPlanItem
    chart: StreamChart
    signals: str


def charts_in(inspection: Inspection) -> list[Charted]:
    """The charts that an inspection's readings stand on; those with a signal come first."""
    rows = ChartPoint.objects.filter(
        cooperative_id=inspection.cooperative_id, inspection=inspection
    ).select_related("stream__workshop", "stream__characteristic", "item")
    points: dict[int, list[ChartPoint]] = defaultdict(list)
    for point in rows.order_by("stream__characteristic__number", "number"):
        points[point.stream_id].append(point)
    charts = charts_of(each[0].stream for each in points.values())
    found = []
    for chart in charts:
        mine = points[chart.stream.pk]
        names = dict.fromkeys(name for point in mine for name in point.signals.split())
        found.append(Charted(mine[0].item, chart, words_of(" ".join(names))))
    return sorted(found, key=lambda each: not each.signals)


def plan_item_of(stream: Stream) -> ControlPlanItem | None:
    """The newest control plan's word on this characteristic, if it still has a chart."""
    return (
        ControlPlanItem.objects.filter(
            cooperative_id=stream.cooperative_id, characteristic=stream.characteristic_id
        )
        .exclude(chart="")
        .select_related("gauge")
        .order_by("-plan__version")
        .first()
    )


def limits_history(stream: Stream) -> list[FrozenLimits]:
    """Every limits the stream ever kept, newest first."""
    return _kept_limits(stream.cooperative_id, stream.pk)


@prepared
def _kept_limits(owner: int, stream: int) -> QuerySet[FrozenLimits]:
    rows = FrozenLimits.objects.filter(cooperative_id=owner, stream=stream)
    return rows.select_related("recorded_by").order_by("-occurred_at", "-pk")
