"""Whole pieces of one grade's pattern of heats, packed heat by heat, on one furnace."""

from dataclasses import dataclass

import numpy as np

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._cp_sat import fit
from tuang.planning.furnace._floor import Floats, Floor, Ints, Layout
from tuang.planning.furnace._packing import pack
from tuang.planning.furnace._patterns import Pool

TRIES = 6
"""Plans of whole pieces, each with less metal on the days whose heats could not be filled up."""

MOST_CELLS = 100
"""Items by heats up to which packing is planned heat by heat."""


@dataclass
class Moulded:
    """Pieces by day, heat and item that pack, and what their stock and lateness cost."""

    items: Ints
    packed: Ints | None = None
    value: float = np.inf
    tried: float = 0.0
    is_final: bool = False


class Moulder:
    """Remembers the best whole pieces known for each pattern of heats."""

    def __init__(self, floor: Floor, pools: list[Pool], clock: Clock, seed: int) -> None:
        self.floor, self.pools, self.clock, self.seed = floor, pools, clock, seed
        self.random = np.random.default_rng(seed)
        self._known: dict[tuple[int, bytes], Moulded] = {}

    def mould(self, grade: int, heats: Ints, seconds: float, *, below: float = np.inf) -> Moulded:
        """The best whole pieces known for these heats; sought again if there is more time now.

        Nothing that costs more than `below` is sought.
        """
        cost = self.pools[grade].cost
        key = (grade, heats.tobytes())
        known = self._known.setdefault(key, Moulded(cost.items))
        if known.is_final or known.tried >= seconds:
            return known
        known.tried = seconds
        has_lost = self._by_day(grade, heats, seconds, below, known)
        if has_lost and int(heats.sum()) * len(cost.items) <= MOST_CELLS:
            self._by_heat(grade, heats, seconds, known)
        return known

    def _by_day(
        self, grade: int, heats: Ints, seconds: float, below: float, known: Moulded
    ) -> bool:
        """Each day's pieces at once, then packed; those that fit no heat are planned anew.

        True when some found no room at first: then packing may cost something.
        """
        pool, cost = self.pools[grade], self.pools[grade].cost
        full: Floats = cost.tap * heats.astype(np.float64)
        metal, has_lost = full, False
        for attempt in range(TRIES):
            found = cost.whole(
                metal, self.clock, seconds, self.seed, gap=1e-6, below=min(below, known.value)
            )
            at = pool.index(heats)
            if attempt == 0 and at >= 0:
                pool.count_whole(at, found)
            if found.made is None:
                break
            packed, lost = self._pack_days(grade, found.made, heats, seconds)
            value = stock_of(cost.demand, packed.sum(axis=1).T, cost.late, cost.hold)
            if value < known.value:
                known.packed, known.value = packed, value
            if not lost.any():
                known.is_final = found.is_optimal and attempt == 0
                break
            has_lost = True
            metal = np.where(lost > 0, np.minimum(metal - 1, full - lost), metal)
        return has_lost

    def _by_heat(self, grade: int, heats: Ints, seconds: float, known: Moulded) -> None:
        """With packing in the programme itself: dearer than without it, and so a better bound."""
        pool, cost = self.pools[grade], self.pools[grade].cost
        found = cost.heat_by_heat(heats, self.clock, seconds, self.seed, below=known.value)
        at = pool.index(heats)
        if at >= 0:
            pool.bound[at] = max(pool.bound[at], found.bound)
        if found.made is not None:
            packed = self._no_pieces(heats, len(cost.items))
            day = np.repeat(np.arange(len(heats)), heats)
            number = np.concatenate([np.arange(count) for count in heats.tolist()])
            packed[day, number] = found.made.T
            known.packed = packed
            known.value = stock_of(cost.demand, packed.sum(axis=1).T, cost.late, cost.hold)
        known.is_final = known.value <= found.bound * (1 + 2e-6)

    def _pack_days(
        self, grade: int, made: Ints, heats: Ints, seconds: float
    ) -> tuple[Ints, Floats]:
        """Pieces by day, heat and item, and the metal of each day that filled no heat up.

        None is lost on a day whose pieces all found room: quickly, else by a programme.
        """
        cost = self.pools[grade].cost
        packed = self._no_pieces(heats, len(cost.items))
        lost = np.zeros(len(heats))
        for day in np.flatnonzero(heats):
            count = int(heats[day])
            poured, left = pack(cost.whole_weight, made[:, day], int(cost.tap), count, self.random)
            if left.any():
                limits = self.clock.steady(seconds / len(heats))
                all_fit = fit(
                    cost.whole_weight, made[:, day], int(cost.tap), count, limits, self.seed
                )
                if all_fit is not None:
                    poured, left = all_fit.astype(np.int32), 0 * left
            packed[day, :count] = poured
            if left.any():
                room = cost.tap - poured @ cost.weight
                lost[day] = room.sum() - room.max()
        return packed, lost

    def _no_pieces(self, heats: Ints, items: int) -> Ints:
        return np.zeros((len(heats), int(heats.max(initial=1)), items), dtype=np.int64)

    def lay(
        self, schedule: Layout, places: dict[tuple[int, int], list[int]], heats: Ints, grade: int
    ) -> None:
        """Into the slots of this grade, what is known to be poured from them."""
        moulded = self._known[grade, heats.tobytes()]
        if moulded.packed is None:
            return
        for day in np.flatnonzero(heats):
            for heat, slot in enumerate(places[grade, int(day)]):
                schedule.pieces[slot, moulded.items] = moulded.packed[day, heat]


def stock_of(demand: Ints, made: Ints, late: Floats, hold: Floats) -> float:
    stock = np.cumsum(made - demand, axis=1)
    return float(np.maximum(stock, 0).sum(axis=1) @ hold + np.maximum(-stock, 0).sum(axis=1) @ late)
