"""One furnace: a pattern of heats per day for each grade, by column generation with a bound."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._cp_sat import Moulding, mould
from tuang.planning.furnace._floor import Floats, Floor, Ints
from tuang.planning.furnace._highs import INFINITE, Programme


class GradeCost:
    """The least cost of stock and lateness of one grade's pieces under a pattern of heats."""

    def __init__(self, floor: Floor, grade: int, tap: int) -> None:
        self.items = floor.items_of(grade)
        self.tap = float(tap)
        self.whole_weight = floor.weight[self.items]
        self.weight = self.whole_weight.astype(float)
        self.demand = floor.demand[self.items]
        self.late, self.hold = floor.late[self.items], floor.hold[self.items]
        self.days = floor.days
        self._lp = self._programme()
        t = np.arange(self.days + 1)
        ahead = t[None, :] - np.arange(self.days)[:, None]
        # What a piece of item i due on day s costs when made on day t, never being the last t.
        self._delay = np.where(
            ahead[None] >= 0,
            ahead[None] * self.late[:, None, None],
            -ahead[None] * self.hold[:, None, None],
        )

    def _programme(self) -> Programme:
        """Columns: made, stock, late, each item by day. Rows: balances, then metal of each day."""
        n, days = self.demand.shape
        cells = n * days
        cell = np.arange(cells)
        day, item = cell % days, cell // days
        later = cell[day > 0]
        rows = [cell, cell, cell, later, later, cells + day]
        columns = [
            cell,
            cells + cell,
            2 * cells + cell,
            cells + later - 1,
            2 * cells + later - 1,
            cell,
        ]
        ones = np.ones(cells)
        more = np.ones(len(later))
        values = [ones, -ones, ones, more, -more, self.weight[item]]
        cost = np.concatenate([np.zeros(cells), self.hold[item], self.late[item]])
        demand = self.demand.ravel().astype(float)
        lp = Programme()
        lp.load(
            cost,
            np.zeros(3 * cells),
            np.full(3 * cells, INFINITE),
            np.concatenate([demand, np.full(days, -INFINITE)]),
            np.concatenate([demand, np.zeros(days)]),
            (np.concatenate(rows), np.concatenate(columns), np.concatenate(values)),
        )
        self._metal = cells + np.arange(days)
        return lp

    def cheapest(self, heats: Ints | Floats) -> tuple[float, Floats]:
        """The cost with divisible pieces, and the worth of a kilogram more each day."""
        value, price, _ = self.divisible(self.tap * heats.astype(np.float64))
        return value, price

    def divisible(self, metal: Floats) -> tuple[float, Floats, Floats]:
        """Cost, worth of metal and pieces made each day, as if pieces could be divided."""
        self._lp.limit_rows(self._metal, metal)
        found = self._lp.solve()
        n, days = self.demand.shape
        made = np.zeros(n * days) if found.x is None else found.x[: n * days]
        return found.value, np.maximum(0.0, -found.prices[self._metal]), made.reshape(n, days)

    def worth(self, price: Floats) -> float:
        """What pieces cost when each pays for its metal: a bound for every pattern."""
        paid = self._delay + self.weight[:, None, None] * np.append(price, 0.0)[None, None, :]
        return float((paid.min(axis=2) * self.demand).sum())

    def whole(
        self, metal: Floats, clock: Clock, seconds: float, seed: int, gap: float = 0.0
    ) -> Moulding:
        """Whole pieces made each day within so many kilograms."""
        return mould(
            self.whole_weight,
            self.demand,
            self.late,
            self.hold,
            np.floor(metal + 1e-6).astype(np.int64),
            limits=clock.steady(seconds),
            seed=seed,
            gap=gap,
        )


class Pool:
    """Every pattern of heats per day that a grade may use, with the best known bound of each."""

    def __init__(self, cost: GradeCost, most: Ints, setup: float, open_days: Ints) -> None:
        self.cost = cost
        self.setup = setup
        listed = np.indices(tuple((most + 1).tolist())).reshape(len(most), -1).T
        # Each day pours its metal in the fewest heats, so at most one of them is not full. An
        # idle day may count one heat that pours nothing.
        metal = float((cost.weight[:, None] * cost.demand).sum())
        kept = listed.sum(axis=1) <= metal / cost.tap + len(open_days)
        self.heats = listed[kept].astype(float)
        self._place = np.where(kept, np.cumsum(kept) - 1, -1)
        self.most = most
        self.bound = np.zeros(len(self.heats))
        self.is_exact = np.zeros(len(self.heats), dtype=bool)
        self.used = self.heats > 0
        opened = self.used[:, open_days]
        self.both = (opened[:, 1:] & opened[:, :-1]).astype(float)
        self.setups = setup * self.used.sum(axis=1)
        self._step = np.cumprod(np.concatenate(([1], (most + 1)[:0:-1])))[::-1]

    def index(self, heats: Ints) -> int:
        """The number of a pattern, -1 when it is not one of those worth listing."""
        if (heats > self.most).any():
            return -1
        return int(self._place[int(heats @ self._step)])

    def settle(self, index: int) -> None:
        """The exact cost of one pattern; its prices bound all the others."""
        value, price = self.cost.cheapest(self.heats[index])
        least = self.cost.worth(price)
        np.maximum(self.bound, least - self.heats @ (price * self.cost.tap), out=self.bound)
        self.bound[index] = max(self.bound[index], value)
        self.is_exact[index] = True

    def reduced(self, day_price: Floats, carry_price: Floats) -> Floats:
        """The cost of each pattern when heats are paid for and a carried grade saves its change."""
        saved = np.maximum(0.0, self.setup - carry_price)
        reduced: Floats = self.bound + self.setups + self.heats @ day_price - self.both @ saved
        return reduced

    def cheapest(
        self, day_price: Floats, carry_price: Floats, until: Callable[[], bool]
    ) -> tuple[float, int]:
        """The least reduced cost, and the exact pattern that has it or comes near."""
        best, best_value = -1, np.inf
        for attempt in range(40):
            if attempt and until():
                break
            reduced = self.reduced(day_price, carry_price)
            at = int(reduced.argmin())
            if self.is_exact[at]:
                return float(reduced[at]), at
            self.settle(at)
            value = self._reduced_of(at, day_price, carry_price)
            if value < best_value:
                best, best_value = at, value
        return float(self.reduced(day_price, carry_price).min()), best

    def _reduced_of(self, at: int, day_price: Floats, carry_price: Floats) -> float:
        saved = np.maximum(0.0, self.setup - carry_price)
        return float(
            self.bound[at] + self.setups[at] + self.heats[at] @ day_price - self.both[at] @ saved
        )


MOST_PATTERNS = 400_000
MOST_ROUNDS = 12


def pools(floor: Floor) -> list[Pool] | None:
    """None when there are more patterns than can be listed."""
    tap, open_ = int(floor.tap[0]), floor.open[0]
    found = []
    for grade in range(len(floor.setup)):
        cost = GradeCost(floor, grade, tap)
        metal = int((cost.weight[:, None] * cost.demand).sum())
        # With divisible pieces no day needs more heats than the grade needs in all.
        most = np.minimum(open_, -(-metal // tap))
        if np.prod(most + 1.0) > MOST_PATTERNS:
            return None
        found.append(Pool(cost, most, float(floor.setup[grade]), np.flatnonzero(open_)))
    return found


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
        self.day_price = np.zeros(floor.days)
        self.carry_price = np.zeros(self.nights)

    def prices(self, lp: Programme) -> tuple[float, Floats, Floats]:
        found = lp.solve()
        grades, days = len(self.pools), len(self.open)
        day_price = np.maximum(0.0, -found.prices[grades : grades + days])
        carry = np.maximum(0.0, -found.prices[grades + days + grades * self.nights :])
        return found.value, day_price, carry[: self.nights]

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
            value, day_price, carry_price = self.prices(lp)
            # Prices lean towards the best so far, since those of a thin master jump about.
            day_price = weight * self.day_price + (1 - weight) * day_price
            carry_price = weight * self.carry_price + (1 - weight) * carry_price
            added = self._price_out(lp, day_price, carry_price)
            if value - self.bound <= gap * abs(value) or (not added and weight == 0.0):
                break
            weight = 0.5 if added else 0.0

    def _price_out(self, lp: Programme, day_price: Floats, carry_price: Floats) -> int:
        bound = -float(day_price @ self.open) - float(carry_price.sum())
        costs, entries = [], []
        for grade, pool in enumerate(self.pools):
            least, best = pool.cheapest(day_price, carry_price, self.until)
            bound += least
            for index in self._near(pool, best, day_price, carry_price):
                if index not in self.columns[grade]:
                    self.columns[grade].append(index)
                    costs.append(float(pool.bound[index] + pool.setups[index]))
                    entries.append(self._entries(grade, index))
        if bound > self.bound:
            self.bound, self.day_price, self.carry_price = bound, day_price, carry_price
        lp.add_columns(costs, INFINITE, entries)
        return len(costs)

    def _near(self, pool: Pool, best: int, day_price: Floats, carry_price: Floats) -> list[int]:
        reduced = np.where(pool.is_exact, pool.reduced(day_price, carry_price), np.inf)
        near = [int(each) for each in np.argpartition(reduced, 3)[:3]] if len(reduced) > 3 else []
        return [best, *(each for each in near if pool.is_exact[each] and each != best)]

    def within(self, room: float, most: int) -> tuple[list[list[int]], float]:
        """The patterns whose use can cost at most `room` above the bound, the best `most` of them.

        Gives also the room that these cover: any plan without them costs more than that.
        """
        for _ in range(MOST_ROUNDS):
            slack = [pool.reduced(self.day_price, self.carry_price) for pool in self.pools]
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
        night, and those of `apart`."""
        grades, nights, days = len(self.pools), self.nights, len(self.open)
        carry = np.arange(grades * nights)
        rows = [grades + days + carry, grades + days + grades * nights + carry % max(nights, 1)]
        cols, values = [carry, carry], [np.ones(len(carry)), np.ones(len(carry))]
        cost = [-np.repeat(self.floor.setup, nights)]
        number, first_apart = len(carry), grades + days + grades * nights + nights
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
        return rows, values
