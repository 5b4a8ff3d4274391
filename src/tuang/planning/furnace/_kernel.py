"""What the search does to a heat, compiled: empty it, fill it anew, and what that costs.

Plain functions on arrays; numba compiles them once and keeps the result on disk.
"""

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

Given = ParamSpec("Given")
Found = TypeVar("Found")


def compiled(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """As numba compiles it; what calls it sees the same types."""
    fast: Callable[Given, Found] = numba.njit(cache=True)(function)
    return fast


class Shop(NamedTuple):
    """What does not change. Weights in grains; a slot is an open position of a furnace."""

    furnace: NDArray[np.int64]
    day: NDArray[np.int64]
    first: NDArray[np.int64]
    tap: NDArray[np.int64]
    least: NDArray[np.int64]
    heat_cost: NDArray[np.float64]
    locked: NDArray[np.bool_]
    weight: NDArray[np.int64]
    grade: NDArray[np.int64]
    late: NDArray[np.float64]
    hold: NDArray[np.float64]
    setup: NDArray[np.float64]
    setup_weight: NDArray[np.int64]
    able_first: NDArray[np.int64]
    able: NDArray[np.int64]
    melts: NDArray[np.bool_]
    box: NDArray[np.int64]
    core: NDArray[np.int64]
    core_life: NDArray[np.int64]
    given_grade: NDArray[np.int64]
    given: NDArray[np.int32]
    change_cost: float
    timed: bool
    heat_hours: NDArray[np.int64]
    day_hours: NDArray[np.int64]
    setup_hours: NDArray[np.int64]


class State(NamedTuple):
    """What moves: grade (-1 cold) and pieces of each slot, and what follows from them."""

    slot_grade: NDArray[np.int64]
    pieces: NDArray[np.int32]
    stock: NDArray[np.int64]
    made: NDArray[np.int64]
    box_left: NDArray[np.int64]


@compiled
def pour(shop: Shop, state: State, slot: int, item: int, count: int) -> None:
    day, furnace = shop.day[slot], shop.furnace[slot]
    state.pieces[slot, item] += count
    state.made[item, day] += count
    state.box_left[furnace, day] -= count * shop.box[item]
    for t in range(day, state.stock.shape[1]):
        state.stock[item, t] += count


@compiled
def stock_cost(shop: Shop, state: State, item: int, day: int) -> float:
    cost = 0.0
    for t in range(day, state.stock.shape[1]):
        stock = state.stock[item, t]
        cost += shop.hold[item] * stock if stock > 0 else -shop.late[item] * stock
    return cost


@compiled
def worth(shop: Shop, state: State, item: int, day: int) -> tuple[float, int]:
    """What one piece more on the day saves, and of how many pieces that is true."""
    saved, count = 0.0, 1 << 40
    for t in range(day, state.stock.shape[1]):
        stock = state.stock[item, t]
        if stock < 0:
            saved += shop.late[item]
            count = min(count, -stock)
        else:
            saved -= shop.hold[item]
    return saved, count


@compiled
def cores_last(shop: Shop, state: State, item: int) -> bool:
    """Whether each piece finds a core not older than it may be, the oldest first."""
    days = state.stock.shape[1]
    left = shop.core[item].copy()
    for t in range(days):
        need = state.made[item, t]
        for came in range(max(0, t - shop.core_life[item] + 1), t + 1):
            used = min(need, left[came])
            left[came] -= used
            need -= used
        if need > 0:
            return False
    return True


@compiled
def neighbours(shop: Shop, state: State, slot: int) -> tuple[int, int]:
    """The poured slots before and after on the same furnace, -1 where there is none."""
    furnace = shop.furnace[slot]
    before, after = slot - 1, slot + 1
    while before >= shop.first[furnace] and state.slot_grade[before] < 0:
        before -= 1
    while after < shop.first[furnace + 1] and state.slot_grade[after] < 0:
        after += 1
    return (
        before if before >= shop.first[furnace] else -1,
        after if after < shop.first[furnace + 1] else -1,
    )


@compiled
def load_of(shop: Shop, state: State, slot: int) -> int:
    load = 0
    grade = state.slot_grade[slot]
    if grade < 0:
        return 0
    for i in range(shop.weight.shape[0]):
        if shop.grade[i] == grade:
            load += state.pieces[slot, i] * shop.weight[i]
    return load


@compiled
def changes(shop: Shop, state: State, slot: int, grade: int) -> tuple[float, int, bool]:
    """Cost of changes that the grade brings to an empty slot, its metal lost, and if it may be."""
    before, after = neighbours(shop, state, slot)
    came = state.slot_grade[before] if before >= 0 else -1
    cost, lost, fits = 0.0, 0, True
    if came != grade:
        cost += shop.setup[grade]
        lost = shop.setup_weight[grade]
    if after >= 0:
        goes = state.slot_grade[after]
        if goes != came:
            cost -= shop.setup[goes]
        if goes != grade:
            cost += shop.setup[goes]
            if goes == came and shop.setup_weight[goes] > 0 and not shop.locked[after]:
                fits = load_of(shop, state, after) + shop.setup_weight[goes] <= shop.tap[after]
    return cost, lost, fits


@compiled
def hours_suffice(shop: Shop, state: State, slot: int) -> bool:
    """Whether heats and changes of grade fit into the hours of the slot's furnace and day.

    Fixed heats alone always do.
    """
    furnace, day = shop.furnace[slot], shop.day[slot]
    at = slot
    while at > shop.first[furnace] and shop.day[at - 1] == day:
        at -= 1
    before, last = at - 1, -1
    while before >= shop.first[furnace] and last < 0:
        last = state.slot_grade[before]
        before -= 1
    hours, is_ours = 0, False
    while at < shop.first[furnace + 1] and shop.day[at] == day:
        grade = state.slot_grade[at]
        if grade >= 0:
            hours += shop.heat_hours[furnace]
            if grade != last:
                hours += shop.setup_hours[grade]
            last = grade
            is_ours = is_ours or not shop.locked[at]
        at += 1
    return bool(not is_ours or hours <= shop.day_hours[furnace])


@compiled
def in_time(shop: Shop, state: State, slot: int) -> bool:
    """Whether the hours suffice on the slot's day, and on that of the heat that comes after it."""
    if not shop.timed:
        return True
    if not hours_suffice(shop, state, slot):
        return False
    _, after = neighbours(shop, state, slot)
    return after < 0 or bool(hours_suffice(shop, state, after))


@compiled
def is_given(shop: Shop, state: State, slot: int) -> bool:
    same = state.slot_grade[slot] == shop.given_grade[slot]
    for i in range(shop.weight.shape[0]):
        same = same and state.pieces[slot, i] == shop.given[slot, i]
    return bool(same)


@compiled
def fill(shop: Shop, state: State, slot: int, grade: int, room: int, noise: float) -> float:
    """Pour the dearest pieces a kilogram into an empty slot; what they save. They stay poured."""
    furnace, day = shop.furnace[slot], shop.day[slot]
    start = shop.able_first[furnace, grade]
    end = shop.able_first[furnace, grade + 1]
    count_items = end - start
    saved_one = np.empty(count_items)
    many = np.empty(count_items, dtype=np.int64)
    factor = np.ones(count_items)
    for n in range(count_items):
        saved_one[n], many[n] = worth(shop, state, shop.able[start + n], day)
        if noise > 0:
            factor[n] = 1.0 + noise * (np.random.random() - 0.5)
    total, left = 0.0, room
    least = shop.least[slot] - (shop.tap[slot] - room)
    while True:
        best, best_rate = -1, 0.0
        must = room - left < least
        for n in range(count_items):
            item = shop.able[start + n]
            if many[n] <= 0 or shop.weight[item] > left or (saved_one[n] <= 0 and not must):
                continue
            if shop.box[item] > state.box_left[furnace, day]:
                continue
            rate = saved_one[n] * factor[n] / shop.weight[item]
            if best < 0 or rate > best_rate:
                best, best_rate = n, rate
        if best < 0:
            break
        item = shop.able[start + best]
        count = min(many[best], left // shop.weight[item])
        if saved_one[best] <= 0:
            count = min(count, 1)
        if shop.box[item] > 0:
            count = min(count, state.box_left[furnace, day] // shop.box[item])
        pour(shop, state, slot, item, count)
        if shop.core_life[item] > 0:
            while count > 0 and not cores_last(shop, state, item):
                fewer = count // 2
                pour(shop, state, slot, item, fewer - count)
                count = fewer
            if count == 0:
                many[best] = 0
                continue
        total += count * saved_one[best]
        left -= count * shop.weight[item]
        saved_one[best], many[best] = worth(shop, state, item, day)
    return total + exchange(shop, state, slot, start, end, left, room - left - least)


@compiled
def exchange(
    shop: Shop, state: State, slot: int, start: int, end: int, left: int, above_least: int
) -> float:
    """One piece out and others in, where the metal left over makes that pay."""
    furnace, day = shop.furnace[slot], shop.day[slot]
    total = 0.0
    for _ in range(6):
        best_gain, best_out, best_in, best_count = 1e-9, -1, -1, 0
        for m in range(start, end):
            out = shop.able[m]
            if state.pieces[slot, out] == 0:
                continue
            pour(shop, state, slot, out, -1)
            lost, _ = worth(shop, state, out, day)
            for n in range(start, end):
                new = shop.able[n]
                if n == m or shop.core_life[new] > 0:
                    continue
                saved, many = worth(shop, state, new, day)
                count = min(many, (left + shop.weight[out]) // shop.weight[new])
                if shop.box[new] > 0:
                    count = min(count, state.box_left[furnace, day] // shop.box[new])
                if count * shop.weight[new] - shop.weight[out] < -max(above_least, 0):
                    continue
                if saved > 0 and count * saved - lost > best_gain:
                    best_gain = count * saved - lost
                    best_out, best_in, best_count = out, new, count
            pour(shop, state, slot, out, 1)
        if best_out < 0:
            break
        pour(shop, state, slot, best_out, -1)
        pour(shop, state, slot, best_in, best_count)
        left += shop.weight[best_out] - best_count * shop.weight[best_in]
        above_least += best_count * shop.weight[best_in] - shop.weight[best_out]
        total += best_gain
    return total


@compiled
def clear(shop: Shop, state: State, slot: int) -> None:
    if state.slot_grade[slot] < 0:
        return
    for i in range(shop.weight.shape[0]):
        if state.pieces[slot, i]:
            pour(shop, state, slot, i, -state.pieces[slot, i])
    state.slot_grade[slot] = -1


@compiled
def put(shop: Shop, state: State, slot: int, grade: int, pieces: NDArray[np.int32]) -> None:
    """The slot, whatever it holds, holds this instead."""
    clear(shop, state, slot)
    state.slot_grade[slot] = grade
    if grade < 0:
        return
    for i in range(shop.weight.shape[0]):
        if pieces[i]:
            pour(shop, state, slot, i, pieces[i])
