"""The one door: a problem, a time limit and a seed give a verified plan with its bound."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tuang.planning.furnace._aggregate import aggregate, size
from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import Floor, Layout, cost_of, heats_of, lay_out
from tuang.planning.furnace._greedy import DISCOUNTS, dispatch
from tuang.planning.furnace._heats import Heats, are_loaded, compile_ahead, is_compiled
from tuang.planning.furnace._kept import rule_keeping
from tuang.planning.furnace._pair import Pair
from tuang.planning.furnace._patterns import Pool, pools
from tuang.planning.furnace._ruled import ruled, without_rules
from tuang.planning.furnace._single import Single
from tuang.planning.furnace._workshops import Workshops
from tuang.planning.furnace.problem import FurnaceProblem
from tuang.planning.furnace.result import FurnacePlan, Heat
from tuang.planning.furnace.verify import verify
from tuang.planning.pace import Pace

Report = Callable[[Layout | None, float], None]

FEW_GRADES = 4
PATTERN_SHARE = 0.85
"""Of the time, where hours are counted, before the search heat by heat."""
LOADING_S = 1.2
"""What the compiled loops take to be loaded, on a quiet machine."""


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
    listed = None if floor.keeps_more_than_hours else _patterns(floor)
    if floor.keeps_more_than_hours or (floor.hours.are_counted and listed is None):
        best, bound = ruled(floor, best, clock, seed, partial(_plain, seed=seed), report)
    elif floor.hours.are_counted:
        best, bound = _in_time(floor, best, clock, seed, listed, report)
    else:
        best, bound = _searched(floor, best, clock, seed, listed, report)
    return _told(floor, best, bound, begun, seed)


def _in_time(
    floor: Floor,
    best: Layout,
    clock: Clock,
    seed: int,
    listed: list[Pool] | None,
    report: Report,
) -> tuple[Layout, float]:
    """One furnace whose hours are counted: by patterns, and what these leave open heat by heat."""
    pace = Pace(clock.seconds, 0.0)
    share = replace(clock, seconds=PATTERN_SHARE * clock.seconds)
    best, bound = _searched(floor, best, share, seed, listed, report)
    clock.taken = share.taken
    loading_s = 0.0 if are_loaded() else LOADING_S * pace.stretch()
    if clock.steps is not None or (is_compiled() and clock.left() > loading_s):
        search = Heats(floor, best, seed)
        search.run(clock, until=0.0, bound=bound, hot=0.1, report=report)
        best = search.best
    elif not is_compiled():
        compile_ahead()
    return best, min(bound, cost_of(floor, best))


def _plain(
    problem: FurnaceProblem, clock: Clock, *, seed: int
) -> tuple[list[tuple[Heat, ...]], float]:
    """Plans of the problem without its rules but for its hours, which may be broken, and a bound.

    Nobody is told of them.
    """
    floor, plans, bound = lay_out(without_rules(problem, timed=True)), [], 0.0
    listed = _patterns(floor)
    if floor.hours.are_counted and listed is None:
        # One programme if it is small; what plans a large shop knows no hours.
        start = _dispatched(floor, clock)
        best, bound, _ = _outright(floor, start, clock, seed, is_few=True)
        plans.append(heats_of(floor, best))
        floor = lay_out(without_rules(problem))
        listed = _patterns(floor)
    best, higher = _searched(
        floor, _dispatched(floor, clock), clock, seed, listed, lambda _plan, _bound: None
    )
    return [*plans, heats_of(floor, best)], max(bound, higher)


def _patterns(floor: Floor) -> list[Pool] | None:
    """Of one furnace that loses no metal at a change; None where there are too many to list."""
    return pools(floor) if len(floor.tap) == 1 and not floor.setup_weight.any() else None


def _searched(
    floor: Floor,
    best: Layout,
    clock: Clock,
    seed: int,
    listed: list[Pool] | None,
    report: Report,
) -> tuple[Layout, float]:
    is_pair = listed is not None and len(listed) == 2 and not floor.hours.are_counted
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
        plan = found.plan
        if plan is not None and floor.hours.are_counted:
            # A heat whose pieces did not pack keeps no grade.
            plan = rule_keeping(floor, plan)
        hint = plan or hint
        if plan is not None and cost_of(floor, plan) < cost_of(floor, best):
            best = plan
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
