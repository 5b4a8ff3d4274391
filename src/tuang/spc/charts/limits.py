"""Control limits a process sets for itself, unrelated to drawing tolerances."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from statistics import fmean

from tuang.spc.factors import d2, d3


@dataclass(frozen=True)
class ControlLimits:
    """Limits of a chart of single readings, in the unit of the readings."""

    lower: float
    centre: float
    upper: float
    sigma: float
    mean_moving_range: float
    upper_moving_range: float


def individuals_limits(readings: Sequence[float]) -> ControlLimits:
    """Limits for one reading per heat, such as pouring temperature (I-MR chart).

    One reading gives no subgroup to take a spread from, so the spread comes from
    the step between neighbouring heats. A slow drift then widens the limits far
    less than it would widen a plain standard deviation, and so stays visible.

    readings: two or more finite numbers in the order they were taken, any one unit.
    Raises ValueError for fewer than two readings or one that is not finite.
    Source: ISO 7870-2:2013; NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.

    >>> individuals_limits([1402, 1398, 1405, 1400]).centre
    1401.25
    """
    refuse_unusable(readings)
    mean_range = fmean(abs(after - before) for before, after in pairwise(readings))
    sigma = mean_range / d2(2)
    centre = fmean(readings)
    return ControlLimits(
        lower=centre - 3 * sigma,
        centre=centre,
        upper=centre + 3 * sigma,
        sigma=sigma,
        mean_moving_range=mean_range,
        upper_moving_range=mean_range + 3 * d3(2) * sigma,
    )


def refuse_unusable(readings: Sequence[float]) -> None:
    """Raise ValueError unless a moving range can be taken from the readings."""
    if len(readings) < 2:
        raise ValueError("A moving range needs at least two readings.")
    if not all(isfinite(reading) for reading in readings):
        raise ValueError("A reading must be a finite number.")
