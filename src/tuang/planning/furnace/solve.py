"""The one door: a problem, a time limit and a seed give a verified plan with its bound."""

import time
from collections.abc import Callable
from functools import partial

from tuang.planning.furnace._aggregate import aggregate, size
from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import Floor, Layout, cost_of, heats_of, lay_out
from tuang.planning.furnace._greedy import DISCOUNTS, dispatch
from tuang.planning.furnace._pair import Pair
from tuang.planning.furnace._patterns import pools
from tuang.planning.furnace._ruled import ruled, without_rules
from tuang.planning.furnace._single import Single
from tuang.planning.furnace._workshops import Workshops
from tuang.planning.furnace.problem import FurnaceProblem
from tuang.planning.furnace.result import FurnacePlan
from tuang.planning.furnace.verify import verify

Report = Callable[[Layout | None, float], None]

FEW_GRADES = 4


def solve(
    problem: FurnaceProblem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    steps: int | None = None,
    started: float | None = None,
    tell: Callable[[FurnacePlan], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> FurnacePlan:
    """The best plan found in the time. `started` is time.monotonic() when the clock began.

    `tell` hears of each better plan and bound, the first dispatch included, each one verified. Once
    `stopped` says so the best so far is given back, when the solver's call under way has ended.

    With `steps`, the search ends after so many of them instead, and the same seed gives the same
    plan on one machine.
    """
    begun = time.monotonic() if started is None else started
    clock = Clock(seconds, begun, steps, reserve=0.025 * seconds + 0.05, stopped=stopped)
    floor = lay_out(problem)
    best = _dispatched(floor, clock)

    def report(plan: Layout | None, bound: float) -> None:
        if tell is not None:
            tell(_told(floor, plan or best, bound, begun, seed))

    if not floor.keeps_rules:
        report(best, 0.0)
    # The verifier's own time, and that of writing the answer, must be left at the end.
    start_s = time.monotonic()
    verify(without_rules(problem), heats_of(floor, best))
    clock.reserve += 2.5 * (time.monotonic() - start_s)
    if floor.keeps_rules:
        best, bound = ruled(floor, best, clock, seed, partial(_plain, seed=seed), report)
    else:
        best, bound = _searched(floor, best, clock, seed, report)
    return _told(floor, best, bound, begun, seed)


def _plain(problem: FurnaceProblem, clock: Clock, *, seed: int) -> tuple[Layout, float]:
    floor = lay_out(problem)
    # Its plans may break rules: nobody is told of them.
    return _searched(floor, _dispatched(floor, clock), clock, seed, lambda _plan, _bound: None)


def _searched(
    floor: Floor, best: Layout, clock: Clock, seed: int, report: Report
) -> tuple[Layout, float]:
    listed = pools(floor) if len(floor.tap) == 1 and not floor.setup_weight.any() else None
    is_pair = listed is not None and len(listed) == 2
    is_few = (len(floor.setup) <= FEW_GRADES and not is_pair) or listed is None
    best, bound, hint = _outright(floor, best, clock, seed, is_few=is_few)
    report(best, bound)
    if cost_of(floor, best) - bound > 1e-6 * cost_of(floor, best) and not clock.is_over():
        search: Single | Pair | Workshops
        if listed is not None and is_pair:
            search = Pair(floor, listed, best, bound, clock, seed)
        elif listed is not None:
            search = Single(floor, listed, best, bound, clock, seed, hint)
        else:
            search = Workshops(floor, best, bound, clock, seed)
        search.run(report)
        best, bound = search.best, search.bound
    return best, bound


def _outright(
    floor: Floor, best: Layout, clock: Clock, seed: int, *, is_few: bool
) -> tuple[Layout, float, Layout | None]:
    """A small shop as one programme: heat by heat if it is very small, else day by day."""
    bound, hint = 0.0, None
    for one_by_one, largest, share in (
        (True, 400, 0.3),
        (False, 3000, 0.25),
    ):
        if not is_few and not one_by_one:
            continue
        if not len(floor.slot_day) or size(floor, one_by_one=one_by_one) > largest:
            continue
        found = aggregate(floor, clock, share * clock.seconds, seed, 1e-6, one_by_one=one_by_one)
        bound = max(bound, found.bound)
        hint = found.plan or hint
        if found.plan is not None and cost_of(floor, found.plan) < cost_of(floor, best):
            best = found.plan
        if cost_of(floor, best) - bound <= 1e-6 * cost_of(floor, best):
            break
    return best, bound, hint


def _dispatched(floor: Floor, clock: Clock) -> Layout:
    """The best of a few discounts; at least one, whatever the time."""
    best = dispatch(floor, DISCOUNTS[1])
    for discount in DISCOUNTS:
        if clock.left() < 0.85 * clock.seconds:
            break
        best = min(best, dispatch(floor, discount), key=lambda plan: cost_of(floor, plan))
    return best


def _told(floor: Floor, best: Layout, bound: float, begun: float, seed: int) -> FurnacePlan:
    heats = heats_of(floor, best)
    costs = verify(floor.problem, heats)
    cost = costs.total
    bound = min(max(bound, 0.0), cost)
    return FurnacePlan(
        status="optimal" if cost - bound <= 1e-6 * max(1.0, cost) else "feasible",
        cost=cost,
        bound=bound,
        seconds=time.monotonic() - begun,
        seed=seed,
        heats=heats,
        changed=costs.changed,
    )
