"""What one grade's pieces cost when furnaces that make different items share the work."""

import numpy as np

from tuang.planning.furnace._floor import Floats, Floor, Ints
from tuang.planning.furnace._highs import INFINITE, Programme


class SharedCost:
    """Furnaces that make the same items of the grade form a kind; metal counts by kind and day."""

    def __init__(self, floor: Floor, grade: int) -> None:
        self.items = floor.items_of(grade)
        self.days = floor.days
        able = floor.makes[:, self.items]
        kinds, self.kind = np.unique(able, axis=0, return_inverse=True)
        self.kinds = kinds
        self.kind = self.kind.ravel()
        self.demand = floor.demand[self.items]
        self._load(floor)

    def _load(self, floor: Floor) -> None:
        """Columns: poured by kind, item and day, then stock, then lateness."""
        n, days = self.demand.shape
        cells = n * days
        self.flow_kind, self.flow_item = np.nonzero(self.kinds)
        kind = np.repeat(self.flow_kind, days)
        item = np.repeat(self.flow_item, days)
        day = np.tile(np.arange(days), len(self.flow_kind))
        flows = len(kind)
        cell = np.arange(cells)
        later = cell[cell % days > 0]
        column = np.arange(flows)
        self.flows = flows
        self._metal = cells + np.arange(len(self.kinds) * days)
        weight = floor.weight[self.items].astype(float)
        demand = self.demand.ravel().astype(float)
        more, ones = np.ones(len(later)), np.ones(cells)
        self._lp = Programme()
        self._lp.load(
            np.concatenate(
                [
                    np.zeros(flows),
                    np.repeat(floor.hold[self.items], days),
                    np.repeat(floor.late[self.items], days),
                ]
            ),
            np.zeros(flows + 2 * cells),
            np.full(flows + 2 * cells, INFINITE),
            np.concatenate([demand, np.full(len(self._metal), -INFINITE)]),
            np.concatenate([demand, np.zeros(len(self._metal))]),
            (
                np.concatenate(
                    [
                        item * days + day,
                        cell,
                        cell,
                        later,
                        later,
                        self._metal[0] + kind * days + day,
                    ]
                ),
                np.concatenate(
                    [
                        column,
                        flows + cell,
                        flows + cells + cell,
                        flows + later - 1,
                        flows + cells + later - 1,
                        column,
                    ]
                ),
                np.concatenate([np.ones(flows), -ones, ones, more, -more, weight[item]]),
            ),
        )

    def divisible(self, metal: Floats) -> tuple[float, Floats, Floats]:
        """Cost, worth of a kilogram more [kind, day], pieces poured [kind, item, day]."""
        self._lp.limit_rows(self._metal, metal.ravel())
        found = self._lp.solve()
        poured = np.zeros((len(self.kinds), len(self.items), self.days))
        if found.x is not None:
            poured[self.flow_kind, self.flow_item] = found.x[: self.flows].reshape(-1, self.days)
        price = np.maximum(0.0, -found.prices[self._metal]).reshape(-1, self.days)
        return found.value, price, poured


def pour(floor: Floor, cost: SharedCost, slots: Ints, space: Ints, poured: Floats) -> Ints:
    """Whole pieces for one grade's slots, [slot, item], near what was poured of each kind.

    What rounding takes from one heat waits for the next with room; what would be late is put
    into an earlier heat that has room for it.
    """
    items = cost.items
    weight = floor.weight[items]
    pieces = np.zeros((len(slots), len(items)), dtype=np.int64)
    space = space.copy()
    kind = cost.kind[floor.slot_furnace[slots]]
    day = floor.slot_day[slots]
    left = cost.demand.sum(axis=1)
    owed = np.zeros(poured.shape[:2])
    order = np.lexsort((cost.kinds[kind].sum(axis=1), day))
    today = -1
    for at in order.tolist():
        if day[at] != today:
            for passed in range(today + 1, int(day[at]) + 1):
                owed += poured[:, :, passed]
            today = int(day[at])
        able = cost.kinds[kind[at]]
        # Its own kind's share first, then what other kinds still owe.
        for wanted in (owed[kind[at]], np.where(able, owed.sum(axis=0), 0.0)):
            for i in np.argsort(-wanted * weight):
                count = min(int(wanted[i] + 1e-6), int(space[at] // weight[i]), int(left[i]))
                if count > 0 and able[i]:
                    pieces[at, i] += count
                    space[at] -= count * weight[i]
                    left[i] -= count
                    _repay(owed, int(kind[at]), int(i), count)
    _rescue(cost, pieces, space, weight, kind, day)
    return pieces


def _repay(owed: Floats, kind: int, item: int, count: float) -> None:
    paid = min(max(owed[kind, item], 0.0), count)
    owed[kind, item] -= paid
    count -= paid
    while count > 1e-9:
        most = int(owed[:, item].argmax())
        paid = min(owed[most, item], count)
        if paid <= 0:
            owed[kind, item] -= count
            return
        owed[most, item] -= paid
        count -= paid


def _rescue(
    cost: SharedCost, pieces: Ints, space: Ints, weight: Ints, kind: Ints, day: Ints
) -> None:
    """Late pieces, the latest due first, go to the last heat before their day that has room."""
    by_day = np.argsort(-day, kind="stable")
    for i in range(len(weight)):
        made = np.zeros(cost.days, dtype=np.int64)
        np.add.at(made, day, pieces[:, i])
        stock = np.cumsum(made - cost.demand[i])
        for due in range(cost.days):
            short = int(-stock[due])
            if short <= 0:
                continue
            for at in by_day[np.flatnonzero(day[by_day] <= due)].tolist():
                if short <= 0:
                    break
                count = min(short, int(space[at] // weight[i])) if cost.kinds[kind[at], i] else 0
                if count <= 0:
                    continue
                _take_later(pieces, space, weight, day, i, due, count)
                pieces[at, i] += count
                space[at] -= count * weight[i]
                short -= count
            made[:] = 0
            np.add.at(made, day, pieces[:, i])
            stock = np.cumsum(made - cost.demand[i])


def _take_later(
    pieces: Ints, space: Ints, weight: Ints, day: Ints, item: int, due: int, count: int
) -> None:
    """The pieces that would have come late are not made twice."""
    for at in np.flatnonzero((day > due) & (pieces[:, item] > 0)).tolist():
        taken = min(count, int(pieces[at, item]))
        pieces[at, item] -= taken
        space[at] += taken * weight[item]
        count -= taken
        if count <= 0:
            return
