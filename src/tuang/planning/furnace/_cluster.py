"""Parts planned by the workers of a Dask cluster, which gives a dead one's part to another."""

import importlib
import time
from collections.abc import Sequence
from typing import Any

from tuang.planning.furnace._parts import weight_of
from tuang.planning.furnace._processes import Asked
from tuang.planning.furnace.problem import FurnaceProblem
from tuang.planning.furnace.result import FurnacePlan
from tuang.planning.furnace.solve import solve
from tuang.planning.refusal import Unusable

REACH_S = 10
RETRIES = 3
LEAST_SHARE = 0.2
"""Of its time for a part that begins late, because its first worker died."""


def solve_on_cluster(
    parts: Sequence[FurnaceProblem], address: str, asked: Asked
) -> list[FurnacePlan]:
    """The plan of each part, in their order; raises Unusable where the cluster is not there."""
    with _client(address) as client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise Unusable("--cluster", f"{address} has no workers; start some, then ask again.")
        weights = [weight_of(part) for part in parts]
        left = asked.started + asked.seconds - time.monotonic()
        futures = [
            client.submit(
                _work,
                part,
                left * min(1.0, threads * weight / sum(weights)) if len(parts) > threads else left,
                # The clocks of two machines differ by less than it takes to come here.
                time.time() + left,
                asked.seed,
                asked.steps,
                pure=False,
                retries=RETRIES,
            )
            for part, weight in zip(parts, weights, strict=True)
        ]
        plans: list[FurnacePlan] = client.gather(futures)
    return plans


def _client(address: str) -> Any:
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as missing:
        raise Unusable(
            "--cluster", "needs the package distributed: install rantai[cluster], or --processes."
        ) from missing
    try:
        return distributed.Client(address, timeout=REACH_S)
    except (OSError, ValueError, TimeoutError) as failure:
        raise Unusable(
            "--cluster", f"nobody answers at {address}; is its scheduler running?"
        ) from failure


def _work(
    problem: FurnaceProblem, seconds: float, end: float, seed: int, steps: int | None
) -> FurnacePlan:
    left = max(LEAST_SHARE * seconds, min(seconds, end - time.time()))
    return solve(problem, seconds=left, seed=seed, steps=steps)
