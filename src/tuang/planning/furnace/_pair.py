"""Two grades on one furnace: what one leaves of a day's heats the other takes.

Every split of all days' heats is listed, with a bound on its cost; the least one is looked at more
closely until it is exact. So the bound is that of whole pieces, without a programme over patterns.
"""

from collections.abc import Callable

import numpy as np

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import Bools, Floats, Floor, Ints, Layout, cost_of
from tuang.planning.furnace._moulding import Moulder
from tuang.planning.furnace._patterns import Pool

Report = Callable[[Layout | None, float], None]
"""Called with each better plan, or a better bound."""

FIRST_S = 0.15
"""For the whole pieces of a grade at first; doubled each time it was not enough."""

LONGEST_SHARE = 0.3
"""Of the time, for one grade's pieces in one split."""


class Pair:
    """A split is numbered by the first grade's pattern; the other's has the number from the end."""

    def __init__(
        self,
        floor: Floor,
        pools: list[Pool],
        start: Layout,
        bound: float,
        clock: Clock,
        seed: int,
    ) -> None:
        self.floor, self.pools, self.clock = floor, pools, clock
        self.moulder = Moulder(floor, pools, clock, seed)
        self.best, self.cost = start, cost_of(floor, start)
        # Every split has a change to pay; never to melt at all is a plan too.
        cold = Layout(np.full_like(start.grade, -1), np.zeros_like(start.pieces))
        if cost_of(floor, cold) < self.cost:
            self.best, self.cost = cold, cost_of(floor, cold)
        self.bound = min(bound, self.cost)
        self.changes = _changes(pools[0].heats > 0, pools[1].heats[::-1] > 0, floor.setup)
        self.seconds = np.full(len(self.changes), FIRST_S)
        self.is_laid = np.zeros(len(self.changes), dtype=bool)

    def run(self, report: Report) -> None:
        while not self.clock.is_over() and not self._is_proved():
            least = self.changes + self.pools[0].bound + self.pools[1].bound[::-1]
            self.bound = max(self.bound, min(float(least.min()), self.cost))
            at = self._next(least)
            if at < 0:
                break
            if not self._settle(at):
                self._mould(at)
                report(self.best, self.bound)
                self.clock.step()
        report(self.best, self.bound)

    def _next(self, least: Floats) -> int:
        """The split that holds the bound down; once that is known, one to be packed better."""
        at = int(least.argmin())
        mine, other = self._numbers(at)
        if not (self.pools[0].is_whole[mine] and self.pools[1].is_whole[other]):
            return at
        open_ = np.flatnonzero((least < self.cost - 1e-9) & ~self.is_laid)
        if not len(open_):
            return -1
        return int(open_[np.lexsort((least[open_], self.seconds[open_]))[0]])

    def _is_proved(self) -> bool:
        return self.cost - self.bound <= 1e-6 * self.cost

    def _numbers(self, at: int) -> tuple[int, int]:
        return at, len(self.changes) - 1 - at

    def _settle(self, at: int) -> bool:
        """The cost of divisible pieces; False when it was known."""
        for pool, mine in zip(self.pools, self._numbers(at), strict=True):
            if not pool.is_exact[mine]:
                pool.settle(mine)
                return True
        return False

    def _mould(self, at: int) -> None:
        """Whole pieces of both grades, as long as they can still be cheaper than the best plan."""
        seconds = self.seconds[at]
        self.seconds[at] = 2 * seconds
        numbers = self._numbers(at)
        heats = np.array(
            [pool.heats[mine] for pool, mine in zip(self.pools, numbers, strict=True)],
            dtype=np.int64,
        )
        values, is_final = [], True
        for grade, mine in enumerate(numbers):
            other = self.pools[1 - grade].bound[numbers[1 - grade]]
            below = self.cost - self.changes[at] - other
            if below <= self.pools[grade].bound[mine]:
                return
            found = self.moulder.mould(grade, heats[grade], seconds, below=below)
            values.append(found.value)
            is_final &= found.is_final
        if self.changes[at] + sum(values) < self.cost:
            self._lay(heats)
        self.is_laid[at] = is_final or seconds > LONGEST_SHARE * self.clock.seconds

    def _lay(self, heats: Ints) -> None:
        floor = self.floor
        plan = Layout(
            np.full(len(floor.slot_day), -1, dtype=np.int64),
            np.zeros((len(floor.slot_day), len(floor.weight)), dtype=np.int32),
        )
        places = {}
        for day, order in enumerate(_orders(heats > 0, floor.setup)):
            slots = np.flatnonzero(floor.slot_day == day).tolist()
            for grade in order:
                count = int(heats[grade, day])
                places[grade, day], slots = slots[:count], slots[count:]
                plan.grade[places[grade, day]] = grade
        for grade in range(2):
            self.moulder.lay(plan, places, heats[grade], grade)
        cost = cost_of(floor, plan)
        if cost < self.cost:
            self.best, self.cost = plan, cost


def _changes(first: Bools, second: Bools, setup: Floats) -> Floats:
    """The cost of the changes of each split, the day's order chosen well: [split, day] is used."""
    # So far, when the last grade was the one or the other; the first heat pays its change.
    ends = [np.full(len(first), setup[0]), np.full(len(first), setup[1])]
    for one, other in zip(first.T, second.T, strict=True):
        kept = [np.minimum(ends[k], ends[1 - k] + setup[k]) for k in range(2)]
        both = [kept[1] + setup[0], kept[0] + setup[1]]
        alone = [np.where(other, np.inf, kept[0]), np.where(one, np.inf, kept[1])]
        ends = [
            np.where(one & other, both[k], np.where(one | other, alone[k], ends[k]))
            for k in range(2)
        ]
    least: Floats = np.minimum(*ends)
    return least


def _orders(used: Bools, setup: Floats) -> list[list[int]]:
    """For each day the grades in the order that costs least over all days: used[grade, day]."""
    ends: list[tuple[float, list[list[int]]]] = [(float(cost), []) for cost in setup]
    for today in used.T:
        kept = [min(ends[k], (ends[1 - k][0] + float(setup[k]), ends[1 - k][1])) for k in range(2)]
        if today.all():
            ends = [
                (kept[1 - k][0] + float(setup[k]), [*kept[1 - k][1], [1 - k, k]]) for k in range(2)
            ]
        elif today.any():
            only = int(today.argmax())
            ends = [(np.inf, [*kept[only][1], []])] * 2
            ends[only] = (kept[only][0], [*kept[only][1], [only]])
        else:
            ends = [(cost, [*days, []]) for cost, days in ends]
    return min(ends)[1]
