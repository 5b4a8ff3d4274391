"""One furnace: a pattern of heats per day for each grade, by column generation with a bound."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from tuang.planning.furnace._floor import Floats, Floor, Ints, in_hours
from tuang.planning.furnace._highs import INFINITE, Programme
from tuang.planning.furnace._patterns import Pool, Prices

MOST_ROUNDS = 12


@dataclass
class Choice:
    """Heats of each grade by day, the grade carried over each night (-1: none), and a bound."""

    heats: Ints
    carried: Ints
    value: float
    bound: float


class Master:
    """One pattern for each grade, within the heats of each day; carried grades save a change.

    An idle day counts as a heat of the carried grade that pours nothing, so a grade is only
    ever carried over one night between open days.
    """

    def __init__(
        self, floor: Floor, pools: list[Pool], seed: int, until: Callable[[], bool]
    ) -> None:
        self.floor, self.pools, self.seed, self.until = floor, pools, seed, until
        self.open = floor.open[0].astype(float)
        self.open_days = np.flatnonzero(self.open)
        self.nights = max(len(self.open_days) - 1, 0)
        self.columns: list[list[int]] = [[] for _ in pools]
        self.bound = -np.inf
        self.price = Prices(np.zeros(floor.days), np.zeros(self.nights), np.zeros(floor.days))
        self.hours = np.full(floor.days, in_hours(floor.hours.day[0]))
        self.first_hour = len(pools) + floor.days + len(pools) * self.nights + self.nights

    def prices(self, lp: Programme) -> tuple[float, Prices]:
        found = lp.solve()
        grades, days = len(self.pools), len(self.open)
        day_price = np.maximum(0.0, -found.prices[grades : grades + days])
        carry = np.maximum(0.0, -found.prices[grades + days + grades * self.nights :])
        hour = np.zeros(days)
        if self.floor.hours.are_counted:
            hour = np.maximum(0.0, -found.prices[self.first_hour : self.first_hour + days])
        return found.value, Prices(day_price, carry[: self.nights], hour)

    def generate(self, start: list[Ints], gap: float = 1e-5) -> None:
        """Patterns at less than their price until there are none, or the time is up."""
        for grade, (pool, heats) in enumerate(zip(self.pools, start, strict=True)):
            for each in (np.zeros_like(heats), np.minimum(heats, pool.most)):
                index = pool.index(each)
                if index >= 0 and index not in self.columns[grade]:
                    pool.settle(index)
                    self.columns[grade].append(index)
        lp = Programme(seed=self.seed)
        self._load(lp, self.columns, is_whole=False)
        weight = 0.0
        while not self.until():
            value, price = self.prices(lp)
            # Prices lean towards the best so far, since those of a thin master jump about.
            added = self._price_out(lp, price.towards(self.price, weight))
            if value - self.bound <= gap * abs(value) or (not added and weight == 0.0):
                break
            weight = 0.5 if added else 0.0

    def _price_out(self, lp: Programme, price: Prices) -> int:
        bound = -float(price.day @ self.open) - float(price.carry.sum())
        if self.floor.hours.are_counted:
            bound -= float(price.hour @ self.hours)
        costs, entries = [], []
        for grade, pool in enumerate(self.pools):
            least, best = pool.cheapest(price, self.until)
            bound += least
            for index in self._near(pool, best, price):
                if index not in self.columns[grade]:
                    self.columns[grade].append(index)
                    costs.append(float(pool.bound[index] + pool.setups[index]))
                    entries.append(self._entries(grade, index))
        if bound > self.bound:
            self.bound, self.price = bound, price
        lp.add_columns(costs, INFINITE, entries)
        return len(costs)

    def _near(self, pool: Pool, best: int, price: Prices) -> list[int]:
        reduced = np.where(pool.is_exact, pool.reduced(price), np.inf)
        near = [int(each) for each in np.argpartition(reduced, 3)[:3]] if len(reduced) > 3 else []
        return [best, *(each for each in near if pool.is_exact[each] and each != best)]

    def within(self, room: float, most: int) -> tuple[list[list[int]], float]:
        """The patterns whose use can cost at most `room` above the bound, the best `most` of them.

        Gives also the room that these cover: any plan without them costs more than that.
        """
        for _ in range(MOST_ROUNDS):
            slack = [pool.reduced(self.price) for pool in self.pools]
            slack = [each - each.min() for each in slack]
            together = np.concatenate(slack)
            if len(together) > most:
                room = min(room, float(np.partition(together, most)[most]))
            chosen = [np.flatnonzero(each <= room) for each in slack]
            unsettled = 0
            for pool, indices, each in zip(self.pools, chosen, slack, strict=True):
                loose = indices[~pool.is_exact[indices]]
                # The most promising first: their prices lift many of the others out.
                for index in loose[np.argsort(each[loose])][:20]:
                    if not self.until():
                        pool.settle(int(index))
                unsettled += len(loose)
            if not unsettled or self.until():
                break
        # What is still unsettled is counted at its bound, which keeps the whole a bound.
        return [indices.tolist() for indices in chosen], room

    def choose(
        self,
        columns: list[list[int]],
        apart: set[tuple[int, int]],
        *,
        limits: tuple[float, int],
        gap: float,
    ) -> Choice | None:
        """The best choice among these patterns. `apart`: a grade may pass through this open day
        only if no other is melted then."""
        lp = Programme(seed=self.seed)
        self._load(lp, columns, is_whole=True, apart=apart)
        found = lp.solve(limits=limits, gap=gap)
        if found.x is None:
            return None
        x = np.rint(found.x).astype(bool)
        carries = len(self.pools) * self.nights
        heats = np.zeros((len(self.pools), len(self.open)), dtype=np.int64)
        number = carries
        for grade, chosen in enumerate(columns):
            for index in chosen:
                if x[number]:
                    heats[grade] = self.pools[grade].heats[index].astype(np.int64)
                number += 1
        carried = np.full(self.nights, -1, dtype=np.int64)
        for at in np.flatnonzero(x[:carries]):
            carried[at % self.nights] = at // self.nights
        return Choice(heats, carried, found.value, found.bound)

    def through(self, choice: Choice) -> set[tuple[int, int]]:
        """Grades carried into and out of a day on which another one is melted too."""
        found = set()
        for number in range(1, self.nights):
            grade = int(choice.carried[number])
            day = self.open_days[number]
            if grade >= 0 and grade == choice.carried[number - 1]:
                others = np.flatnonzero(choice.heats[:, day])
                if set(others.tolist()) - {grade}:
                    found.add((grade, number))
        return found

    def _load(
        self,
        lp: Programme,
        columns: list[list[int]],
        *,
        is_whole: bool,
        apart: Iterable[tuple[int, int]] = (),
    ) -> None:
        """Rows: a pattern for each grade, heats a day, carried only if both days use it, one a
        night, hours of a day where they are counted, and those of `apart`."""
        grades, nights, days = len(self.pools), self.nights, len(self.open)
        carry = np.arange(grades * nights)
        rows = [grades + days + carry, grades + days + grades * nights + carry % max(nights, 1)]
        cols, values = [carry, carry], [np.ones(len(carry)), np.ones(len(carry))]
        cost = [-np.repeat(self.floor.setup, nights)]
        timed = self.floor.hours.are_counted
        if timed and nights:
            # Whoever is carried over the night makes no change in the morning.
            rows.append(self.first_hour + self.open_days[1:][carry % nights])
            cols.append(carry)
            values.append(-np.repeat([pool.setup_hours for pool in self.pools], nights))
        number, first_apart = len(carry), self.first_hour + (days if timed else 0)
        extra: dict[tuple[int, int], int] = {}
        for grade, night in apart:
            for other in range(grades):
                if other != grade:
                    row = first_apart + len(extra)
                    extra[grade * grades + other, night] = row
                    rows.append(np.full(2, row))
                    cols.append(grade * nights + np.array([night - 1, night]))
                    values.append(np.ones(2))
        for grade, chosen in enumerate(columns):
            pool = self.pools[grade]
            mine = [
                (self.open_days[night], row)
                for (pair, night), row in extra.items()
                if pair % grades == grade
            ]
            for index in chosen:
                at, value = self._entries(grade, index)
                more = [row for day, row in mine if pool.used[index, day]]
                rows.append(np.concatenate([at, np.array(more, dtype=np.int64)]))
                values.append(np.concatenate([value, np.ones(len(more))]))
                cols.append(np.full(len(at) + len(more), number))
                number += 1
            cost.append(pool.bound[chosen] + pool.setups[chosen])
        row_upper = np.concatenate(
            [
                np.ones(grades),
                self.open,
                np.zeros(grades * nights),
                np.ones(nights),
                self.hours if timed else [],
                np.full(len(extra), 2.0),
            ]
        )
        row_lower = np.full(len(row_upper), -INFINITE)
        row_lower[:grades] = 1.0
        lp.load(
            np.concatenate(cost),
            np.zeros(number),
            np.full(number, 1.0 if is_whole else INFINITE),
            row_lower,
            row_upper,
            (np.concatenate(rows), np.concatenate(cols), np.concatenate(values)),
            np.ones(number, dtype=bool) if is_whole else None,
        )

    def _entries(self, grade: int, index: int) -> tuple[Ints, Floats]:
        pool = self.pools[grade]
        used, both = np.flatnonzero(pool.used[index]), np.flatnonzero(pool.both[index])
        start = len(self.pools) + len(self.open) + grade * self.nights
        rows = np.concatenate(([grade], len(self.pools) + used, start + both))
        values = np.concatenate(([1.0], pool.heats[index][used], -np.ones(len(both))))
        if self.floor.hours.are_counted:
            hours = pool.heat_hours * pool.heats[index][used] + pool.setup_hours
            rows = np.concatenate((rows, self.first_hour + used))
            values = np.concatenate((values, hours))
        return rows, values
