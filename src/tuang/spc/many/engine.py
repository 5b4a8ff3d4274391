"""Thousands of characteristics at once: limits and run rules in one compiled pass."""

from collections.abc import Collection
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from tuang.spc.charts import _history
from tuang.spc.charts.runs import NELSON, RunRule, bits_of
from tuang.spc.factors import d2, d3

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ManyCharts:
    """One X-bar and R chart a row: limits by characteristic, rules by characteristic and point.

    rules: one bit a rule that the point completes; `rules_in` names them. spreads_beyond: where
    a range lies beyond its limits.
    """

    centre: Values
    sigma: Values
    mean_range: Values
    lower: Values
    upper: Values
    lower_range: Values
    upper_range: Values
    rules: NDArray[np.uint16]
    spreads_beyond: NDArray[np.bool_]


def many_charts(readings: Values, rules: Collection[RunRule] = NELSON) -> ManyCharts:
    """X-bar and R charts of many characteristics, each with limits from all its subgroups.

    readings: characteristics x subgroups x size, contiguous, any unit, at least two subgroups
    of two; the same figures and signals as `xbar_chart`, to rounding. A characteristic without
    spread gets limits without width. On one core, faster than the readings can be fetched.
    Raises ValueError for another shape and for readings that are not finite.
    """
    if readings.ndim != 3 or readings.shape[1] < 2 or readings.shape[2] < 2:
        raise ValueError("Give characteristics x subgroups x readings, at least two of the last.")
    size = readings.shape[2]
    solid = np.ascontiguousarray(readings, dtype=np.float64)
    centre, mean_range, found, beyond = _judge(
        solid, d2(size), d3(size), sqrt(size), bits_of(rules)
    )
    if not (np.all(np.isfinite(centre)) and np.all(np.isfinite(mean_range))):
        raise ValueError("A reading must be a finite number.")
    sigma = mean_range / d2(size)
    half = 3 * sigma / sqrt(size)
    return ManyCharts(
        centre=centre,
        sigma=sigma,
        mean_range=mean_range,
        lower=centre - half,
        upper=centre + half,
        lower_range=np.maximum(0.0, mean_range - 3 * d3(size) * sigma),
        upper_range=mean_range + 3 * d3(size) * sigma,
        rules=found,
        spreads_beyond=beyond,
    )


def run_lengths(places: Values, rules: Collection[RunRule]) -> NDArray[np.int64]:
    """How many points each run took until a signal, every run beginning anew after it.

    places: points in sigmas from the centre. The run still open at the end is left out.
    """
    signals = _signal_anew(np.ascontiguousarray(places, dtype=np.float64), bits_of(rules))
    return np.diff(np.flatnonzero(signals), prepend=-1)


def _signal_anew_each(places: Values, wanted: int) -> NDArray[np.bool_]:
    found = np.zeros(len(places), np.bool_)
    words = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    before, is_first = 0.0, True
    for place in range(len(places)):
        offset = places[place]
        words = _advance(words, offset, 1.0, 0.0 if is_first else offset - before)
        before, is_first = offset, False
        if _shown(words, abs(offset) > 3.0) & wanted:
            found[place] = True
            words = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            is_first = True
    return found


def _judge_each(
    readings: Values, d2_: float, d3_: float, root: float, wanted: int
) -> tuple[Values, Values, NDArray[np.uint16], NDArray[np.bool_]]:
    characteristics, subgroups, size = readings.shape
    centres, mean_ranges = np.empty(characteristics), np.empty(characteristics)
    found = np.zeros((characteristics, subgroups), np.uint16)
    beyond = np.zeros((characteristics, subgroups), np.bool_)
    means, ranges = np.empty(subgroups), np.empty(subgroups)
    for one in range(characteristics):
        sum_of_means = sum_of_ranges = 0.0
        for place in range(subgroups):
            low = high = total = readings[one, place, 0]
            for each in range(1, size):
                reading = readings[one, place, each]
                total += reading
                low, high = min(low, reading), max(high, reading)
            means[place], ranges[place] = total / size, high - low
            sum_of_means += means[place]
            sum_of_ranges += ranges[place]
        centre, mean_range = sum_of_means / subgroups, sum_of_ranges / subgroups
        centres[one], mean_ranges[one] = centre, mean_range
        sigma = mean_range / d2_ / root
        half = 3 * d3_ * mean_range / d2_
        words = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        before = 0.0
        for place in range(subgroups):
            offset = means[place] - centre
            words = _advance(words, offset, sigma, offset - before if place else 0.0)
            before = offset
            found[one, place] = _shown(words, abs(offset) > 3 * sigma) & wanted
            beyond[one, place] = abs(ranges[place] - mean_range) > half
    return centres, mean_ranges, found, beyond


# Compiled once a machine and kept beside the module; a first call elsewhere takes two seconds.
_advance: Any = numba.njit(cache=True)(_history.advance)
_shown: Any = numba.njit(cache=True)(_history.shown)
_judge: Any = numba.njit(cache=True)(_judge_each)
_signal_anew: Any = numba.njit(cache=True)(_signal_anew_each)
