"""The one door: a problem, a time limit and a seed give a verified booking with its bound."""

import math
import time

import numpy as np

from tuang.planning.booking._cp_sat import Model
from tuang.planning.booking._greedy import greedy
from tuang.planning.booking._moves import Moves
from tuang.planning.booking._shop import is_plain
from tuang.planning.booking.problem import BookingProblem
from tuang.planning.booking.result import Booked, BookingPlan
from tuang.planning.booking.verify import verify
from tuang.planning.compiling import MOVES
from tuang.planning.pace import Pace

UNHURRIED_S = 1e6
"""Where steps are counted: so much time that the clock decides nothing."""
TELLING_S = 0.3
"""Kept back of the time limit to verify and print the plan, on a quiet machine."""
MOVES_SHARE = 0.1
"""Of the time for the compiled search, before the bound; it goes on with what is left."""
WHOLE_SHARE = 0.2
"""Of the time for the whole problem: it proves small ones, and gives a bound for large ones."""
EFFORT = 0.3
"""Deterministic time of one window; a window that is not done by then was too wide."""


def solve(
    problem: BookingProblem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    steps: int | None = None,
    started: float | None = None,
) -> BookingPlan:
    """The best plan found in the time. `started` is time.monotonic() when the clock began.

    With `steps`, the search ends after so many rounds or windows instead, and the same seed gives
    the same plan on one machine.
    """
    begun = time.monotonic() if started is None else started
    if steps is not None:
        seconds = UNHURRIED_S
    pace = Pace(seconds, TELLING_S)
    deadline = begun + seconds - pace.reserve()
    random = np.random.default_rng(seed)
    plan = greedy(problem, random, begun + 0.1 * seconds)
    bound = simple_bound(problem)
    moves: Moves | None = None
    if is_plain(problem) and MOVES.within(deadline - time.monotonic()):
        moves = Moves(problem, plan, random)
        moves.run(_part_of_time(MOVES_SHARE, deadline), steps, _ticks(problem, bound))
        plan = moves.plan()
    if verify(problem, plan).cost > bound + 1e-9:
        whole, proved = Model(problem, plan, None).solve(
            WHOLE_SHARE * (deadline - time.monotonic()),
            effort=None if steps is None else EFFORT * steps,
            seed=seed,
        )
        bound = max(bound, proved / problem.ticks_per_unit)
        plan = _better(problem, whole, plan)
    deadline = begun + seconds - pace.reserve()
    if moves is None:
        plan = _windows(problem, plan, bound, random, deadline, steps)
    elif steps is None:
        moves.run(deadline, None, _ticks(problem, bound))
        plan = _better(problem, moves.plan(), plan)
    account = verify(problem, plan)
    bound = min(max(bound, 0.0), account.cost)
    return BookingPlan(
        "optimal" if account.cost - bound <= 1e-6 * max(1.0, account.cost) else "feasible",
        account.cost,
        bound,
        account.makespan,
        time.monotonic() - begun,
        seed,
        tuple(plan),
    )


def _ticks(problem: BookingProblem, bound: float) -> int:
    """The fewest whole ticks that the bound leaves."""
    return math.ceil(bound * problem.ticks_per_unit - 1e-6)


def _part_of_time(share: float, deadline: float) -> float:
    now = time.monotonic()
    return now + share * (deadline - now)


def _windows(
    problem: BookingProblem,
    plan: list[Booked],
    bound: float,
    random: np.random.Generator,
    deadline: float,
    steps: int | None,
) -> list[Booked]:
    """Free what lies in a span of time or on some machines, keep all else in its order."""
    step, count, building_s = 0, 30.0, 0.0
    while time.monotonic() + building_s < deadline and (steps is None or step < steps):
        if verify(problem, plan).cost <= bound + 1e-9:
            break
        step += 1
        freed = _window(problem, plan, random, round(count))
        start_s = time.monotonic()
        model = Model(problem, plan, freed)
        # The programme is built without a look at the clock.
        building_s = time.monotonic() - start_s
        found, _ = model.solve(
            deadline - time.monotonic(), effort=EFFORT, seed=int(random.integers(1 << 30))
        )
        better = _better(problem, found, plan)
        # A window solved without gain may be wider next time.
        count = min(count * 1.03, 0.6 * len(plan) + 5) if better is plan else max(count * 0.97, 15)
        plan = better
    return plan


def _window(
    problem: BookingProblem, plan: list[Booked], random: np.random.Generator, count: int
) -> set[tuple[int, int]]:
    """So many operations: near a moment, or on two or three machines around it."""
    moment = random.uniform(0, max(each.end for each in plan))
    near = sorted(plan, key=lambda each: abs((each.start + each.end) / 2 - moment))
    if random.random() < 0.4:
        some = random.choice(
            len(problem.machines), size=min(len(problem.machines), 3), replace=False
        )
        near = sorted(near, key=lambda each: each.machine not in some)
    elif random.random() < 0.3:
        jobs = random.permutation(len(problem.jobs))[: max(2, len(problem.jobs) // 4)]
        near = sorted(near, key=lambda each: each.job not in jobs)
    return {(each.job, each.operation) for each in near[:count]}


def _better(
    problem: BookingProblem, found: list[Booked] | None, plan: list[Booked]
) -> list[Booked]:
    """The found plan if it is no dearer, so that the search may drift; else the one at hand."""
    if found is None or verify(problem, found).cost > verify(problem, plan).cost:
        return plan
    return found


def simple_bound(problem: BookingProblem) -> float:
    """Each job alone on its fastest machines; without due times, also all work over all machines.

    In the problem's units.
    """
    alone = [
        job.release + sum(min(op.ticks.values()) for op in job.operations) for job in problem.jobs
    ]
    if problem.by_lateness:
        late = sum(
            job.priority * max(end - job.due, 0)
            for job, end in zip(problem.jobs, alone, strict=True)
            if job.due is not None
        )
        return late / problem.ticks_per_unit
    work = sum(min(op.ticks.values()) for job in problem.jobs for op in job.operations)
    spread = -(-work // len(problem.machines))
    return max(*alone, spread) / problem.ticks_per_unit
