"""Many furnaces: the month of grades of each, and what the metal of all together costs."""

from collections.abc import Callable, Iterable
from collections.abc import Sequence as Many
from dataclasses import dataclass

import numpy as np

from tuang.planning.furnace._floor import Floats, Floor, Ints, Layout
from tuang.planning.furnace._shared import SharedCost

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


class Months:
    """Whole months of each furnace, divisible pieces: the cost that the search brings down."""

    def __init__(self, floor: Floor, start: Layout) -> None:
        self.floor = floor
        self.slots = [np.flatnonzero(floor.slot_furnace == f) for f in range(len(floor.tap))]
        self.melts = [np.flatnonzero(row) for row in floor.melts]
        self.sequence = [
            self._warm(start.grade[slots], melts)
            for slots, melts in zip(self.slots, self.melts, strict=True)
        ]
        # Those with a choice to make.
        self.open = [
            f for f in range(len(self.slots)) if len(self.slots[f]) and len(self.melts[f]) > 1
        ]

    def _warm(self, grade: Ints, melts: Ints) -> Sequence:
        """A cold slot keeps the grade before it, or takes the first to come."""
        warm = grade.copy()
        melted = warm[warm >= 0]
        last = int(melted[0]) if len(melted) else int(melts[0]) if len(melts) else -1
        for slot in range(len(warm)):
            last = warm[slot] = warm[slot] if warm[slot] >= 0 else last
        return Sequence(warm, _changes(warm, self.floor.setup) if last >= 0 else 0.0)

    def account(self) -> None:
        """The metal of each grade by kind of furnace and day, its cost and its prices."""
        floor = self.floor
        self.shared = [SharedCost(floor, k) for k in range(len(floor.setup))]
        self.metal = [np.zeros((len(each.kinds), floor.days)) for each in self.shared]
        for f, sequence in enumerate(self.sequence):
            self._pour(f, sequence, 1.0)
        self.value = [0.0] * len(self.shared)
        self.worth = [np.zeros_like(metal) for metal in self.metal]
        self._price(range(len(floor.setup)))

    def _price(self, grades: Iterable[int]) -> None:
        for k in grades:
            self.value[k], self.worth[k], _ = self.shared[k].divisible(self.metal[k])

    @property
    def cost(self) -> float:
        return float(sum(self.value)) + sum(each.setup for each in self.sequence)

    def grades(self) -> Ints:
        """Of all slots."""
        return np.concatenate([each.grade for each in self.sequence])

    def _pour(self, f: int, sequence: Sequence, sign: float) -> None:
        days = self.floor.slot_day[self.slots[f]]
        for k in np.unique(sequence.grade[sequence.grade >= 0]).tolist():
            mine = self.metal[k][self.shared[k].kind[f]]
            np.add.at(mine, days[sequence.grade == k], sign * float(self.floor.tap[f]))

    def _pour_part(self, f: int, heats: Floats, sign: float) -> None:
        """heats[t, k] of the furnace, which need not be whole."""
        for k in self.melts[f].tolist():
            self.metal[k][self.shared[k].kind[f]] += sign * self.floor.tap[f] * heats[:, k]

    def _worth_of(self, f: int, absent: dict[int, Floats], blend: float) -> Floats:
        """Of a heat of each grade that the furnace melts, each day."""
        worth: Floats = np.array(
            [
                ((1 - blend) * absent[k] + blend * self.worth[k])[self.shared[k].kind[f]]
                for k in self.melts[f].tolist()
            ]
        ).T
        return worth * float(self.floor.tap[f])

    def improve(self, f: int) -> None:
        """Take the furnace out, price its metal, and give it the best month at those prices."""
        old = self.sequence[f]
        grades = self.melts[f].tolist()
        self._pour(f, old, -1.0)
        absent = {k: self.shared[k].divisible(self.metal[k])[1] for k in grades}
        old_cost = old.setup + sum(self.value[k] for k in grades)
        best = self._best_of(f, absent, [old.grade], old_cost - 1e-9 * abs(old_cost), BLENDS)
        self._pour(f, old if best is None else best, 1.0)

    def _best_of(
        self,
        f: int,
        absent: dict[int, Floats],
        tried: list[Ints],
        below: float,
        blends: Many[float],
    ) -> Sequence | None:
        """The first month that costs less than `below`; it is taken, but not poured yet."""
        days = self.floor.slot_day[self.slots[f]]
        for blend in blends:
            worth = self._worth_of(f, absent, blend)
            new = best_sequence(worth, self.floor.setup, days, self.melts[f])
            if any((new.grade == each).all() for each in tried):
                continue
            tried.append(new.grade)
            self._pour(f, new, 1.0)
            found = {k: self.shared[k].divisible(self.metal[k])[:2] for k in absent}
            self._pour(f, new, -1.0)
            if new.setup + sum(value for value, _ in found.values()) < below:
                self.sequence[f] = new
                for k, (value, price) in found.items():
                    self.value[k], self.worth[k] = value, price
                return new
        return None

    def round_off(self, heats: Floats, order: Ints, until: Callable[[], bool]) -> None:
        """From heats[f, t, k] that are not whole, the best for all furnaces together: each in turn
        takes its best month at the prices of the others, whole already or not yet.

        When the time is up the rest are taken five at once, quicker and not as good.
        """
        for metal in self.metal:
            metal[:] = 0.0
        for f, slots in enumerate(self.slots):
            if len(slots):
                self._pour_part(f, heats[f], 1.0)
        self._price(range(len(self.metal)))
        todo = [f for f in order.tolist() if len(self.slots[f]) and len(self.melts[f])]
        while todo:
            group, todo = (todo[:1], todo[1:]) if not until() else (todo[:5], todo[5:])
            grades = sorted({k for f in group for k in self.melts[f].tolist()})
            for f in group:
                self._pour_part(f, heats[f], -1.0)
            absent = {k: self.shared[k].divisible(self.metal[k])[1] for k in grades}
            for f in group:
                worth = self._worth_of(f, absent, 0.5)
                days = self.floor.slot_day[self.slots[f]]
                self.sequence[f] = best_sequence(worth, self.floor.setup, days, self.melts[f])
                self._pour(f, self.sequence[f], 1.0)
            self._price(grades)
