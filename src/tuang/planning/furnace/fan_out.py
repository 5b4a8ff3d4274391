"""Independent parts of a problem planned one after another, by processes, or on a cluster."""

import time

from tuang.planning.furnace._cluster import solve_on_cluster
from tuang.planning.furnace._parts import parts_of, together
from tuang.planning.furnace._processes import Asked, fair_seconds, solve_in_processes
from tuang.planning.furnace.problem import FurnaceProblem
from tuang.planning.furnace.result import FurnacePlan
from tuang.planning.furnace.solve import solve

JOINING_SHARE = 0.02
"""Of the time, to put the plans together and verify the whole."""


def solve_parts(
    problem: FurnaceProblem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    steps: int | None = None,
    started: float | None = None,
    processes: int = 1,
    cluster: str | None = None,
) -> FurnacePlan:
    """As `solve`, each part that shares no casting with the others by itself.

    With `steps` the plan is the same however many processes or workers there are. One that dies is
    replaced. Raises Unusable when the cluster (tcp://host:port) is not there.
    """
    begun = time.monotonic() if started is None else started
    parts = parts_of(problem)
    if len(parts) < 2 and cluster is None:
        return solve(problem, seconds=seconds, seed=seed, steps=steps, started=begun)
    asked = Asked(begun, (1 - JOINING_SHARE) * seconds, seed, steps)
    if cluster is not None:
        plans = solve_on_cluster(parts, cluster, asked)
    elif processes > 1:
        plans = solve_in_processes(parts, processes, asked)
    else:
        plans = [
            solve(part, seconds=fair_seconds(asked, parts[number:], 1), seed=seed, steps=steps)
            for number, part in enumerate(parts)
        ]
    return together(problem, plans, time.monotonic() - begun, seed)
