"""A charge whose first reading is inside the window with the confidence that was asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tuang.charge._highs import Solved, Vector
from tuang.charge.cheapest.conflict import Solve, explain, weighed_finely
from tuang.charge.cheapest.model import ChargeModel, Cut
from tuang.charge.cheapest.plan import binding_limits, plan_of, slacks
from tuang.charge.cheapest.problem import ChargeProblem
from tuang.charge.cheapest.result import ChargePlan, ChargeStatus, Relaxation
from tuang.charge.cheapest.scatter import Scatter

MOST_SPREAD = 6.0
"""Standard deviations of margin beyond which nothing more is gained."""
FINE_SPREAD = 2e-3
"""Standard deviations at which the search for the margin stops."""
STEPPED_SPREAD = 0.05
"""The same where materials are weighed in whole steps, which are far coarser than this."""
CLOSE_PCT = 1e-5
"""A margin met to this many percent is met."""
MOST_CUTS = 400


@dataclass(frozen=True)
class _Held:
    """The cheapest charge with so many standard deviations of margin on every side."""

    model: ChargeModel
    solved: Solved
    cuts: list[Cut]
    kg: Vector


def sure_charge(
    problem: ChargeProblem,
    confidence: float,
    seed: int,
    solve: Solve,
) -> ChargePlan:
    """The cheapest charge with one margin on all sides that reaches the confidence.

    Each side of the window keeps `spread` standard deviations of its own reading as margin:
    a second-order cone, met by tangent planes on the linear programme. The spread is the
    smallest whose charge hits the whole window often enough on seeded heats. Where even
    the widest margin that has a charge is not enough, the plan is infeasible, says the
    confidence reached, and keeps the limits that stand in the way.
    Source: chance constraints after Charnes and Cooper (1959); cutting planes after
    Kelley (1960).
    """
    scatter = Scatter(problem, seed)
    bare = _held(problem, scatter, 0.0, [])
    if bare is None:
        return explain(replace(problem, confidence=None), solve)
    hits = scatter.hits(bare.kg)
    if hits >= confidence:
        return _as_plan(problem, bare, hits)
    fine = weighed_finely(problem)
    search = _Search(fine, scatter, confidence)
    search.between(0.0, MOST_SPREAD, FINE_SPREAD)
    if bare.model.is_whole:
        search = _in_steps(problem, search, bare)
    if search.found is None:
        surest = max((search.best or bare, bare), key=lambda held: scatter.hits(held.kg))
        return _out_of_reach(problem, surest, scatter.hits(surest.kg))
    return _as_plan(problem, search.found, scatter.hits(search.found.kg))


@dataclass
class _Search:
    """The smallest spread whose charge is sure enough: found, or the surest that was not."""

    problem: ChargeProblem
    scatter: Scatter
    confidence: float
    cuts: list[Cut] = field(default_factory=list)
    found: _Held | None = None
    best: _Held | None = None
    spread: float = 0.0
    reached: float = 0.0

    def between(self, low: float, high: float, fine: float) -> None:
        """spread: the smallest that was enough, or else the widest that has a charge."""
        while high - low > fine:
            middle = (low + high) / 2
            held = _held(self.problem, self.scatter, middle, self.cuts)
            if held is None:
                high = middle
                continue
            self.cuts = held.cuts
            hits = self.scatter.hits(held.kg)
            if hits >= self.confidence:
                high, self.found = middle, held
                continue
            low = middle
            if hits > self.reached:
                self.reached, self.best = hits, held
        self.spread = low if self.found is None else high


def _in_steps(problem: ChargeProblem, fine: _Search, bare: _Held) -> _Search:
    """In whole steps each try is a search of its own: first around what was enough finely."""
    near = _Search(problem, fine.scatter, fine.confidence, fine.cuts, best=bare)
    if fine.found is not None:
        near.between(0.5 * fine.spread, min(1.5 * fine.spread, MOST_SPREAD), STEPPED_SPREAD)
    if near.found is None:
        near.between(0.0, MOST_SPREAD, STEPPED_SPREAD)
    return near


def _as_plan(problem: ChargeProblem, held: _Held, hits: float) -> ChargePlan:
    binding = binding_limits(held.model, held.solved, held.kg, held.cuts)
    return plan_of(problem, held.kg, binding, gap=held.solved.gap, first_shot=hits)


def _out_of_reach(problem: ChargeProblem, best: _Held, reached: float) -> ChargePlan:
    """The widest margin that has a charge is not enough: what it touches stands in the way."""
    asked = f"confidence {problem.confidence:g}"
    widest = _as_plan(problem, best, reached)
    lower = Relaxation(asked, problem.confidence, reached, "share", widest.cost or 0.0)
    return replace(
        widest,
        status=ChargeStatus.INFEASIBLE,
        cost=None,
        kg={},
        metal_kg=None,
        expected_pct={},
        binding=(),
        conflict=(asked, *(each.limit for each in widest.binding)),
        relaxations=(lower,),
    )


def _held(
    problem: ChargeProblem, scatter: Scatter, spread: float, cuts: Sequence[Cut]
) -> _Held | None:
    for slack_kg in slacks(problem):
        model = ChargeModel(problem, slack_kg=slack_kg)
        held = _with_margins(model, scatter, spread, cuts)
        if held is not None:
            return held
    return None


def _with_margins(
    model: ChargeModel, scatter: Scatter, spread: float, cuts: Sequence[Cut]
) -> _Held | None:
    """Tangent planes where the charge passes a margin, until it passes none."""
    drawn = [replace(cut, spread=spread) for cut in cuts]
    variances = [scatter.variance(side.demand) for side in model.sides]
    while True:
        solved = model.programme(cuts=drawn).least()
        if solved is None:
            return None
        kg = model.kilograms(solved)
        passed = list(_passed(model, variances, spread, kg)) if spread > 0 else []
        if not passed or len(drawn) > MOST_CUTS:
            return _Held(model, solved, drawn, kg)
        drawn += passed


def _passed(
    model: ChargeModel, variances: Sequence[Vector], spread: float, kg: Vector
) -> Iterator[Cut]:
    metal_kg = model.problem.tap_kg
    for index, variance in enumerate(variances):
        deviation = float(np.sqrt(kg**2 @ variance))
        row, bound = model.side_row(index)
        margin = bound - float(row[: model.count] @ (kg / model.unit))
        if deviation > 0 and spread * deviation - margin > CLOSE_PCT * metal_kg:
            yield Cut(index, kg * variance / deviation, spread)
