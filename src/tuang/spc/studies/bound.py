"""Capability of single readings, never without the bound that the sample can prove."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import NormalDist, fmean

from tuang.spc.charts.limits import individuals_limits, refuse_unusable
from tuang.spc.spread import moving_range_freedom


@dataclass(frozen=True)
class Capability:
    """Ppk and Cpk with one-sided lower confidence bounds; the indices have no unit."""

    readings: int
    mean: float
    sigma_overall: float
    sigma_within: float
    ppk: float
    ppk_lower: float
    cpk: float
    cpk_lower: float
    confidence: float


def capability(
    readings: Sequence[float],
    *,
    lower_limit: float | None,
    upper_limit: float | None,
    confidence: float = 0.95,
) -> Capability:
    """How well single readings fit between the drawing limits.

    Ppk takes its spread from the standard deviation of all readings, Cpk from the step
    between neighbours (mean moving range / d2). Both bounds follow Bissell: index
    minus z x sqrt(1/(9n) + index^2/(2 df)), with df = n - 1 for Ppk. The mean moving range
    knows less than that, so Cpk takes the degrees of freedom it is worth.
    Assumes normal, independent readings; for Cpk also a stable process.

    readings: in the order taken, in the unit of the limits; at least two, not all equal.
    lower_limit, upper_limit: drawing limits; None where the drawing has only one.
    confidence: one-sided, between 0.5 and 1, exclusive.
    Raises ValueError outside these bounds, or when neighbouring readings never differ.
    Source: Bissell, Applied Statistics 39 (1990) 331-340; ISO 22514-2 for the indices;
    Cryer and Ryan, Journal of Quality Technology 22 (1990) 187-192, for the spread of
    the mean moving range.
    """
    _refuse_nonsense(readings, lower_limit, upper_limit, confidence)
    n = len(readings)
    mean = fmean(readings)
    # Two passes with an exact sum: as good as exact fractions here, in a twentieth of the time.
    overall = sqrt(fsum((reading - mean) ** 2 for reading in readings) / (n - 1))
    within = individuals_limits(readings).sigma
    if overall == 0 or within == 0:
        raise ValueError("Readings that are all equal show no spread to judge.")

    z = NormalDist().inv_cdf(confidence)
    room = _room(mean, lower_limit, upper_limit)
    ppk, cpk = room / (3 * overall), room / (3 * within)
    return Capability(
        readings=n,
        mean=mean,
        sigma_overall=overall,
        sigma_within=within,
        ppk=ppk,
        ppk_lower=bissell_bound(ppk, n, n - 1, z),
        cpk=cpk,
        cpk_lower=bissell_bound(cpk, n, moving_range_freedom(n), z),
        confidence=confidence,
    )


def bissell_bound(index: float, readings: int, freedom: float, z: float) -> float:
    """The index less z standard errors; freedom is the degrees of freedom of the spread."""
    return index - z * sqrt(1 / (9 * readings) + index**2 / (2 * freedom))


def _room(mean: float, lower_limit: float | None, upper_limit: float | None) -> float:
    """Distance from the mean to the nearer drawing limit; negative when the mean is outside."""
    below = [] if lower_limit is None else [mean - lower_limit]
    above = [] if upper_limit is None else [upper_limit - mean]
    return min(below + above)


def _refuse_nonsense(
    readings: Sequence[float],
    lower_limit: float | None,
    upper_limit: float | None,
    confidence: float,
) -> None:
    refuse_unusable(readings)
    if lower_limit is None and upper_limit is None:
        raise ValueError("Capability needs at least one drawing limit.")
    if lower_limit is not None and upper_limit is not None and lower_limit >= upper_limit:
        raise ValueError("The lower drawing limit must lie below the upper one.")
    if not 0.5 < confidence < 1:
        raise ValueError("A one-sided confidence must lie between 0.5 and 1, both excluded.")
