"""Dispatch heat by heat: the grade whose pieces are worth most now. It never fails."""

from itertools import groupby

import numpy as np

from tuang.planning.furnace._floor import Floor, Layout

DISCOUNTS = (0.1, 0.35, 0.6, 0.05, 0.2, 0.5, 0.75, 0.9)

Block = tuple[float, int, int]
"""Worth of a piece, its item and its due day."""


def dispatch(floor: Floor, discount: float) -> Layout:
    """What is due tomorrow counts `discount` of what is due today, and so on."""
    schedule = floor.start.copy()
    order = np.lexsort((floor.slot_position, floor.slot_furnace, floor.slot_day)).tolist()
    need = _still_due(floor)
    last = [-1] * len(floor.tap)
    melts = [np.flatnonzero(row).tolist() for row in floor.melts]
    for day, slots in groupby(order, key=floor.slot_day.tolist().__getitem__):
        wanted = _wanted(floor, need, day, discount)
        spent: dict[int, int] = {}
        """Of each furnace's hours on the day."""
        for slot in slots:
            furnace = int(floor.slot_furnace[slot])
            if floor.locked[slot]:
                grade = int(schedule.grade[slot])
                spent[furnace] = spent.get(furnace, 0) + _hours(floor, furnace, grade, last)
                last[furnace] = grade
                continue
            best, best_gain = -1, 0.0
            filling: list[tuple[Block, int]] = []
            for grade in melts[furnace]:
                changes = grade != last[furnace]
                hours = _hours(floor, furnace, grade, last)
                if spent.get(furnace, 0) + hours > floor.hours.day[furnace]:
                    continue
                poured, gain = _fill(floor, furnace, grade, wanted[grade], need, changes=changes)
                gain -= float(floor.setup[grade]) if changes else 0.0
                if poured and gain > best_gain:
                    best, best_gain, filling = grade, gain, poured
            if best < 0:
                continue
            spent[furnace] = spent.get(furnace, 0) + _hours(floor, furnace, best, last)
            schedule.grade[slot] = last[furnace] = best
            for (_, item, due), count in filling:
                need[item][due] -= count
                schedule.pieces[slot, item] += count
            wanted[best] = [block for block in wanted[best] if need[block[1]][block[2]]]
    return schedule


def _hours(floor: Floor, furnace: int, grade: int, last: list[int]) -> int:
    """Of a heat, its change of grade included."""
    hours = floor.hours
    if not hours.are_counted:
        return 0
    return int(hours.heat[furnace] + (hours.setup[grade] if grade != last[furnace] else 0))


def _still_due(floor: Floor) -> list[list[int]]:
    """What fixed heats leave to be made: theirs serve what is due first."""
    need = floor.demand.copy()
    served = np.minimum(np.cumsum(need, axis=1), floor.fixed.sum(axis=1)[:, None])
    need -= np.diff(served, axis=1, prepend=0)
    rows: list[list[int]] = need.tolist()
    return rows


def _wanted(floor: Floor, need: list[list[int]], day: int, discount: float) -> list[list[Block]]:
    """What each grade still owes, the most worth a kilogram first."""
    wanted: list[list[Block]] = [[] for _ in floor.setup]
    weight, late, grade = floor.weight.tolist(), floor.late.tolist(), floor.grade.tolist()
    for item, row in enumerate(need):
        for due, count in enumerate(row):
            if count:
                worth = late[item] * discount ** max(0, due - day)
                wanted[grade[item]].append((worth, item, due))
    for blocks in wanted:
        blocks.sort(key=lambda block: -block[0] / weight[block[1]])
    return wanted


def _fill(
    floor: Floor,
    furnace: int,
    grade: int,
    blocks: list[Block],
    need: list[list[int]],
    *,
    changes: bool,
) -> tuple[list[tuple[Block, int]], float]:
    left = int(floor.tap[furnace] - (floor.setup_weight[grade] if changes else 0))
    makes, weight = floor.makes_rows[furnace], floor.weights
    lightest = min((weight[block[1]] for block in blocks), default=left + 1)
    poured, gain = [], 0.0
    for block in blocks:
        if left < lightest:
            break
        worth, item, due = block
        if makes[item] and weight[item] <= left:
            count = min(need[item][due], left // weight[item])
            left -= count * weight[item]
            gain += count * worth
            poured.append((block, count))
    return poured, gain
