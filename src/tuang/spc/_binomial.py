"""Tails of the binomial distribution through the incomplete beta function."""

from collections.abc import Callable
from math import exp, lgamma, log, log1p

_TINY = 1e-300
_CLOSE = 1e-15
# The fraction needs a few times the square root of the pieces; this allows 1e9 of them.
_MOST_TERMS = 300_000


def chance_of_at_least(count: int, trials: int, rate: float) -> float:
    """P(X >= count) for 1 <= count <= trials."""
    return _incomplete_beta(count, trials - count + 1, rate)


def chance_of_at_most(count: int, trials: int, rate: float) -> float:
    """P(X <= count) for 0 <= count < trials."""
    return _incomplete_beta(trials - count, count + 1, 1 - rate)


def where_chance_is(wanted: float, chance: Callable[[float], float]) -> float:
    """The rate at which a chance that rises with the rate reaches the wanted value."""
    low, high = 0.0, 1.0
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if chance(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b) for 0 < x < 1.

    Continued fraction of the NIST Digital Library of Mathematical Functions, 8.17.22,
    on the side of the mean where it converges fast.
    """
    log_front = (
        lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    )  # log1p: x is often a few parts per million
    if x < (a + 1) / (a + b + 2):
        return exp(log_front) / (a * _fraction(a, b, x))
    return 1 - exp(log_front) / (b * _fraction(b, a, 1 - x))


def _fraction(a: float, b: float, x: float) -> float:
    """1 + d1/(1 + d2/(1 + ...)) by Lentz's method, as Thompson and Barnett repaired it."""
    value, above, below = 1.0, 1.0, 0.0
    for term in range(1, _MOST_TERMS):
        step = _partial_numerator(a, b, x, term)
        below = 1 / ((1 + step * below) or _TINY)
        above = (1 + step / above) or _TINY
        value *= above * below
        if abs(above * below - 1) < _CLOSE:
            return value
    raise ArithmeticError("The binomial tail did not converge.")


def _partial_numerator(a: float, b: float, x: float, term: int) -> float:
    m = term // 2
    if term % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
