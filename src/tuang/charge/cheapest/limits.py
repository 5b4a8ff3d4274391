"""Every limit of a charge by its name in the shop, and the same problem with one loosened."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from tuang.charge.cheapest.demands import Demand
from tuang.charge.cheapest.problem import ChargeProblem, Material

Loosen = Callable[[float], ChargeProblem]


class Limit(NamedTuple):
    """One limit, and where it stands in the model.

    words: its label, made when it is asked for, since most limits are never touched.
    sign: +1 for a most, -1 for a least. place: index of its row or of its column. step: how
    far the model's bound moves for one unit of relief. loosen: the problem with so much relief.
    """

    words: Callable[[], str]
    unit: str
    given: float
    is_row: bool
    place: int
    sign: int
    step: float
    loosen: Loosen

    @property
    def label(self) -> str:
        return self.words()


class Side(NamedTuple):
    """One side of a demand: sum of weight x percent has a bound; sign +1 is an upper one."""

    demand: Demand
    bound: float
    sign: int

    @property
    def in_furnace(self) -> float:
        """The bound less what the ladle will still add."""
        return self.bound - self.demand.added

    def label(self) -> str:
        return self.demand.label(self.sign)

    def loosened(self, problem: ChargeProblem, by: float) -> ChargeProblem:
        bound = min(max(self.bound + self.sign * by, 0.0), 100.0)
        if self.demand.element is not None:
            low, high = problem.window[self.demand.element]
            moved = (bound, high) if self.sign < 0 else (low, bound)
            return replace(problem, window={**problem.window, self.demand.element: moved})
        if self.demand.is_sulphur and problem.mn_s is not None:
            return replace(problem, mn_s=replace(problem.mn_s, offset=bound))
        if problem.carbon_equivalent is None:
            raise ValueError(f"The problem has no {self.demand.name}.")
        was = problem.carbon_equivalent
        now = replace(was, low=bound) if self.sign < 0 else replace(was, high=bound)
        return replace(problem, carbon_equivalent=now)


def more_to_have(problem: ChargeProblem, place: int) -> Loosen:
    """A larger stock, or a larger limit where that is the smaller of the two."""
    each = problem.materials[place]
    if each.stock_kg == each.most_kg:
        return lambda by: with_material(problem, place, replace(each, stock_kg=each.most_kg + by))
    return lambda by: with_material(problem, place, replace(each, max_kg=each.most_kg + by))


def less_to_use_up(problem: ChargeProblem, place: int) -> Loosen:
    each = problem.materials[place]
    return lambda by: with_material(
        problem, place, replace(each, min_kg=max(each.min_kg - by, 0.0))
    )


def larger_share(problem: ChargeProblem, place: int) -> Loosen:
    each = problem.materials[place]
    return lambda by: with_material(
        problem, place, replace(each, max_share=min(each.max_share + by, 1.0))
    )


def smaller_share(problem: ChargeProblem, place: int) -> Loosen:
    each = problem.materials[place]
    return lambda by: with_material(
        problem, place, replace(each, min_share=max(each.min_share - by, 0.0))
    )


def more_materials(problem: ChargeProblem) -> Loosen:
    most = problem.max_materials or len(problem.materials)
    return lambda by: replace(problem, max_materials=most + round(by))


def with_material(problem: ChargeProblem, place: int, material: Material) -> ChargeProblem:
    materials = list(problem.materials)
    materials[place] = material
    return replace(problem, materials=materials)
