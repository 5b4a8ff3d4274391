"""Curves that make readings normal: Box-Cox and Johnson's SB, SU and SL."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import acosh, asinh, exp, inf, isfinite, log, sqrt
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import ndtr

from tuang.spc.studies.normality import FEWEST, anderson_darling

Values = NDArray[np.float64]


class Transform(Protocol):
    """A rising curve from readings to a normal scale."""

    @property
    def name(self) -> str:
        """What the curve is called, with its figures."""

    def __call__(self, values: Values) -> Values:
        """The values on the normal scale; -inf or inf where the curve cannot reach."""


@dataclass(frozen=True, slots=True)
class BoxCox:
    """(x^power - 1) / power, or ln x where power is 0; for readings above zero."""

    power: float

    @property
    def name(self) -> str:
        return f"Box-Cox, lambda {self.power:.4g}"

    def __call__(self, values: Values) -> Values:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(values > 0, np.log(np.maximum(values, 0)), -inf)
            if abs(self.power) < 1e-9:
                return logs
            return np.asarray(np.expm1(self.power * logs) / self.power)


@dataclass(frozen=True, slots=True)
class Johnson:
    """gamma + eta g((x - epsilon) / lambda): g is ln (SL), ln of x/(1-x) (SB) or arsinh (SU)."""

    family: str
    gamma: float
    eta: float
    epsilon: float
    scale: float

    @property
    def name(self) -> str:
        return (
            f"Johnson {self.family}, gamma {self.gamma:.4g}, eta {self.eta:.4g}, "
            f"epsilon {self.epsilon:.4g}, lambda {self.scale:.4g}"
        )

    def __call__(self, values: Values) -> Values:
        y = (values - self.epsilon) / self.scale
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.family == "SU":
                bent = np.arcsinh(y)
            elif self.family == "SB":
                bent = np.where(y <= 0, -inf, np.where(y >= 1, inf, np.log(y) - np.log1p(-y)))
            else:
                bent = np.where(y <= 0, -inf, np.log(y))
        return np.asarray(self.gamma + self.eta * bent)


def box_cox(readings: Values) -> BoxCox:
    """The power of greatest likelihood between -5 and 5.

    Raises ValueError for readings at or below zero or fewer than two different ones.
    Source: Box and Cox, Journal of the Royal Statistical Society B 26 (1964) 211-252.
    """
    if not np.all(readings > 0):
        raise ValueError(
            "Box-Cox needs readings above zero; use Johnson or percentiles, or shift the zero "
            "of the gauge and say so."
        )
    if np.ptp(readings) == 0:
        raise ValueError("Readings that are all equal have no shape to transform.")
    logs = np.log(readings) - np.mean(np.log(readings))  # a change of unit keeps the power

    def unlikely(power: float) -> float:
        bent = logs if abs(power) < 1e-9 else np.expm1(power * logs) / power
        return float(np.log(np.var(bent)))

    return BoxCox(
        float(
            minimize_scalar(unlikely, bounds=(-5, 5), method="bounded", options={"xatol": 1e-10}).x
        )
    )


def johnson(readings: Values) -> Johnson:
    """The curve, of all that four percentiles give, under which the readings look most normal.

    The four lie at -3z, -z, z and 3z of a normal scale; every z from 0.25 to 1.25 is tried and
    the smallest Anderson-Darling statistic wins.
    Raises ValueError for fewer than eight readings, or when no curve holds them all.
    Source: Slifker and Shapiro, Technometrics 22 (1980) 239-246; Chou, Polansky and Mason,
    Journal of Quality Technology 30 (1998) 133-141, for the choice of z.
    """
    if len(readings) < FEWEST:
        raise ValueError(f"Johnson's curves need at least {FEWEST} readings.")
    ordered = np.sort(readings)
    best, least = None, inf
    for z in np.arange(25, 126) / 100:
        for curve in _curves(ordered, float(z)):
            bent = curve(ordered)
            if np.all(np.isfinite(bent)) and np.ptp(bent) > 0:
                distance = anderson_darling(bent).a_squared
                if distance < least:
                    best, least = curve, distance
    if best is None:
        raise ValueError("No Johnson curve holds all these readings; use percentiles instead.")
    return best


def _curves(ordered: Values, z: float) -> Iterator[Johnson]:
    places = len(ordered) * ndtr(np.array([-3 * z, -z, z, 3 * z])) - 0.5
    if places[0] < 0:
        places = np.clip(places, 0, len(ordered) - 1)
    lowest, low, high, highest = np.interp(places, np.arange(len(ordered)), ordered)
    m, n, p = float(highest - high), float(low - lowest), float(high - low)
    if min(m, n, p) <= 0:
        return
    middle = float(high + low) / 2
    ratio = m * n / p**2
    if ratio > 1 + 1e-9:
        yield _unbounded(m / p, n / p, p, middle, z)
    elif ratio < 1 - 1e-9:
        yield _bounded(p / m, p / n, p, middle, z)
    if m / p > 1 + 1e-9:
        yield _lognormal(m / p, p, middle, z)


def _unbounded(m: float, n: float, p: float, middle: float, z: float) -> Johnson:
    eta = 2 * z / acosh((m + n) / 2)
    gamma = eta * asinh((n - m) / (2 * sqrt(m * n - 1)))
    scale = 2 * p * sqrt(m * n - 1) / ((m + n - 2) * sqrt(m + n + 2))
    return Johnson("SU", gamma, eta, middle + p * (n - m) / (2 * (m + n - 2)), scale)


def _bounded(m: float, n: float, p: float, middle: float, z: float) -> Johnson:
    both = (1 + m) * (1 + n)
    eta = z / acosh(sqrt(both) / 2)
    gamma = eta * asinh((n - m) * sqrt(both - 4) / (2 * (m * n - 1)))
    scale = p * sqrt((both - 2) ** 2 - 4) / (m * n - 1)
    return Johnson("SB", gamma, eta, middle - scale / 2 + p * (n - m) / (2 * (m * n - 1)), scale)


def _lognormal(m: float, p: float, middle: float, z: float) -> Johnson:
    eta = 2 * z / log(m)
    gamma = eta * log((m - 1) / (p * sqrt(m)))
    epsilon = middle - p / 2 * (m + 1) / (m - 1)
    # With the scale taken out of the logarithm the curve has the form of the others.
    scale = exp(-gamma / eta)
    return Johnson("SL", 0.0 if isfinite(scale) else gamma, eta, epsilon, scale)
