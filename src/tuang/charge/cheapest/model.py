"""The charge as a programme: one function per rule of the shop, one label per limit."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from tuang.charge._highs import TIGHT, Mask, Programme, Solved, Vector
from tuang.charge.cheapest.demands import Demand, demands_of
from tuang.charge.cheapest.limits import (
    Limit,
    Loosen,
    Side,
    larger_share,
    less_to_use_up,
    more_materials,
    more_to_have,
    smaller_share,
)
from tuang.charge.cheapest.problem import ChargeProblem


@dataclass(frozen=True)
class Cut:
    """A side held with a margin: spread x the tangent of its standard deviation.

    side: index among the model's sides. tangent: percent per kilogram of each material;
    times the charge it never passes the standard deviation, and meets it where it was drawn.
    """

    side: int
    tangent: Vector
    spread: float


def sides_of(problem: ChargeProblem) -> list[Side]:
    return [
        Side(demand, bound, sign)
        for demand in demands_of(problem)
        for bound, sign in ((demand.low, -1), (demand.high, 1))
        if bound is not None
    ]


class ChargeModel:
    """Columns: each material in its own unit and, where materials are counted, whether used.

    The first row holds the charged mass from both sides; every other reads row . columns
    <= bound.
    """

    def __init__(
        self, problem: ChargeProblem, *, slack_kg: float = 0.0, stock_may_grow: bool = False
    ) -> None:
        """slack_kg: how far the charged mass may lie from what fills the tap exactly.

        stock_may_grow: the bounds of the columns will be moved, so no row may rest on them.
        """
        self.problem = problem
        self.count = len(problem.materials)
        self.counts_uses = (problem.max_materials or self.count) < self.count
        self.sides = sides_of(problem)
        # In hundredths of the charge, a ladle and twenty tonnes are the same to the solver.
        hundredth = problem.needed_kg / 100
        self.unit = np.array([each.step_kg or hundredth for each in problem.materials])
        self.width = self.count * (2 if self.counts_uses else 1)
        self.limits: list[Limit] = []
        self._rows: list[Vector] = []
        self._lows: list[float] = []
        self._bounds: list[float] = []
        self._bound_columns()
        self._fill_the_tap(slack_kg)
        self._meet_the_grade()
        self._keep_shares()
        self._count_materials(stock_may_grow)

    # The rules

    def _bound_columns(self) -> None:
        """Stock, the most allowed, what must be used up, and weighing in whole steps."""
        self.beyond = 2 * self.problem.needed_kg / self.unit
        lower, upper = np.zeros(self.width), np.ones(self.width)
        upper[: self.count] = self.beyond
        unit, beyond = self.unit.tolist(), self.beyond.tolist()
        for place, each in enumerate(self.problem.materials):
            if (most := each.most_kg) < math.inf:
                upper[place] = min(most / unit[place], beyond[place])
                loosen = more_to_have(self.problem, place)
                self._limit_column(each.most_label, most, place, 1, loosen)
            if each.min_kg > 0:
                lower[place] = each.min_kg / unit[place]
                loosen = less_to_use_up(self.problem, place)
                self._limit_column(each.least_label, each.min_kg, place, -1, loosen)
        self.lower, self.upper = lower, upper
        self.whole: Mask = np.zeros(self.width, dtype=bool)
        self.whole[: self.count] = [each.step_kg is not None for each in self.problem.materials]
        # Whether used is one or nothing; the solver needs no rounding for it.
        self.uses: Mask = np.arange(self.width) >= self.count

    def _fill_the_tap(self, slack_kg: float) -> None:
        needed = self.problem.needed_kg
        self._add(self.per_kg(np.ones(self.count)), needed + slack_kg, needed - slack_kg)

    def _meet_the_grade(self) -> None:
        """Sum of (what each brings - bound x yield), over the metal really there."""
        problem, sides, tap_kg = self.problem, self.sides, self.problem.tap_kg
        if not sides:
            return
        # Both sides of a demand weigh the same elements.
        brought = {
            each.name: self._bring(each)
            for each in {s.demand.name: s.demand for s in sides}.values()
        }
        signs = np.array([float(side.sign) for side in sides])
        bounds = np.array([side.in_furnace for side in sides])
        brings = np.array([brought[side.demand.name][0] for side in sides])
        in_heel = np.array([brought[side.demand.name][1] for side in sides])
        rows = np.zeros((len(sides), self.width))
        lacking = brings - bounds[:, None] * (1 - problem.melt_loss)
        rows[:, : self.count] = signs[:, None] * self.unit * lacking
        highs = (signs * problem.heel.kg * (bounds - in_heel)).tolist()
        for side, row, high in zip(sides, rows, highs, strict=True):
            at = self._add(row, high)
            loosen = partial(side.loosened, problem)
            self.limits.append(
                Limit(side.label, "%", side.bound, True, at, side.sign, tap_kg, loosen)
            )

    def side_row(self, index: int) -> tuple[Vector, float]:
        """The row of a side by its place among the sides; they come right after the mass."""
        return self._rows[index + 1], self._bounds[index + 1]

    def _bring(self, demand: Demand) -> tuple[Vector, float]:
        """What each material, and what the heel, brings to the demand in percent."""
        brings, in_heel = np.zeros(self.count), 0.0
        for element, weight in demand.weights.items():
            # What neither a material nor the heel holds is not there.
            if (each := self.problem.brings_pct.get(element)) is not None:
                brings += weight * each
                in_heel += weight * self.problem.heel.pct.get(element, 0.0)
        return brings, in_heel

    def _keep_shares(self) -> None:
        """Shares are of what is really charged."""
        for place, each in enumerate(self.problem.materials):
            if each.max_share == 1 and each.min_share == 0:
                continue
            own = np.zeros(self.count)
            own[place] = 1.0
            if each.max_share < 1:
                row, loosen = own - each.max_share, larger_share(self.problem, place)
                self._limit_share(each.most_share_label, each.max_share, row, 1, loosen)
            if each.min_share > 0:
                row, loosen = each.min_share - own, smaller_share(self.problem, place)
                self._limit_share(each.least_share_label, each.min_share, row, -1, loosen)

    def _limit_share(
        self, words: Callable[[], str], share: float, row: Vector, sign: int, loosen: Loosen
    ) -> None:
        at, needed = self._add(self.per_kg(row), 0.0), self.problem.needed_kg
        self.limits.append(Limit(words, "share", share, True, at, sign, needed, loosen))

    def _count_materials(self, stock_may_grow: bool) -> None:
        if not self.counts_uses or self.problem.max_materials is None:
            return
        for place in range(self.count):
            row = np.zeros(self.width)
            most = self.beyond[place] if stock_may_grow else self.upper[place]
            row[place], row[self.count + place] = 1.0, -most
            self._add(row, 0.0)
        most = self.problem.max_materials
        at = self._add(self.uses.astype(float), float(most))
        words = partial("at most {} {}".format, most, "material" if most == 1 else "materials")
        loosen = more_materials(self.problem)
        self.limits.append(Limit(words, "material", most, True, at, 1, 1.0, loosen))

    # Building

    def per_kg(self, values: Vector) -> Vector:
        """A row over the columns from values per kilogram of each material."""
        row = np.zeros(self.width)
        row[: self.count] = self.unit * values
        return row

    def _add(self, row: Vector, bound: float, low: float = -math.inf) -> int:
        self._rows.append(row)
        self._lows.append(low)
        self._bounds.append(bound)
        return len(self._rows) - 1

    def _limit_column(
        self, words: Callable[[], str], given: float, place: int, sign: int, loosen: Loosen
    ) -> None:
        step = 1 / float(self.unit[place])
        self.limits.append(Limit(words, "kg", given, False, place, sign, step, loosen))

    def cut_row(self, cut: Cut) -> tuple[Vector, float]:
        row, bound = self.side_row(cut.side)
        return row + cut.spread * self.per_kg(cut.tangent), bound

    @property
    def height(self) -> int:
        """Rows without cuts."""
        return len(self._rows)

    # Solving

    @property
    def is_whole(self) -> bool:
        return bool(self.whole.any()) or self.counts_uses

    def programme(
        self,
        *,
        cost: Vector | None = None,
        cuts: Sequence[Cut] = (),
        whole: Mask | None = None,
    ) -> Programme:
        """The model at this cost, with further rows; `whole` says which columns are."""
        whole = self.whole | self.uses if whole is None else whole
        rows, highs = self._rows, self._bounds
        if cuts:
            further = [self.cut_row(cut) for cut in cuts]
            rows = [*rows, *(row for row, _ in further)]
            highs = [*highs, *(bound for _, bound in further)]
        matrix, high = np.array(rows), np.array(highs)
        low = np.array([*self._lows, *(-math.inf for _ in cuts)])
        self.scales = np.abs(matrix).max(axis=1)
        self.scales[self.scales == 0] = 1.0
        return Programme(
            self.cost if cost is None else cost,
            self.stepped(whole),
            matrix / self.scales[:, None],
            (low / self.scales, high / self.scales),
            whole,
        )

    def stepped(self, whole: Mask) -> tuple[Vector, Vector]:
        """Bounds of the columns, drawn in to whole steps where those are kept."""
        if not whole.any():
            return self.lower, self.upper
        return (
            np.where(whole, np.ceil(self.lower - TIGHT), self.lower),
            np.where(whole, np.floor(self.upper + TIGHT), self.upper),
        )

    @property
    def matrix(self) -> Vector:
        """The rows as the solver holds them, without cuts."""
        rows: Vector = np.array(self._rows) / self.scales[: self.height, None]
        return rows

    @property
    def bounds(self) -> tuple[Vector, Vector]:
        """Bounds of the rows of the model as the solver holds them, without cuts."""
        scales = self.scales[: len(self._bounds)]
        return np.array(self._lows) / scales, np.array(self._bounds) / scales

    def bounds_of(self, cuts: Sequence[Cut]) -> Vector:
        """Upper bounds of all rows as the solver holds them."""
        highs: Vector = np.array([*self._bounds, *(self.cut_row(cut)[1] for cut in cuts)])
        bounds: Vector = highs / self.scales
        return bounds

    @property
    def cost(self) -> Vector:
        return self.per_kg(self.problem.prices)

    def kilograms(self, solved: Solved) -> Vector:
        """Exact steps where weighed in steps, no dust where not."""
        columns = solved.columns[: self.count]
        steps = np.where(self.whole[: self.count], np.round(columns), columns)
        mass: Vector = np.where(steps < TIGHT, 0.0, steps) * self.unit
        return mass
