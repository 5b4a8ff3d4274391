"""The same correction put to another solver, written anew from the method page."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tuang.charge.correction import CorrectionProblem


def lowest_cost(problem: CorrectionProblem, wider: float = 0.0) -> float | None:
    """With pigging out at its price; None when there is no correction.

    wider: every limit of the window given way by this part of itself.
    """
    additions = problem.additions
    n = len(additions)
    steps = np.array([each.step_kg or 1.0 for each in additions])
    most = np.array([min(each.most_kg, problem.capacity_kg) for each in additions]) / steps
    most = np.where([each.step_kg is not None for each in additions], np.floor(most + 1e-9), most)
    width = 2 * n + 1
    keeps = np.array([1 - each.melt_loss for each in additions])

    def row(per_kg: np.ndarray, pigged: float) -> np.ndarray:
        full = np.zeros(width)
        full[:n], full[n] = per_kg * steps, pigged
        return full

    constraints = [
        LinearConstraint(row(np.ones(n), -1), -np.inf, problem.capacity_kg - problem.bath_kg),
        LinearConstraint(row(keeps, -1), problem.least_kg - problem.bath_kg, np.inf),
    ]
    for i, each in enumerate(additions):
        use = np.zeros(width)
        use[i], use[n + 1 + i] = 1, -most[i]
        constraints.append(LinearConstraint(use, -np.inf, 0))
        share = -each.max_share * row(keeps, -1)
        share[i] += steps[i]
        constraints.append(LinearConstraint(share, -np.inf, each.max_share * problem.bath_kg))
    for element, (low, high) in problem.window.items():
        brings = np.array(
            [each.pct.get(element, 0) * each.recovery.get(element, 1) for each in additions]
        )
        read = problem.reading[element]
        for limit, sign in ((low, -1), (high, 1)):
            if limit is not None:
                bound = limit * (1 + sign * wider)
                constraints.append(
                    LinearConstraint(
                        sign * row(brings - bound * keeps, bound - read),
                        -np.inf,
                        sign * problem.bath_kg * (bound - read),
                    )
                )
    net = (problem.pig_out_cost_per_kg or 0) - problem.pig_out_value_per_kg
    cost = row(np.array([each.price_per_kg for each in additions]), net)
    cost[n + 1 :] = problem.hold_cost_per_min * problem.minutes_per_addition
    whole = [each.step_kg is not None for each in additions] + [False] + [True] * n
    found = milp(
        cost,
        constraints=constraints,
        integrality=np.array(whole, dtype=int),
        bounds=Bounds(np.zeros(width), np.concatenate([most, [problem.bath_kg], np.ones(n)])),
        options={"mip_rel_gap": 0},
    )
    return float(found.fun) if found.success else None
