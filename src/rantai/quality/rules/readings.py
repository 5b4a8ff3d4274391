"""What a sample, a lot, a point of a chart, a decision and a cure mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from math import inf, sqrt
from statistics import fmean

from tuang.spc import (
    NELSON,
    WESTERN_ELECTRIC,
    Capability,
    Kind,
    Point,
    RejectRate,
    RunRule,
    Standard,
    Stream,
    Within,
    attribute_point,
    attribute_standard,
    capability,
    chance_if_unchanged,
    defects_per_million,
    individuals_chart,
    rejects_per_million,
    standard_of,
    why_unstable,
    why_unstable_counts,
    xbar_chart,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """A characteristic's drawing limits; without both it is judged yes or no."""

    lower: Decimal | None
    upper: Decimal | None

    @property
    def are_numbers(self) -> bool:
        return self.lower is not None or self.upper is not None


def conforms(limits: Limits, value: Decimal) -> bool:
    """Tell whether a measured value lies inside its limits; the limits themselves are inside."""
    above_lower = limits.lower is None or value >= limits.lower
    below_upper = limits.upper is None or value <= limits.upper
    return above_lower and below_upper


def samples_wanted(plan_size: int, offered: int) -> int:
    """How many pieces the plan wants measured: all of them when the lot is smaller than that."""
    return min(plan_size, offered)


def passed(*, accepted: int, scrapped_later: int) -> int:
    """Pieces of a lot that may be packed: accepted, less what a later decision scrapped."""
    return max(accepted - scrapped_later, 0)


def repeated(values: Sequence[Decimal], *, at_least: int = 3) -> bool:
    """Tell whether all readings of a row are the same figure, which real measuring seldom gives."""
    return len(values) >= at_least and len(set(values)) == 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """How many of the offered pieces pass, fail, or wait for a decision."""

    offered: int
    accepted: int
    rejected: int

    @property
    def withheld(self) -> int:
        return self.offered - self.accepted - self.rejected


def judge(offered: int, rejected: int, *, sample_conforms: bool) -> Judgement:
    """A failing sample speaks for the whole lot: nothing of it is accepted until it is decided."""
    accepted = offered - rejected if sample_conforms else 0
    return Judgement(offered=offered, accepted=accepted, rejected=rejected)


def missing_samples(wanted: Mapping[int, int], given: Mapping[int, int]) -> dict[int, int]:
    """Return how many samples each plan item still lacks."""
    return {
        item: size - given.get(item, 0)
        for item, size in wanted.items()
        if given.get(item, 0) < size
    }


METHOD = "spc-1"
"""How limits are worked out: docs/methods/spc.md, and the changelog by this name."""

PHASE_ONE = 25
"""So many points, steady among themselves, give a stream its first limits."""

MEMORY = 15
"""No run rule looks further back."""

TAIL = 30
"""So many points a stream keeps at hand: enough for a small chart and for every rule."""

SPREAD = "spread"
"""The signal of a range, deviation or moving range beyond its limit."""

RULES: Mapping[str, Sequence[RunRule]] = {
    "limits": (RunRule.BEYOND_LIMIT,),
    "western-electric": WESTERN_ELECTRIC,
    "nelson": NELSON,
}

WAYS: Mapping[str, Within] = {
    "i-mr": Within.MOVING_RANGE,
    "xbar-r": Within.RANGE,
    "xbar-s": Within.DEVIATION,
}


COUNTED: Mapping[str, Kind] = {
    "p": Kind.P,
    "np": Kind.P,
    "laney-p": Kind.LANEY_P,
    "c": Kind.U,
    "u": Kind.U,
    "laney-u": Kind.LANEY_U,
}
"""np and c are judged as p and u are, for lots differ in size; they only show the count itself."""

OF_PIECES = ("p", "np", "laney-p")
AS_COUNT = ("np", "c")


def is_counted(chart: str) -> bool:
    return chart in COUNTED


def scale_of(chart: str, inspected: float) -> float:
    """From a share or a rate to what the chart shows: per cent, a count, or faults a piece."""
    if chart in AS_COUNT:
        return inspected
    return 100.0 if chart in OF_PIECES else 1.0


def value_of(chart: str, readings: Sequence[float]) -> float:
    """Where a point is drawn: the mean of its readings, or what was counted of so many."""
    if not is_counted(chart):
        return sum(readings) / len(readings)
    counted, inspected = readings
    return counted / inspected * scale_of(chart, inspected)


Levels = tuple[float, float, float]
"""Lower limit, centre and upper limit of one point."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The limits in force: of which chart, for how many readings a point.

    On a chart of counts: the share or rate, and how much wider than chance its counts spread.
    """

    chart: str
    size: int
    centre: float
    sigma: float

    def levels_at(self, readings: Sequence[float]) -> Levels:
        """The limits of a point as the chart shows it; those of counts follow the lot's size."""
        if not is_counted(self.chart):
            room = 3 * self.sigma / sqrt(self.size)
            return self.centre - room, self.centre, self.centre + room
        point, scale = self._point(readings), scale_of(self.chart, readings[1])
        return point.lower * scale, point.centre * scale, point.upper * scale

    def place_of(self, readings: Sequence[float]) -> float:
        """What run rules look at: the mean of the readings, or a count in its own sigmas."""
        if not is_counted(self.chart):
            return fmean(readings)
        point = self._point(readings)
        if point.sigma:
            return (point.value - point.centre) / point.sigma
        return inf if point.value > point.centre else 0.0

    def _point(self, readings: Sequence[float]) -> Point:
        counted, inspected = readings
        standard = Standard(self.centre, self.sigma)
        return attribute_point(
            COUNTED[self.chart], standard, 0, counted / inspected, float(inspected)
        )


def subgroups(readings: Sequence[float], size: int) -> list[list[float]]:
    """The readings of a lot, point by point; what does not fill a point stays off the chart."""
    whole = len(readings) // size * size
    return [list(readings[start : start + size]) for start in range(0, whole, size)]


def standing_of(chart: str, points: Sequence[Sequence[float]]) -> Standing | None:
    """Limits from these points, or None while they are not steady enough to keep.

    A gauge too coarse to show any spread gives none either.
    """
    if is_counted(chart):
        return _standing_of_counts(chart, points)
    way, size = WAYS[chart], len(points[0])
    if len({tuple(point) for point in points}) < 2 or not _spread(points):
        return None
    if why_unstable(points, way):
        return None
    standard = standard_of(points, way)
    return Standing(chart, size, standard.centre, standard.sigma)


def _standing_of_counts(chart: str, points: Sequence[Sequence[float]]) -> Standing | None:
    """Where nothing was counted yet, or everything, there is no spread to set limits by."""
    counts, sizes = [int(counted) for counted, _of in points], [of for _counted, of in points]
    total, ceiling = sum(counts), sum(sizes) if chart in OF_PIECES else inf
    if not 0 < total < ceiling or why_unstable_counts(COUNTED[chart], counts, sizes):
        return None
    standard = attribute_standard(COUNTED[chart], counts, sizes)
    return Standing(chart, 1, standard.centre, standard.sigma)


def _spread(points: Sequence[Sequence[float]]) -> bool:
    if len(points[0]) == 1:
        return True
    return any(max(point) > min(point) for point in points)


def signals_of(
    standing: Standing,
    rules: str,
    earlier: Sequence[Sequence[float]],
    readings: Sequence[float],
) -> list[str]:
    """The rules that a new point completes.

    earlier: the readings of the points before it under the same limits, the oldest first.
    """
    memory = [standing.place_of(each) for each in [*earlier, readings][-MEMORY:]]
    counted = is_counted(standing.chart)
    stream = Stream(
        size=standing.size,
        centre=0.0 if counted else standing.centre,
        sigma=1.0 if counted else standing.sigma,
        last=tuple(memory),
    )
    found = [str(rule) for rule in stream.verdict(RULES[rules]).rules]
    if counted:
        return found
    return [*found, SPREAD] if _strays(standing, memory, readings) else found


def _strays(standing: Standing, memory: Sequence[float], readings: Sequence[float]) -> bool:
    standards = [Standard(standing.centre, standing.sigma)]
    if standing.size == 1:
        drawn = individuals_chart(memory[-2:], standards=standards)
    else:
        drawn = xbar_chart([readings], way=WAYS[standing.chart], standards=standards)
    return drawn.dispersion is not None and bool(drawn.dispersion.signals)


def index_of(readings: Sequence[float], drawing: Limits) -> Capability | None:
    """Ppk with its lower bound; none for readings that are too few or show no spread."""
    if len(readings) < 2 or len(set(readings)) == 1 or not drawing.are_numbers:
        return None
    return capability(
        readings,
        lower_limit=None if drawing.lower is None else float(drawing.lower),
        upper_limit=None if drawing.upper is None else float(drawing.upper),
    )


@lru_cache(maxsize=4096)
def share_out(out: int, readings: int) -> RejectRate:
    """Rejects per million with the exact interval; kept, for most charts share a few counts."""
    return rejects_per_million(out, readings)


@lru_cache(maxsize=4096)
def faults_found(faults: int, pieces: int) -> RejectRate:
    """Faults per million pieces, of which one piece may have several."""
    return defects_per_million(faults, pieces)


ANSWER_HOURS = 24
"""How soon a claim is answered where the co-operative has not set another time."""

WINDOW_DAYS = 90
"""How far back a cure is compared where the co-operative has not set another stretch."""

LARGEST_CHANCE = 0.05
"""Above it, so few rejects after a cure may well be luck."""

LEAST_READINGS = 9
"""The longest run that a rule for the middle of a chart asks for; fewer readings show nothing."""


class Shown(StrEnum):
    """What the figures say of a cure."""

    WAITING = "waiting"
    BETTER = "better"
    NOT_SHOWN = "not_shown"


def fewer_shown(before: RejectRate | None, after: RejectRate | None) -> Shown:
    """Tell whether rejects became fewer than chance explains."""
    if before is None or after is None:
        return Shown.WAITING
    is_luck = chance_if_unchanged(before, after) > LARGEST_CHANCE
    return Shown.NOT_SHOWN if is_luck else Shown.BETTER


def quiet_shown(readings_after: int, signals_after: int) -> Shown:
    """Tell whether a chart stayed quiet for long enough after a cure."""
    if signals_after:
        return Shown.NOT_SHOWN
    return Shown.BETTER if readings_after >= LEAST_READINGS else Shown.WAITING
