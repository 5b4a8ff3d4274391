"""One furnace: patterns by grade, whole pieces, heats packed, and a bound that rises with them."""

import time
from collections.abc import Callable

import numpy as np

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import Floor, Ints, Layout, cost_of
from tuang.planning.furnace._grades import Choice, Master
from tuang.planning.furnace._kept import rule_keeping
from tuang.planning.furnace._moulding import Moulder
from tuang.planning.furnace._patterns import Pool

Report = Callable[[Layout | None, float], None]
"""Called with each better plan, or a better bound."""

MOST_COLUMNS = 4000


class Single:
    """Keeps what the rounds of the search share."""

    def __init__(
        self,
        floor: Floor,
        pools: list[Pool],
        start: Layout,
        bound: float,
        clock: Clock,
        seed: int,
        hint: Layout | None = None,
    ) -> None:
        self.hint = hint
        self.floor, self.pools, self.clock = floor, pools, clock
        self.seed = seed
        start_s = time.monotonic()
        largest = max(pools, key=lambda pool: len(pool.bound))
        largest.settle(0)
        # A few steps of this length lie between two looks at the clock.
        clock.reserve += 5 * (time.monotonic() - start_s)
        self.master = Master(floor, pools, seed, clock.is_over)
        self.best, self.cost = start, cost_of(floor, start)
        self.bound = min(bound, self.cost)
        self.apart: set[tuple[int, int]] = set()
        self.moulder = Moulder(floor, pools, clock, seed)

    def run(self, report: Report) -> None:
        if self.hint is not None:
            self._finish(_choice_of(self.floor, self.master, self.hint), 0.02 * self.clock.seconds)
        self.master.generate(list(heats_by_day(self.floor, self.best)))
        self._raise(self.master.bound)
        report(None, self.bound)
        seconds, most = 0.1, 300
        while not self.clock.is_over() and not self._is_proved():
            choice = self._choose(most)
            before = self.cost
            if choice is not None:
                self._finish(choice, 3 * seconds)
            if self.cost < before:
                report(self.best, self.bound)
            self.clock.step()
            if self.clock.is_over():
                break
            if not self._lift(seconds):
                seconds, most = 2 * seconds, min(2 * most, MOST_COLUMNS)
                if seconds > self.clock.seconds:
                    break
            report(None, self.bound)

    def _is_proved(self) -> bool:
        return self.cost - self.bound <= 1e-6 * self.cost

    def _raise(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self.cost))

    def _choose(self, most: int) -> Choice | None:
        master = self.master
        room = max(self.cost - master.bound, 1e-9 * self.cost)
        columns, covered = master.within(room, most)
        # Those of the restricted master are a plan by themselves.
        for grade, known in enumerate(master.columns):
            columns[grade] = sorted({*columns[grade], *known})
        limits = self.clock.limits(
            min(0.15 * self.clock.seconds, 0.5 * self.clock.left()), nodes=2000
        )
        while True:
            choice = master.choose(columns, self.apart, limits=limits, gap=1e-5)
            if choice is None:
                return None
            self._raise(min(choice.bound, master.bound + covered))
            new = master.through(choice) - self.apart
            if not new or self.clock.is_over():
                return choice
            self.apart |= new

    def _finish(self, choice: Choice, seconds: float) -> None:
        """Whole pieces and packed heats for a choice of patterns; kept when it is the best."""
        heats = self._with_spare(choice.heats)
        schedule = Layout(
            np.full(len(self.floor.slot_day), -1, dtype=np.int64),
            np.zeros((len(self.floor.slot_day), len(self.floor.weight)), dtype=np.int32),
        )
        places = _sequence(self.floor, self.master, heats, choice.carried, schedule)
        active = [grade for grade in range(len(self.pools)) if len(self.pools[grade].cost.items)]
        for number, grade in enumerate(active):
            share = 0.6 * self.clock.left() / (len(active) - number)
            self.moulder.mould(grade, heats[grade], min(share, seconds))
            self.moulder.lay(schedule, places, heats[grade], grade)
        if self.floor.hours.are_counted:
            # A heat that pours nothing after all keeps no grade: its change comes later.
            schedule = rule_keeping(self.floor, schedule)
        cost = cost_of(self.floor, schedule)
        if cost < self.cost:
            self.best, self.cost = schedule, cost

    def _with_spare(self, heats: Ints) -> Ints:
        """A heat that nobody needs goes to the grade of that day that would gain most by it."""
        heats = heats.copy()
        if self.floor.hours.are_counted:
            # The choice knows which heats the hours hold.
            return heats
        for day in np.flatnonzero(heats.sum(axis=0) < self.floor.open[0]):
            while 0 < heats[:, day].sum() < self.floor.open[0, day]:
                used = np.flatnonzero(heats[:, day])
                gains = [self.pools[g].cost.cheapest(heats[g])[1][day] for g in used]
                loads = [
                    self.pools[g].cost.demand[:, day] @ self.pools[g].cost.weight for g in used
                ]
                fill = [load / heats[g, day] for load, g in zip(loads, used, strict=True)]
                at = max(range(len(used)), key=lambda n: (gains[n], fill[n]))
                heats[used[at], day] += 1
        return heats

    def _lift(self, seconds: float) -> bool:
        """Whole pieces cost more than divisible ones: count that for the patterns that matter.

        True while there are patterns that have not had so many seconds yet.
        """
        master = self.master
        lifted = 0
        slack = []
        for grade, pool in enumerate(self.pools):
            reduced = pool.reduced(master.price)
            reduced -= reduced.min()
            done = pool.is_whole | (pool.tried >= seconds)
            reduced[done] = np.inf
            near = np.argpartition(reduced, min(200, len(reduced) - 1))[:200]
            slack += [(float(reduced[at]), grade, int(at)) for at in near]
        room = self.cost - master.bound
        wanted = sorted(each for each in slack if each[0] < room)
        for _, grade, at in wanted[: 8 * len(self.pools)]:
            if self.clock.is_over():
                return False
            pool = self.pools[grade]
            pool.tried[at] = seconds
            if not pool.is_exact[at]:
                pool.settle(at)
            if not len(pool.cost.items):
                pool.is_whole[at] = True
                continue
            metal = pool.cost.tap * pool.heats[at]
            found = pool.cost.whole(metal, self.clock, seconds, self.seed)
            pool.count_whole(at, found)
            lifted += 1
        if lifted:
            master.bound = -np.inf
            master.generate(list(heats_by_day(self.floor, self.best)))
            self._raise(master.bound)
        return lifted > 0


def heats_by_day(floor: Floor, schedule: Layout) -> Ints:
    heats = np.zeros((len(floor.setup), floor.days), dtype=np.int64)
    melted = np.flatnonzero(schedule.grade >= 0)
    np.add.at(heats, (schedule.grade[melted], floor.slot_day[melted]), 1)
    return heats


def _choice_of(floor: Floor, master: Master, plan: Layout) -> Choice:
    """The heats of a plan by day, and the grades it keeps over the nights."""
    carried = np.full(master.nights, -1, dtype=np.int64)
    for night in range(master.nights):
        evening, morning = (
            plan.grade[(floor.slot_day == day) & (plan.grade >= 0)]
            for day in master.open_days[night : night + 2]
        )
        if len(evening) and len(morning) and evening[-1] == morning[0]:
            carried[night] = morning[0]
    return Choice(heats_by_day(floor, plan), carried, 0.0, 0.0)


def _sequence(
    floor: Floor, master: Master, heats: Ints, carried: Ints, schedule: Layout
) -> dict[tuple[int, int], list[int]]:
    """Slots of each grade and day: what came over the night first, what stays for the next last."""
    places: dict[tuple[int, int], list[int]] = {}
    for number, day in enumerate(master.open_days):
        first = carried[number - 1] if number else -1
        last = carried[number] if number < master.nights else -1
        used = np.flatnonzero(heats[:, day]).tolist()
        used.sort(key=lambda grade: 0 if grade == first else 2 if grade == last else 1)
        slots = np.flatnonzero(floor.slot_day == day).tolist()
        for grade in used:
            count = int(heats[grade, day])
            places[grade, int(day)], slots = slots[:count], slots[count:]
            schedule.grade[places[grade, int(day)]] = grade
    return places
