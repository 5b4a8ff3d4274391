"""Chart factors: what a range or a deviation of normal readings comes to, in sigmas."""

from functools import cache
from math import erf, erfc, exp, expm1, gamma, log1p, pi, sqrt

_STEP = 1 / 16
_FAR = 9.0  # sigmas; beyond it lies less of a normal process than a float can show
_ASYMPTOTIC = 200  # degrees of freedom from which the series is exact to the last digit


@cache
def d2(n: int) -> float:
    """Mean range of n normal readings, in sigmas, to 13 digits; n at least 2.

    The integral of 1 - Phi(x)^n - (1 - Phi(x))^n over all x; the trapezoid rule is exact to
    rounding for so smooth an integrand.
    Source: Tippett, Biometrika 17 (1925) 364-387.

    >>> round(d2(5), 5)
    2.32593
    """
    _refuse_single(n)
    nodes = round(_FAR / _STEP)
    return _STEP * sum(_range_reaches(n, node * _STEP) for node in range(-nodes, nodes + 1))


@cache
def d3(n: int) -> float:
    """Standard deviation of the range of n normal readings, in sigmas, to 11 digits.

    From the mean square 2 x integral of w P(range > w) over w > 0, with the substitution
    w = exp(t - exp(-t)), under which the trapezoid rule is exact to rounding.

    >>> round(d3(5), 5)
    0.86408
    """
    _refuse_single(n)
    square = 0.0
    for node in range(-64, 57):
        t = node * _STEP
        w = exp(t - exp(-t))
        square += w * range_tail(n, w) * w * (1 + exp(-t))
    return sqrt(2 * _STEP * square - d2(n) ** 2)


@cache
def c4(n: int) -> float:
    """Mean standard deviation of n normal readings, in sigmas; n at least 2.

    >>> round(c4(5), 5)
    0.93999
    """
    _refuse_single(n)
    freedom = n - 1
    if freedom < _ASYMPTOTIC:
        return sqrt(2 / freedom) * gamma(n / 2) / gamma(freedom / 2)
    # Ratio of gamma functions, Tricomi and Erdelyi (1951); gamma itself would overflow.
    x = 1 / freedom
    return 1 - x / 4 + x**2 / 32 + 5 * x**3 / 128 - 21 * x**4 / 2048 - 399 * x**5 / 8192


def c5(n: int) -> float:
    """Standard deviation of the standard deviation of n normal readings, in sigmas."""
    return sqrt(1 - c4(n) ** 2)


def range_tail(n: int, w: float) -> float:
    """The chance that n normal readings range over more than w sigmas.

    >>> round(range_tail(2, 3.6), 3)
    0.011
    """
    _refuse_single(n)
    if w <= 0:
        return 1.0
    nodes = round(_FAR / _STEP)
    within = 0.0
    for node in range(-nodes, nodes + 1):
        x = node * _STEP
        within += _density(x) * _between(x, x + w) ** (n - 1)
    return max(0.0, 1 - n * _STEP * within)


def _range_reaches(n: int, x: float) -> float:
    """The chance that readings lie on both sides of x."""
    rest = erfc(abs(x) / sqrt(2)) / 2
    # 1 - (1 - rest)^n without loss where rest is small.
    return -expm1(n * log1p(-rest)) - rest**n


def _density(x: float) -> float:
    return exp(-x * x / 2) / sqrt(2 * pi)


def _between(low: float, high: float) -> float:
    return (erf(high / sqrt(2)) - erf(low / sqrt(2))) / 2


def _refuse_single(n: int) -> None:
    if n < 2:
        raise ValueError("A spread needs at least two readings in a subgroup.")
