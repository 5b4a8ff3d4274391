"""A plan in columns, told as lines and workshops and passed by the verifier."""

import numpy as np

from tuang.planning.allocation._arcs import Arcs, Places
from tuang.planning.allocation._highs import Prices
from tuang.planning.allocation.fairness import gini, shares
from tuang.planning.allocation.problem import AllocationProblem, Line
from tuang.planning.allocation.result import Allocation, AllocationPlan
from tuang.planning.allocation.verify import verify

PROVED = 1e-6
"""Part of the cost within which a plan counts as the best."""


def plan_of(
    problem: AllocationProblem,
    arcs: Arcs,
    pieces: Places,
    *,
    bound: float,
    prices: Prices,
    fair_min: float,
    reachable: bool,
    seconds: float,
    qualification: bool = False,
) -> AllocationPlan:
    """The plan, verified. When a workshop stays below fair_min the status says so, and the causes
    say who: infeasible where no plan reaches it, below-fair-min where none was found."""
    allocations = allocations_of(problem, arcs, pieces)
    account = verify(problem, allocations, qualification=qualification)
    causes = _causes(problem, account.unmet)
    status = "feasible"
    if account.total - bound <= PROVED * max(1.0, account.total):
        status = "optimal"
    short = {shop: share for shop, share in account.shares.items() if share < fair_min - 1e-9}
    if short:
        status = "below-fair-min" if reachable else "infeasible"
        causes |= {
            shop: f"gets {share:.4f} of its part, below {fair_min:g}."
            for shop, share in short.items()
        }
    by_shop = -prices.capacity.reshape(len(problem.workshops), problem.weeks)
    return AllocationPlan(
        status,
        account.total,
        min(max(bound, 0.0), account.total),
        seconds,
        1,
        allocations,
        account.unmet,
        account.shares,
        account.gini,
        (),
        {
            shop.name: tuple(each.tolist())
            for shop, each in zip(problem.workshops, by_shop, strict=True)
        },
        causes,
    )


def allocations_of(
    problem: AllocationProblem, arcs: Arcs, pieces: Places
) -> tuple[Allocation, ...]:
    """Each arc that makes pieces, by name."""
    used = np.flatnonzero(pieces)
    lines, shops = arcs.pairs.line[arcs.pair[used]], arcs.workshop[used]
    weeks = arcs.slot[used] % arcs.weeks
    columns = zip(
        lines.tolist(), shops.tolist(), weeks.tolist(), pieces[used].tolist(), strict=True
    )
    return tuple(
        Allocation(problem.lines[line].name, problem.workshops[shop].name, week, count)
        for line, shop, week, count in columns
    )


def fairness_of(arcs: Arcs, pieces: Places) -> tuple[float, float, float]:
    """Cost, smallest share and Gini of a plan in columns, without qualification."""
    made = np.bincount(arcs.group, pieces, minlength=len(arcs.wanted))
    cost = pieces @ arcs.cost + (arcs.wanted - made) @ arcs.unmet_cost
    kg = np.bincount(arcs.workshop, pieces * arcs.kg, minlength=arcs.workshops).astype(float)
    found = shares(kg, arcs.part)
    return float(cost), float(found.min()), gini(found)


def _causes(problem: AllocationProblem, unmet: dict[str, int]) -> dict[str, str]:
    lines = {line.name: line for line in problem.lines}
    return {name: _cause(problem, lines[name]) for name in unmet}


def _cause(problem: AllocationProblem, line: Line) -> str:
    if not line.approved:
        return "no workshop may make it; approve one, or leave the line out."
    if line.release_week >= problem.weeks:
        return (
            f"it is released in week {line.release_week}, after the last week of the plan; "
            "plan more weeks."
        )
    windows = [problem.window(line, approval) for approval in line.approved]
    if not any(windows):
        return (
            "no approval is valid in the weeks from its release to its last week; extend one, or "
            "approve another workshop."
        )
    pours = [
        problem.workshops[problem.place[approval.workshop]].capacity_kg[week]
        >= line.kg / (1 - approval.scrap_rate)
        for approval, window in zip(line.approved, windows, strict=True)
        for week in window
    ]
    if not any(pours):
        return (
            f"one piece of {line.kg:g} kg is more than any approved workshop pours in a week; "
            "approve a larger one."
        )
    until = max(window.stop for window in windows) - 1
    last = min(problem.weeks - 1, line.due_week + problem.late_weeks)
    if until < last:
        return (
            f"its last approval ends in week {until}, and making all of it by then would cost more "
            "than leaving it, or had no room; extend an approval."
        )
    return "making it would cost more than leaving it, or no room was found in its weeks."
