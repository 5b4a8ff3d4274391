"""Interrupted time series: one stream before and after, whose neighbours resemble each other."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from tuang.effect.problem import Stream, UnusableSeries
from tuang.effect.result import Effect, unknown

Values = NDArray[np.float64]

FEWEST_PERIODS = 6
"""On each side; with fewer, level, trend and likeness of neighbours cannot be told apart."""
FEWEST_EVENTS = 10
"""Counted in all; with fewer, the logarithm of a rate is no steady thing."""
ENLARGED = 1.2
"""Of the variance, for counts: weights and rates are estimated from the same figures, which no
formula here knows. By simulation: without it 93 of 100 intervals covered instead of 95."""
LIKENESS = np.linspace(-0.5, 0.95, 59)
"""Correlations of neighbouring periods that are believed possible, each as likely as the next."""


def interrupted(stream: Stream, *, trend: bool = True, confidence: float = 0.95) -> Effect:
    """The step in level at the help, over the line that the stream followed before.

    Measured values: level + trend x period + step. Counts: the same for the logarithm of the rate,
    by quasi-Poisson regression, so that spread beyond chance widens the interval. Neighbouring
    periods may resemble each other: the residuals follow an autoregression of order one whose
    coefficient is not taken for known but averaged over all its values, each weighed by how likely
    it makes the figures (marginal likelihood, Harville 1974; mixture of Student's t). Trend off
    only where it is known that nothing else was changing.

    Sources: Wagner et al. (2002), segmented regression; McCullagh and Nelder (1989), chapter 9;
    Zellner and Tiao (1964) for the averaging. Raises UnusableSeries when the stream was never
    helped or the confidence is no share.
    """
    if stream.helped_from is None:
        raise UnusableSeries("helped_from", "says no period, so there is no before and after.")
    if not 0.5 <= confidence < 1:
        raise UnusableSeries("confidence", f"{confidence} does not lie between 0.5 and 1.")
    points = stream.in_order
    times = np.array([point.period for point in points], dtype=np.float64)
    step = (times >= stream.helped_from).astype(np.float64)
    after = int(step.sum())
    before = len(points) - after
    values = np.array([point.value for point in points], dtype=np.float64)

    def cannot(because: str) -> Effect:
        return unknown(confidence, stream.counts, before, after, because)

    if min(before, after) < FEWEST_PERIODS:
        return cannot(f"{before} periods before and {after} after; {FEWEST_PERIODS} each needed")
    centred = (times - times.mean()) / max(1.0, float(np.ptp(times)))
    columns = [np.ones_like(times), *([centred] if trend else []), step]
    design = np.column_stack(columns)
    if stream.counts:
        of = np.array([point.exposure for point in points], dtype=np.float64)
        if values.sum() < FEWEST_EVENTS:
            return cannot(f"{int(values.sum())} counted in all; {FEWEST_EVENTS} needed")
        if not values[step == 0].sum() or not values[step == 1].sum():
            return cannot("none at all was counted on one side")
        values, weights = _working(design, values, of)
    else:
        weights = np.ones_like(values)
        if float(np.ptp(values)) == 0:
            return cannot("the value never changed")
    enlarged = ENLARGED if stream.counts else 1.0
    change, low, high = _averaged(design, values, weights, times, confidence, enlarged)
    return Effect(change, low, high, confidence, stream.counts, before, after)


def _working(design: Values, counted: Values, of: Values) -> tuple[Values, Values]:
    """The linearised response of a Poisson fit and its weights (iteratively reweighted)."""
    start = np.log((counted + 0.5) / of)
    beta = np.linalg.lstsq(design, start, rcond=None)[0]
    eta, mean = start, counted
    for _ in range(50):
        eta = np.clip(design @ beta, -30, 30)
        mean = of * np.exp(eta)
        root = np.sqrt(mean)
        response = eta + (counted - mean) / mean
        fitted = np.linalg.lstsq(design * root[:, None], response * root, rcond=None)[0]
        if np.max(np.abs(fitted - beta)) < 1e-9:
            break
        beta = fitted
    return eta + (counted - mean) / mean, mean


def _averaged(
    design: Values,
    values: Values,
    weights: Values,
    times: Values,
    confidence: float,
    enlarged: float,
) -> tuple[float, float, float]:
    """Middle and limits of the last coefficient, over every likeness of neighbours."""
    root = np.sqrt(weights)
    rows = np.column_stack([design, values]) * root[:, None]
    gaps = np.diff(times)
    size, width = len(values), design.shape[1]
    free = size - width
    fits = []
    for rho in LIKENESS:
        passed = np.sign(rho) ** gaps * np.abs(rho) ** gaps
        fresh = np.sqrt(1 - passed**2)
        white = np.vstack([rows[:1], (rows[1:] - passed[:, None] * rows[:-1]) / fresh[:, None]])
        x, y = white[:, :width], white[:, width]
        inner = x.T @ x
        beta = np.linalg.solve(inner, x.T @ y)
        rest = float(np.sum((y - x @ beta) ** 2))
        _sign, log_inner = np.linalg.slogdet(inner)
        weight = -np.log(fresh).sum() - log_inner / 2 - free / 2 * np.log(rest)
        spread = np.sqrt(enlarged * rest / free * np.linalg.inv(inner)[-1, -1])
        fits.append((weight, beta[-1], spread))
    found = np.array(fits)
    share = np.exp(found[:, 0] - found[:, 0].max())
    share /= share.sum()

    def below(at: float) -> float:
        return float(share @ stdtr(free, (at - found[:, 1]) / found[:, 2]))

    reach = 50 * float(found[:, 2].max())
    edges = float(found[:, 1].min()) - reach, float(found[:, 1].max()) + reach
    tail = (1 - confidence) / 2
    low, middle, high = (_where(below, wanted, edges) for wanted in (tail, 0.5, 1 - tail))
    return middle, low, high


def _where(below: Callable[[float], float], wanted: float, edges: tuple[float, float]) -> float:
    low, high = edges
    for _ in range(60):
        middle = (low + high) / 2
        if below(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
