"""The cheapest correction, or the nearest iron this furnace can reach and what would do it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tuang.charge._highs import TIGHT, Vector
from tuang.charge.correction.model import Amounts, Model, PigOut, Side, sides_of
from tuang.charge.correction.problem import Addition, CorrectionProblem
from tuang.charge.correction.result import (
    BindingLimit,
    CorrectionPlan,
    CorrectionStatus,
    Nearest,
    Relief,
)

UNLIMITED = 100.0
"""When a furnace is asked how large it would have to be, it starts at so many baths."""
LARGEST_RELIEF = 0.5
"""Of a limit of the window; what needs more is not worth telling."""
ON_A_LIMIT = 1e-6
"""A percent or a kilogram this close to its limit touches it."""


@dataclass(frozen=True)
class _Found:
    model: Model
    columns: Vector
    objective: Vector

    @property
    def amounts(self) -> Amounts:
        return self.model.amounts(self.columns)


def cheapest_correction(problem: CorrectionProblem) -> CorrectionPlan:
    """The cheapest additions that bring the bath inside its window.

    Mass: bath - pigged + additions fit in the furnace; what is pigged takes the reading's
    chemistry with it; each element counts over the metal then there. Each material used
    is priced at its kilograms and at hold_cost_per_min x minutes_per_addition. Where
    pigging out has no price it comes last: first without, then only to make room, then
    as little as meets the window. At least tap_kg of metal remains.
    A bath already inside is left alone. One that cannot be corrected comes back as
    INFEASIBLE with the nearest iron: the smallest worst miss relative to its limit, then
    the cheapest. Exact to 1e-6 of a kilogram and of a percent.
    Raises UnusableFigure for figures that cannot be right (when the problem is made).
    Source: conservation of mass; a mixed-integer programme solved by HiGHS.

    >>> steel = Addition("steel", price_per_kg=7000, pct={"C": 0.1})
    >>> high_in_carbon = CorrectionProblem(
    ...     bath_kg=400, capacity_kg=500, reading={"C": 3.73}, window={"C": (3.2, 3.4)},
    ...     additions=[steel])
    >>> round(cheapest_correction(high_in_carbon).additions["steel"], 6)
    40.0
    """
    if _is_fine(problem):
        return _as_it_is(problem)
    found = _cheapest(problem)
    return _out_of_reach(problem) if found is None else _solved(problem, found)


def cost_of_correcting(problem: CorrectionProblem) -> float | None:
    """What `cheapest_correction` would cost; None where this furnace cannot, without the reasons.

    The reasons take many times as long as the plan, and a simulated month asks for neither.
    """
    if _is_fine(problem):
        return 0.0
    found = _cheapest(problem)
    return None if found is None else _cost(problem, found.amounts)


def _is_fine(problem: CorrectionProblem) -> bool:
    return (
        all(side.miss(problem.reading) <= TIGHT for side in sides_of(problem))
        and not any(addition.min_kg for addition in problem.additions)
        and problem.bath_kg >= problem.least_kg
    )


def _as_it_is(problem: CorrectionProblem) -> CorrectionPlan:
    return CorrectionPlan(
        status=CorrectionStatus.INSIDE,
        additions={},
        pig_out_kg=0.0,
        metal_kg=problem.bath_kg,
        expected_pct=dict(problem.reading),
        cost=0.0,
        minutes=0.0,
    )


def _cheapest(problem: CorrectionProblem, relief: float = 0.0) -> _Found | None:
    if problem.pig_out_cost_per_kg is not None:
        return _least_cost(Model(problem, PigOut.FREE, widened=relief))
    for pig_out in (PigOut.NONE, PigOut.ROOM):
        if found := _least_cost(Model(problem, pig_out, widened=relief)):
            return found
    return _least_pigged_then_cost(problem, relief)


def _least_cost(model: Model) -> _Found | None:
    objective = model.cost()
    columns = model.least(objective)
    return None if columns is None else _Found(model, columns, objective)


def _least_pigged_then_cost(problem: CorrectionProblem, relief: float) -> _Found | None:
    model = Model(problem, PigOut.FREE, widened=relief)
    columns = model.least(model.pigged())
    if columns is None:
        return None
    model.upper[model.count] = columns[model.count] + TIGHT
    return _least_cost(model) or _Found(model, columns, model.cost())


# A plan in figures


def _metal_kg(problem: CorrectionProblem, amounts: Amounts) -> float:
    kept = (kg * (1 - each.melt_loss) for kg, each in _pairs(problem, amounts))
    return problem.bath_kg - amounts.pig_out_kg + sum(kept)


def _pairs(problem: CorrectionProblem, amounts: Amounts) -> Iterator[tuple[float, Addition]]:
    return zip(amounts.kg, problem.additions, strict=True)


def _expected_pct(problem: CorrectionProblem, amounts: Amounts) -> dict[str, float]:
    metal_kg = _metal_kg(problem, amounts)
    left_kg = problem.bath_kg - amounts.pig_out_kg
    return {
        element: (
            left_kg * problem.reading.get(element, 0.0)
            + sum(100 * kg * each.brings(element) for kg, each in _pairs(problem, amounts))
        )
        / metal_kg
        for element in problem.elements
        # What was not read is not known, however little of it an addition brings.
        if element in problem.reading
    }


def _uses(amounts: Amounts) -> int:
    return sum(kg > 0 for kg in amounts.kg)


def _cost(problem: CorrectionProblem, amounts: Amounts) -> float:
    net = (problem.pig_out_cost_per_kg or 0.0) - problem.pig_out_value_per_kg
    materials = sum(kg * each.price_per_kg for kg, each in _pairs(problem, amounts))
    return materials + amounts.pig_out_kg * max(net, 0.0) + _uses(amounts) * problem.cost_per_use


def _by_name(problem: CorrectionProblem, amounts: Amounts) -> dict[str, float]:
    return {each.name: kg for kg, each in _pairs(problem, amounts) if kg > 0}


def _solved(problem: CorrectionProblem, found: _Found) -> CorrectionPlan:
    amounts = found.amounts
    return CorrectionPlan(
        status=CorrectionStatus.SOLVED,
        additions=_by_name(problem, amounts),
        pig_out_kg=amounts.pig_out_kg,
        metal_kg=_metal_kg(problem, amounts),
        expected_pct=_expected_pct(problem, amounts),
        cost=_cost(problem, amounts),
        minutes=_uses(amounts) * problem.minutes_per_addition,
        binding=tuple(_binding(problem, found)),
    )


def _binding(problem: CorrectionProblem, found: _Found) -> Iterator[BindingLimit]:
    """The limits touched, each with the saving of one unit at the same set of additions."""
    model, amounts = found.model, found.amounts
    rows = model.rows
    prices = model.prices(found.objective, found.columns)
    metal_kg, percent = _metal_kg(problem, amounts), _expected_pct(problem, amounts)
    price = {} if prices is None else dict(zip(rows.labels, map(float, prices), strict=True))
    is_rigid = bool(model.is_whole[: model.count].all())
    for side in model.sides:
        if abs(side.miss(percent)) <= ON_A_LIMIT:
            saving = abs(price.get(side.label, 0.0)) * metal_kg
            yield BindingLimit(side.label, None if is_rigid else saving, "%")
    used_kg = problem.bath_kg - amounts.pig_out_kg + sum(amounts.kg)
    if abs(used_kg - problem.capacity_kg) <= ON_A_LIMIT:
        saving = abs(price.get("capacity", 0.0))
        yield BindingLimit("capacity", None if is_rigid else saving, "kg")
    for kg, addition in _pairs(problem, amounts):
        if kg > 0 and abs(kg - addition.most_kg) <= ON_A_LIMIT:
            yield BindingLimit(f"stock of {addition.name}", None, "kg")


# Out of reach


def _out_of_reach(problem: CorrectionProblem) -> CorrectionPlan:
    return CorrectionPlan(
        status=CorrectionStatus.INFEASIBLE,
        additions={},
        pig_out_kg=0.0,
        metal_kg=None,
        expected_pct=dict(problem.reading),
        cost=None,
        minutes=0.0,
        nearest=_nearest(problem),
        hopeless=tuple(_hopeless(problem)),
        reliefs=tuple(_reliefs(problem)),
    )


def _hopeless(problem: CorrectionProblem) -> Iterator[str]:
    """Sides that are missed and that no addition offered, even alone, moves back."""
    for side in sides_of(problem):
        if side.miss(problem.reading) > TIGHT and not any(
            _helps(side, each) for each in problem.additions
        ):
            yield side.label


def _helps(side: Side, addition: Addition) -> bool:
    brought = sum(100 * addition.brings(each) * w for each, w in side.weights.items())
    return side.sign * (brought - side.bound * (1 - addition.melt_loss)) < 0


def _nearest(problem: CorrectionProblem) -> Nearest | None:
    miss = _smallest_worst_miss(problem, sides_of(problem))
    if miss is None:
        return None
    # A hair more than the smallest miss, or rounding would make even it infeasible.
    found = _cheapest(problem, miss * (1 + 1e-9) + 1e-11)
    if found is None:
        return None
    amounts = found.amounts
    percent = _expected_pct(problem, amounts)
    return Nearest(
        additions=_by_name(problem, amounts),
        pig_out_kg=amounts.pig_out_kg,
        metal_kg=_metal_kg(problem, amounts),
        expected_pct=percent,
        cost=_cost(problem, amounts),
        worst_miss=miss,
        missed=tuple(side.label for side in sides_of(problem) if side.miss(percent) > ON_A_LIMIT),
    )


def _smallest_worst_miss(problem: CorrectionProblem, soft: list[Side]) -> float | None:
    """The least t with every soft side missed by at most t of itself, all else kept.

    The metal is a variable, so a miss is a ratio: Dinkelbach's iteration, which solves a
    programme at the present t and moves to the worst ratio it found, until none is lower.
    """
    anyhow = Model(problem, PigOut.FREE, widened=dict.fromkeys(soft, math.inf))
    start = anyhow.least(anyhow.thrown_on())
    if start is None:
        return None
    t = _worst_ratio(problem, soft, anyhow.amounts(start))
    for _ in range(60):
        model = Model(problem, PigOut.FREE, soft=dict.fromkeys(soft, t))
        columns = model.least(model.worst_excess())
        if columns is None:
            return None
        reached = _worst_ratio(problem, soft, model.amounts(columns))
        if t - reached < 1e-12:
            return min(t, reached)
        t = reached
    return t


def _worst_ratio(problem: CorrectionProblem, soft: list[Side], amounts: Amounts) -> float:
    percent = _expected_pct(problem, amounts)
    return max(0.0, *(side.miss(percent) / side.scale for side in soft))


def _reliefs(problem: CorrectionProblem) -> Iterator[Relief]:
    """Each limit that, moved alone, would do it, and how far."""
    yield from _more_stock(problem)
    yield from _larger_furnace(problem)
    yield from _smaller_tap(problem)
    yield from _freer_handling(problem)
    yield from _wider_window(problem)


def _more_stock(problem: CorrectionProblem) -> Iterator[Relief]:
    for index, addition in enumerate(problem.additions):
        if addition.most_kg < problem.capacity_kg:
            freed = replace(addition, stock_kg=None, max_kg=None)
            additions = [*problem.additions[:index], freed, *problem.additions[index + 1 :]]
            model = Model(replace(problem, additions=additions), PigOut.FREE)
            columns = model.least(model.mass_of(index))
            if columns is not None:
                needed = model.amounts(columns).kg[index]
                yield Relief("stock", addition.name, addition.most_kg, needed)


def _larger_furnace(problem: CorrectionProblem) -> Iterator[Relief]:
    large = replace(problem, capacity_kg=problem.capacity_kg * UNLIMITED)
    model = Model(large, PigOut.NONE)
    columns = model.least(model.thrown_on())
    if columns is not None:
        needed = problem.bath_kg + sum(model.amounts(columns).kg)
        if needed > problem.capacity_kg:
            yield Relief("capacity", "furnace", problem.capacity_kg, needed)


def _smaller_tap(problem: CorrectionProblem) -> Iterator[Relief]:
    low = replace(problem, tap_kg=0.0)
    model = Model(low, PigOut.FREE)
    columns = model.least(-model.metal)
    if columns is not None:
        metal_kg = _metal_kg(low, model.amounts(columns))
        if metal_kg < problem.least_kg - ON_A_LIMIT:
            yield Relief("tap", "metal", problem.least_kg, metal_kg)


def _freer_handling(problem: CorrectionProblem) -> Iterator[Relief]:
    if problem.max_pig_out_kg is not None:
        model = Model(replace(problem, max_pig_out_kg=None), PigOut.FREE)
        columns = model.least(model.pigged())
        if columns is not None:
            needed = model.amounts(columns).pig_out_kg
            yield Relief("pig-out", "pig-out", problem.max_pig_out_kg, needed)
    if problem.max_additions is not None:
        free = replace(problem, max_additions=None)
        if found := _cheapest(free):
            yield Relief(
                "max-additions", "", float(problem.max_additions), float(_uses(found.amounts))
            )
    if any(each.step_kg for each in problem.additions) or problem.pig_out_step_kg:
        fine = [replace(each, step_kg=None) for each in problem.additions]
        if _cheapest(replace(problem, additions=fine, pig_out_step_kg=None)):
            yield Relief("steps", "", None, None)


def _wider_window(problem: CorrectionProblem) -> Iterator[Relief]:
    for side in sides_of(problem):
        miss = _smallest_worst_miss(problem, [side])
        # A window half as wide again is another grade, not a relief.
        if miss is not None and TIGHT < miss <= LARGEST_RELIEF:
            name = f"{side.name} at {'most' if side.sign > 0 else 'least'}"
            yield Relief("window", name, side.bound, side.widened(miss))
