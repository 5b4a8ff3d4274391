"""Tails of the Poisson distribution through the incomplete gamma function."""

from math import exp, lgamma, log
from statistics import NormalDist

from tuang.spc._rising import where_it_reaches

_TINY = 1e-300
_CLOSE = 1e-15
_MOST_TERMS = 1_000_000


def chance_of_more_than(count: int, mean: float) -> float:
    """P(X > count) of a Poisson variable with this mean; the count from 0, the mean above 0."""
    return _lower_gamma(count + 1, mean)


def mean_where_more_than(count: int, wanted: float) -> float:
    """The mean at which P(X > count) is the wanted chance."""
    a = count + 1
    constant = lgamma(a)

    def value_and_slope(x: float) -> tuple[float, float]:
        return _lower_gamma(a, x), exp((a - 1) * log(x) - x - constant)

    # Wilson and Hilferty: the cube root is nearly normal.
    z = NormalDist().inv_cdf(wanted)
    start = a * (1 - 1 / (9 * a) + z / (3 * a**0.5)) ** 3
    return where_it_reaches(wanted, value_and_slope, start=start, low=0.0, high=8.0 * a + 160)


def _lower_gamma(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(a, x).

    The series of the NIST Digital Library of Mathematical Functions, 8.7.1, below the mean and
    the continued fraction 8.9.2 above it, each where it converges fast.
    """
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        return front * _series(a, x)
    return 1 - front * _fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    for step in range(1, _MOST_TERMS):
        term *= x / (a + step)
        total += term
        if term < total * _CLOSE:
            return total
    raise ArithmeticError("The Poisson tail did not converge.")


def _fraction(a: float, x: float) -> float:
    """1/(x + 1 - a - 1(1 - a)/(x + 3 - a - ...)) by Lentz's method."""
    below = x + 1 - a
    above, value = 1 / _TINY, 1 / below
    inner = value
    for step in range(1, _MOST_TERMS):
        numerator = -step * (step - a)
        below += 2
        inner = 1 / ((numerator * inner + below) or _TINY)
        above = (below + numerator / above) or _TINY
        value *= inner * above
        if abs(inner * above - 1) < _CLOSE:
            return value
    raise ArithmeticError("The Poisson tail did not converge.")
