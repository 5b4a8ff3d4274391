"""The spread inside subgroups, which is what a process can do while nothing disturbs it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import asin, pi, sqrt
from statistics import fmean, stdev, variance

from tuang.spc.factors import c4, c5, d2, d3

Subgroups = Sequence[Sequence[float]]


class Within(StrEnum):
    """How the spread inside subgroups is taken."""

    RANGE = "range"
    DEVIATION = "deviation"
    POOLED = "pooled"
    MOVING_RANGE = "moving-range"


@dataclass(frozen=True, slots=True)
class Spread:
    """An estimate of sigma, and how many degrees of freedom it is worth."""

    sigma: float
    freedom: float


def spread_within(subgroups: Subgroups, way: Within) -> Spread:
    """Sigma inside the subgroups; those of a single reading tell nothing and are passed over.

    RANGE is the mean range / d2, DEVIATION the mean standard deviation / c4, POOLED the root of
    the pooled variance, MOVING_RANGE the mean step between neighbours / d2. Subgroups of
    different sizes are weighed by how well each knows sigma, as (d2/d3)^2 or c4^2/(1 - c4^2).
    Degrees of freedom are 1 / (2 x relative variance); exact for POOLED.
    Raises ValueError when there is nothing to take a spread from.
    Source: Burr, Industrial Quality Control 26 (1969) 163-167, for the weights; Cryer and Ryan,
    Journal of Quality Technology 22 (1990) 187-192, for the mean moving range.
    """
    return _WAYS[way](subgroups)


def moving_ranges(readings: Sequence[float]) -> list[float]:
    """The steps between neighbours, without their sign."""
    return [abs(after - before) for before, after in pairwise(readings)]


def moving_range_freedom(readings: int) -> float:
    """What the mean moving range of so many independent normal readings is worth.

    >>> round(moving_range_freedom(100), 1)
    60.1
    """
    steps = readings - 1
    own = 2 - 4 / pi
    shared = 2 * sqrt(3) / pi + 2 * asin(0.5) / pi - 4 / pi  # of steps with one reading in common
    relative = (steps * own + 2 * (steps - 1) * shared) / steps**2 / d2(2) ** 2
    return 1 / (2 * relative)


def _by_range(subgroups: Subgroups) -> Spread:
    told = _several(subgroups)
    weights = [(d2(len(each)) / d3(len(each))) ** 2 for each in told]
    sigmas = [(max(each) - min(each)) / d2(len(each)) for each in told]
    return Spread(_weighed(sigmas, weights), sum(weights) / 2)


def _by_deviation(subgroups: Subgroups) -> Spread:
    told = _several(subgroups)
    weights = [(c4(len(each)) / c5(len(each))) ** 2 for each in told]
    sigmas = [stdev(each) / c4(len(each)) for each in told]
    return Spread(_weighed(sigmas, weights), sum(weights) / 2)


def _pooled(subgroups: Subgroups) -> Spread:
    told = _several(subgroups)
    freedom = sum(len(each) - 1 for each in told)
    return Spread(sqrt(sum((len(each) - 1) * variance(each) for each in told) / freedom), freedom)


def _by_moving_range(subgroups: Subgroups) -> Spread:
    readings = [reading for each in subgroups for reading in each]
    if len(readings) < 2:
        raise ValueError("A moving range needs at least two readings.")
    return Spread(fmean(moving_ranges(readings)) / d2(2), moving_range_freedom(len(readings)))


_WAYS: dict[Within, Callable[[Subgroups], Spread]] = {
    Within.RANGE: _by_range,
    Within.DEVIATION: _by_deviation,
    Within.POOLED: _pooled,
    Within.MOVING_RANGE: _by_moving_range,
}


def _several(subgroups: Subgroups) -> list[Sequence[float]]:
    told = [each for each in subgroups if len(each) > 1]
    if not told:
        raise ValueError(
            "No subgroup has two readings, so none shows a spread; chart single readings (i-mr)."
        )
    return told


def _weighed(values: Sequence[float], weights: Sequence[float]) -> float:
    if len(set(weights)) == 1:
        return fmean(values)
    return fmean(values, weights)
