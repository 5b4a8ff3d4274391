"""Charts with a memory: exponentially weighted means (EWMA) and cumulative sums (CUSUM)."""

from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from tuang.spc.charts.measured import (
    ONLY_LIMITS,
    Chart,
    Kind,
    Point,
    Standard,
    Track,
    judged,
    refuse_flat,
    refuse_unusable_subgroups,
    standard_of,
)
from tuang.spc.spread import Subgroups, Within


def ewma_chart(
    subgroups: Subgroups,
    *,
    weight: float = 0.2,
    width: float = 3.0,
    target: float | None = None,
    sigma: float | None = None,
    baseline: int | None = None,
) -> Chart:
    """Each point is weight x new mean + (1 - weight) x point before, beginning at the target.

    Limits are target +/- width x the exact spread of the point: narrow at first, and right for
    subgroups of different sizes. subgroups: single readings are subgroups of one.
    target, sigma: known values; None takes the mean of the baseline and the spread inside it,
    from ranges or, for single readings, moving ranges. Only points beyond limits signal.
    Raises ValueError for a weight outside 0 < weight <= 1, a width not above 0, no spread, and
    fewer than two subgroups to estimate from.
    Source: Lucas and Saccucci, Technometrics 32 (1990) 1-12.
    """
    if not 0 < weight <= 1:
        raise ValueError("The weight of the newest point must lie above 0 and at most at 1.")
    if not width > 0:
        raise ValueError("The width of the limits must lie above 0 sigmas.")
    standard = _known_or_estimated(subgroups, target, sigma, baseline)
    points, level, variance = [], standard.centre, 0.0
    for index, each in enumerate(subgroups):
        level = weight * fmean(each) + (1 - weight) * level
        variance = weight**2 * standard.sigma**2 / len(each) + (1 - weight) ** 2 * variance
        error = sqrt(variance)
        lower, upper = standard.centre - width * error, standard.centre + width * error
        points.append(Point(index, level, len(each), standard.centre, lower, upper, error))
    return Chart(Kind.EWMA, (standard,), judged(points, ONLY_LIMITS, (standard,)))


@dataclass(frozen=True, slots=True)
class Cusum:
    """The two sums of a CUSUM: what drifts up and, below zero, what drifts down."""

    standard: Standard
    slack: float
    decision: float
    high: Track
    low: Track


def cusum(
    subgroups: Subgroups,
    *,
    slack: float = 0.5,
    decision: float = 5.0,
    head_start: float = 0.0,
    target: float | None = None,
    sigma: float | None = None,
    baseline: int | None = None,
) -> Cusum:
    """The tabular CUSUM: C+ = max(0, C+ + x - target - K), C- = max(0, C- + target - K - x).

    Sums are in the unit of the readings when all subgroups are of one size, else in standard
    errors. C- is given below zero, as it is drawn. A point signals while its sum is beyond the
    decision interval; the sums are not set back.
    slack, decision: K and H in standard errors of a point; head_start: the sums begin at this
    share of H. target, sigma, baseline: as for `ewma_chart`.
    Raises ValueError for a slack below 0, a decision not above 0 or a head start outside 0..1.
    Source: Montgomery, Introduction to Statistical Quality Control, 9.1; Lucas and Crosier,
    Technometrics 24 (1982) 199-205, for the head start.
    """
    if slack < 0 or not decision > 0 or not 0 <= head_start < 1:
        raise ValueError("K must be 0 or more, H above 0 and a head start from 0 to below 1.")
    standard = _known_or_estimated(subgroups, target, sigma, baseline)
    sizes = {len(each) for each in subgroups}
    unit = standard.sigma / sqrt(sizes.pop()) if len(sizes) == 1 else 1.0
    high = low = head_start * decision
    rising, falling = [], []
    for index, each in enumerate(subgroups):
        away = (fmean(each) - standard.centre) * sqrt(len(each)) / standard.sigma
        high, low = max(0.0, high + away - slack), max(0.0, low - away - slack)
        end = decision * unit
        rising.append(Point(index, high * unit, len(each), 0.0, -end, end, unit))
        falling.append(Point(index, 0.0 - low * unit, len(each), 0.0, -end, end, unit))
    tracks = [judged(points, ONLY_LIMITS, (standard,)) for points in (rising, falling)]
    return Cusum(standard, slack * unit, decision * unit, *tracks)


def _known_or_estimated(
    subgroups: Subgroups, target: float | None, sigma: float | None, baseline: int | None
) -> Standard:
    refuse_unusable_subgroups(subgroups)
    if target is not None and sigma is not None:
        known = Standard(target, sigma)
    else:
        are_single = all(len(each) == 1 for each in subgroups)
        way = Within.MOVING_RANGE if are_single else Within.RANGE
        found = standard_of(subgroups[:baseline], way)
        known = Standard(
            found.centre if target is None else target, found.sigma if sigma is None else sigma
        )
    refuse_flat((known,))
    return known
