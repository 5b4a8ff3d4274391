"""Makes room for a piece that found none: another line's pieces go to another week or workshop."""

import numpy as np
from numpy.typing import NDArray

from tuang.planning.allocation._arcs import Arcs, Places, Values

ROUNDING = 1e-12


class Floor:
    """Pieces of each arc as they are moved, and the kg that each slot has left.

    Only the arcs in `allowed` may take pieces. least: what a pair must keep, shape (pairs,).
    """

    def __init__(
        self, arcs: Arcs, pieces: Places, allowed: NDArray[np.bool_], least: Places
    ) -> None:
        self.arcs, self.pieces, self.least = arcs, pieces, least
        used = np.bincount(arcs.slot, pieces * arcs.melt, minlength=len(arcs.capacity))
        self.left: Values = arcs.capacity - used
        self.made = np.bincount(arcs.pair, pieces, minlength=len(arcs.pairs.line))
        live = np.flatnonzero(allowed)
        self._by_slot = _grouped(live, arcs.slot)
        self._by_group = _grouped(live, arcs.group)

    def place(self, group: int, missing: int) -> None:
        """Find room for the missing pieces of a group, as far as one move each makes it."""
        for _ in range(missing):
            if not self._place_one(group):
                return

    def _place_one(self, group: int) -> bool:
        best, found = float(self.arcs.unmet_cost[group]), None
        for arc in self._by_group.get(group, np.zeros(0, dtype=np.int64)).tolist():
            slot = self.arcs.slot[arc]
            spare = self.left[slot] + ROUNDING * self.arcs.capacity[slot]
            if spare >= self.arcs.melt[arc]:
                if self.arcs.cost[arc] < best:
                    best, found = float(self.arcs.cost[arc]), (arc, -1, -1, 0)
                continue
            for giver in self._by_slot[slot].tolist():
                count = int(np.ceil((self.arcs.melt[arc] - spare) / self.arcs.melt[giver]))
                if self.arcs.group[giver] == group or count > self.pieces[giver]:
                    continue
                taker = self._cheapest_room(giver, count)
                if taker < 0:
                    continue
                dearer = count * float(self.arcs.cost[taker] - self.arcs.cost[giver])
                if self.arcs.cost[arc] + dearer < best:
                    best = float(self.arcs.cost[arc] + dearer)
                    found = (arc, giver, taker, count)
        if found is None:
            return False
        arc, giver, taker, count = found
        if count:
            self._add(giver, -count)
            self._add(taker, count)
        self._add(arc, 1)
        return True

    def _cheapest_room(self, giver: int, count: int) -> int:
        """The cheapest other arc of the giver's group with room for so many, or -1."""
        arcs = self.arcs
        own = self._by_group[arcs.group[giver]]
        slots = arcs.slot[own]
        roomy = self.left[slots] + ROUNDING * arcs.capacity[slots] >= count * arcs.melt[own]
        roomy &= slots != arcs.slot[giver]
        pair = arcs.pair[giver]
        if self.made[pair] - count < self.least[pair]:
            roomy &= arcs.pair[own] == pair
        takers = own[roomy]
        return int(takers[np.argmin(arcs.cost[takers])]) if len(takers) else -1

    def _add(self, arc: int, count: int) -> None:
        self.pieces[arc] += count
        self.left[self.arcs.slot[arc]] -= count * self.arcs.melt[arc]
        self.made[self.arcs.pair[arc]] += count


def _grouped(live: Places, key: Places) -> dict[int, Places]:
    if len(live) == 0:
        return {}
    order = live[np.argsort(key[live], kind="stable")]
    values, starts = np.unique(key[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, starts[1:]), strict=True))
