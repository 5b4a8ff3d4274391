"""From the solver's columns to a charge: kilograms, iron, and what each limit costs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from tuang.charge._highs import Solved, Vector
from tuang.charge.cheapest.limits import Limit
from tuang.charge.cheapest.model import ChargeModel, Cut
from tuang.charge.cheapest.problem import ChargeProblem
from tuang.charge.cheapest.result import BindingLimit, ChargePlan, ChargeStatus

TOUCHES = 1e-7
"""In the model's own units: this close to a bound, a charge lies on it."""
SMALL_RELIEF = 1e-4
"""Of a limit, when a charge is solved again to see what relief saves."""


def slacks(problem: ChargeProblem) -> list[float]:
    """How far the charged mass may lie from what is needed, tried in this order."""
    steps = [each.step_kg for each in problem.materials if each.step_kg is not None]
    nearest = min(steps) / 2 if problem.is_all_in_steps else 0.0
    return [nearest, max(steps)] if steps else [0.0]


def plan_of(
    problem: ChargeProblem,
    kg: Vector,
    binding: tuple[BindingLimit, ...],
    *,
    gap: float = 0.0,
    first_shot: float | None = None,
) -> ChargePlan:
    """The plan that these kilograms are; the iron is computed from them alone."""
    materials = problem.materials
    yielded = 1 - problem.melt_loss
    metal_kg = float(kg.sum()) * yielded + problem.heel.kg
    return ChargePlan(
        status=ChargeStatus.SOLVED,
        cost=float(kg @ problem.prices),
        kg={each.name: float(mass) for each, mass in zip(materials, kg, strict=True)},
        metal_kg=metal_kg,
        expected_pct=_expected_pct(problem, kg, metal_kg),
        binding=binding,
        gap=gap,
        first_shot=first_shot,
    )


def _expected_pct(problem: ChargeProblem, kg: Vector, metal_kg: float) -> dict[str, float]:
    heel = problem.heel
    return {
        element: float(brings @ kg + heel.kg * heel.pct.get(element, 0.0)) / metal_kg
        for element, brings in problem.brings_pct.items()
    }


# What a limit costs


def binding_limits(
    model: ChargeModel, solved: Solved, kg: Vector, cuts: Sequence[Cut] = ()
) -> tuple[BindingLimit, ...]:
    """Every limit that the charge touches, with what one unit of relief saves.

    In whole steps there is no slope: the same materials weighed finely give it, and one
    material more is tried.
    """
    if not model.is_whole:
        return tuple(_priced(model, solved, cuts))
    return (*_as_weighed_finely(model, kg, cuts), *_one_material_more(model, kg))


def _priced(model: ChargeModel, solved: Solved, cuts: Sequence[Cut]) -> Iterator[BindingLimit]:
    touched = _Touched(model, solved, cuts)
    is_plain = not cuts and not _is_degenerate(model, solved)
    for limit in model.limits:
        if touched.holds(limit):
            saves = (
                _slope(model, solved, limit)
                if is_plain
                else _by_solving_again(model, solved, limit, cuts)
            )
            # Plus zero: minus nothing is nothing.
            yield BindingLimit(limit.label, max(saves, 0.0) + 0.0, limit.unit)


class _Touched:
    """Which limits a charge lies on; a side is touched where one of its margins is."""

    def __init__(self, model: ChargeModel, solved: Solved, cuts: Sequence[Cut]) -> None:
        rows = model.bounds_of(cuts) - solved.row_values < TOUCHES
        for row, cut in zip(rows[model.height :], cuts, strict=True):
            # The window's own rows come in the order of the sides, right after the mass.
            rows[cut.side + 1] |= row
        self.rows = rows.tolist()
        self.most = (model.upper - solved.columns < TOUCHES).tolist()
        self.least = (solved.columns - model.lower < TOUCHES).tolist()

    def holds(self, limit: Limit) -> bool:
        at = self.rows if limit.is_row else self.most if limit.sign > 0 else self.least
        return bool(at[limit.place])


def _slope(model: ChargeModel, solved: Solved, limit: Limit) -> float:
    if limit.is_row:
        return -float(solved.row_prices[limit.place] / model.scales[limit.place]) * limit.step
    return -limit.sign * float(solved.column_prices[limit.place]) * limit.step


def _is_degenerate(model: ChargeModel, solved: Solved) -> bool:
    """A vertex on more bounds than it needs: its prices then hold for one direction only."""
    low, high = model.bounds
    columns, rows = solved.columns, solved.row_values
    inside = (columns > model.lower + TOUCHES) & (columns < model.upper - TOUCHES)
    within = (rows > low + TOUCHES) & (rows < high - TOUCHES)
    return int(inside.sum() + within.sum()) < len(high)


def _by_solving_again(
    model: ChargeModel, solved: Solved, limit: Limit, cuts: Sequence[Cut]
) -> float:
    relief = SMALL_RELIEF * max(abs(limit.given), SMALL_RELIEF)
    looser = ChargeModel(limit.loosen(relief))
    again = looser.programme(cuts=cuts).least()
    if again is None:
        raise RuntimeError("A charge with more room could not be solved.")
    return float(model.cost @ solved.columns - looser.cost @ again.columns) / relief


def _as_weighed_finely(
    model: ChargeModel, kg: Vector, cuts: Sequence[Cut]
) -> Iterator[BindingLimit]:
    problem = model.problem
    used = [each for each, mass in zip(problem.materials, kg, strict=True) if mass > 0]
    fine = [replace(each, step_kg=None) for each in used]
    finely = ChargeModel(replace(problem, materials=fine, max_materials=None))
    kept = [replace(cut, tangent=cut.tangent[kg > 0]) for cut in cuts]
    solved = finely.programme(cuts=kept).least()
    if solved is not None:
        yield from _priced(finely, solved, kept)


def _one_material_more(model: ChargeModel, kg: Vector) -> Iterator[BindingLimit]:
    problem = model.problem
    most = problem.max_materials
    if most is None or np.count_nonzero(kg) < most or not model.counts_uses:
        return
    more = ChargeModel(replace(problem, max_materials=most + 1), slack_kg=slacks(problem)[-1])
    solved = more.programme().least()
    if solved is not None:
        saves = float((kg - more.kilograms(solved)) @ problem.prices)
        label = next(each.label for each in model.limits if each.unit == "material")
        yield BindingLimit(label, max(saves, 0.0), "material")
