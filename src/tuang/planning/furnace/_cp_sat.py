"""Whole pieces of one grade at the least cost; the only module of the furnace that knows CP-SAT."""

from dataclasses import dataclass

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
    hint: Ints | None = None,
) -> Moulding:
    """Pieces of each item made each day. limits: seconds, and the solver's own steady clock."""
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
    for t in range(days):
        _linear(model, made[:, t].tolist(), weight.tolist(), 0, int(metal[t]))
    if hint is not None:
        model.solution_hint.vars.extend(made.ravel().tolist())
        model.solution_hint.values.extend(hint.ravel().tolist())
    return _solved(model, made, scale, limits, seed, gap)


def _solved(
    model: engine.CpModelProto,
    made: Ints,
    scale: float,
    limits: tuple[float, float],
    seed: int,
    gap: float,
) -> Moulding:
    wrapper = engine.SolveWrapper()
    settings = engine.SatParameters()
    settings.num_workers = 1
    settings.random_seed = seed % 2**31
    settings.max_time_in_seconds, settings.max_deterministic_time = limits
    settings.relative_gap_limit = gap
    wrapper.set_parameters(settings)
    answer = wrapper.solve(model)
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
