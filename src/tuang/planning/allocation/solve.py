"""The one door: a problem, a time limit and a seed give a verified allocation with its bound."""

import time
from dataclasses import replace

from tuang.planning.allocation.problem import AllocationProblem
from tuang.planning.allocation.result import AllocationPlan
from tuang.planning.allocation.session import Session

TELLING_S = 0.4
"""Kept back of the time limit to round, verify and print the plan."""


def solve(
    problem: AllocationProblem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    fair_min: float = 0.0,
    curve: bool = True,
    started: float | None = None,
) -> AllocationPlan:
    """The best plan found in the time. `started` is time.monotonic() when the clock began.

    fair_min: no workshop gets less than this of its part by capacity, 0..1.
    curve: also what other degrees of fairness cost, in the time that is left.
    """
    begun = time.monotonic() if started is None else started
    deadline = begun + max(0.9 * seconds, seconds - TELLING_S)
    session = Session(problem, fair_min=fair_min)
    if curve:
        plan, points = session.curve(seconds=deadline - begun, started=begun)
    else:
        plan, points = session.solve(seconds=deadline - begun, started=begun), []
    return replace(plan, curve=tuple(points), seconds=time.monotonic() - begun, seed=seed)
