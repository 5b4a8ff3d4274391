"""Who has the shared machines when: jobs as JSON in hours, or a standard flexible job shop file.

Times in the answer are hours from the start, or the standard file's own unit. Without --table the
answer is JSON.
"""

import argparse
import json
import math

from tuang.commands.answers import Answer, BadInput, table
from tuang.commands.clock import started
from tuang.commands.files import json_of, read_text

LONGEST_S = 86_400.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the problem; - reads standard input")
    parser.add_argument(
        "--seconds", type=_seconds, default=60.0, help="wall clock, loading included (60)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of every random choice (1)")
    parser.add_argument(
        "--steps", type=int, default=None, help="stop after so many windows: the same plan again"
    )
    parser.add_argument("--table", action="store_true", help="the bookings as a table, for readers")


def answer(given: argparse.Namespace) -> Answer:
    """Book; BadInput names the field or the line that cannot be used."""
    begun = started(given.seconds)
    from tuang.planning.booking import read_problem, read_standard, solve
    from tuang.planning.refusal import Unusable

    text = read_text(given.file)
    try:
        if text.lstrip()[0] in "{[":
            problem = read_problem(json_of(text, given.file))
        else:
            problem = read_standard(text)
    except Unusable as problem_:
        raise BadInput(problem_.field, problem_.cause) from problem_
    plan = solve(problem, seconds=given.seconds, seed=given.seed, steps=given.steps, started=begun)
    units = problem.ticks_per_unit
    data: dict[str, object] = {
        "status": plan.status,
        "makespan": round(plan.makespan, 6),
        **({"cost": round(plan.cost, 6)} if problem.by_lateness else {}),
        "bound": round(plan.bound, 6),
        "gap_pct": round(plan.gap_pct, 4),
        "seconds": round(plan.seconds, 3),
        "seed": plan.seed,
        "method": plan.method,
        "operations": [
            {
                "job": problem.jobs[each.job].name,
                "operation": each.operation,
                "machine": problem.machines[each.machine].name,
                "start": each.start / units,
                "end": each.end / units,
            }
            for each in sorted(plan.booked, key=lambda each: (each.start, each.job))
        ],
    }
    return Answer(data, text=lambda: _table(data) if given.table else json.dumps(data))


def _table(data: dict[str, object]) -> str:
    operations = data["operations"]
    assert isinstance(operations, list)
    rows = [[str(value) for value in each.values()] for each in operations]
    cost = f"cost {data['cost']}, " if "cost" in data else ""
    head = (
        f"{data['status']}: {cost}makespan {data['makespan']}, no plan below {data['bound']} "
        f"(gap {data['gap_pct']} %), {data['seconds']} s, seed {data['seed']}, {data['method']}\n\n"
    )
    return head + table(["job", "operation", "machine", "start", "end"], rows)


def _seconds(word: str) -> float:
    value = float(word)
    if not (math.isfinite(value) and 0 < value <= LONGEST_S):
        raise argparse.ArgumentTypeError("must be above 0 and at most a day (86400).")
    return value
