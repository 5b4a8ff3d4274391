"""Order lines over a co-operative: beside HiGHS on the whole programme, in the same call."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from bench.figures import Figure, at_most
from tuang.planning.allocation import AllocationProblem, Session, read_problem, solve
from tuang.planning.compiling import LINES

GINI = 0.02
AGAIN_S = 0.2
GAP_PCT = 1.0
SEED = 101
CHANGED = 25


def order_book(seed: int, *, shops: int, lines: int, weeks: int) -> dict[str, Any]:
    """A co-operative's weeks ahead, drawn as the planning note's case: 77 % load, 20 % approved."""
    random = np.random.default_rng(seed)
    capacity = np.round(np.exp(random.normal(np.log(2500), 0.5, shops)))
    kg = np.round(random.uniform(1, 20, lines), 1)
    part = random.lognormal(0, 1, lines)
    wanted = part / part.sum() * capacity.sum() * weeks * 0.77
    book = []
    for line in range(lines):
        due = int(random.integers(min(4, weeks - 1), weeks))
        release = max(0, due - int(random.integers(4, 11)))
        able = np.flatnonzero(random.random(shops) < 0.2)
        book.append(
            {
                "name": f"L{line}",
                "pieces": 1 + int(wanted[line] / kg[line]),
                "kg": float(kg[line]),
                "release_week": release,
                "due_week": due,
                "max_workshops": 6,
                "min_lot_share": 0.05,
                "approved": {
                    f"W{shop}": {
                        "price": round(float(kg[line] * random.uniform(0.88, 1.14)), 3),
                        "scrap_rate": round(float(random.beta(2, 38)), 4),
                        "qualification_cost": float(random.integers(50, 401)),
                    }
                    for shop in able.tolist() or [0]
                },
            }
        )
    return {
        "weeks": weeks,
        "late_weeks": 2,
        "late_cost_per_kg_week": 0.5,
        "early_cost_per_kg_week": 0.004,
        "scrap_cost_per_kg": 3.0,
        "unmet_cost_per_kg": 10.0,
        "workshops": [
            {"name": f"W{shop}", "capacity_kg_per_week": float(each)}
            for shop, each in enumerate(capacity)
        ],
        "lines": book,
    }


def drawn(is_tiny: bool) -> AllocationProblem:
    size = (8, 15, 6) if is_tiny else (150, 500, 26)
    shops, lines, weeks = size
    return read_problem(order_book(SEED, shops=shops, lines=lines, weeks=weeks))


def fairness(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """The linear programme cold and after a change, and the Gini that one percent buys."""
    problem = drawn(is_tiny)
    whole = Whole(problem, qualification=False)
    ours, theirs = [], []
    for _ in range(1 if is_tiny else 3):
        theirs.append(seconds(lambda: whole.solve(600.0)))
        ours.append(seconds(lambda: Session(problem).solve(seconds=600)))
    yield at_most(
        "allocate-lp cold", ours, "s", against=("HiGHS, all at once", theirs), budget=None
    )

    session = Session(problem)
    session.solve(seconds=600)
    random = np.random.default_rng(SEED)
    again = [changed_and_solved(session, random) for _ in range(1 if is_tiny else 5)]
    yield at_most(
        "allocate-lp again",
        again,
        "s",
        against=("cold", ours),
        budget=None if is_tiny else AGAIN_S,
    )

    curve = solve(problem, seconds=600).curve
    within = [point.gini for point in curve if point.cost_pct <= 1]
    yield at_most(
        "allocate-lp gini at 1 %",
        [min(within)],
        "",
        against=("the cheapest plan", [curve[0].gini]),
        budget=None if is_tiny else GINI,
    )


def changed_and_solved(session: Session, random: np.random.Generator) -> float:
    lines = session.problem.lines
    chosen = random.choice(len(lines), min(CHANGED, len(lines)), replace=False)
    changed = [
        replace(lines[place], pieces=1 + int(lines[place].pieces * random.uniform(0.7, 1.3)))
        for place in chosen.tolist()
    ]

    def again() -> None:
        session.change(changed)
        session.solve(seconds=600)

    return seconds(again)


def lots(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """Gap to the proven bound with qualification and lots, beside HiGHS's own MIP and gap."""
    LINES.compile_now()  # before the clock starts
    problem = drawn(is_tiny)
    limit = 1.0 if is_tiny else 60.0
    cost, bound = Whole(problem, qualification=True).solve(limit)
    theirs = 100 * (cost - bound) / cost if np.isfinite(cost) else 100.0
    plan = solve(problem, seconds=limit, qualification=True, curve=False)
    yield at_most(
        "allocate-milp gap",
        [plan.gap_pct],
        "%",
        against=("HiGHS, its own MIP", [theirs]),
        budget=None if is_tiny else GAP_PCT,
    )
    yield at_most(
        "allocate-milp cost",
        [plan.cost],
        "money",
        against=("HiGHS, its own MIP", [cost if np.isfinite(cost) else 0.0]),
        budget=None,
    )


class Whole:
    """The textbook programme with every arc, for SciPy's HiGHS."""

    def __init__(self, problem: AllocationProblem, *, qualification: bool) -> None:
        self._entries: list[tuple[int, int, float]] = []
        self._costs: list[float] = []
        self._whole: list[int] = []
        self._most: list[float] = []
        self._row: dict[object, int] = {}
        self._low: list[float] = []
        self._high: list[float] = []
        for line in problem.lines:
            want = self._limited(("want", line.name), line.pieces, line.pieces)
            self._column(line.kg * problem.unmet_cost_per_kg, [(want, 1.0)], np.inf)
            count = self._limited(("count", line.name), -np.inf, line.max_workshops or np.inf)
            for approval in line.approved:
                uses = []
                if qualification:
                    most = self._limited((line.name, approval.workshop, "most"), -np.inf, 0.0)
                    lot = self._limited((line.name, approval.workshop, "lot"), 0.0, np.inf)
                    terms = [(most, -float(line.pieces)), (lot, -float(line.min_lot))]
                    self._column(approval.qualification_cost, [*terms, (count, 1.0)], 1.0, whole=1)
                    uses = [(most, 1.0), (lot, 1.0)]
                for week in problem.window(line, approval):
                    capacity = problem.workshops[problem.place[approval.workshop]].capacity_kg[week]
                    room = self._limited((approval.workshop, week), -np.inf, capacity)
                    melt = line.kg / (1 - approval.scrap_rate)
                    cost = problem.piece_cost(line, approval, week)
                    self._column(cost, [(want, 1.0), (room, melt), *uses], np.inf)

    def _limited(self, name: object, low: float, high: float) -> int:
        if name not in self._row:
            self._row[name] = len(self._row)
            self._low.append(low)
            self._high.append(high)
        return self._row[name]

    def _column(
        self, cost: float, terms: list[tuple[int, float]], most: float, *, whole: int = 0
    ) -> None:
        self._entries += [(row, len(self._costs), value) for row, value in terms]
        self._costs.append(cost)
        self._most.append(most)
        self._whole.append(whole)

    def solve(self, limit_s: float) -> tuple[float, float]:
        """(cost, bound); the cost is infinite when nothing was found."""
        row, column, value = (np.array(each) for each in zip(*self._entries, strict=True))
        shape = (len(self._low), len(self._costs))
        matrix = coo_array((value, (row, column)), shape=shape).tocsr()
        found = milp(
            np.array(self._costs),
            constraints=LinearConstraint(matrix, np.array(self._low), np.array(self._high)),
            integrality=np.array(self._whole),
            bounds=Bounds(0, np.array(self._most)),
            options={"time_limit": limit_s},
        )
        cost = float("inf") if found.fun is None else float(found.fun)
        bound = found.mip_dual_bound
        return cost, float(bound) if bound is not None else 0.0


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


BY_NAME: dict[str, Callable[[Path, bool], Iterable[Figure]]] = {
    "allocate-lp": fairness,
    "allocate-milp": lots,
}
