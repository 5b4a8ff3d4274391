"""A bound for many furnaces: each plays its own best month against prices of pieces by day."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tuang.planning.furnace._floor import Bools, Floats, Floor, Ints

MEMORY = 0.03
"""What the newest direction counts in the mean (Barahona and Anbil 2000)."""


class Prices:
    """At any prices, what pieces pay less what furnaces earn is below the cost of every plan."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        days = floor.days
        ahead = np.arange(days + 1)[None, :] - np.arange(days)[:, None]
        # What a piece of item i due on day s costs when made on day t, never being the last t.
        self.delay = np.where(
            ahead[None] >= 0,
            ahead[None] * floor.late[:, None, None],
            -ahead[None] * floor.hold[:, None, None],
        )
        self.kinds: list[tuple[int, Ints, Ints]] = []
        for k in range(len(floor.setup)):
            items = floor.items_of(k)
            able = floor.makes[:, items] & floor.melts[:, k, None]
            for kind in np.unique(able, axis=0):
                if kind.any():
                    members = np.flatnonzero((able == kind).all(axis=1))
                    self.kinds.append((k, items[kind], members))
        self.most = int(floor.open.max(initial=0))
        self.change = np.where(floor.melts, floor.setup[None, :], np.inf)
        # Where heats are fixed, changes to and from them are unknown here: none is counted.
        touched = np.unique(floor.slot_furnace[floor.locked])
        self.change[touched] = np.where(floor.melts[touched], 0.0, np.inf)

    def bound(self, price: Floats) -> tuple[float, Floats, Floats]:
        """The bound at price[i, t] for a piece, where to move the prices to raise it, and the
        heats[f, t, k] of every furnace's best month."""
        floor = self.floor
        days = floor.days
        paid = self.delay.copy()
        paid[:, :, :days] += price[:, None, :]
        when = paid.argmin(axis=2)
        least = np.take_along_axis(paid, when[:, :, None], axis=2)[:, :, 0]
        # A piece of a fixed heat serves as one bought at that day's price, and is paid back.
        value = float((least * floor.demand).sum() - (price * floor.fixed).sum())
        wanted = np.zeros((len(price), days + 1))
        np.add.at(wanted, (np.arange(len(price))[:, None], when), floor.demand)
        earned, heats, best = self._months(price)
        made = np.zeros_like(price)
        for (k, _items, members), chosen in zip(self.kinds, best, strict=True):
            metal = (heats[members, :, k] * floor.tap[members, None]).sum(axis=0)
            np.add.at(made, (chosen, np.arange(days)), metal / floor.weight[chosen])
        return value - earned, wanted[:, :days] - made - floor.fixed, heats

    def whole_bound(self, price: Floats, until: Callable[[], bool]) -> float:
        """The bound when a heat pours whole pieces, which no divisible ones exceed in worth.

        Heats that the time did not suffice for count as if theirs were divisible.
        """
        floor = self.floor
        paid = self.delay.copy()
        paid[:, :, : floor.days] += price[:, None, :]
        value = float((paid.min(axis=2) * floor.demand).sum() - (price * floor.fixed).sum())
        worth, _ = self._worth(price)
        for k, items, members in self.kinds:
            if until():
                break
            taps = floor.tap[members]
            most = worth_of_fills(price[items], floor.weight[items], int(taps.max()))
            worth[members, :, k] = most[:, taps].T
        return value - self._months_of(worth)[0]

    def _months(self, price: Floats) -> tuple[float, Floats, list[Ints]]:
        """Every furnace's best month at once: what all earn, heats[f, t, k], the dearest items."""
        worth, best = self._worth(price)
        earned, heats = self._months_of(worth)
        return earned, heats, best

    def _worth(self, price: Floats) -> tuple[Floats, list[Ints]]:
        """Of a heat of divisible pieces: worth[f, t, k], and the dearest item of each kind."""
        floor = self.floor
        worth = np.zeros((len(floor.tap), floor.days, len(floor.setup)))
        best = []
        a_kilogram = price / floor.weight[:, None]
        for k, items, members in self.kinds:
            best.append(items[a_kilogram[items].argmax(axis=0)])
            worth[members, :, k] = a_kilogram[items].max(axis=0)[None, :] * floor.tap[members, None]
        return worth, best

    def _months_of(self, worth: Floats) -> tuple[float, Floats]:
        floor = self.floor
        furnaces, days, grades = worth.shape
        total = -self.change
        row, here = np.arange(furnaces), np.arange(grades)[None, :]
        came: list[tuple[int, Ints, Bools]] = []
        first = np.ones(furnaces, dtype=bool)
        for t in range(days):
            for position in range(self.most):
                runs = floor.open[:, t] > position
                leader = total.argmax(axis=1)
                switched = total[row, leader][:, None] - self.change
                stay = (total >= switched) | first[:, None]
                came.append((t, np.where(stay | ~runs[:, None], here, leader[:, None]), runs))
                moved = np.where(first[:, None], total, np.maximum(total, switched))
                total = np.where(runs[:, None], moved + worth[:, t, :], total)
                first = first & ~runs
        heats = np.zeros((furnaces, days, grades))
        at = total.argmax(axis=1)
        # A furnace that earns less than its first change stays cold.
        warm = total[row, at] > 0
        earned = float(np.maximum(total[row, at], 0.0).sum())
        for t, before, runs in reversed(came):
            ran = runs & warm
            heats[row[ran], t, at[ran]] += 1
            at = before[row, at]
        return earned, heats


def worth_of_fills(price: Floats, weight: Ints, tap: int) -> Floats:
    """The most that whole pieces within each number of grains up to `tap` are worth, each day.

    price[i, t]. The same number of grains over a multiple of a weight form a chain: along it one
    more piece is worth its price, so the best start of a chain is a running maximum.
    """
    days = price.shape[1]
    best = np.zeros((days, tap + 1))
    for i, grains in enumerate(weight.tolist()):
        links = -(-(tap + 1) // grains)
        chains = np.full((days, links * grains), -np.inf)
        chains[:, : tap + 1] = best
        chains = chains.reshape(days, links, grains)
        pieces = (np.arange(links) * price[i][:, None])[:, :, None]
        best = np.maximum.accumulate(chains - pieces, axis=1) + pieces
        best = best.reshape(days, -1)[:, : tap + 1]
    return best


@dataclass(frozen=True)
class Climb:
    """The best bound found, its prices, and heats[f, t, k] in the mean of the way there.

    The mean, though not whole, comes near the best for all furnaces at once.
    """

    bound: float
    price: Floats
    heats: Floats


def first_price(prices: Prices) -> Floats:
    """As a beginning, some part of what a day late costs: the one with the best bound."""
    late = np.repeat(prices.floor.late[:, None], prices.floor.days, axis=1)
    parts = (0.0, 0.003, 0.03, 0.3, 1.0)
    return max((part * late for part in parts), key=lambda price: prices.bound(price)[0])


def raised(
    prices: Prices,
    start: Floats,
    upper: float,
    steps: int,
    until: Callable[[], bool],
) -> Climb:
    """A climb towards `upper`: the volume algorithm.

    Each step goes from the best prices along a slowly forgetting mean of all directions, since a
    single one jumps between months that earn nearly the same. The aim is a little above the best
    so far, at most `upper`.
    """
    best, mean, heats = prices.bound(start)
    best_price, lean, idle = start, 0.5, 0
    aim = min(upper, max(1.2 * best, 0.2 * upper))
    for _ in range(steps):
        norm = float((mean**2).sum())
        if norm == 0 or lean < 1e-7 or best >= upper or until():
            break
        if best >= 0.95 * aim:
            aim = min(upper, 1.07 * best)
        price = np.maximum(0.0, best_price + lean * (aim - best) / norm * mean)
        value, direction, now = prices.bound(price)
        mean = MEMORY * direction + (1 - MEMORY) * mean
        heats = MEMORY * now + (1 - MEMORY) * heats
        if value > best:
            best, best_price, idle, lean = value, price, 0, min(1.03 * lean, 2.0)
        else:
            idle += 1
            if idle >= 20:
                lean, idle = 0.7 * lean, 0
    return Climb(max(best, 0.0), best_price, heats)
