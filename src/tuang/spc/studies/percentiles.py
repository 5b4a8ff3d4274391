"""Capability of readings that are not normal, from the percentiles of a fitted distribution."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import ndtri_exp

Values = NDArray[np.float64]

LOW, HIGH = 0.00135, 0.99865
"""The tails that three sigmas leave on either side of a normal distribution."""
ABOVE_ZERO = ("lognormal", "weibull", "gamma")
ANYWHERE = ("normal", "largest-extreme", "smallest-extreme", "logistic")
FAMILIES = (*ABOVE_ZERO, *ANYWHERE)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A distribution fitted by greatest likelihood, and how far the readings are from it."""

    family: str
    parameters: tuple[float, ...]
    a_squared: float

    def quantile(self, share: float) -> float:
        return float(_SHAPES[self.family].ppf(share, *self.parameters))

    def share_below(self, value: float) -> float:
        return float(_SHAPES[self.family].cdf(value, *self.parameters))

    def share_above(self, value: float) -> float:
        return float(_SHAPES[self.family].sf(value, *self.parameters))

    def __call__(self, values: Values) -> Values:
        """The values on a normal scale: those with the same share below them."""
        low = _SHAPES[self.family].logcdf(values, *self.parameters)
        high = _SHAPES[self.family].logsf(values, *self.parameters)
        return np.asarray(np.where(low < high, ndtri_exp(low), -ndtri_exp(high)))

    @property
    def name(self) -> str:
        return f"{self.family} ({', '.join(f'{each:.5g}' for each in self.parameters)})"


_SHAPES = {
    "normal": stats.norm,
    "lognormal": stats.lognorm,
    "weibull": stats.weibull_min,
    "gamma": stats.gamma,
    "largest-extreme": stats.gumbel_r,
    "smallest-extreme": stats.gumbel_l,
    "logistic": stats.logistic,
}


def fitted(readings: Values, family: str | None = None) -> Fitted:
    """The named family, or of all that can hold the readings the one nearest to them.

    Lognormal, Weibull and gamma begin at zero and need readings above it. Nearest is by the
    Anderson-Darling statistic.
    Raises ValueError for an unknown family, or one that cannot hold the readings.
    Source: ISO 22514-2:2020 for the method; greatest likelihood for the fit.
    """
    if family is not None and family not in FAMILIES:
        raise ValueError(f"No distribution is called {family}; there are {', '.join(FAMILIES)}.")
    is_above_zero = bool(np.all(readings > 0))
    if family in ABOVE_ZERO and not is_above_zero:
        raise ValueError(f"A {family} distribution needs readings above zero.")
    families = [family] if family else [*(ABOVE_ZERO if is_above_zero else ()), *ANYWHERE]
    return min((_fit(readings, each) for each in families), key=lambda each: each.a_squared)


def _fit(readings: Values, family: str) -> Fitted:
    shape = _SHAPES[family]
    fit = shape.fit(readings, floc=0) if family in ABOVE_ZERO else shape.fit(readings)
    parameters = tuple(float(each) for each in fit)
    ordered = np.sort(readings)
    n = len(ordered)
    ranks = 2 * np.arange(1, n + 1) - 1
    tails = shape.logcdf(ordered, *parameters) + shape.logsf(ordered[::-1], *parameters)
    distance = float(-n - np.mean(ranks * tails))
    return Fitted(family, parameters, distance if np.isfinite(distance) else np.inf)
