"""Many furnaces: each one's sequence of grades by dynamic programming under shared prices."""

import time
from collections.abc import Callable
from collections.abc import Sequence as Many
from dataclasses import dataclass

import numpy as np

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import (
    Floats,
    Floor,
    Ints,
    Layout,
    cost_of,
    leave_out_what_a_change_takes,
    stock_cost,
)
from tuang.planning.furnace._heats import COMPILE_S, Heats, compile_ahead, is_compiled
from tuang.planning.furnace._prices import Prices, raised
from tuang.planning.furnace._shared import SharedCost, pour

Report = Callable[[Layout | None, float], None]

PARTS = (1.0, 0.998, 0.995, 0.99)
"""Of the metal that whole pieces are planned for: the last kilograms of a heat fit no piece."""

BOUND_SHARE = 0.15
MOST_BOUND_S = 30.0
"""Of the time for the bound; beyond so many seconds it hardly rises."""

LOADING = 10
"""Whole plans that could be made while the compiled loops are loaded and begin to pay."""

BLENDS = (0.5, 0.0, 1.0)
"""How far the prices of metal lean from a furnace's absence to its presence."""


@dataclass
class Sequence:
    """The grade of each slot of one furnace, and what its changes cost."""

    grade: Ints
    setup: float


def best_sequence(worth: Floats, setup: Floats, days: Ints, melts: Ints) -> Sequence:
    """The grades of a furnace's slots, given what a heat of each grade is worth each day.

    worth[t, k] for the grades of `melts`; days[n] is the day of slot n.
    """
    slots, grades = len(days), len(melts)
    came = np.empty((slots, grades), dtype=np.int64)
    here = np.arange(grades)
    change = setup[melts]
    total = worth[days[0]] - change
    for slot in range(1, slots):
        leader = int(total.argmax())
        switched = total[leader] - change
        came[slot] = np.where(total >= switched, here, leader)
        total = np.maximum(total, switched) + worth[days[slot]]
    at = int(total.argmax())
    chosen = np.empty(slots, dtype=np.int64)
    for slot in range(slots - 1, -1, -1):
        chosen[slot] = at
        if slot:
            at = int(came[slot, at])
    grade = melts[chosen]
    return Sequence(grade, _changes(grade, setup))


def _changes(grade: Ints, setup: Floats) -> float:
    first = np.ones(len(grade), dtype=bool)
    first[1:] = grade[1:] != grade[:-1]
    return float(setup[grade[first]].sum())


class Workshops:
    """Furnaces take turns: each finds its best month while the others stay as they are."""

    def __init__(self, floor: Floor, start: Layout, bound: float, clock: Clock, seed: int) -> None:
        self.floor, self.clock = floor, clock
        self.random = np.random.default_rng(seed)
        self.best, self.cost, self.bound = start, cost_of(floor, start), bound
        self.slots = [np.flatnonzero(floor.slot_furnace == f) for f in range(len(floor.tap))]
        self.melts = [np.flatnonzero(row) for row in floor.melts]
        self.sequence = [
            self._warm(start.grade[slots], melts)
            for slots, melts in zip(self.slots, self.melts, strict=True)
        ]
        self.price = np.zeros(floor.demand.shape)
        self.plan_s = 0.0

    def run(self, report: Report) -> None:
        self._account(alike=True)
        self._passes(until=0.3, least=0.003)
        start_s = time.monotonic()
        self._account(alike=False)
        # The first whole pieces take about as long as these programmes.
        self.plan_s = time.monotonic() - start_s
        if self._has_time_to_plan():
            self._plan(report)
        self._passes(until=0.7, least=0.0005, report=report)
        if self._has_time_to_plan():
            self._plan(report)
        self._heat_by_heat(report)
        if self.clock.is_over():
            return
        prices = Prices(self.floor)
        bound, _ = raised(prices, self.price, 0.98 * self.cost, 10_000, self.clock.is_over)
        self.bound = max(self.bound, min(bound, self.cost))
        report(self.best, self.bound)

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
        search.run(clock, until=until, hot=0.02, cold=0.005, report=report, bound=self.bound)
        if search.cost < self.cost:
            self.best, self.cost = search.best, search.cost

    def _passes(self, *, until: float, least: float, report: Report | None = None) -> None:
        """Turns for all, as long as a round saves enough and a share of the time is left."""
        while self._may_go_on(until):
            before = self.divisible_cost
            for f in self.random.permutation(len(self.slots)).tolist():
                if not self._may_go_on(until):
                    break
                if len(self.slots[f]) and len(self.melts[f]) > 1:
                    self._improve(f)
            self.clock.step()
            if report is not None and self._has_time_to_plan():
                self._plan(report)
            if before - self.divisible_cost < least * before:
                break

    def _may_go_on(self, until: float) -> bool:
        if self.clock.steps is not None:
            return not self.clock.is_over()
        share = (1 - until) * self.clock.seconds
        return self.clock.left() > max(share, 1.3 * self.plan_s)

    def _has_time_to_plan(self, times: int = 1) -> bool:
        """Whole pieces cannot be left half done: is there time for as long as they last took?"""
        return self.clock.left() > 1.3 * times * self.plan_s

    def _warm(self, grade: Ints, melts: Ints) -> Sequence:
        """A cold slot keeps the grade before it, or takes the first to come."""
        warm = grade.copy()
        melted = warm[warm >= 0]
        last = int(melted[0]) if len(melted) else int(melts[0]) if len(melts) else -1
        for slot in range(len(warm)):
            last = warm[slot] = warm[slot] if warm[slot] >= 0 else last
        return Sequence(warm, _changes(warm, self.floor.setup) if last >= 0 else 0.0)

    def _account(self, *, alike: bool) -> None:
        """The metal of each grade by kind of furnace and day, its cost and its prices."""
        floor = self.floor
        self.shared = [SharedCost(floor, k, alike=alike) for k in range(len(floor.setup))]
        self.metal = [np.zeros((len(each.kinds), floor.days)) for each in self.shared]
        for f, sequence in enumerate(self.sequence):
            self._pour(self.metal, f, sequence, 1.0)
        found = [each.divisible(metal) for each, metal in zip(self.shared, self.metal, strict=True)]
        self.value = [value for value, _, _ in found]
        self.worth = [price for _, price, _ in found]

    def _pour(self, metal: Many[Floats], f: int, sequence: Sequence, sign: float) -> None:
        days = self.floor.slot_day[self.slots[f]]
        for k in np.unique(sequence.grade[sequence.grade >= 0]).tolist():
            mine = metal[k][self.shared[k].kind[f]]
            np.add.at(mine, days[sequence.grade == k], sign * float(self.floor.tap[f]))

    @property
    def divisible_cost(self) -> float:
        return float(sum(self.value)) + sum(each.setup for each in self.sequence)

    def _improve(self, f: int) -> None:
        """Take the furnace out, price its metal, and give it the best month at those prices."""
        melts, days = self.melts[f], self.floor.slot_day[self.slots[f]]
        old = self.sequence[f]
        grades = melts.tolist()
        self._pour(self.metal, f, old, -1.0)
        absent = {k: self.shared[k].divisible(self.metal[k])[1] for k in grades}
        old_cost = old.setup + sum(self.value[k] for k in grades)
        kept = old
        tried = [old.grade]
        for blend in BLENDS:
            worth = np.array(
                [
                    ((1 - blend) * absent[k] + blend * self.worth[k])[self.shared[k].kind[f]]
                    for k in grades
                ]
            ).T
            new = best_sequence(worth * self.floor.tap[f], self.floor.setup, days, melts)
            if any((new.grade == each).all() for each in tried):
                continue
            tried.append(new.grade)
            self._pour(self.metal, f, new, 1.0)
            found = {k: self.shared[k].divisible(self.metal[k])[:2] for k in grades}
            cost = new.setup + sum(value for value, _ in found.values())
            if cost < old_cost - 1e-9 * abs(old_cost):
                self.sequence[f] = new
                for k, (value, price) in found.items():
                    self.value[k], self.worth[k] = value, price
                return
            self._pour(self.metal, f, new, -1.0)
        self._pour(self.metal, f, kept, 1.0)

    def _plan(self, report: Report, parts: tuple[float, ...] = PARTS[:1]) -> None:
        """Whole pieces for the sequences as they are; kept when it is the best plan so far."""
        floor = self.floor
        start_s = time.monotonic()
        grade = np.concatenate([each.grade for each in self.sequence])
        plan = Layout(grade, np.zeros((len(grade), len(floor.weight)), dtype=np.int32))
        space = floor.tap[floor.slot_furnace].copy()
        changes = np.ones(len(grade), dtype=bool)
        changes[1:] = (floor.slot_furnace[1:] != floor.slot_furnace[:-1]) | (
            grade[1:] != grade[:-1]
        )
        space -= np.where(changes & (grade >= 0), floor.setup_weight[grade], 0)
        for k, shared in enumerate(self.shared):
            slots = np.flatnonzero(grade == k)
            best = np.inf
            for part in parts:
                _, _, poured = shared.divisible(part * self.metal[k])
                if part == 1.0:
                    self.price[shared.items] = np.maximum(0.0, shared.piece_price)
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
        self.plan_s = time.monotonic() - start_s
        if cost < self.cost:
            self.best, self.cost = plan, cost
            report(plan, self.bound)
