"""Control charts of counts: rejected pieces (p, np), defects (c, u), and Laney's mended ones."""

from collections.abc import Collection, Sequence
from math import isfinite, sqrt
from statistics import fmean

from tuang.spc.charts.measured import ONLY_LIMITS, Chart, Kind, Point, Standard, judged, standard_at
from tuang.spc.charts.runs import RunRule
from tuang.spc.factors import d2
from tuang.spc.spread import moving_ranges

PIECES = (Kind.P, Kind.NP, Kind.LANEY_P)
"""Kinds that count rejected pieces, so that no count is above its size."""


def attribute_chart(
    kind: Kind,
    counts: Sequence[int],
    sizes: Sequence[float],
    *,
    rules: Collection[RunRule] = ONLY_LIMITS,
    baseline: int | None = None,
    standards: Sequence[Standard] = (),
) -> Chart:
    """Shares of rejected pieces (p, np, laney-p) or defects per unit (c, u, laney-u).

    The centre is all counted over all inspected. Each point has the binomial or Poisson spread
    of its own size, times sigma z for Laney's charts: the mean moving range / d2 of the points
    in units of that spread. Limits are three spreads off, none below zero, none above one for
    shares. np and c plot the count itself and need equal sizes.
    counts, sizes: of the same length, two or more; a size is pieces, or units of area for u.
    baseline, standards: as for `xbar_chart`; a standard's centre is the share or the rate.
    Raises ValueError for sizes not above zero, counts below zero or above their size, unequal
    sizes for np and c, and fewer than two points without standards.
    Source: ISO 7870-2:2013; Laney, Quality Engineering 14 (2002) 531-537.

    >>> attribute_chart(Kind.C, [2, 4, 3, 3], [1, 1, 1, 1]).standards[0].centre
    3.0
    """
    _refuse_nonsense(kind, counts, sizes)
    in_force = tuple(standards) or (attribute_standard(kind, counts[:baseline], sizes[:baseline]),)
    if in_force[0].first:
        raise ValueError("The first limits must hold from the first point.")
    points = []
    for index, (count, size) in enumerate(zip(counts, sizes, strict=True)):
        standard = standard_at(in_force, index)
        scale = size if kind in (Kind.NP, Kind.C) else 1.0
        points.append(attribute_point(kind, standard, index, count / size * scale, size))
    return Chart(kind, in_force, judged(points, rules, in_force))


def attribute_point(kind: Kind, standard: Standard, index: int, value: float, size: float) -> Point:
    """A point with the limits of its size; np and c in counts, the others in shares or rates."""
    scale = size if kind in (Kind.NP, Kind.C) else 1.0
    sigma = standard.sigma * _natural_spread(kind, standard.centre, size) * scale
    centre = standard.centre * scale
    most = scale if kind in PIECES else float("inf")
    lower, upper = max(0.0, centre - 3 * sigma), min(most, centre + 3 * sigma)
    return Point(index, value, size, centre, lower, upper, sigma)


def attribute_standard(
    kind: Kind, counts: Sequence[int], sizes: Sequence[float], first: int = 0
) -> Standard:
    """The share or rate of a stretch of points, and sigma z for Laney's, to hold from `first`."""
    if len(counts) < 2:
        raise ValueError("One point gives no limits: at least two are needed, and 20 are usual.")
    centre = sum(counts) / sum(sizes)
    if kind not in (Kind.LANEY_P, Kind.LANEY_U):
        return Standard(centre, 1.0, first)
    spreads = [_natural_spread(kind, centre, size) for size in sizes]
    if not all(spreads):
        raise ValueError(
            "Nothing was rejected, or everything was: there is no spread to correct; use p or u."
        )
    scores = [
        (count / size - centre) / spread
        for count, size, spread in zip(counts, sizes, spreads, strict=True)
    ]
    return Standard(centre, fmean(moving_ranges(scores)) / d2(2), first)


def _natural_spread(kind: Kind, centre: float, size: float) -> float:
    return sqrt(centre * (1 - centre) / size if kind in PIECES else centre / size)


def _refuse_nonsense(kind: Kind, counts: Sequence[int], sizes: Sequence[float]) -> None:
    if not counts:
        raise ValueError("There is no count.")
    for number, (count, size) in enumerate(zip(counts, sizes, strict=True), start=1):
        if not (isfinite(size) and size > 0):
            raise ValueError(f"Point {number}: a sample must have a size above zero.")
        if count < 0 or count != int(count):
            raise ValueError(f"Point {number}: {count} is not a whole count of zero or more.")
        if kind in PIECES and count > size:
            raise ValueError(f"Point {number}: {count} rejected are more than {size:g} inspected.")
    if kind in (Kind.NP, Kind.C) and len(set(sizes)) > 1:
        other = "p" if kind is Kind.NP else "u"
        raise ValueError(f"A chart of {kind} needs equal sample sizes; use {other} for these.")
