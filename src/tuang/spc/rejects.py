"""Rejects per million, with limits that say how little a short stream can prove."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from tuang.spc._binomial import rate_where_at_least, rate_where_more_than
from tuang.spc._poisson import mean_where_more_than

MILLION = 1_000_000


@dataclass(frozen=True)
class RejectRate:
    """Rejected of inspected, as parts per million with a two-sided interval."""

    rejected: int
    inspected: int
    per_million: float
    lower_per_million: float
    upper_per_million: float
    confidence: float


def rejects_per_million(rejected: int, inspected: int, confidence: float = 0.95) -> RejectRate:
    """Rejects per million pieces with the exact Clopper-Pearson interval.

    Each tail gets half of what the confidence leaves, also when nothing or everything
    was rejected; the limit on that side is then 0 or one million. The interval covers
    the true rate at least as often as promised, never less often.
    rejected, inspected: pieces, 0 <= rejected <= inspected, inspected at least 1.
    confidence: between 0 and 1, exclusive. Good to 1 part in a million up to ten million pieces.
    Raises ValueError outside these bounds.
    Source: Clopper and Pearson, Biometrika 26 (1934) 404-413.

    >>> rate = rejects_per_million(1, 200)
    >>> round(rate.per_million), round(rate.lower_per_million), round(rate.upper_per_million)
    (5000, 127, 27542)
    """
    _refuse_nonsense(rejected, inspected, confidence)
    tail = (1 - confidence) / 2
    lower, upper = 0.0, 1.0
    if rejected > 0:
        lower = rate_where_at_least(rejected, inspected, tail)
    if rejected < inspected:
        upper = rate_where_more_than(rejected, inspected, 1 - tail)
    return RejectRate(
        rejected=rejected,
        inspected=inspected,
        per_million=rejected / inspected * MILLION,
        lower_per_million=lower * MILLION,
        upper_per_million=upper * MILLION,
        confidence=confidence,
    )


def wilson_per_million(
    rejected: int, inspected: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Wilson's interval around the same rate: right on average, shorter than the exact one.

    rejected, inspected, confidence: as for `rejects_per_million`, and refused alike.
    Source: Wilson, Journal of the American Statistical Association 22 (1927) 209-212.

    >>> [round(each) for each in wilson_per_million(1, 200)]
    [883, 27774]
    """
    _refuse_nonsense(rejected, inspected, confidence)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = rejected / inspected, z * z / inspected
    middle = share + weight / 2
    half = z * sqrt(share * (1 - share) / inspected + weight / (4 * inspected))
    lower = max(0.0, (middle - half) / (1 + weight)) if rejected else 0.0
    upper = min(1.0, (middle + half) / (1 + weight)) if rejected < inspected else 1.0
    return lower * MILLION, upper * MILLION


def defects_per_million(defects: int, units: int, confidence: float = 0.95) -> RejectRate:
    """Defects per million units, of which one unit may have several, with the exact interval.

    The counterpart of `rejects_per_million` for counts without a ceiling: tails of the Poisson
    distribution, half of what the confidence leaves for each.
    Raises ValueError for units below 1, defects below 0, and a confidence outside 0 to 1.
    Source: Garwood, Biometrika 28 (1936) 437-442.

    >>> rate = defects_per_million(3, 100)
    >>> round(rate.lower_per_million), round(rate.upper_per_million)
    (6187, 87673)
    """
    if defects < 0:
        raise ValueError("Defects are counted from zero.")
    _refuse_nonsense(0, units, confidence)
    tail = (1 - confidence) / 2
    lower = mean_where_more_than(defects - 1, tail) if defects else 0.0
    return RejectRate(
        rejected=defects,
        inspected=units,
        per_million=defects / units * MILLION,
        lower_per_million=lower / units * MILLION,
        upper_per_million=mean_where_more_than(defects, 1 - tail) / units * MILLION,
        confidence=confidence,
    )


def _refuse_nonsense(rejected: int, inspected: int, confidence: float) -> None:
    if inspected < 1:
        raise ValueError("A reject rate needs at least one inspected piece.")
    if not 0 <= rejected <= inspected:
        raise ValueError("Rejected pieces must lie between none and all of those inspected.")
    if not 0 < confidence < 1:
        raise ValueError("A confidence must lie between 0 and 1, both excluded.")
