"""Whether readings look normal: the Anderson-Darling test with mean and sigma estimated."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

FEWEST = 8
"""The p-value's formula was fitted from eight readings on."""


@dataclass(frozen=True, slots=True)
class Normality:
    """A-squared, the same corrected for sample size, and the p-value (None below 8 readings)."""

    a_squared: float
    corrected: float
    p: float | None


def anderson_darling(readings: Sequence[float] | NDArray[np.float64]) -> Normality:
    """How far the readings are from normal; a small p speaks against it.

    readings: any unit, any order, at least two, not all equal (ValueError).
    Source: D'Agostino and Stephens, Goodness-of-Fit Techniques (1986), table 4.9, case 3.

    >>> anderson_darling([9.8, 10.1, 10.0, 9.9, 10.3, 10.2, 9.7, 10.0]).p > 0.5
    True
    """
    ordered = np.sort(np.asarray(readings, dtype=float))
    n = len(ordered)
    sigma = float(np.std(ordered, ddof=1)) if n > 1 else 0.0
    if not sigma > 0:
        raise ValueError("Readings that are all equal cannot be tested for normality.")
    places = (ordered - ordered.mean()) / sigma
    ranks = 2 * np.arange(1, n + 1) - 1
    a_squared = float(-n - np.mean(ranks * (log_ndtr(places) + log_ndtr(-places[::-1]))))
    corrected = a_squared * (1 + 0.75 / n + 2.25 / n**2)
    return Normality(a_squared, corrected, _p_value(corrected) if n >= FEWEST else None)


def _p_value(a: float) -> float:
    if a >= 0.6:
        # The parabola turns at 153, where the p-value is beyond any float that matters.
        return exp(1.2937 - 5.709 * a + 0.0186 * a**2) if a < 153 else 0.0
    if a >= 0.34:
        return exp(0.9177 - 4.279 * a - 1.38 * a**2)
    if a >= 0.2:
        return 1 - exp(-8.318 + 42.796 * a - 59.938 * a**2)
    return 1 - exp(-13.436 + 101.14 * a - 223.73 * a**2)


def mean_and_deviation(values: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and sample standard deviation, to the last digits also far from zero."""
    mean = float(np.mean(values))
    away = values - mean
    # The two-pass formula with the mean's own rounding taken out (Chan, Golub and LeVeque 1983).
    slip = float(np.sum(away))
    n = len(values)
    squares = float(np.sum(away**2)) - slip**2 / n
    return mean + slip / n, sqrt(squares / (n - 1))


def neighbour_correlation(values: NDArray[np.float64]) -> float:
    """How far a reading tells the next one (lag-one autocorrelation), from -1 to 1.

    >>> round(neighbour_correlation(np.array([10000001.0, 10000003.0, 10000002.0])), 12)
    -0.5
    """
    away = values - float(np.mean(values))
    away -= float(np.mean(away))
    return float(np.sum(away[1:] * away[:-1]) / np.sum(away**2))
