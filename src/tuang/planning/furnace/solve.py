"""The one door: a problem, a time limit and a seed give a verified plan with its bound."""

import time

from tuang.planning.furnace._floor import Floor, Schedule, cost_of, heats_of, lay_out
from tuang.planning.furnace._greedy import DISCOUNTS, dispatch
from tuang.planning.furnace.problem import FurnaceProblem
from tuang.planning.furnace.result import FurnacePlan
from tuang.planning.furnace.verify import verify


def solve(
    problem: FurnaceProblem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    steps: int | None = None,
    started: float | None = None,
) -> FurnacePlan:
    """The best plan found in the time. `started` is time.monotonic() when the clock began.

    With `steps`, the search ends after so many of them instead, and the same seed gives the same
    plan on one machine.
    """
    begun = time.monotonic() if started is None else started
    floor = lay_out(problem)
    best = min((dispatch(floor, each) for each in DISCOUNTS), key=lambda s: cost_of(floor, s))
    bound = 0.0
    return _told(floor, best, bound, begun, seed)


def _told(floor: Floor, best: Schedule, bound: float, begun: float, seed: int) -> FurnacePlan:
    heats = heats_of(floor, best)
    cost = verify(floor.problem, heats).total
    bound = min(max(bound, 0.0), cost)
    return FurnacePlan(
        status="optimal" if cost - bound <= 1e-6 * max(1.0, cost) else "feasible",
        cost=cost,
        bound=bound,
        seconds=time.monotonic() - begun,
        seed=seed,
        heats=heats,
    )
