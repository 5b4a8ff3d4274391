"""How a reading scatters around what was expected: by formula, and heat by heat."""

import numpy as np

from tuang.charge._highs import Mask, Vector
from tuang.charge.cheapest.demands import Demand, demands_of
from tuang.charge.cheapest.problem import ChargeProblem

HEATS = 8192
"""At a confidence of 0.9 this many heats tell it to a standard error of 0.003."""

EDGE = 1e-9
"""Percent: what does not scatter and lies on a limit is inside."""


class Scatter:
    """Analyses and recoveries, each independent and even within its spread.

    The heel was read, so it does not scatter.
    """

    def __init__(self, problem: ChargeProblem, seed: int, heats: int = HEATS) -> None:
        self.problem = problem
        self.heats = heats
        self.demands = list(demands_of(problem))
        chance = np.random.default_rng(seed)
        elements = list(dict.fromkeys(e for each in self.demands for e in each.weights))
        self.brings = {each: self._draw(each, chance, heats) for each in elements}

    def _draw(self, element: str, chance: np.random.Generator, heats: int) -> Vector:
        """Percent of its own mass that each material brings: heats x materials."""
        materials = self.problem.materials
        pct, recovery = self._figures(element)
        pct_spread = np.array([each.spread_of_pct(element) for each in materials])
        recovery_spread = np.array([each.spread_of_recovery(element) for each in materials])
        shape = (heats, len(materials))
        drawn: Vector = (pct + pct_spread * chance.uniform(-1, 1, shape)) * (
            recovery + recovery_spread * chance.uniform(-1, 1, shape)
        )
        return drawn

    def _figures(self, element: str) -> tuple[Vector, Vector]:
        materials = self.problem.materials
        return (
            np.array([each.pct.get(element, 0.0) for each in materials]),
            np.array([each.recovery.get(element, 1.0) for each in materials]),
        )

    def variance(self, demand: Demand) -> Vector:
        """Of what a kilogram of each material brings to the demand, in squared percent."""
        materials = self.problem.materials
        total = np.zeros(len(materials))
        for element, weight in demand.weights.items():
            pct, recovery = self._figures(element)
            # An even spread of half-width h has the variance h^2 / 3.
            of_pct = np.array([each.spread_of_pct(element) ** 2 for each in materials]) / 3
            of_rec = np.array([each.spread_of_recovery(element) ** 2 for each in materials]) / 3
            total += weight**2 * (pct**2 * of_rec + recovery**2 * of_pct + of_pct * of_rec)
        return total

    def readings(self, kg: Vector) -> dict[str, Vector]:
        """First readings of the heats, in percent, for each element that a demand names."""
        heel = self.problem.heel
        metal_kg = float(kg.sum()) * (1 - self.problem.melt_loss) + heel.kg
        return {
            element: (brings @ kg + heel.kg * heel.pct.get(element, 0.0)) / metal_kg
            for element, brings in self.brings.items()
        }

    def hit(self, kg: Vector) -> Mask:
        """Which heats are inside every demand at their first reading."""
        readings = self.readings(kg)
        inside = np.ones(self.heats, dtype=bool)
        for demand in self.demands:
            value = np.full(self.heats, demand.added)
            for element, weight in demand.weights.items():
                value += weight * readings[element]
            if demand.low is not None:
                inside &= value >= demand.low - EDGE
            if demand.high is not None:
                inside &= value <= demand.high + EDGE
        return inside

    def hits(self, kg: Vector) -> float:
        return float(self.hit(kg).mean())
