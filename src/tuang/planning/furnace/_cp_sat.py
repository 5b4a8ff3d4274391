"""Whole pieces of one grade at the least cost; the only module of the furnace that knows CP-SAT."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# The modelling layer above this one imports pandas, which takes longer than most of our solves.
from ortools.sat.python import cp_model_helper as engine

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LARGEST_COST = 1e15
"""Costs are counted in whole steps, as fine as this sum allows."""


@dataclass(frozen=True)
class Moulding:
    """made is None when no plan was found; bound holds in any case."""

    made: Ints | None
    bound: float
    is_optimal: bool


def mould(
    weight: Ints,
    demand: Ints,
    late: Floats,
    hold: Floats,
    metal: Ints,
    *,
    limits: tuple[float, float],
    seed: int,
    gap: float = 0.0,
    below: float = np.inf,
) -> Moulding:
    """Pieces of each item made each day. limits: seconds, and the solver's own steady clock.

    Nothing dearer than `below` is sought: then `below` is the bound, and no plan is given.
    """
    model, made, scale = _stocks(demand, late, hold)
    for t in range(demand.shape[1]):
        _linear(model, made[:, t].tolist(), weight.tolist(), 0, int(metal[t]))
    return _solved(model, made, scale, limits, seed, gap, below)


def mould_heats(
    weight: Ints,
    demand: Ints,
    late: Floats,
    hold: Floats,
    heats: Ints,
    tap: int,
    *,
    limits: tuple[float, float],
    seed: int,
    below: float = np.inf,
) -> Moulding:
    """As `mould`, but made[item, heat], the heats of all days one after another, none over `tap`.

    It proves that pieces do not pack; few items and heats only.
    """
    model, made, scale = _stocks(demand, late, hold)
    most = np.minimum(demand.sum(axis=1), tap // weight)
    poured = []
    for t, count in enumerate(heats.tolist()):
        today = [[_variable(model, int(each)) for each in most] for _ in range(count)]
        for heat in today:
            _linear(model, heat, weight.tolist(), 0, tap)
        for i in range(len(weight)):
            _linear(
                model, [int(made[i, t]), *(heat[i] for heat in today)], [1, *[-1] * count], 0, 0
            )
        # Heats of a day are alike: the one with the most of the first item comes first.
        for one, next_ in pairwise(today):
            _linear(model, [one[0], next_[0]], [1, -1], 0, int(most[0]))
        poured += today
    return _solved(model, np.array(poured).T, scale, limits, seed, 1e-6, below)


def fit(
    weight: Ints, count: Ints, tap: int, heats: int, limits: tuple[float, float], seed: int
) -> Ints | None:
    """All these pieces by heat and item, none over `tap`; None when that was not found."""
    model = engine.CpModelProto()
    poured = [[_variable(model, int(each)) for each in count] for _ in range(heats)]
    for heat in poured:
        _linear(model, heat, weight.tolist(), 0, tap)
    for i, pieces in enumerate(count.tolist()):
        _linear(model, [heat[i] for heat in poured], [1] * heats, pieces, pieces)
    for one, next_ in pairwise(poured):
        _linear(model, [one[0], next_[0]], [1, -1], 0, int(count[0]))
    return _solved(model, np.array(poured), 1.0, limits, seed, 0.0, np.inf).made


def _stocks(demand: Ints, late: Floats, hold: Floats) -> tuple[engine.CpModelProto, Ints, float]:
    """Made, in stock and late, each item and day, and what stock and lateness cost in steps."""
    items, days = demand.shape
    total = demand.sum(axis=1)
    scale = _scale(late, hold, total, days)
    model = engine.CpModelProto()
    made = np.array([[_variable(model, int(total[i])) for _ in range(days)] for i in range(items)])
    for i in range(items):
        costs = (int(np.floor(hold[i] * scale + 1e-6)), int(np.floor(late[i] * scale + 1e-6)))
        before: list[int] = []
        for t in range(days):
            now = [_variable(model, int(total[i])) for _ in range(2)]
            # Yesterday's stock less lateness, and what is made, is the demand and today's.
            _linear(
                model,
                [*before, int(made[i, t]), *now],
                [*(1, -1)[: len(before)], 1, -1, 1],
                int(demand[i, t]),
                int(demand[i, t]),
            )
            model.objective.vars.extend(now)
            model.objective.coeffs.extend(costs)
            before = now
    return model, made, scale


def _solved(
    model: engine.CpModelProto,
    made: Ints,
    scale: float,
    limits: tuple[float, float],
    seed: int,
    gap: float,
    below: float,
) -> Moulding:
    """Nothing dearer than `below` is sought."""
    if below < LARGEST_COST / scale:
        model.objective.domain.extend([0, max(0, int(np.ceil(below * scale)))])
    wrapper = engine.SolveWrapper()
    settings = engine.SatParameters()
    settings.num_workers = 1
    settings.random_seed = seed % 2**31
    settings.max_time_in_seconds, settings.max_deterministic_time = limits
    settings.relative_gap_limit = gap
    wrapper.set_parameters(settings)
    answer = wrapper.solve(model)
    if answer.status == engine.INFEASIBLE:
        return Moulding(None, below, is_optimal=False)
    values = np.array(list(answer.solution), dtype=np.int64)
    return Moulding(
        values[made] if len(values) else None,
        max(0.0, answer.best_objective_bound / scale),
        answer.status == engine.OPTIMAL,
    )


def _variable(model: engine.CpModelProto, most: int) -> int:
    model.variables.add().domain.extend([0, most])
    return len(model.variables) - 1


def _linear(
    model: engine.CpModelProto, variables: list[int], coefficients: list[int], low: int, high: int
) -> None:
    row = model.constraints.add().linear
    row.vars.extend(variables)
    row.coeffs.extend(coefficients)
    row.domain.extend([low, high])


def _scale(late: Floats, hold: Floats, total: Ints, days: int) -> float:
    """Steps a unit of cost: ten thousand if the costs fit, always a power of ten."""
    largest = float((np.maximum(late, hold) * total).sum()) * days
    scale = 1e4
    while scale < 1e6 and any(abs(c * scale - round(c * scale)) > 1e-6 for c in (*late, *hold)):
        scale *= 10
    while largest * scale > LARGEST_COST:
        scale /= 10
    return scale
