"""A gauge against known pieces: type 1, bias at each piece, linearity over the range."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, sqrt
from statistics import fmean, stdev

from tuang.msa.study import UnusableStudy


@dataclass(frozen=True)
class Bias:
    """Mean deviation from one reference, in the unit of the gauge, with 95 % limits."""

    reference: float
    n: int
    mean: float
    deviation: float
    bias: float
    low: float
    high: float
    p: float

    @property
    def is_zero(self) -> bool:
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class TypeOne:
    bias: Bias
    cg: float
    cgk: float


@dataclass(frozen=True)
class Linearity:
    """bias = intercept + slope x reference over the pieces, each test at 95 %.

    band holds (reference, low, high) of the mean bias at each reference.
    """

    slope: float
    intercept: float
    r_squared: float
    deviation: float
    slope_p: float
    intercept_p: float
    average_bias: float
    band: tuple[tuple[float, float, float], ...]
    pieces: tuple[Bias, ...]

    @property
    def is_acceptable(self) -> bool:
        """Zero lies inside the band at every reference that was read."""
        return all(low <= 0 <= high for _, low, high in self.band)


def bias_at(reference: float, readings: Sequence[float]) -> Bias:
    """t limits of the bias; at least two finite readings, which may not all be equal.

    Raises UnusableStudy. Source: AIAG, Measurement Systems Analysis, independent sample.
    """
    from scipy.stats import t

    if len(readings) < 2:
        raise UnusableStudy("value", f"reference {reference:g} needs at least two readings.")
    if not all(isfinite(x) for x in (reference, *readings)):
        raise UnusableStudy("value", "a reading must be a finite number.")
    mean, n = fmean(readings), len(readings)
    if len(set(readings)) == 1:
        raise UnusableStudy(
            "value",
            f"all readings at reference {reference:g} are equal: the gauge does not resolve "
            "its own error, so no statement about bias can be tested.",
        )
    deviation = stdev(readings)
    half = float(t.ppf(0.975, n - 1)) * deviation / sqrt(n)
    bias = mean - reference
    p = 2 * float(t.sf(abs(bias) * sqrt(n) / deviation, n - 1))
    return Bias(reference, n, mean, deviation, bias, bias - half, bias + half, p)


def type_one(
    reference: float,
    readings: Sequence[float],
    tolerance: float,
    share_pct: float = 20.0,
    multiple: float = 6.0,
) -> TypeOne:
    """Cg and Cgk: share_pct of the tolerance against multiple standard deviations.

    Raises UnusableStudy as `bias_at`, and for a tolerance that is not above zero.
    """
    if not 0 < tolerance < inf:
        raise UnusableStudy("tolerance", "must be above zero.")
    bias = bias_at(reference, readings)
    share = share_pct / 100 * tolerance
    spread = multiple * bias.deviation
    return TypeOne(bias, share / spread, (share / 2 - abs(bias.bias)) / (spread / 2))


def linearity(pairs: Sequence[tuple[float, float]]) -> Linearity:
    """Least squares of bias on reference over (reference, reading) pairs.

    Raises UnusableStudy for fewer than two references, a reference read once only, or
    readings without any error. Source: AIAG, Measurement Systems Analysis, linearity.
    """
    from scipy.stats import t

    references = sorted({reference for reference, _ in pairs})
    if len(references) < 2:
        raise UnusableStudy("reference", "linearity needs at least two references.")
    pieces = tuple(
        bias_at(at, [value for reference, value in pairs if reference == at]) for at in references
    )
    x = [reference for reference, _ in pairs]
    y = [value - reference for reference, value in pairs]
    n, mean_x, mean_y = len(pairs), fmean(x), fmean(y)
    sxx = sum((a - mean_x) ** 2 for a in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sxx
    intercept = mean_y - slope * mean_x
    residual = sum((b - intercept - slope * a) ** 2 for a, b in zip(x, y, strict=True))
    deviation = sqrt(residual / (n - 2))
    quantile = float(t.ppf(0.975, n - 2))

    def error_at(at: float) -> float:
        return deviation * sqrt(1 / n + (at - mean_x) ** 2 / sxx)

    def p_of(estimate: float, error: float) -> float:
        return 2 * float(t.sf(abs(estimate) / error, n - 2))

    total = sum((b - mean_y) ** 2 for b in y)
    return Linearity(
        slope=slope,
        intercept=intercept,
        r_squared=1 - residual / total,
        deviation=deviation,
        slope_p=p_of(slope, deviation / sqrt(sxx)),
        intercept_p=p_of(intercept, error_at(0.0)),
        average_bias=mean_y,
        band=tuple(
            (at, at_line - quantile * error_at(at), at_line + quantile * error_at(at))
            for at in references
            for at_line in [intercept + slope * at]
        ),
        pieces=pieces,
    )
