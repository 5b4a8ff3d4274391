"""All furnaces at once, heats counted by day: for shops small enough to be solved outright."""

from dataclasses import dataclass

import numpy as np

from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import (
    ALL_HOURS,
    Floor,
    Ints,
    Layout,
    in_hours,
    leave_out_what_a_change_takes,
)
from tuang.planning.furnace._highs import INFINITE, Programme
from tuang.planning.furnace._packing import pack


@dataclass(frozen=True)
class Period:
    """Slots of one furnace that count together: a day's, or a single one."""

    furnace: int
    day: int
    slots: Ints


@dataclass(frozen=True)
class Aggregate:
    """A plan, if one was found, and a bound that holds in any case."""

    plan: Layout | None
    bound: float


def periods(floor: Floor, *, one_by_one: bool) -> list[list[Period]]:
    """For each furnace its open days, or its open positions one by one."""
    found = []
    for f in range(len(floor.tap)):
        slots = np.flatnonzero(floor.slot_furnace == f)
        days = floor.slot_day[slots]
        groups = (
            [slots[n : n + 1] for n in range(len(slots))]
            if one_by_one
            else [slots[days == day] for day in np.unique(days)]
        )
        found.append([Period(f, int(floor.slot_day[group[0]]), group) for group in groups])
    return found


def size(floor: Floor, *, one_by_one: bool) -> int:
    """How many numbers of pieces the programme has to find."""
    counts = [len(each) for each in periods(floor, one_by_one=one_by_one)]
    return int(np.array(counts) @ floor.makes.sum(axis=1))


Key = tuple[int, int, int]
"""Furnace, item or grade, and number of the period."""


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


def aggregate(
    floor: Floor, clock: Clock, seconds: float, seed: int, gap: float, *, one_by_one: bool = False
) -> Aggregate:
    """The mixed-integer programme, its heats counted by day or one by one."""
    columns = _Columns()
    total = floor.demand.sum(axis=1)
    by_furnace = periods(floor, one_by_one=one_by_one)
    made = {
        (f, i, n): columns.add(0.0, float(total[i]), whole=True)
        for f, mine in enumerate(by_furnace)
        for i in np.flatnonzero(floor.makes[f]).tolist()
        for n in range(len(mine))
    }
    _stocks(columns, floor, by_furnace, made)
    heats: dict[Key, int] = {}
    carries: dict[Key, int] = {}
    for f, mine in enumerate(by_furnace):
        _one_furnace(columns, floor, f, mine, made, heats, carries)
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
        return Aggregate(None, found.bound)
    x = np.rint(found.x).astype(np.int64)
    carried = {(f, n): k for (f, k, n), column in carries.items() if x[column]}
    plan = Layout(
        np.full(len(floor.slot_day), -1, dtype=np.int64),
        np.zeros((len(floor.slot_day), len(floor.weight)), dtype=np.int32),
    )
    random = np.random.default_rng(seed)
    for f, mine in enumerate(by_furnace):
        for n, period in enumerate(mine):
            counts = {k: int(x[column]) for (g, k, m), column in heats.items() if (g, m) == (f, n)}
            first, last = carried.get((f, n - 1), -1), carried.get((f, n), -1)
            slots = period.slots.tolist()
            for k in sorted(counts, key=lambda k: 0 if k == first else 2 if k == last else 1):
                mine_now, slots = slots[: counts[k]], slots[counts[k] :]
                plan.grade[mine_now] = k
                items = np.array(
                    [i for i in floor.items_of(k) if (f, int(i), n) in made], dtype=int
                )
                if not mine_now or not len(items):
                    continue
                pieces = x[[made[f, int(i), n] for i in items]]
                packed, _ = pack(
                    floor.weight[items], pieces, int(floor.tap[f]), len(mine_now), random
                )
                plan.pieces[np.ix_(mine_now, items)] = packed
    leave_out_what_a_change_takes(floor, plan)
    return Aggregate(plan, found.bound)


def _stocks(
    columns: _Columns, floor: Floor, by_furnace: list[list[Period]], made: dict[Key, int]
) -> None:
    """Yesterday's stock and lateness, what is made and what is due give today's."""
    poured: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for (f, i, n), column in made.items():
        poured.setdefault((i, by_furnace[f][n].day), []).append((column, 1.0))
    for i in range(len(floor.weight)):
        before: list[tuple[int, float]] = []
        for t in range(floor.days):
            now = [
                (columns.add(float(floor.hold[i]), INFINITE, whole=False), -1.0),
                (columns.add(float(floor.late[i]), INFINITE, whole=False), 1.0),
            ]
            due = float(floor.demand[i, t])
            columns.limit([*before, *now, *poured.get((i, t), [])], due, due)
            before = [(column, -sign) for column, sign in now]


def _one_furnace(
    columns: _Columns,
    floor: Floor,
    f: int,
    mine: list[Period],
    made: dict[Key, int],
    heats: dict[Key, int],
    carries: dict[Key, int],
) -> None:
    """Metal of each grade and period, heats of the period, changes, and grades kept from it."""
    grades = np.flatnonzero(floor.melts[f]).tolist()
    used = {}
    for n, period in enumerate(mine):
        most = float(len(period.slots))
        for k in grades:
            heats[f, k, n] = columns.add(0.0, most, whole=True)
            used[k, n] = columns.add(float(floor.setup[k]), 1.0, whole=True)
            columns.limit([(heats[f, k, n], 1.0), (used[k, n], -most)], -INFINITE, 0.0)
            columns.limit([(used[k, n], 1.0), (heats[f, k, n], -1.0)], -INFINITE, 0.0)
        columns.limit([(heats[f, k, n], 1.0) for k in grades], 0.0, most)
    for n in range(len(mine) - 1):
        for k in grades:
            carries[f, k, n] = columns.add(-float(floor.setup[k]), 1.0, whole=True)
            for period_ in (n, n + 1):
                columns.limit([(carries[f, k, n], 1.0), (used[k, period_], -1.0)], -INFINITE, 0.0)
            # Kept into and out of a period: then no other grade is melted in it.
            if n and len(mine[n].slots) > 1:
                for other in grades:
                    if other != k:
                        terms = [
                            (carries[f, k, n - 1], 1.0),
                            (carries[f, k, n], 1.0),
                            (used[other, n], 1.0),
                        ]
                        columns.limit(terms, -INFINITE, 2.0)
        columns.limit([(carries[f, k, n], 1.0) for k in grades], 0.0, 1.0)
    is_timed = floor.hours.day[f] < ALL_HOURS
    # A heat that pours nothing stands for a position that stays cold and keeps the grade.
    cold = {
        (k, n): columns.add(0.0, float(len(period.slots)), whole=True)
        for n, period in enumerate(mine)
        for k in grades
        if is_timed
    }
    if is_timed:
        _hours(columns, floor, f, mine, (heats, carries), used, cold)
    for n in range(len(mine)):
        for k in grades:
            poured = [
                (made[f, i, n], float(floor.weight[i]))
                for i in floor.items_of(k).tolist()
                if (f, i, n) in made
            ]
            lost = float(floor.setup_weight[k])
            change = [(used[k, n], lost)] if lost else []
            if lost and n:
                change.append((carries[f, k, n - 1], -lost))
            tap = float(floor.tap[f])
            metal = [(heats[f, k, n], -tap), *([(cold[k, n], tap)] if is_timed else [])]
            if poured:
                columns.limit([*poured, *change, *metal], -INFINITE, 0.0)


def _hours(
    columns: _Columns,
    floor: Floor,
    f: int,
    mine: list[Period],
    heats_and_carries: tuple[dict[Key, int], dict[Key, int]],
    used: dict[tuple[int, int], int],
    cold: dict[tuple[int, int], int],
) -> None:
    """Heats that pour and changes of grade fit into the hours of each day."""
    hours, (heats, carries) = floor.hours, heats_and_carries
    of_day: dict[int, list[tuple[int, float]]] = {}
    for (k, n), column in cold.items():
        columns.limit([(column, 1.0), (heats[f, k, n], -1.0)], -INFINITE, 0.0)
        each, change = in_hours(hours.heat[f]), in_hours(hours.setup[k])
        terms = of_day.setdefault(mine[n].day, [])
        terms += [(heats[f, k, n], each), (column, -each), (used[k, n], change)]
        # A change of grade is made for a heat that pours.
        made = [(used[k, n], 1.0), (heats[f, k, n], -1.0), (column, 1.0)]
        if n:
            terms.append((carries[f, k, n - 1], -change))
            made.append((carries[f, k, n - 1], -1.0))
        columns.limit(made, -INFINITE, 0.0)
    for terms in of_day.values():
        columns.limit(terms, -INFINITE, in_hours(hours.day[f]))
