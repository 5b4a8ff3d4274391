"""A plan at once: operations one after another, each where it ends first."""

import math
import time
from itertools import accumulate

import numpy as np

from tuang.planning.booking.problem import BookingProblem, Job, Machine
from tuang.planning.booking.result import Booked
from tuang.planning.booking.verify import verify

TRIES = 40


def greedy(problem: BookingProblem, random: np.random.Generator, deadline: float) -> list[Booked]:
    """The best of some dispatches, the first by the rule alone, the others with a little chance."""
    best = dispatch(problem, random, noise=0.0, deadline=deadline)
    account = verify(problem, best)
    for _ in range(TRIES - 1):
        if time.monotonic() > deadline:
            break
        plan = dispatch(problem, random, noise=0.3)
        found = verify(problem, plan)
        if (found.cost, found.makespan) < (account.cost, account.makespan):
            best, account = plan, found
    return best


def dispatch(
    problem: BookingProblem,
    random: np.random.Generator,
    *,
    noise: float,
    deadline: float = math.inf,
) -> list[Booked]:
    """List scheduling: of the operations that can begin, the most urgent job's goes first.

    Once the deadline is over, the one that ends first: a plan is needed all the same.
    """
    left = [_work_left(job) for job in problem.jobs]
    horizon = problem.horizon if problem.by_lateness else None
    place = [0] * len(problem.jobs)
    ready = [job.release for job in problem.jobs]
    free = [0] * len(problem.machines)
    last: list[str | None] = [None] * len(problem.machines)
    booked: list[Booked] = []
    option: dict[int, tuple[int, int, int]] = {}
    """Of each job still waiting: the end of its next operation, its start and machine."""
    stale = list(range(len(problem.jobs)))
    while stale or option:
        for job in stale:
            operation = problem.jobs[job].operations[place[job]]
            option[job] = min(
                (
                    *_earliest(
                        problem.machines[m], ready[job], free[m], last[m], operation.family, t
                    ),
                    m,
                )
                for m, t in operation.ticks.items()
            )
        soonest, first = min((each[0], job) for job, each in option.items())
        jobs = [job for job, each in option.items() if each[1] < soonest] or list(option)
        if time.monotonic() > deadline:
            jobs = [first]
        urgency = [_urgency(problem.jobs[job], left[job][place[job]], horizon) for job in jobs]
        if noise:
            chance = 1 + noise * random.uniform(-1, 1, len(jobs))
            urgency = (np.array(urgency) * chance).tolist()
        # Of two alike, the job that stands first in the problem.
        job = max(zip(urgency, (-job for job in jobs), strict=True))[1] * -1
        end, start, machine = option.pop(job)
        booked.append(Booked(job, place[job], machine, start, end))
        last[machine] = problem.jobs[job].operations[place[job]].family
        ready[job] = free[machine] = end
        place[job] += 1
        # A machine that was just taken is free later than before: nobody who chose another one
        # would choose it now.
        stale = [other for other, each in option.items() if each[2] == machine]
        if place[job] < len(problem.jobs[job].operations):
            stale.append(job)
    return booked


def _work_left(job: Job) -> list[int]:
    """Least ticks from each operation of the job to its end."""
    work = [min(op.ticks.values()) for op in job.operations]
    return list(accumulate(reversed(work)))[::-1]


def _urgency(job: Job, left: int, horizon: int | None) -> float:
    """By its work, or where lateness counts (then horizon is given) by what is left to its due."""
    if horizon is None:
        return float(left)
    return job.priority / (1.0 + max((job.due or horizon) - left, 0))


def _earliest(
    machine: Machine, ready: int, free: int, last: str | None, family: str, ticks: int
) -> tuple[int, int]:
    """(end, start) of the first time when the machine can do it."""
    setup = machine.setup if last is not None and last != family else 0
    start = max(ready, free + setup)
    for closed, opened in machine.closed:
        if start < opened and closed < start + ticks:
            start = opened
    return start + ticks, start
