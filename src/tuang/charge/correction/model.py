"""The correction as a small mixed-integer programme: one function per rule of the shop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from tuang.charge._highs import TIGHT, Mask, Programme, Solved, Vector
from tuang.charge.correction.problem import CorrectionProblem

SMALLEST_SCALE = 0.01
"""A miss of a limit near zero is counted against this many percent."""


class PigOut(Enum):
    """How far the bath may be emptied: not at all, only to make room, or down to the tap."""

    NONE = "none"
    ROOM = "room"
    FREE = "free"


@dataclass(frozen=True)
class Side:
    """One side of a window: a weighted sum of percents with a bound; sign +1 is an upper one."""

    name: str
    weights: Mapping[str, float] = field(compare=False)
    bound: float
    sign: int

    @property
    def label(self) -> str:
        return f"{self.name} at {'most' if self.sign > 0 else 'least'} {self.bound:g}"

    @property
    def scale(self) -> float:
        return max(abs(self.bound), SMALLEST_SCALE)

    def value(self, percent: Mapping[str, float]) -> float:
        return sum(weight * percent.get(each, 0.0) for each, weight in self.weights.items())

    def miss(self, percent: Mapping[str, float]) -> float:
        """Percent beyond the bound; negative inside."""
        return self.sign * (self.value(percent) - self.bound)

    def widened(self, share: float) -> float:
        return self.bound + self.sign * share * self.scale


def sides_of(problem: CorrectionProblem) -> list[Side]:
    windows = [(name, {name: 1.0}, *limits) for name, limits in problem.window.items()]
    if (equivalent := problem.carbon_equivalent) is not None:
        windows.append(
            (equivalent.formula.value, equivalent.weights, equivalent.low, equivalent.high)
        )
    return [
        Side(name, weights, bound, sign)
        for name, weights, low, high in windows
        for bound, sign in ((low, -1), (high, 1))
        if bound is not None
    ]


@dataclass(frozen=True)
class Amounts:
    """What a plan takes: kilograms per addition in the problem's order, and pigged out."""

    kg: tuple[float, ...]
    pig_out_kg: float


@dataclass
class Rows:
    """Rows low <= a.x <= high, by label."""

    width: int
    labels: list[str] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    matrix: list[Vector] = field(default_factory=list)
    scales: list[float] = field(default_factory=list)

    def add(self, label: str, row: Vector, low: float, high: float) -> None:
        """Every row is scaled to a largest coefficient of one."""
        scale = float(np.abs(row).max()) or 1.0
        self.labels.append(label)
        self.matrix.append(row / scale)
        self.low.append(low / scale)
        self.high.append(high / scale)
        self.scales.append(scale)


class Model:
    """Columns: each addition, the pig-out, whether each is used, the excess."""

    def __init__(
        self,
        problem: CorrectionProblem,
        pig_out: PigOut,
        *,
        widened: Mapping[Side, float] | float = 0.0,
        soft: Mapping[Side, float] | None = None,
    ) -> None:
        """widened: each side's share of relief. soft: sides that may be exceeded together,
        by what the last column says, with their present relief."""
        self.problem = problem
        self.pig_out = pig_out
        self.sides = sides_of(problem)
        count = len(problem.additions)
        self.count = count
        # In hundredths of the bath, a ladle and a large furnace are the same to the solver.
        hundredth = problem.bath_kg / 100
        self.unit = np.array(
            [addition.step_kg or hundredth for addition in problem.additions]
            + [problem.pig_out_step_kg or hundredth]
        )
        # Whether an addition is used at all only matters where using one has a price.
        self.counts_uses = problem.cost_per_use > 0 or problem.max_additions is not None
        self.uses = count + 1
        self.excess = self.uses + (count if self.counts_uses else 0)
        self.width = self.excess + (1 if soft else 0)
        self.metal = self._per_unit([1 - each.melt_loss for each in problem.additions], -1.0)
        self._bound_columns(is_soft=bool(soft))
        self.rows = Rows(self.width)
        self._leave_room()
        self._leave_enough_metal()
        self._keep_shares()
        self._count_uses()
        for side in self.sides:
            if soft is not None and side in soft:
                self._meet(side, soft[side], may_exceed=True)
            else:
                share = widened if isinstance(widened, float) else widened.get(side, 0.0)
                if share < np.inf:
                    self._meet(side, share)

    def _per_unit(self, per_kg: list[float], per_pigged_kg: float) -> Vector:
        row = np.zeros(self.width)
        row[: self.count + 1] = self.unit * np.array([*per_kg, per_pigged_kg])
        return row

    def _bound_columns(self, *, is_soft: bool) -> None:
        """Stock, limit and weighing steps; nothing beyond what the furnace holds."""
        problem = self.problem
        self.lower, self.upper = np.zeros(self.width), np.ones(self.width)
        self.is_whole = np.zeros(self.width, dtype=bool)
        for index, addition in enumerate(problem.additions):
            most = min(addition.most_kg, problem.capacity_kg)
            self.upper[index] = most / self.unit[index]
            self.lower[index] = addition.min_kg / self.unit[index]
            self.is_whole[index] = addition.step_kg is not None
        pigged = min(
            problem.bath_kg,
            problem.bath_kg if problem.max_pig_out_kg is None else problem.max_pig_out_kg,
        )
        self.upper[self.count] = 0.0 if self.pig_out is PigOut.NONE else pigged / self.unit[-1]
        self.is_whole[self.count] = problem.pig_out_step_kg is not None
        self.upper[self.is_whole] = np.floor(self.upper[self.is_whole] + TIGHT)
        self.lower[self.is_whole] = np.ceil(self.lower[self.is_whole] - TIGHT)
        self.is_whole[self.uses : self.excess] = True
        if is_soft:
            self.lower[self.excess], self.upper[self.excess] = -np.inf, np.inf

    def _leave_room(self) -> None:
        """What is in the bath, less what is pigged, with everything thrown on, fits in."""
        room = self.problem.capacity_kg - self.problem.bath_kg
        least = -np.inf
        if self.pig_out is PigOut.ROOM:
            least = room - (self.problem.pig_out_step_kg or 0.0)
        self.rows.add("capacity", self._per_unit([1.0] * self.count, -1.0), least, room)

    def _leave_enough_metal(self) -> None:
        least = self.problem.least_kg - self.problem.bath_kg
        self.rows.add("tap", self.metal.copy(), least, np.inf)

    def _keep_shares(self) -> None:
        for index, addition in enumerate(self.problem.additions):
            if addition.max_share < 1:
                row = -addition.max_share * self.metal
                row[index] += self.unit[index]
                most = addition.max_share * self.problem.bath_kg
                self.rows.add(f"share of {addition.name}", row, -np.inf, most)

    def _count_uses(self) -> None:
        if not self.counts_uses:
            return
        for index in range(self.count):
            row = np.zeros(self.width)
            row[index], row[self.uses + index] = 1.0, -self.upper[index]
            self.rows.add("", row, -np.inf, 0.0)
        if (most := self.problem.max_additions) is not None:
            row = np.zeros(self.width)
            row[self.uses : self.excess] = 1.0
            self.rows.add("max-additions", row, -np.inf, float(most))

    def _meet(self, side: Side, share: float, *, may_exceed: bool = False) -> None:
        """Over the metal really there: sum of (what each brings - bound) stays on its side."""
        bound = side.widened(share)
        read = side.value(self.problem.reading)
        brings = [
            sum(100 * addition.brings(each) * weight for each, weight in side.weights.items())
            - bound * (1 - addition.melt_loss)
            for addition in self.problem.additions
        ]
        row = side.sign * self._per_unit(brings, bound - read)
        if may_exceed:
            row[self.excess] = -side.scale * self.problem.bath_kg
        inside = side.sign * self.problem.bath_kg * (bound - read)
        self.rows.add(side.label, row, -np.inf, inside)

    # Objectives, each over the columns

    def cost(self) -> Vector:
        problem = self.problem
        net = (problem.pig_out_cost_per_kg or 0.0) - problem.pig_out_value_per_kg
        row = self._per_unit([each.price_per_kg for each in problem.additions], max(net, 0.0))
        row[self.uses : self.excess] = problem.cost_per_use
        return row

    def pigged(self) -> Vector:
        return self._per_unit([0.0] * self.count, 1.0)

    def thrown_on(self) -> Vector:
        return self._per_unit([1.0] * self.count, 0.0)

    def mass_of(self, index: int) -> Vector:
        row = np.zeros(self.width)
        row[index] = self.unit[index]
        return row

    def worst_excess(self) -> Vector:
        row = np.zeros(self.width)
        row[self.excess] = 1.0
        return row

    # Solving

    def least(self, objective: Vector) -> Vector | None:
        """The columns at the lowest objective, whole ones whole; None when nothing is feasible."""
        solved = self._solved(objective, self.lower, self.upper, self.is_whole)
        if solved is None or not self.is_whole.any():
            return None if solved is None else solved.columns
        # A whole number within a tolerance is not yet whole: fix them, and solve the rest again.
        again = self._solved(objective, *self._fixed(solved.columns))
        return solved.columns if again is None else again.columns

    def _fixed(self, found: Vector) -> tuple[Vector, Vector]:
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[self.is_whole] = upper[self.is_whole] = np.round(found[self.is_whole])
        return lower, upper

    def prices(self, objective: Vector, found: Vector) -> Vector | None:
        """What one unit of each row's bound is worth, with the whole columns as found."""
        again = self._solved(objective, *self._fixed(found))
        return None if again is None else again.row_prices / np.array(self.rows.scales)

    def _solved(
        self, objective: Vector, lower: Vector, upper: Vector, is_whole: Mask | None = None
    ) -> Solved | None:
        if (lower > upper + TIGHT).any():
            return None
        rows = self.rows
        return Programme(
            objective,
            (lower, np.maximum(lower, upper)),
            np.array(rows.matrix),
            (np.array(rows.low), np.array(rows.high)),
            is_whole,
            to_the_end=True,
        ).least()

    def amounts(self, found: Vector) -> Amounts:
        kg = np.where(np.abs(found[: self.count]) < TIGHT, 0.0, found[: self.count])
        steps = np.where(self.is_whole[: self.count], np.round(kg), kg)
        pigged = found[self.count]
        pigged = round(pigged) if self.is_whole[self.count] else pigged
        return Amounts(
            tuple(float(mass) for mass in np.maximum(steps, 0.0) * self.unit[: self.count]),
            float(pigged * self.unit[-1]) if pigged > TIGHT else 0.0,
        )
