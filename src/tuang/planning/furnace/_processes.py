"""Parts planned by processes of their own; one that dies is replaced, and what it told is kept."""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from tuang.planning.furnace._parts import better, weight_of
from tuang.planning.furnace.problem import FurnaceProblem
from tuang.planning.furnace.result import FurnacePlan
from tuang.planning.furnace.solve import solve

MOST_DEATHS = 3


class WorkerLost(RuntimeError):
    """A part's process died again and again before it had any plan."""


@dataclass(frozen=True)
class Asked:
    """When the clock began (time.monotonic()), how long it runs, and the seed of every part."""

    started: float
    seconds: float
    seed: int
    steps: int | None


@dataclass
class _Part:
    number: int
    problem: FurnaceProblem
    best: FurnacePlan | None = None
    deaths: int = 0


@dataclass
class _Running:
    part: _Part
    process: BaseProcess
    told: Connection = field(repr=False)


def solve_in_processes(
    parts: Sequence[FurnaceProblem], processes: int, asked: Asked
) -> list[FurnacePlan]:
    """The plan of each part, in their order. The largest are begun first."""
    waiting = [_Part(number, problem) for number, problem in enumerate(parts)]
    waiting.sort(key=lambda part: -weight_of(part.problem))
    running: list[_Running] = []
    done: dict[int, FurnacePlan] = {}
    while waiting or running:
        while waiting and len(running) < processes:
            seconds = fair_seconds(asked, [each.problem for each in waiting], processes)
            running.append(_begin(waiting.pop(0), seconds, asked))
        ready = wait([each.told for each in running])
        for each in [each for each in running if each.told in ready]:
            is_over = _hear(each, done)
            if is_over is None:
                continue
            running.remove(each)
            each.process.join()
            if not is_over:
                _replace(each.part, waiting, done)
    return [done[number] for number in range(len(parts))]


def fair_seconds(asked: Asked, waiting: Sequence[FurnaceProblem], processes: int) -> float:
    """Of the time left, what the first of those waiting may take so that all have their turn."""
    left = asked.started + asked.seconds - time.monotonic()
    weights = [weight_of(each) for each in waiting]
    return max(0.05, left * min(1.0, processes * weights[0] / sum(weights)))


def _begin(part: _Part, seconds: float, asked: Asked) -> _Running:
    # A fresh interpreter: a copy of this one would share the solvers' threads and locks.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_work,
        args=(theirs, part.problem, seconds, time.monotonic(), asked.seed, asked.steps),
        daemon=True,
    )
    process.start()
    # With our own copy of its end closed, a process that dies ends the conversation.
    theirs.close()
    return _Running(part, process, ours)


def _work(
    told: Connection,
    problem: FurnaceProblem,
    seconds: float,
    started: float,
    seed: int,
    steps: int | None,
) -> None:
    plan = solve(
        problem,
        seconds=seconds,
        seed=seed,
        steps=steps,
        started=started,
        tell=lambda plan: told.send((False, plan)),
    )
    told.send((True, plan))


def _hear(running: _Running, done: dict[int, FurnacePlan]) -> bool | None:
    """True when its plan is there, False when the process has died, None when it goes on."""
    part = running.part
    try:
        is_last, plan = running.told.recv()
    except (EOFError, OSError):
        return False
    if not is_last:
        part.best = better(part.best, plan)
        return None
    # What one that died had told can be better than what its successor found in less time.
    done[part.number] = better(part.best, plan) if part.deaths else plan
    return True


def _replace(part: _Part, waiting: list[_Part], done: dict[int, FurnacePlan]) -> None:
    part.deaths += 1
    if part.deaths < MOST_DEATHS:
        waiting.insert(0, part)
    elif part.best is not None:
        done[part.number] = part.best
    else:
        raise WorkerLost(
            f"The process that planned {part.problem.furnaces[0].name} and the furnaces that share "
            f"its castings died {MOST_DEATHS} times without a plan; give it more memory, or fewer "
            "processes."
        )
