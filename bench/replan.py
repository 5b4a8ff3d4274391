"""A furnace down in a co-operative of 150: how soon the plan is mended, and how much changes."""

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from bench.figures import Figure, at_most
from bench.shops import cooperative
from rantai.plans.heats import changed_places, mend
from tuang.planning.furnace import FurnaceProblem, solve, verify

LIMIT_S = 5.0
DOWN = range(1, 8)
"""Days on which the largest furnace stands."""


def replan(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """Against a plan made anew in the same five seconds, which owes nothing to the one in force."""
    problem = cooperative(2, workshops=12, items=20, grades=5) if is_tiny else cooperative(2)
    standing = solve(problem, seconds=1.0 if is_tiny else 10.0).heats
    broken = _broken(problem)
    spent, mended = [], standing
    for _spell in range(1 if is_tiny else 3):
        start = time.perf_counter()
        dearest = max(grade.setup_cost for grade in broken.grades)
        mended = mend(broken, standing, change_cost=dearest)
        cost = verify(broken, mended).total
        spent.append(time.perf_counter() - start)
    anew = solve(broken, seconds=1.0 if is_tiny else LIMIT_S)
    minding = replace(broken, given=standing, change_cost=dearest)
    minded = solve(minding, seconds=1.0 if is_tiny else LIMIT_S)
    own = minded.cost - dearest * minded.changed
    changes = [len(changed_places(standing, each)) for each in (mended, anew.heats)]
    print(
        f"replan: cost {cost:.1f} mended, {own:.1f} searched, {anew.cost:.1f} anew; "
        f"places changed {changes[0]} mended, {minded.changed} searched, {changes[1]} anew",
        file=sys.stderr,
    )
    against = ("a plan made anew", [anew.seconds])
    yield at_most("replan seconds", spent, "s", against=against, budget=LIMIT_S)
    yield at_most(
        "replan changed-places",
        [float(changes[0])],
        "places",
        against=("a plan made anew", [float(changes[1])]),
        budget=None,
    )
    yield at_most(
        "replan cost", [cost], "cost", against=("a plan made anew", [anew.cost]), budget=None
    )


def _broken(problem: FurnaceProblem) -> FurnaceProblem:
    largest = max(problem.furnaces, key=lambda each: each.tap_kg * each.heats_per_day)
    days = (day for day in DOWN if day < problem.days)
    closed = frozenset((day, position) for day in days for position in range(largest.heats_per_day))
    down = replace(largest, closed=largest.closed | closed)
    furnaces = tuple(down if each is largest else each for each in problem.furnaces)
    return replace(problem, furnaces=furnaces)


BY_NAME: dict[str, Callable[[Path, bool], Iterable[Figure]]] = {"replan": replan}
