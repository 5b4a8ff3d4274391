"""A plan at once: operations one after another, each where it ends first."""

import time

import numpy as np

from tuang.planning.booking.problem import BookingProblem, Machine
from tuang.planning.booking.result import Booked
from tuang.planning.booking.verify import verify

TRIES = 40


def greedy(problem: BookingProblem, random: np.random.Generator, deadline: float) -> list[Booked]:
    """The best of some dispatches, the first by the rule alone, the others with a little chance."""
    best = dispatch(problem, random, noise=0.0)
    account = verify(problem, best)
    for _ in range(TRIES - 1):
        if time.monotonic() > deadline:
            break
        plan = dispatch(problem, random, noise=0.3)
        found = verify(problem, plan)
        if (found.cost, found.makespan) < (account.cost, account.makespan):
            best, account = plan, found
    return best


def dispatch(problem: BookingProblem, random: np.random.Generator, *, noise: float) -> list[Booked]:
    """List scheduling: of the operations that can begin, the most urgent job's goes first."""
    work = [[min(op.ticks.values()) for op in job.operations] for job in problem.jobs]
    place = [0] * len(problem.jobs)
    ready = [job.release for job in problem.jobs]
    free = [0] * len(problem.machines)
    last: list[str | None] = [None] * len(problem.machines)
    booked: list[Booked] = []
    waiting = set(range(len(problem.jobs)))
    while waiting:
        options = []
        for job in sorted(waiting):
            operation = problem.jobs[job].operations[place[job]]
            end, start, machine = min(
                (
                    *_earliest(
                        problem.machines[m], ready[job], free[m], last[m], operation.family, t
                    ),
                    m,
                )
                for m, t in operation.ticks.items()
            )
            options.append((start, end, job, machine))
        soonest = min(end for _, end, _, _ in options)
        able = [option for option in options if option[0] < soonest] or options
        start, end, job, machine = max(
            able,
            key=lambda option: (
                _urgency(problem, option[2], sum(work[option[2]][place[option[2]] :]))
                * (1 + noise * random.uniform(-1, 1))
            ),
        )
        booked.append(Booked(job, place[job], machine, start, end))
        last[machine] = problem.jobs[job].operations[place[job]].family
        ready[job] = free[machine] = end
        place[job] += 1
        if place[job] == len(problem.jobs[job].operations):
            waiting.remove(job)
    return booked


def _urgency(problem: BookingProblem, job: int, left: int) -> float:
    due = problem.jobs[job].due
    if not problem.by_lateness:
        return float(left)
    return problem.jobs[job].priority / (1.0 + max((due or problem.horizon) - left, 0))


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
