"""Flexible job shops of Brandimarte and of Dauzère-Pérès and Paulli, beside plain CP-SAT.

Measured against the best ends known. Those published shops that are not kept here are read from the
folder that FJSP_INSTANCES names (mk06.txt, 16a.txt and so on), or left out, and that is said.
"""

import os
import sys
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
from tuang.planning.compiling import MOVES

ABOVE_PCT = 3.0
LIMIT_S = 60.0
BEST_KNOWN = {
    "mk": {
        **{"mk01": 40, "mk02": 26, "mk03": 204, "mk04": 60, "mk05": 172},
        **{"mk06": 57, "mk07": 139, "mk08": 523, "mk09": 307, "mk10": 193},
    },
    "dpp": {
        **{"01a": 2505, "02a": 2228, "03a": 2228, "04a": 2503, "05a": 2199, "06a": 2169},
        **{"07a": 2254, "08a": 2061, "09a": 2061, "10a": 2241, "11a": 2037, "12a": 1984},
        **{"13a": 2236, "14a": 2161, "15a": 2161, "16a": 2231, "17a": 2105, "18a": 2070},
    },
}
"""Upper bounds in the list of ScheduleOpt/benchmarks of 2026."""
KEPT = Path(__file__).parents[1] / "tests" / "scenarios" / "flexible_job_shops"

Family = tuple[int, int, tuple[int, int], int, tuple[int, int]]

# Jobs, machines, operations of a job, machines of an operation, times: one small shop to try with.
TINY: Family = (10, 6, (5, 7), 3, (1, 7))


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
    """Brandimarte's shops."""
    yield measured("mk", is_tiny)


def dpp(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """Dauzère-Pérès and Paulli's shops."""
    yield measured("dpp", is_tiny)


def shops_of(family: str) -> dict[str, BookingProblem]:
    """Those that are kept here or in the folder that is named; the others are said."""
    folders = [KEPT, *map(Path, filter(None, [os.environ.get("FJSP_INSTANCES")]))]
    found = {
        name: read_standard(path.read_text())
        for name in BEST_KNOWN[family]
        for path in [folder / f"{name}.txt" for folder in folders]
        if path.exists()
    }
    if missing := [name for name in BEST_KNOWN[family] if name not in found]:
        say(f"book-{family}: left out, not being here: {', '.join(missing)}.")
    return found


def measured(family: str, is_tiny: bool) -> Figure:
    """Mean percent above the best known end."""
    MOVES.compile_now()  # before the clock starts
    limit = 0.3 if is_tiny else LIMIT_S
    shops = {"tiny": shop(0, TINY)} if is_tiny else shops_of(family)
    ours, theirs = [], []
    for name, problem in shops.items():
        plain = plainly(problem, limit)
        own = solve(problem, seconds=limit).makespan
        best = BEST_KNOWN[family].get(name) or min(plain, own)
        ours.append(100 * (own / best - 1))
        theirs.append(100 * (plain / best - 1))
        say(f"book-{family} {name}: {own:g}, CP-SAT plain {plain:g}, best known {best:g}.")
    value = mean(ours)
    budget = None if is_tiny else ABOVE_PCT
    return Figure(
        f"book-{family}",
        value,
        "% above",
        "CP-SAT, plain",
        mean(theirs),
        budget,
        budget is None or value <= budget,
        median(ours),
    )


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


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
