"""A capability study: stability first, then indices with intervals, and what a customer asks."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, ndtr, ndtri

from tuang.spc.charts.measured import ONLY_LIMITS, refuse_unusable_subgroups
from tuang.spc.charts.runs import RunRule
from tuang.spc.charts.stability import why_unstable
from tuang.spc.rejects import MILLION
from tuang.spc.spread import Spread, Subgroups, Within, spread_within
from tuang.spc.studies.normality import anderson_darling, mean_and_deviation, neighbour_correlation
from tuang.spc.studies.percentiles import HIGH, LOW, Fitted, fitted
from tuang.spc.studies.transforms import Transform, box_cox, johnson

Values = NDArray[np.float64]
Interval = tuple[float, float]
FEWEST_FOR_NEIGHBOURS = 20
LARGEST_BY_RANGE = 10
"""Beyond this size a range wastes too much of what the subgroup knows."""


class Model(StrEnum):
    """What the readings are taken to be."""

    NORMAL = "normal"
    BOX_COX = "box-cox"
    JOHNSON = "johnson"
    PERCENTILES = "percentiles"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Drawing limits, None where there is none, and the value aimed at.

    Without a target the middle of two limits is taken.
    """

    lower: float | None = None
    upper: float | None = None
    target: float | None = None

    def __post_init__(self) -> None:
        given = [each for each in (self.lower, self.upper, self.target) if each is not None]
        if not all(map(isfinite, given)):
            raise ValueError("A drawing limit must be a finite number.")
        if self.lower is None and self.upper is None:
            raise ValueError("Capability needs at least one drawing limit.")
        if self.lower is not None and self.upper is not None and self.lower >= self.upper:
            raise ValueError(
                f"The lower drawing limit {self.lower:g} does not lie below the upper one "
                f"{self.upper:g}; were they exchanged?"
            )
        if self.target is not None and not (
            (self.lower is None or self.lower <= self.target)
            and (self.upper is None or self.target <= self.upper)
        ):
            raise ValueError(
                f"The value aimed at, {self.target:g}, lies outside the drawing limits; a piece "
                "that hits it would be refused."
            )

    @property
    def aim(self) -> float | None:
        if self.target is None and self.lower is not None and self.upper is not None:
            return (self.lower + self.upper) / 2
        return self.target


@dataclass(frozen=True, slots=True)
class Indices:
    """Capability indices; None where the drawing or the model does not define one.

    intervals: two-sided, by the index's name. ppm: rejects expected per million, from the
    spread of all readings and from that inside subgroups.
    """

    cp: float | None = None
    cpk: float | None = None
    pp: float | None = None
    ppk: float | None = None
    cpm: float | None = None
    intervals: dict[str, Interval] = field(default_factory=dict)
    ppm_overall: float | None = None
    ppm_within: float | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """What a study found; indices is None for a process that is not stable, unless asked."""

    n: int
    mean: float
    sigma_within: float
    sigma_overall: float
    way: Within
    tolerance: Tolerance
    confidence: float
    normality_p: float | None
    unstable_because: tuple[str, ...]
    model: Model
    fit: str
    indices: Indices | None
    observed_ppm: float
    notes: tuple[str, ...]

    @property
    def is_stable(self) -> bool:
        return not self.unstable_because


def study(
    subgroups: Subgroups,
    tolerance: Tolerance,
    *,
    way: Within | None = None,
    model: Model = Model.NORMAL,
    family: str | None = None,
    confidence: float = 0.95,
    rules: Collection[RunRule] = ONLY_LIMITS,
    even_if_unstable: bool = False,
) -> Study:
    """How well readings fit between the drawing limits, if their chart lets anyone say so.

    Cp and Cpk take sigma from inside the subgroups, Pp, Ppk and Cpm the standard deviation of
    all readings; Cpm = width / (6 sqrt(s^2 + (mean - target)^2)). BOX_COX and JOHNSON bend
    readings and limits to a normal scale and judge there; PERCENTILES takes
    Pp = width / (x99.865 - x0.135) and Ppk from either side of the median, without Cp and Cpk.
    Intervals: chi-square for Cp, Pp and Cpm, Bissell's for Cpk and Ppk, each with the degrees
    of freedom of its own spread.

    subgroups: in the order taken; single readings are subgroups of one.
    way: None takes moving ranges for single readings, ranges to a size of 10, else deviations.
    family: of PERCENTILES; None takes the nearest. confidence: two-sided, above 0, below 1.
    rules, even_if_unstable: what makes a process unstable, see `why_unstable`; without leave an
    unstable one gets no index. A model that is not normal is judged on its normal scale.
    Raises ValueError for one reading, one subgroup, no spread, and what a model cannot hold.
    Source: ISO 22514-2:2020; NIST/SEMATECH e-Handbook 6.1.6; Bissell, Applied Statistics 39
    (1990) 331-340; Boyles, Journal of Quality Technology 23 (1991) 17-26, for Cpm.
    """
    readings = _usable(subgroups, confidence)
    way = way or _usual_way(subgroups)
    mean, overall = mean_and_deviation(readings)
    within = spread_within(subgroups, way)
    if not (overall > 0 and within.sigma > 0):
        raise ValueError(
            "The readings show no spread to judge: look for a value copied down, or a gauge too "
            "coarse for this tolerance."
        )
    curve = _curve(model, readings, family)
    scaled = subgroups if curve is None else _bent(subgroups, curve)
    against = why_unstable(scaled, way, rules)
    normality = anderson_darling(readings)
    indices: Indices | None = None
    notes: list[str] = []
    if not against or even_if_unstable:
        if isinstance(curve, Fitted):
            indices, notes = _by_percentiles(curve, tolerance)
        elif curve is not None:
            indices, notes = _on_normal_scale(scaled, tolerance, curve, way, confidence)
        else:
            indices = _indices(scaled, tolerance, way, confidence)
    if model is Model.NORMAL and normality.p is not None and normality.p < 0.05:
        notes.append(
            f"The readings do not look normal (p = {normality.p:.2g}), so the indices of the "
            "normal model mislead in the tails; ask for johnson, box-cox or percentiles."
        )
    correlation = neighbour_correlation(readings)
    if len(readings) >= FEWEST_FOR_NEIGHBOURS and correlation > 2 / sqrt(len(readings)):
        notes.append(
            f"Neighbouring readings resemble each other (correlation {correlation:.2f}): sigma "
            "within is then too small, and Cpk flatters; trust Ppk."
        )
    return Study(
        n=len(readings),
        mean=mean,
        sigma_within=within.sigma,
        sigma_overall=overall,
        way=way,
        tolerance=tolerance,
        confidence=confidence,
        normality_p=normality.p,
        unstable_because=against,
        model=model,
        fit=curve.name if curve else "",
        indices=indices,
        observed_ppm=_outside(readings, tolerance) / len(readings) * MILLION,
        notes=tuple(notes),
    )


def _curve(model: Model, readings: Values, family: str | None) -> Transform | None:
    if model is Model.PERCENTILES:
        return fitted(readings, family)
    curves: dict[Model, Callable[[Values], Transform]] = {
        Model.BOX_COX: box_cox,
        Model.JOHNSON: johnson,
    }
    return curves[model](readings) if model in curves else None


def _bent(subgroups: Subgroups, curve: Transform) -> list[list[float]]:
    return [[float(value) for value in curve(np.asarray(each, dtype=float))] for each in subgroups]


def _on_normal_scale(
    scaled: Subgroups, tolerance: Tolerance, curve: Transform, way: Within, confidence: float
) -> tuple[Indices, list[str]]:
    notes = []
    levels = {"lower": tolerance.lower, "upper": tolerance.upper, "aim": tolerance.aim}
    reached: dict[str, float | None] = {}
    for side, level in levels.items():
        reached[side] = None if level is None else float(curve(np.array([level]))[0])
        if level is not None and not isfinite(reached[side] or 0.0):
            notes.append(f"The fitted curve never reaches the {side} drawing limit.")
            reached[side] = None
    if reached["lower"] is None and reached["upper"] is None:
        raise ValueError("The fitted curve reaches neither drawing limit; use percentiles.")
    limits = Tolerance(reached["lower"], reached["upper"], reached["aim"])
    found = _indices(scaled, limits, way, confidence)
    after = anderson_darling([value for each in scaled for value in each]).p
    if after is not None and after < 0.05:
        notes.append(f"Even when transformed the readings do not look normal (p = {after:.2g}).")
    return found, notes


def _by_percentiles(shape: Fitted, tolerance: Tolerance) -> tuple[Indices, list[str]]:
    low, middle, high = (shape.quantile(share) for share in (LOW, 0.5, HIGH))
    lower, upper = tolerance.lower, tolerance.upper
    sides = [
        *([] if lower is None else [(middle - lower) / (middle - low)]),
        *([] if upper is None else [(upper - middle) / (high - middle)]),
    ]
    outside = 0.0 if lower is None else shape.share_below(lower)
    outside += 0.0 if upper is None else shape.share_above(upper)
    both = None if lower is None or upper is None else (upper - lower) / (high - low)
    return (
        Indices(pp=both, ppk=min(sides), ppm_overall=outside * MILLION),
        ["Percentiles know no spread inside subgroups: no Cp, Cpk or interval follows from them."],
    )


def _indices(subgroups: Subgroups, tolerance: Tolerance, way: Within, confidence: float) -> Indices:
    readings = np.concatenate([np.asarray(each, dtype=float) for each in subgroups])
    n = len(readings)
    mean, overall = mean_and_deviation(readings)
    within = spread_within(subgroups, way)
    total = Spread(overall, n - 1)
    lower, upper, aim = tolerance.lower, tolerance.upper, tolerance.aim
    rooms = [
        *([] if lower is None else [mean - lower]),
        *([] if upper is None else [upper - mean]),
    ]
    intervals: dict[str, Interval] = {}
    values: dict[str, float] = {}
    for name, spread in (("c", within), ("p", total)):
        values[f"{name}pk"] = index = min(rooms) / (3 * spread.sigma)
        intervals[f"{name}pk"] = _nearer_side(index, n, spread.freedom, confidence)
        if lower is not None and upper is not None:
            values[f"{name}p"] = index = (upper - lower) / (6 * spread.sigma)
            intervals[f"{name}p"] = _width(index, spread.freedom, confidence)
    if lower is not None and upper is not None and aim is not None:
        away = (mean - aim) / overall
        values["cpm"] = values["pp"] / sqrt(1 + away**2)
        freedom = n * (1 + away**2) ** 2 / (1 + 2 * away**2)
        intervals["cpm"] = _width(values["cpm"], freedom, confidence)
    return Indices(
        **values,
        intervals=intervals,
        ppm_overall=_expected_outside(mean, overall, tolerance),
        ppm_within=_expected_outside(mean, within.sigma, tolerance),
    )


def _nearer_side(index: float, n: int, freedom: float, confidence: float) -> Interval:
    half = float(ndtri((1 + confidence) / 2)) * sqrt(1 / (9 * n) + index**2 / (2 * freedom))
    return index - half, index + half


def _width(index: float, freedom: float, confidence: float) -> Interval:
    tail = (1 - confidence) / 2
    few, many = (float(chdtri(freedom, each)) / freedom for each in (1 - tail, tail))
    return index * sqrt(few), index * sqrt(many)


def _expected_outside(mean: float, sigma: float, tolerance: Tolerance) -> float:
    lower, upper = tolerance.lower, tolerance.upper
    below = 0.0 if lower is None else float(ndtr((lower - mean) / sigma))
    above = 0.0 if upper is None else float(ndtr((mean - upper) / sigma))
    return (below + above) * MILLION


def _outside(readings: Values, tolerance: Tolerance) -> int:
    lower, upper = tolerance.lower, tolerance.upper
    below = 0 if lower is None else int(np.count_nonzero(readings < lower))
    return below + (0 if upper is None else int(np.count_nonzero(readings > upper)))


def _usual_way(subgroups: Subgroups) -> Within:
    largest = max(map(len, subgroups))
    if largest == 1:
        return Within.MOVING_RANGE
    return Within.RANGE if largest <= LARGEST_BY_RANGE else Within.DEVIATION


def _usable(subgroups: Sequence[Sequence[float]], confidence: float) -> Values:
    if not 0 < confidence < 1:
        raise ValueError("A confidence must lie between 0 and 1, both excluded.")
    refuse_unusable_subgroups(subgroups)
    readings = np.concatenate([np.asarray(each, dtype=float) for each in subgroups])
    if len(readings) < 2:
        raise ValueError("One reading shows no spread: at least two are needed, 50 are usual.")
    if len(subgroups) < 2:
        raise ValueError(
            "One subgroup cannot show whether the process is stable: give two or more subgroups, "
            "or the same readings as single ones."
        )
    return readings
