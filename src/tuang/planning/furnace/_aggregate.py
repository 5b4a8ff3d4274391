"""All furnaces at once, heats counted by day: for shops small enough to be solved outright."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import Floor, Ints
from tuang.planning.furnace._highs import INFINITE, Programme


@dataclass(frozen=True)
class Aggregate:
    """heats[f, k, t], made[f, i, t], carried[f, night] (-1: none); None without a plan."""

    heats: Ints | None
    made: Ints | None
    carried: Ints | None
    bound: float


class _Columns:
    """Hands out column numbers and collects the matrix."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, cost: float, upper: float, *, whole: bool) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def limit(self, terms: list[tuple[int, float]], low: float, high: float) -> None:
        for column, value in terms:
            self.row.append(len(self.low))
            self.column.append(column)
            self.value.append(value)
        self.low.append(low)
        self.high.append(high)


def aggregate(floor: Floor, clock: Clock, seconds: float, seed: int, gap: float) -> Aggregate:
    """The mixed-integer programme with heats counted by day. Its bound holds for every plan."""
    columns = _Columns()
    furnaces, grades, days = len(floor.tap), len(floor.setup), floor.days
    total = floor.demand.sum(axis=1)
    made = {
        (f, i, t): columns.add(0.0, float(total[i]), whole=True)
        for f in range(furnaces)
        for i in np.flatnonzero(floor.makes[f]).tolist()
        for t in range(days)
        if floor.open[f, t]
    }
    _stocks(columns, floor, made)
    heats: dict[tuple[int, int, int], int] = {}
    carries: dict[tuple[int, int, int], int] = {}
    for f in range(furnaces):
        _one_furnace(columns, floor, f, made, heats, carries)
    programme = Programme(seed=seed)
    programme.load(
        np.array(columns.cost),
        np.zeros(len(columns.cost)),
        np.array(columns.upper),
        np.array(columns.low),
        np.array(columns.high),
        (np.array(columns.row), np.array(columns.column), np.array(columns.value)),
        np.array(columns.whole),
    )
    found = programme.solve(limits=clock.limits(seconds), gap=gap)
    if found.x is None:
        return Aggregate(None, None, None, found.bound)
    x = np.rint(found.x).astype(np.int64)
    by_day = np.zeros((furnaces, grades, days), dtype=np.int64)
    pieces = np.zeros((furnaces, len(total), days), dtype=np.int64)
    carried = np.full((furnaces, max(days - 1, 0)), -1, dtype=np.int64)
    for (f, k, t), column in heats.items():
        by_day[f, k, t] = x[column]
    for (f, i, t), column in made.items():
        pieces[f, i, t] = x[column]
    for (f, k, night), column in carries.items():
        if x[column]:
            carried[f, night] = k
    return Aggregate(by_day, pieces, carried, found.bound)


def _stocks(columns: _Columns, floor: Floor, made: dict[tuple[int, int, int], int]) -> None:
    """Yesterday's stock and lateness, what is made and what is due give today's."""
    for i in range(len(floor.weight)):
        before: list[tuple[int, float]] = []
        for t in range(floor.days):
            now = [
                (columns.add(float(floor.hold[i]), INFINITE, whole=False), -1.0),
                (columns.add(float(floor.late[i]), INFINITE, whole=False), 1.0),
            ]
            poured = [(made[f, i, t], 1.0) for f in range(len(floor.tap)) if (f, i, t) in made]
            due = float(floor.demand[i, t])
            columns.limit([*before, *now, *poured], due, due)
            before = [(column, -sign) for column, sign in now]


def _one_furnace(
    columns: _Columns,
    floor: Floor,
    f: int,
    made: dict[tuple[int, int, int], int],
    heats: dict[tuple[int, int, int], int],
    carries: dict[tuple[int, int, int], int],
) -> None:
    """Metal of each grade and day, heats of the day, changes, and grades kept over the night."""
    grades = np.flatnonzero(floor.melts[f]).tolist()
    days = np.flatnonzero(floor.open[f]).tolist()
    used = {}
    for t in days:
        for k in grades:
            most = float(floor.open[f, t])
            heats[f, k, t] = columns.add(0.0, most, whole=True)
            used[k, t] = columns.add(float(floor.setup[k]), 1.0, whole=True)
            poured = [
                (made[f, i, t], float(floor.weight[i]))
                for i in floor.items_of(k)
                if (f, int(i), t) in made
            ]
            if poured:
                columns.limit([*poured, (heats[f, k, t], -float(floor.tap[f]))], -INFINITE, 0.0)
            columns.limit([(heats[f, k, t], 1.0), (used[k, t], -most)], -INFINITE, 0.0)
            columns.limit([(used[k, t], 1.0), (heats[f, k, t], -1.0)], -INFINITE, 0.0)
        columns.limit([(heats[f, k, t], 1.0) for k in grades], 0.0, float(floor.open[f, t]))
    for night, (evening, morning) in enumerate(pairwise(days)):
        for k in grades:
            carries[f, k, night] = columns.add(-float(floor.setup[k]), 1.0, whole=True)
            for day in (evening, morning):
                columns.limit([(carries[f, k, night], 1.0), (used[k, day], -1.0)], -INFINITE, 0.0)
            # Kept into and out of a day: then no other grade is melted on it.
            if night:
                for other in grades:
                    if other != k:
                        columns.limit(
                            [
                                (carries[f, k, night - 1], 1.0),
                                (carries[f, k, night], 1.0),
                                (used[other, evening], 1.0),
                            ],
                            -INFINITE,
                            2.0,
                        )
        columns.limit([(carries[f, k, night], 1.0) for k in grades], 0.0, 1.0)
