"""Tails of the binomial distribution through the incomplete beta function."""

from math import exp, expm1, lgamma, log, log1p, sqrt
from statistics import NormalDist

from tuang.spc._rising import where_it_reaches

_TINY = 1e-300
_CLOSE = 1e-15
# The fraction needs a few times the square root of the pieces; this allows 1e9 of them.
_MOST_TERMS = 150_000


def chance_of_at_most(count: int, trials: int, rate: float) -> float:
    """P(X <= count) for 0 <= count < trials."""
    return _incomplete_beta(trials - count, count + 1, 1 - rate)


def rate_where_at_least(count: int, trials: int, wanted: float) -> float:
    """The rate at which P(X >= count) is the wanted chance, 1 <= count <= trials."""
    return _inverse_beta(count, trials - count + 1, wanted)


def rate_where_more_than(count: int, trials: int, wanted: float) -> float:
    """The rate at which P(X > count) is the wanted chance, 0 <= count < trials."""
    return _inverse_beta(count + 1, trials - count, wanted)


def _inverse_beta(a: float, b: float, wanted: float) -> float:
    """The x at which I_x(a, b) is the wanted value; closed forms where a or b is 1."""
    if a == 1:
        return -expm1(log1p(-wanted) / b)
    if b == 1:
        return exp(log(wanted) / a)
    constant = lgamma(a + b) - lgamma(a) - lgamma(b)

    def value_and_slope(x: float) -> tuple[float, float]:
        slope = exp(constant + (a - 1) * log(x) + (b - 1) * log1p(-x))
        return _incomplete_beta(a, b, x), slope

    start = _about_where(a, b, wanted)
    return where_it_reaches(wanted, value_and_slope, start=start, low=0.0, high=1.0)


def _about_where(a: float, b: float, wanted: float) -> float:
    """Abramowitz and Stegun, 26.5.22, for a and b above 1: right to a few per cent."""
    z = NormalDist().inv_cdf(1 - wanted)
    of_a, of_b = 1 / (2 * a - 1), 1 / (2 * b - 1)
    h = 2 / (of_a + of_b)
    shape = (z * z - 3) / 6
    w = z * sqrt(max(0.0, shape + h)) / h - (of_b - of_a) * (shape + 5 / 6 - 2 / (3 * h))
    return a / (a + b * exp(2 * w))


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
    # Two terms a turn, the odd and the even one; written out, since pages wait for this loop.
    for m in range(_MOST_TERMS):
        twice = a + 2 * m
        if m:
            step = m * (b - m) * x / ((twice - 1) * twice)
            below = 1 / ((1 + step * below) or _TINY)
            above = (1 + step / above) or _TINY
            value *= above * below
        step = -(a + m) * (a + b + m) * x / (twice * (twice + 1))
        below = 1 / ((1 + step * below) or _TINY)
        above = (1 + step / above) or _TINY
        change = above * below
        value *= change
        if abs(change - 1) < _CLOSE:
            return value
    raise ArithmeticError("The binomial tail did not converge.")
