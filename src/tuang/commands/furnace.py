"""Which furnace melts what when, and which pieces each heat pours.

Days and positions in the answer count from 0, as the demand's list does. Without --table the
answer is JSON.
"""

import argparse
import json
import math

from tuang.commands.answers import Answer, BadInput, table
from tuang.commands.clock import started
from tuang.commands.files import read_json

LONGEST_S = 86_400.0
MOST_PROCESSES = 256


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.json", help="the problem; - reads standard input")
    parser.add_argument(
        "--seconds", type=_seconds, default=60.0, help="wall clock, loading included (60)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of every random choice (1)")
    parser.add_argument(
        "--steps", type=int, default=None, help="stop after so many steps: the same plan each time"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--processes",
        type=_processes,
        default=1,
        help="plan parts that share no casting side by side, in so many processes (1)",
    )
    where.add_argument(
        "--cluster",
        metavar="tcp://HOST:PORT",
        help="plan such parts on the workers of this Dask scheduler",
    )
    parser.add_argument("--table", action="store_true", help="the heats as a table, for readers")


def answer(given: argparse.Namespace) -> Answer:
    """Plan the heats; BadInput names the field that cannot be used."""
    begun = started(given.seconds)
    from tuang.planning.furnace import WorkerLost, read_problem, solve_parts
    from tuang.planning.refusal import Unusable

    content = read_json(given.file)
    try:
        problem = read_problem(content)
        plan = solve_parts(
            problem,
            seconds=given.seconds,
            seed=given.seed,
            steps=given.steps,
            started=begun,
            processes=given.processes,
            cluster=given.cluster,
        )
    except Unusable as problem_:
        raise BadInput(problem_.field, problem_.cause) from problem_
    except WorkerLost as lost:
        raise BadInput("--processes", str(lost)) from lost
    data: dict[str, object] = {
        "status": plan.status,
        "cost": round(plan.cost, 6),
        "bound": round(plan.bound, 6),
        "gap_pct": round(plan.gap_pct, 4),
        "seconds": round(plan.seconds, 3),
        "seed": plan.seed,
        "method": plan.method,
        "heats": [
            {
                "furnace": heat.furnace,
                "day": heat.day,
                "position": heat.position,
                "grade": heat.grade,
                "pieces": dict(heat.pieces),
            }
            for heat in plan.heats
        ],
    }
    if problem.given:
        data["changed"] = plan.changed
    return Answer(data, text=lambda: _table(data) if given.table else json.dumps(data))


def _table(data: dict[str, object]) -> str:
    heats = data["heats"]
    assert isinstance(heats, list)
    rows = [
        [
            heat["furnace"],
            str(heat["day"]),
            str(heat["position"]),
            heat["grade"],
            ", ".join(f"{count} {name}" for name, count in heat["pieces"].items()),
        ]
        for heat in heats
    ]
    head = (
        f"{data['status']}: cost {data['cost']}, no plan below {data['bound']} "
        f"(gap {data['gap_pct']} %), {data['seconds']} s, seed {data['seed']}, {data['method']}\n\n"
    )
    return head + table(["furnace", "day", "position", "grade", "pieces"], rows)


def _seconds(word: str) -> float:
    value = float(word)
    if not (math.isfinite(value) and 0 < value <= LONGEST_S):
        raise argparse.ArgumentTypeError("must be above 0 and at most a day (86400).")
    return value


def _processes(word: str) -> int:
    count = int(word)
    if not 1 <= count <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"must be from 1 to {MOST_PROCESSES}.")
    return count
