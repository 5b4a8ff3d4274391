"""Control charts of measured values: subgroup means or single readings, and their spread."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import isfinite, sqrt
from statistics import fmean, stdev

from tuang.spc.charts.runs import RunRule, Signal, chosen, patterns
from tuang.spc.factors import c4, c5, d2, d3
from tuang.spc.spread import Subgroups, Within, moving_ranges, spread_within

ONLY_LIMITS = (RunRule.BEYOND_LIMIT,)


class Kind(StrEnum):
    """Every chart there is."""

    XBAR_R = "xbar-r"
    XBAR_S = "xbar-s"
    I_MR = "i-mr"
    P = "p"
    NP = "np"
    C = "c"
    U = "u"
    LANEY_P = "laney-p"
    LANEY_U = "laney-u"
    EWMA = "ewma"
    CUSUM = "cusum"
    SHORT_RUN = "short-run"
    SHORT_RUN_STANDARDISED = "short-run-standardised"


@dataclass(frozen=True, slots=True)
class Standard:
    """What the process is taken to be from a point on, counted from 0.

    sigma: of single readings; of an attribute chart, how many times the binomial or Poisson
    spread it shows (1 but for Laney's charts).
    """

    centre: float
    sigma: float
    first: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """One point with the limits that hold for it; index from 0, of the subgroup it belongs to."""

    index: int
    value: float
    size: float
    centre: float
    lower: float
    upper: float
    sigma: float

    @property
    def is_beyond(self) -> bool:
        """On a limit is not beyond it; a rounding error is not a signal either."""
        room = 1e-12 * max(abs(self.upper), abs(self.lower))
        return self.value > self.upper + room or self.value < self.lower - room


@dataclass(frozen=True, slots=True)
class Track:
    """One line of points and what the run rules say of it."""

    points: tuple[Point, ...]
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the line of places and, where there is one, the line of spreads.

    standards: the limits in force, each from its point on; the last one is in force now.
    """

    kind: Kind
    standards: tuple[Standard, ...]
    location: Track
    dispersion: Track | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether neither line shows a signal."""
        return not self.location.signals and not (self.dispersion and self.dispersion.signals)


def xbar_chart(
    subgroups: Subgroups,
    *,
    way: Within = Within.RANGE,
    rules: Collection[RunRule] = ONLY_LIMITS,
    baseline: int | None = None,
    standards: Sequence[Standard] = (),
) -> Chart:
    """Means of subgroups with their ranges (way RANGE) or standard deviations (DEVIATION).

    Limits are centre +/- 3 sigma / sqrt(size) for means and (d2 +/- 3 d3) sigma or
    (c4 +/- 3 c5) sigma for spreads, each for the subgroup's own size; none lies below zero.
    subgroups: two or more; sizes may differ; a subgroup of one has a mean and no spread.
    baseline: the limits come from so many first subgroups and stay; None takes all.
    standards: limits already known, the first from point 0; nothing is then estimated.
    rules: for the means; the line of spreads is only asked whether a point is beyond its limits.
    Raises ValueError for fewer than two subgroups without standards, for subgroups that show no
    spread, and for readings that are not finite.
    Source: ISO 7870-2:2013; Montgomery, Introduction to Statistical Quality Control, chapter 6.
    """
    if way not in (Within.RANGE, Within.DEVIATION):
        raise ValueError("A chart of means stands beside ranges or standard deviations.")
    refuse_unusable_subgroups(subgroups)
    in_force = tuple(standards) or (standard_of(subgroups[:baseline], way),)
    refuse_flat(in_force)
    means = [
        place(index, fmean(each), len(each), in_force, sqrt(len(each)))
        for index, each in enumerate(subgroups)
    ]
    spreads = [
        _spread_point(index, each, standard_at(in_force, index).sigma, way)
        for index, each in enumerate(subgroups)
        if len(each) > 1
    ]
    return Chart(
        kind=Kind.XBAR_R if way is Within.RANGE else Kind.XBAR_S,
        standards=in_force,
        location=judged(means, rules, in_force),
        dispersion=judged(spreads, set(rules) & set(ONLY_LIMITS), in_force),
    )


def individuals_chart(
    readings: Sequence[float],
    *,
    rules: Collection[RunRule] = ONLY_LIMITS,
    baseline: int | None = None,
    standards: Sequence[Standard] = (),
) -> Chart:
    """Single readings with their moving ranges (I-MR); the arguments are those of `xbar_chart`.

    The moving range of a point is its step from the point before; the first has none.
    """
    singles = [[reading] for reading in readings]
    refuse_unusable_subgroups(singles)
    in_force = tuple(standards) or (standard_of(singles[:baseline], Within.MOVING_RANGE),)
    refuse_flat(in_force)
    points = [place(index, value, 1, in_force, 1.0) for index, value in enumerate(readings)]
    steps = [
        _range_point(index, step, 2, standard_at(in_force, index).sigma)
        for index, step in enumerate(moving_ranges(readings), start=1)
    ]
    return Chart(
        kind=Kind.I_MR,
        standards=in_force,
        location=judged(points, rules, in_force),
        dispersion=judged(steps, set(rules) & set(ONLY_LIMITS), in_force),
    )


def standard_of(subgroups: Subgroups, way: Within, first: int = 0) -> Standard:
    """Centre and sigma of a stretch of subgroups, to hold from point `first` on.

    The centre is the mean of all readings, so that a small subgroup counts for less.

    >>> standard_of([[9.0, 11.0], [10.0, 12.0]], Within.RANGE).centre
    10.5
    """
    if len(subgroups) < 2:
        what = "reading gives" if way is Within.MOVING_RANGE else "subgroup gives"
        raise ValueError(f"One {what} no limits: at least two are needed, and 20 to 25 are usual.")
    readings = [reading for each in subgroups for reading in each]
    return Standard(fmean(readings), spread_within(subgroups, way).sigma, first)


def standard_at(standards: Sequence[Standard], index: int) -> Standard:
    """The standard in force at a point."""
    return next(each for each in reversed(standards) if each.first <= index)


def place(
    index: int, value: float, size: float, standards: Sequence[Standard], root: float
) -> Point:
    """A point with limits of three sigmas; root: how many times narrower than single readings."""
    standard = standard_at(standards, index)
    sigma = standard.sigma / root
    centre = standard.centre
    return Point(index, value, size, centre, centre - 3 * sigma, centre + 3 * sigma, sigma)


def judged(
    points: Sequence[Point], rules: Collection[RunRule], standards: Sequence[Standard]
) -> Track:
    """The points and their signals; where new limits begin, every pattern begins anew."""
    wanted = chosen(rules)
    starts = [0, *(each.first for each in standards[1:])]
    found: list[Signal] = []
    for start, end in pairwise([*starts, points[-1].index + 1 if points else 0]):
        stretch = [each for each in points if start <= each.index < end]
        places = ((each.value - each.centre, each.sigma, each.is_beyond) for each in stretch)
        found += [
            replace(signal, index=stretch[signal.index].index)
            for signal in patterns(places, wanted)
        ]
    return Track(tuple(points), tuple(found))


def refuse_unusable_subgroups(subgroups: Subgroups) -> None:
    """Raise ValueError for an empty subgroup or a reading that is not finite."""
    if not subgroups:
        raise ValueError("There is no reading.")
    for number, each in enumerate(subgroups, start=1):
        if not each:
            raise ValueError(f"Subgroup {number} is empty.")
        if not all(map(isfinite, each)):
            raise ValueError(f"Subgroup {number} has a reading that is not a finite number.")


def refuse_flat(standards: Sequence[Standard]) -> None:
    """Raise ValueError where the limits would have no width, or do not begin at the first point."""
    if not standards[0].first == 0:
        raise ValueError("The first limits must hold from the first point.")
    if any(before.first >= after.first for before, after in pairwise(standards)):
        raise ValueError("Limits must follow one another in the order of their points.")
    if any(not each.sigma > 0 for each in standards):
        raise ValueError(
            "The readings that set the limits show no spread, so a chart would have no width: "
            "look for a value copied down, or a gauge too coarse for this process."
        )


def _spread_point(index: int, readings: Sequence[float], sigma: float, way: Within) -> Point:
    size = len(readings)
    if way is Within.RANGE:
        return _range_point(index, max(readings) - min(readings), size, sigma)
    centre, error = c4(size) * sigma, c5(size) * sigma
    return _not_below_zero(index, stdev(readings), size, centre, error)


def _range_point(index: int, value: float, size: int, sigma: float) -> Point:
    return _not_below_zero(index, value, size, d2(size) * sigma, d3(size) * sigma)


def _not_below_zero(index: int, value: float, size: int, centre: float, error: float) -> Point:
    lower = max(0.0, centre - 3 * error)
    return Point(index, value, size, centre, lower, centre + 3 * error, error)
