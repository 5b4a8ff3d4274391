"""Why there is no charge: the smallest set of limits in conflict, and what alone would do."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import numpy as np

from tuang.charge._highs import Mask, Programme, Vector
from tuang.charge.cheapest.limits import Limit
from tuang.charge.cheapest.model import ChargeModel
from tuang.charge.cheapest.problem import ChargeProblem
from tuang.charge.cheapest.result import ChargePlan, ChargeStatus, Relaxation

IN_STEPS = "weighing in whole steps"
MOST_ROUNDS = 200
"""After so many rounds an irreducible set is told in place of the smallest one."""
OVER = 1e-7
"""A relief is told a little larger than it must be, so that the charge with it exists."""
LARGEST_RELIEF = 0.5
"""Of a limit of the window; what needs more is another grade, not a relief."""

Holds = Callable[[frozenset[int]], bool]
Solve = Callable[[ChargeProblem], ChargePlan | None]


def explain(problem: ChargeProblem, solve: Solve) -> ChargePlan:
    """The infeasible plan: conflict and single relaxations, the cheapest charge first."""
    fine = weighed_finely(problem)
    tester = _Tester(problem, fine=_has_no_charge(fine))
    everything = frozenset(range(len(tester.labels)))
    in_conflict = (
        _smallest_conflict(everything, tester.holds)
        if tester.is_fine
        else _irreducible(everything, tester.holds)
    )
    ways = _relaxations(problem, tester, in_conflict, solve)
    return ChargePlan(
        status=ChargeStatus.INFEASIBLE,
        cost=None,
        kg={},
        metal_kg=None,
        expected_pct={},
        conflict=tuple(tester.labels[index] for index in sorted(in_conflict)),
        relaxations=tuple(sorted(ways, key=lambda way: way.cost)),
    )


def weighed_finely(problem: ChargeProblem) -> ChargeProblem:
    fine = [replace(each, step_kg=None) for each in problem.materials]
    return replace(problem, materials=fine, max_materials=None)


def _has_no_charge(problem: ChargeProblem) -> bool:
    model = ChargeModel(problem)
    return model.programme(cost=np.zeros(model.width)).least() is None


class _Tester:
    """Can these limits hold together, the others left out? The mass always holds."""

    def __init__(self, problem: ChargeProblem, *, fine: bool) -> None:
        self.is_fine = fine
        steps = [each.step_kg for each in problem.materials if each.step_kg is not None]
        self.slack_kg = 0.0 if fine else max(steps, default=0.0)
        self.model = ChargeModel(
            weighed_finely(problem) if fine else problem,
            slack_kg=self.slack_kg,
            stock_may_grow=True,
        )
        self.limits = self.model.limits
        has_steps = not fine and bool(self.model.whole.any())
        self.labels = [*(limit.label for limit in self.limits), *([IN_STEPS] if has_steps else [])]
        nothing = np.zeros(self.model.width)
        self.programmes: dict[bool, Programme] = {
            stepped: self.model.programme(cost=nothing, whole=self._whole(stepped))
            for stepped in {has_steps, False}
        }

    def _whole(self, stepped: bool) -> Mask:
        return self.model.uses | self.model.whole if stepped else self.model.uses

    def holds(self, kept: frozenset[int]) -> bool:
        stepped = len(self.limits) in kept
        programme = self.programmes[stepped]
        programme.bound_columns(*self._columns(kept, stepped))
        low, high = self.model.bounds
        for index, limit in enumerate(self.limits):
            if limit.is_row and index not in kept:
                high[limit.place] = np.inf
        programme.bound_rows(low, high)
        return programme.least() is not None

    def _columns(self, kept: frozenset[int], stepped: bool) -> tuple[Vector, Vector]:
        lower, upper = (bound.copy() for bound in self.model.stepped(self._whole(stepped)))
        for index, limit in enumerate(self.limits):
            if not limit.is_row and index not in kept:
                bound = upper if limit.sign > 0 else lower
                # Never without end: whole steps would be searched for ever.
                beyond = float(self.model.beyond[limit.place])
                bound[limit.place] = beyond if limit.sign > 0 else 0.0
        return lower, upper


# Which limits


def _irreducible(every: frozenset[int], holds: Holds) -> frozenset[int]:
    """A set of which each limit is needed for the conflict."""
    kept = every
    for index in sorted(every):
        if not holds(kept - {index}):
            kept -= {index}
    return kept


def _smallest_conflict(every: frozenset[int], holds: Holds) -> frozenset[int]:
    """By implicit hitting sets: whatever restores a charge must touch every conflict.

    A conflict meets each set of limits whose removal restores a charge. So the smallest set
    that meets all those found so far is a conflict, or it holds and shows a further one.
    Source: Ignatiev, Previti, Liffiton, Marques-Silva, CP 2015, smallest MUS.
    """
    restoring: list[frozenset[int]] = []
    for rounds in count():
        chosen = _smallest_hitting(every, restoring)
        if not holds(chosen):
            return chosen
        if rounds == MOST_ROUNDS:
            return _irreducible(every, holds)
        for index in sorted(every - chosen):
            if holds(chosen | {index}):
                chosen |= {index}
        restoring.append(every - chosen)
    raise AssertionError("count() does not end")


def _smallest_hitting(every: frozenset[int], sets: list[frozenset[int]]) -> frozenset[int]:
    if not sets:
        return frozenset()
    names = sorted(every)
    matrix = np.array([[-1.0 if name in each else 0.0 for name in names] for each in sets])
    nothing, one = np.zeros(len(names)), np.ones(len(names))
    rows = np.full(len(sets), -np.inf), np.full(len(sets), -1.0)
    whole = np.ones(len(names), dtype=bool)
    solved = Programme(one, (nothing, one), matrix, rows, whole).least()
    if solved is None:
        raise RuntimeError("A set that restores a charge was empty.")
    return frozenset(
        name for name, chosen in zip(names, solved.columns, strict=True) if chosen > 0.5
    )


# What would do


def _relaxations(
    problem: ChargeProblem,
    tester: _Tester,
    in_conflict: frozenset[int],
    solve: Solve,
) -> Iterator[Relaxation]:
    """Each limit of the conflict that restores a charge alone; no other could."""
    for index in sorted(in_conflict):
        if index == len(tester.limits):
            plan = solve(replace(weighed_finely(problem), max_materials=problem.max_materials))
            if plan is not None and plan.cost is not None:
                yield Relaxation(IN_STEPS, None, None, "", plan.cost)
        elif way := _by_moving(problem, tester, tester.limits[index], solve):
            yield way


def _by_moving(
    problem: ChargeProblem, tester: _Tester, limit: Limit, solve: Solve
) -> Relaxation | None:
    least = _least_relief(tester, limit)
    if least is None or (limit.unit == "%" and least > LARGEST_RELIEF * limit.given):
        return None
    relief = least
    if limit.unit != "material":
        # In whole steps the metal is not quite the tap on which the relief was reckoned.
        relief *= 1 + tester.slack_kg / problem.needed_kg
        relief += OVER * max(relief, abs(limit.given))
    same = next(each for each in ChargeModel(problem).limits if each.label == limit.label)
    plan = solve(same.loosen(relief))
    if plan is None or plan.cost is None:
        return None
    needed = limit.given + limit.sign * relief
    return Relaxation(limit.label, limit.given, needed, limit.unit, plan.cost)


def _least_relief(tester: _Tester, limit: Limit) -> float | None:
    """How far this limit must move, the others held; None when moving it does not help."""
    model = tester.model
    columns = model.stepped(model.whole | model.uses)
    lower, upper = np.append(columns[0], 0.0), np.append(columns[1], np.inf)
    matrix = np.hstack([model.matrix, np.zeros((model.height, 1))])
    low, high = model.bounds
    if limit.is_row:
        matrix[limit.place, -1] = -1.0
    else:
        bound = upper if limit.sign > 0 else lower
        row = np.zeros(model.width + 1)
        row[limit.place], row[-1] = limit.sign, -1.0
        matrix = np.vstack([matrix, row])
        low, high = np.append(low, -np.inf), np.append(high, limit.sign * bound[limit.place])
        bound[limit.place] = float(model.beyond[limit.place]) if limit.sign > 0 else 0.0
    cost = np.zeros(model.width + 1)
    cost[-1] = 1.0
    whole = np.append(model.whole | model.uses, limit.unit == "material")
    solved = Programme(cost, (lower, upper), matrix, (low, high), whole).least()
    if solved is None:
        return None
    scale = model.scales[limit.place] if limit.is_row else 1.0
    return float(solved.columns[-1]) * float(scale) / limit.step
