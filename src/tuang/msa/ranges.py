"""The average-and-range form of a gauge study, with its factors computed, not looked up."""

from functools import cache
from math import sqrt
from statistics import fmean

from tuang.msa.components import Components
from tuang.msa.study import Study, UnusableStudy


@cache
def range_moments(size: int) -> tuple[float, float]:
    """Mean and standard deviation (d2, d3) of the range of `size` standard normal values.

    Integrates the distribution of the range: 1 - F(w) by Gauss-Legendre over w, the inner
    integral by trapezoids, which converge geometrically on an analytic bell. size >= 2.

    >>> [round(moment, 4) for moment in range_moments(3)]
    [1.6926, 0.8884]
    """
    if size < 2:
        raise ValueError("A range needs at least two values.")
    import numpy as np
    from scipy.special import ndtr

    nodes, weights = np.polynomial.legendre.leggauss(160)
    w = 8.0 * (nodes + 1)
    x = np.arange(-10.0, 10.0, 0.02)
    density = np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * 0.02
    inside = ndtr(x[None, :] + w[:, None]) - ndtr(x)[None, :]
    survival = 1 - size * (inside ** (size - 1) @ density)
    mean = float(8.0 * weights @ survival)
    square = float(8.0 * weights @ (2 * w * survival))
    return mean, sqrt(square - mean * mean)


def d2_star(size: int, groups: int) -> float:
    """Root mean square of the average of `groups` ranges of `size` values.

    Squared ranges divided by d2* squared estimate the variance without bias (Duncan).

    >>> round(d2_star(10, 1), 5)
    3.17905
    """
    mean, deviation = range_moments(size)
    return sqrt(mean**2 + deviation**2 / groups)


def crossed_ranges(study: Study) -> Components:
    """EV = K1 x mean range, AV from the spread of operator means, PV from part means.

    K1 = 1/d2(trials) as the customary form has it for any number of cells; K2 and K3 are
    1/d2*(operators, 1) and 1/d2*(parts, 1). No interaction, no intervals. A negative AV
    variance counts as zero with a note. Raises UnusableStudy for one trial.
    Source: AIAG, Measurement Systems Analysis, 4th ed., average and range method.
    """
    r, p, o = study.trials, len(study.parts), len(study.operators)
    if r < 2:
        raise UnusableStudy("value", "ranges need at least two trials; use --method anova.")
    mean_range = fmean(max(cell) - min(cell) for row in study.cells for cell in row)
    ev = mean_range / range_moments(r)[0]
    notes = []
    operator = 0.0
    if o > 1:
        spread = (max(study.operator_means) - min(study.operator_means)) / d2_star(o, 1)
        variance = spread**2 - ev**2 / (p * r)
        operator = sqrt(max(0.0, variance))
        if variance < 0:
            notes.append("The variance of operators came out negative and is set to zero.")
    else:
        notes.append("One operator: reproducibility cannot be estimated and counts as zero.")
    pv = (max(study.part_means) - min(study.part_means)) / d2_star(p, 1)
    return Components(ev=ev, operator=operator, interaction=0.0, pv=pv, notes=tuple(notes))
