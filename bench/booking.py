"""Flexible job shops of the families of Brandimarte and of Dauzère-Pérès, beside plain CP-SAT.

The shops are drawn by the published ranges. With FJSP_INSTANCES set to a folder of the standard
files (mk06.txt and so on), those with a best known makespan are measured against it instead.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean, median

import numpy as np
from ortools.sat.python import cp_model

from bench.figures import Figure
from tuang.planning.booking import (
    BookingProblem,
    Job,
    Machine,
    Operation,
    read_standard,
    solve,
)

ABOVE_PCT = 3.0
LIMIT_S = 60.0
BEST_KNOWN = {
    "mk01": 40,
    "mk02": 26,
    "mk03": 204,
    "mk04": 60,
    "mk05": 172,
    "mk06": 57,
    "mk07": 139,
    "mk08": 523,
    "mk09": 307,
    "mk10": 193,
    "07a": 2254,
    "16a": 2231,
}
"""Upper bounds in the list of ScheduleOpt/benchmarks of August 2026."""

Family = tuple[int, int, tuple[int, int], int, tuple[int, int]]

# Jobs, machines, operations of a job, machines of an operation, times: Brandimarte 1993, table 1.
MK = (
    (10, 6, (5, 7), 3, (1, 7)),
    (15, 8, (10, 10), 5, (1, 20)),
    (10, 15, (15, 15), 5, (1, 10)),
    (20, 10, (10, 15), 5, (5, 20)),
)
# Dauzère-Pérès and Paulli 1997: about twenty operations, times to 100, more and more machines.
DPP = ((10, 5, (15, 25), 3, (10, 100)), (15, 8, (15, 25), 5, (10, 100)))


def shop(seed: int, family: Family) -> BookingProblem:
    random = np.random.default_rng(seed)
    jobs, machines, operations, choice, times = family

    def operation() -> Operation:
        able = random.choice(machines, random.integers(1, choice + 1), replace=False)
        return Operation({int(m): int(random.integers(times[0], times[1] + 1)) for m in able})

    return BookingProblem(
        tuple(Machine(f"M{number}") for number in range(machines)),
        tuple(
            Job(
                f"J{number}",
                tuple(
                    operation()
                    for _ in range(int(random.integers(operations[0], operations[1] + 1)))
                ),
            )
            for number in range(jobs)
        ),
    )


def mk(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """Brandimarte's family."""
    yield measured("book-mk", "mk*.*", MK, is_tiny)


def dpp(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """Dauzère-Pérès and Paulli's family."""
    yield measured("book-dpp", "[01]?a.*", DPP, is_tiny)


def measured(name: str, files: str, families: tuple[Family, ...], is_tiny: bool) -> Figure:
    """Mean percent above the best known, or above the better of both where none is known."""
    given = os.environ.get("FJSP_INSTANCES")
    limit = 0.3 if is_tiny else LIMIT_S
    shops: list[tuple[BookingProblem, int | None]] = [
        (shop(seed, family), None) for seed, family in enumerate(families[: 1 if is_tiny else None])
    ]
    if given and not is_tiny:
        shops = [
            (read_standard(path.read_text()), BEST_KNOWN[path.stem])
            for path in sorted(Path(given).glob(files))
            if path.stem in BEST_KNOWN
        ]
    ours, theirs = [], []
    for problem, best in shops:
        plain = plainly(problem, limit)
        own = solve(problem, seconds=limit).makespan
        reference = best or min(plain, own)
        ours.append(100 * (own / reference - 1))
        theirs.append(100 * (plain / reference - 1))
    budget = ABOVE_PCT if given and not is_tiny else None
    value = mean(ours)
    return Figure(
        name,
        value,
        "% above",
        "CP-SAT, plain",
        mean(theirs),
        budget,
        budget is None or value <= budget,
        median(ours),
    )


def plainly(problem: BookingProblem, limit_s: float) -> float:
    """The textbook model, eight workers as CP-SAT's makers advise, on the cores there are."""
    model = cp_model.CpModel()
    horizon = problem.horizon
    on: dict[int, list[cp_model.IntervalVar]] = {m: [] for m in range(len(problem.machines))}
    makespan = model.new_int_var(0, horizon, "")
    for job in problem.jobs:
        before: cp_model.IntVar | None = None
        for operation in job.operations:
            start, end = (model.new_int_var(0, horizon, "") for _ in range(2))
            literals = []
            for machine, ticks in operation.ticks.items():
                literal = model.new_bool_var("")
                literals.append(literal)
                on[machine].append(model.new_optional_interval_var(start, ticks, end, literal, ""))
            model.add_exactly_one(literals)
            if before is not None:
                model.add(start >= before)
            before = end
        if before is not None:
            model.add(makespan >= before)
    for intervals in on.values():
        model.add_no_overlap(intervals)
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit_s
    solver.parameters.num_workers = 8
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return float(solver.value(makespan)) if found else float(horizon)


BY_NAME: dict[str, Callable[[Path, bool], Iterable[Figure]]] = {"book-mk": mk, "book-dpp": dpp}
