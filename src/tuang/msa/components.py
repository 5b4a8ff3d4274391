"""Variance components of a gauge, with intervals for what a small study leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, sqrt


@dataclass(frozen=True)
class MeanSquare:
    """A line of the analysis of variance; f and p are None where nothing tests it."""

    source: str
    df: int
    ss: float
    f: float | None = None
    p: float | None = None

    @property
    def ms(self) -> float:
        return self.ss / self.df


@dataclass(frozen=True)
class Components:
    """Standard deviations in the unit of the readings.

    ev repeatability, av reproducibility (operators and their interaction with parts), grr
    both, pv parts, tv everything. `intervals` holds 95 % limits where the method has them,
    `notes` what was set to zero or could not be told apart.
    """

    ev: float
    operator: float
    interaction: float
    pv: float
    anova: tuple[MeanSquare, ...] = ()
    intervals: Mapping[str, tuple[float, float]] | None = None
    notes: tuple[str, ...] = ()

    @property
    def av(self) -> float:
        return sqrt(self.operator**2 + self.interaction**2)

    @property
    def grr(self) -> float:
        return sqrt(self.ev**2 + self.av**2)

    @property
    def tv(self) -> float:
        return sqrt(self.grr**2 + self.pv**2)

    @property
    def grr_pct_study(self) -> float:
        return 100 * self.grr / self.tv

    def grr_pct_tolerance(self, tolerance: float, multiple: float = 6.0) -> float:
        """multiple standard deviations of the gauge, percent of the tolerance width."""
        return 100 * multiple * self.grr / tolerance

    @property
    def ndc(self) -> int | None:
        """Distinct categories, 1.41 PV / GRR cut to a whole number; None for a perfect gauge.

        At least 1 is what the manual prints for less; here 0 stays 0 so that it is seen.
        """
        return floor(1.41 * self.pv / self.grr) if self.grr > 0 else None


def limits(terms: list[tuple[float, MeanSquare]], confidence: float = 0.95) -> tuple[float, float]:
    """Confidence limits of a variance that is a sum of weight x mean square.

    Modified large sample: with weights of one sign (Graybill and Wang 1980) and of both
    (Ting et al. 1990, without the terms between weights of the same sign). Limits below
    zero are cut at zero. As used for gauges by Burdick, Borror and Montgomery (2003).
    """
    # scipy.special loads in a tenth of the time that scipy.stats takes, and knows the same tails.
    from scipy.special import chdtri, fdtri

    tail = (1 - confidence) / 2
    below = {id(m): 1 - m.df / float(chdtri(m.df, tail)) for _, m in terms}
    above = {id(m): m.df / float(chdtri(m.df, 1 - tail)) - 1 for _, m in terms}
    estimate = sum(weight * m.ms for weight, m in terms)

    def spread(plus: dict[int, float], minus: dict[int, float], at: float) -> float:
        total = sum(
            ((plus if weight > 0 else minus)[id(m)] * weight * m.ms) ** 2 for weight, m in terms
        )
        for weight, m in terms:
            for other, n in terms:
                if weight > 0 > other:
                    ratio = float(fdtri(m.df, n.df, at))
                    cross = (ratio - 1) ** 2 - (plus[id(m)] * ratio) ** 2 - minus[id(n)] ** 2
                    total += cross / ratio * weight * m.ms * -other * n.ms
        return sqrt(max(total, 0.0))

    return (
        max(0.0, estimate - spread(below, above, 1 - tail)),
        max(0.0, estimate + spread(above, below, tail)),
    )
