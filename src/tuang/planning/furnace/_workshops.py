"""Many furnaces: prices of pieces by day, every furnace's best month at them, and whole pieces."""

import time
from collections.abc import Callable

import numpy as np

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import (
    Floor,
    Layout,
    cost_of,
    leave_out_what_a_change_takes,
    stock_cost,
)
from tuang.planning.furnace._greedy import DISCOUNTS, dispatch
from tuang.planning.furnace._heats import COMPILE_S, Heats, compile_ahead, is_compiled
from tuang.planning.furnace._months import Months
from tuang.planning.furnace._prices import Climb, Prices, first_price, raised
from tuang.planning.furnace._shared import pour

Report = Callable[[Layout | None, float], None]

PARTS = (1.0, 0.998, 0.995, 0.99)
"""Of the metal that whole pieces are planned for: the last kilograms of a heat fit no piece."""

CLIMB_SHARE, MOST_CLIMB_S, CLIMB_STEPS = 0.2, 60.0, 700
"""Of the time for the first climb of the prices; after so many steps it hardly gains."""
ROUND_SHARE, PASS_SHARE = 0.5, 0.65
"""The share of the time at which months are whole, and at which they are no longer improved."""
BOUND_SHARE, MOST_BOUND_S = 0.15, 90.0
"""At the end, for the last of the bound; beyond so many seconds it hardly rises."""

QUICK_ROUND = 8
"""Whole plans that could be made while all months become whole the quick way."""

LOADING = 10
"""Whole plans that could be made while the compiled loops are loaded and begin to pay."""


class Workshops:
    """Prices rise until they bound the cost; the months they lead to become whole in turn."""

    def __init__(self, floor: Floor, start: Layout, bound: float, clock: Clock, seed: int) -> None:
        self.floor, self.clock = floor, clock
        self.random = np.random.default_rng(seed)
        self.best, self.cost, self.bound = start, cost_of(floor, start), bound
        self.months = Months(floor, start)
        self.prices = Prices(floor)
        self.plan_s = 0.0

    def run(self, report: Report) -> None:
        climb = self._climb(report)
        start_s = time.monotonic()
        self.months.account()
        # The first whole pieces take about as long as these programmes.
        self.plan_s = time.monotonic() - start_s
        if not self._has_time_to_plan(QUICK_ROUND):
            self._dispatch_on()
            self._raise_at_last(climb)
            report(self.best, self.bound)
            return
        order = self.random.permutation(len(self.floor.tap))
        self.months.round_off(climb.heats, order, self._must_hurry)
        self.clock.step()
        if self._has_time_to_plan():
            self._plan(report)
        self._passes(report)
        if self._has_time_to_plan(len(PARTS)):
            self._plan(report, PARTS)
        self._heat_by_heat(report)
        self._raise_at_last(climb)
        report(self.best, self.bound)

    def _climb(self, report: Report) -> Climb:
        clock = self.clock
        end_s = max(clock.seconds - MOST_CLIMB_S, (1 - CLIMB_SHARE) * clock.seconds)
        climb = raised(
            self.prices,
            first_price(self.prices),
            self.cost,
            CLIMB_STEPS,
            lambda: clock.left() < end_s,
        )
        self._raise(climb.bound)
        report(self.best, self.bound)
        return climb

    def _dispatch_on(self) -> None:
        """No time for months: more dispatches for half of what is left, the rest for the bound."""
        until, spent = 0.5 * self.clock.left(), 0.0
        # The first one tried was usual; its neighbours come next.
        for discount in sorted(DISCOUNTS, key=lambda each: abs(each - DISCOUNTS[1]))[1:]:
            start_s = time.monotonic()
            if self.clock.left() - spent < until:
                break
            plan = dispatch(self.floor, discount)
            cost = cost_of(self.floor, plan)
            if cost < self.cost:
                self.best, self.cost = plan, cost
            spent = time.monotonic() - start_s

    def _raise(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self.cost))

    def _raise_at_last(self, climb: Climb) -> None:
        """On from the prices of the first climb, then once more with whole pieces in each heat."""
        clock = self.clock
        if clock.left() <= 0:
            return
        # The whole pieces take as long as a few hundred steps.
        end_s = 0.4 * clock.left() if clock.steps is None else 0.0
        steps = 10_000 if clock.steps is None else CLIMB_STEPS
        last = raised(self.prices, climb.price, self.cost, steps, lambda: clock.left() <= end_s)
        self._raise(last.bound)
        self._raise(self.prices.whole_bound(last.price, lambda: clock.left() <= 0))

    def _heat_by_heat(self, report: Report) -> None:
        """Some of the heats emptied and filled anew, where whole pieces and late ones cost most.

        Not where the compiler would have to be waited for: it then works for the next run.
        """
        clock = self.clock
        if clock.steps is None and not is_compiled() and clock.left() < 3 * COMPILE_S:
            compile_ahead()
            return
        until = min(BOUND_SHARE * clock.seconds, MOST_BOUND_S)
        # To load the loops takes up to so long, on a busy machine as many times longer.
        if clock.left() - until < LOADING * self.plan_s:
            return
        search = Heats(self.floor, self.best, int(self.random.integers(1 << 30)))
        search.run(clock, until=until, hot=0.01, cold=0.001, report=report, bound=self.bound)
        if search.cost < self.cost:
            self.best, self.cost = search.best, search.cost

    def _must_hurry(self) -> bool:
        return not (self._may_go_on(ROUND_SHARE) and self._has_time_to_plan(QUICK_ROUND))

    def _passes(self, report: Report) -> None:
        """Turns for all, as long as a round saves enough and a share of the time is left."""
        months = self.months
        while self._may_go_on(PASS_SHARE):
            before = months.cost
            for f in self.random.permutation(months.open).tolist():
                if not self._may_go_on(PASS_SHARE):
                    break
                months.improve(f)
            self.clock.step()
            if self._has_time_to_plan():
                self._plan(report)
            if before - months.cost < 0.0002 * before:
                break

    def _may_go_on(self, until: float) -> bool:
        if self.clock.steps is not None:
            return not self.clock.is_over()
        share = (1 - until) * self.clock.seconds
        return self.clock.left() > max(share, 1.3 * self.plan_s)

    def _has_time_to_plan(self, times: int = 1) -> bool:
        """Whole pieces cannot be left half done: is there time for as long as they last took?"""
        return self.clock.left() > 1.3 * times * self.plan_s

    def _plan(self, report: Report, parts: tuple[float, ...] = PARTS[:1]) -> None:
        """Whole pieces for the sequences as they are; kept when it is the best plan so far."""
        floor = self.floor
        start_s = time.monotonic()
        grade = self.months.grades()
        plan = Layout(grade, np.zeros((len(grade), len(floor.weight)), dtype=np.int32))
        space = floor.tap[floor.slot_furnace].copy()
        changes = np.ones(len(grade), dtype=bool)
        changes[1:] = (floor.slot_furnace[1:] != floor.slot_furnace[:-1]) | (
            grade[1:] != grade[:-1]
        )
        space -= np.where(changes & (grade >= 0), floor.setup_weight[grade], 0)
        for k, shared in enumerate(self.months.shared):
            slots = np.flatnonzero(grade == k)
            best = np.inf
            for part in parts:
                _, _, poured = shared.divisible(part * self.months.metal[k])
                if not len(slots) or not len(shared.items):
                    break
                pieces = pour(floor, shared, slots, np.maximum(space[slots], 0), poured)
                made = np.zeros((floor.days, len(shared.items)), dtype=np.int64)
                np.add.at(made, floor.slot_day[slots], pieces)
                cost = stock_cost(floor, made.T, shared.items)
                if cost < best:
                    best = cost
                    plan.pieces[np.ix_(slots, shared.items)] = pieces
        leave_out_what_a_change_takes(floor, plan)
        cost = cost_of(floor, plan)
        self.plan_s = (time.monotonic() - start_s) / len(parts)
        if cost < self.cost:
            self.best, self.cost = plan, cost
            report(plan, self.bound)
