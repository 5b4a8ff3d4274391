"""Shops with more rules than the plain problem: heats fixed or in hand, boxes, cores, fill, tariff.

Every rule and every further cost only makes a plan dearer, so the plain problem's bound holds.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import Floor, Layout, cost_of, laid
from tuang.planning.furnace._heats import COMPILE_S, Heats, compile_ahead, is_compiled
from tuang.planning.furnace._kept import rule_keeping
from tuang.planning.furnace._prices import Prices, first_price, raised
from tuang.planning.furnace.problem import Furnace, FurnaceProblem
from tuang.planning.furnace.result import Heat

PLAIN_SHARE = 0.3
"""Of the time for the plain problem: a bound, and a plan to begin with."""
BOUND_SHARE = 0.12
"""Of the time at the end for the bound where heats are fixed."""

Report = Callable[[Layout | None, float], None]
Solved = Callable[[FurnaceProblem, Clock], tuple[list[tuple[Heat, ...]], float]]


def without_rules(problem: FurnaceProblem, *, timed: bool = False) -> FurnaceProblem:
    """The plain problem of the same positions; heats may not be fixed. timed: with its hours.

    Without, the last positions of a day beyond the heats that its hours hold are closed: whatever
    was poured there could be poured sooner, in the same order.
    """
    return replace(
        problem,
        furnaces=tuple(
            replace(
                furnace if timed else _untimed(problem, furnace),
                min_fill_kg=0.0,
                boxes_per_day=float("inf"),
                peak_positions=frozenset(),
                peak_cost=0.0,
            )
            for furnace in problem.furnaces
        ),
        items=tuple(replace(item, cores=None) for item in problem.items),
        given=(),
        change_cost=0.0,
    )


def _untimed(problem: FurnaceProblem, furnace: Furnace) -> Furnace:
    if not problem.counts_hours(furnace):
        return furnace
    most = int(Fraction(repr(furnace.hours_per_day)) / Fraction(repr(furnace.hours_per_heat)))
    closed = set(furnace.closed)
    for day in range(problem.days):
        open_ = [at for at in range(furnace.heats_per_day) if (day, at) not in furnace.closed]
        closed |= {(day, at) for at in open_[most:]}
    return replace(furnace, closed=frozenset(closed), hours_per_day=float("inf"))


def ruled(
    floor: Floor,
    dispatched: Layout,
    clock: Clock,
    seed: int,
    plain: Solved,
    report: Report,
) -> tuple[Layout, float]:
    """The best plan that keeps every rule, and a bound. `plain` solves the problem without."""
    bound = 0.0
    starts = [dispatched]
    if floor.given is not None:
        given = floor.given.copy()
        given.grade[floor.locked] = floor.start.grade[floor.locked]
        given.pieces[floor.locked] = floor.start.pieces[floor.locked]
        starts = [given]
    if not floor.problem.fixed:
        share = replace(clock, seconds=PLAIN_SHARE * clock.seconds)
        plans, bound = plain(floor.problem, share)
        clock.taken += share.taken
        # Without its rules a furnace may have fewer positions.
        starts += [laid(floor, plan) for plan in plans]
    if clock.steps is None and not is_compiled() and clock.left() < 3 * COMPILE_S:
        # Nobody waits for the compiler; it works for the next run.
        compile_ahead()
        kept = min((rule_keeping(floor, start) for start in starts), key=partial(cost_of, floor))
        report(kept, bound)
        return kept, min(bound, cost_of(floor, kept))
    search = Heats(floor, starts[0], seed)
    best = None
    for start in starts:
        search.take(start)
        plan = search.settle()
        if best is None or search.cost_of(plan) < search.cost_of(best):
            best = plan
    assert best is not None
    search.take(best)
    report(best, bound)
    until = BOUND_SHARE * clock.seconds if floor.problem.fixed else 0.0
    search.run(clock, until=until, bound=bound, hot=0.3, report=report)
    if floor.problem.fixed:
        prices = Prices(floor)
        steps = 10_000 if clock.steps is None else 200
        low = first_price(prices)
        bound = raised(prices, low, 0.98 * search.cost, steps, lambda: clock.left() <= 0).bound
    return search.best, min(bound, search.cost)
