"""Patterns of heats per day that a grade may use on one furnace, and what each costs at least."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._cp_sat import Moulding, mould, mould_heats
from tuang.planning.furnace._floor import Floats, Floor, Ints, in_hours
from tuang.planning.furnace._highs import INFINITE, Programme
from tuang.planning.furnace._packing import fullest

MOST_PATTERNS = 400_000


class GradeCost:
    """The least cost of stock and lateness of one grade's pieces under a pattern of heats.

    tap: the most that whole pieces of the grade fill of a heat.
    """

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
        self,
        metal: Floats,
        clock: Clock,
        seconds: float,
        seed: int,
        *,
        gap: float = 0.0,
        below: float = np.inf,
    ) -> Moulding:
        """Whole pieces made each day within so many kilograms, at a cost of at most `below`."""
        return mould(
            self.whole_weight,
            self.demand,
            self.late,
            self.hold,
            np.floor(metal + 1e-6).astype(np.int64),
            limits=clock.steady(seconds),
            seed=seed,
            gap=gap,
            below=below,
        )

    def heat_by_heat(
        self, heats: Ints, clock: Clock, seconds: float, seed: int, *, below: float
    ) -> Moulding:
        """Whole pieces made in each heat of all days, at a cost of at most `below`."""
        return mould_heats(
            self.whole_weight,
            self.demand,
            self.late,
            self.hold,
            heats,
            int(self.tap),
            limits=clock.steady(seconds),
            seed=seed,
            below=below,
        )


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a heat each day, of a grade carried over each night, and of an hour each day."""

    day: Floats
    carry: Floats
    hour: Floats

    def towards(self, other: "Prices", weight: float) -> "Prices":
        """So much of the other, the rest of these."""
        return Prices(
            *(
                weight * theirs + (1 - weight) * ours
                for theirs, ours in (
                    (other.day, self.day),
                    (other.carry, self.carry),
                    (other.hour, self.hour),
                )
            )
        )


class Pool:
    """Every pattern of heats per day that a grade may use, with the best known bound of each."""

    def __init__(
        self,
        cost: GradeCost,
        most: Ints,
        setup: float,
        open_days: Ints,
        *,
        every: bool = False,
        hours: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """hours: of a heat and of a change to the grade, where they are counted."""
        self.cost = cost
        self.heat_hours, self.setup_hours = hours
        self.mornings = open_days[1:]
        self.setup = setup
        listed = np.indices(tuple((most + 1).tolist())).reshape(len(most), -1).T
        # Each day pours its metal in the fewest heats, so at most one of them is not full. An
        # idle day may count one heat that pours nothing.
        metal = float((cost.weight[:, None] * cost.demand).sum())
        kept = (listed.sum(axis=1) <= metal / cost.tap + len(open_days)) | every
        self.heats = listed[kept].astype(float)
        self._place = np.where(kept, np.cumsum(kept) - 1, -1)
        self.most = most
        self.bound = np.zeros(len(self.heats))
        self.is_exact = np.zeros(len(self.heats), dtype=bool)
        self.is_whole = np.zeros(len(self.heats), dtype=bool)
        self.tried = np.zeros(len(self.heats))
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

    def reduced(self, prices: Prices) -> Floats:
        """The cost of each pattern when heats are paid for and a carried grade saves its change."""
        heat, saved = self._paid(prices)
        reduced: Floats = self.bound + self.setups + self.heats @ heat - self.both @ saved
        if self.setup_hours:
            reduced += self.used @ (self.setup_hours * prices.hour)
        return reduced

    def _paid(self, prices: Prices) -> tuple[Floats, Floats]:
        """What a heat pays each day, and what a carried grade saves over each night."""
        heat, saved = prices.day, self.setup - prices.carry
        if self.heat_hours:
            heat = heat + self.heat_hours * prices.hour
            saved = saved + self.setup_hours * prices.hour[self.mornings]
        return heat, np.maximum(0.0, saved)

    def count_whole(self, index: int, found: Moulding) -> None:
        """Whole pieces cost more than divisible ones."""
        self.bound[index] = max(self.bound[index], found.bound)
        self.is_whole[index] |= found.is_optimal

    def cheapest(self, prices: Prices, until: Callable[[], bool]) -> tuple[float, int]:
        """The least reduced cost, and the exact pattern that has it or comes near."""
        best, best_value = -1, np.inf
        for attempt in range(40):
            if attempt and until():
                break
            reduced = self.reduced(prices)
            at = int(reduced.argmin())
            if self.is_exact[at]:
                return float(reduced[at]), at
            self.settle(at)
            value = self._reduced_of(at, prices)
            if value < best_value:
                best, best_value = at, value
        return float(self.reduced(prices).min()), best

    def _reduced_of(self, at: int, prices: Prices) -> float:
        heat, saved = self._paid(prices)
        value = self.bound[at] + self.setups[at] + self.heats[at] @ heat - self.both[at] @ saved
        if not self.setup_hours:
            return float(value)
        return float(value + self.used[at] @ (self.setup_hours * prices.hour))


def pools(floor: Floor) -> list[Pool] | None:
    """None when there are more patterns than can be listed.

    Of two grades each pattern is listed, since one takes the heats that the other leaves.
    """
    tap, open_ = int(floor.tap[0]), floor.open[0]
    is_pair = len(floor.setup) == 2
    found = []
    for grade in range(len(floor.setup)):
        items = floor.items_of(grade)
        cost = GradeCost(
            floor, grade, max(1, fullest(floor.weight[items], floor.demand[items].sum(axis=1), tap))
        )
        metal = int((cost.weight[:, None] * cost.demand).sum())
        # With divisible pieces no day needs more heats than the grade needs in all.
        most = open_ if is_pair else np.minimum(open_, -(-metal // int(cost.tap)))
        if np.prod(most + 1.0) > MOST_PATTERNS:
            return None
        setup, open_days = float(floor.setup[grade]), np.flatnonzero(open_)
        hours = (0.0, 0.0)
        if floor.hours.are_counted:
            hours = in_hours(floor.hours.heat[0]), in_hours(floor.hours.setup[grade])
        found.append(Pool(cost, most, setup, open_days, every=is_pair, hours=hours))
    return found
