"""Who makes how many of each order line in which week, and what fairness costs.

Weeks in the answer count from 0. Without --table the answer is JSON.
"""

import argparse
import json
import math

from tuang.commands.answers import Answer, BadInput, Exit, table
from tuang.commands.clock import started
from tuang.commands.files import read_json

LONGEST_S = 86_400.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.json", help="the problem; - reads standard input")
    parser.add_argument(
        "--seconds", type=_seconds, default=60.0, help="wall clock, loading included (60)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of every random choice (1)")
    parser.add_argument(
        "--fair-min",
        type=_part,
        default=0.0,
        help="no workshop below this of its part by capacity, 0 to 1, such as 0.9 (0: cheapest)",
    )
    parser.add_argument(
        "--qualification",
        action="store_true",
        help="pay for each workshop of a line, with its lots and the most workshops of a line",
    )
    parser.add_argument(
        "--steps", type=int, default=None, help="end the search for lots after so many steps"
    )
    parser.add_argument("--table", action="store_true", help="a table, for readers")


def answer(given: argparse.Namespace) -> Answer:
    """Allocate; BadInput names the field that cannot be used."""
    begun = started(given.seconds)
    from tuang.planning.allocation import read_problem, solve
    from tuang.planning.refusal import Unusable

    content = read_json(given.file)
    try:
        problem = read_problem(content)
    except Unusable as problem_:
        raise BadInput(problem_.field, problem_.cause) from problem_
    plan = solve(
        problem,
        seconds=given.seconds,
        seed=given.seed,
        fair_min=given.fair_min,
        qualification=given.qualification,
        steps=given.steps,
        started=begun,
    )
    data: dict[str, object] = {
        "status": plan.status,
        "cost": round(plan.cost, 6),
        "bound": round(plan.bound, 6),
        "gap_pct": round(plan.gap_pct, 4),
        "seconds": round(plan.seconds, 3),
        "seed": plan.seed,
        "method": plan.method,
        "allocations": [
            {"line": a.line, "workshop": a.workshop, "week": a.week, "pieces": a.pieces}
            for a in plan.allocations
        ],
        "shares": {shop: round(share, 6) for shop, share in plan.shares.items()},
        "gini": round(plan.gini, 6),
        "unmet": sum(plan.unmet.values()),
        "unmet_lines": dict(plan.unmet),
        "causes": dict(plan.causes),
        "curve": [
            {
                "fair_min": point.fair_min,
                "cost": round(point.cost, 6),
                "cost_pct": round(point.cost_pct, 4),
                "smallest_share": round(point.smallest_share, 6),
                "gini": round(point.gini, 6),
            }
            for point in plan.curve
        ],
        "week_price": {
            shop: [round(price, 6) for price in prices] for shop, prices in plan.week_price.items()
        },
    }
    return Answer(
        data,
        text=lambda: _table(data) if given.table else json.dumps(data),
        exit=Exit.SOLVED if plan.status in ("optimal", "feasible") else Exit.INFEASIBLE,
    )


def _table(data: dict[str, object]) -> str:
    allocations, curve, causes = data["allocations"], data["curve"], data["causes"]
    assert isinstance(allocations, list)
    assert isinstance(curve, list)
    assert isinstance(causes, dict)
    parts = [
        f"{data['status']}: cost {data['cost']}, no plan below {data['bound']} "
        f"(gap {data['gap_pct']} %), Gini {data['gini']}, unmet {data['unmet']}, "
        f"{data['seconds']} s, seed {data['seed']}, {data['method']}",
        *(f"{name}: {cause}" for name, cause in causes.items()),
        "",
        table(
            ["no share below", "cost", "% above", "smallest", "Gini"],
            [[str(value) for value in point.values()] for point in curve],
        ),
        "",
        table(
            ["line", "workshop", "week", "pieces"],
            [[str(value) for value in each.values()] for each in allocations],
        ),
    ]
    return "\n".join(parts)


def _seconds(word: str) -> float:
    value = float(word)
    if not (math.isfinite(value) and 0 < value <= LONGEST_S):
        raise argparse.ArgumentTypeError("must be above 0 and at most a day (86400).")
    return value


def _part(word: str) -> float:
    value = float(word)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("must be from 0 to 1.")
    return value
