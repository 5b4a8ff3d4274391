"""Rounds of the search heat by heat, compiled: empty a few heats, fill them anew, keep or undo."""

import numpy as np
from numpy.typing import NDArray

from tuang.planning.furnace._kernel import (
    Shop,
    State,
    changes,
    clear,
    compiled,
    cores_last,
    fill,
    in_time,
    is_given,
    load_of,
    neighbours,
    pour,
    put,
    stock_cost,
)


@compiled
def _refill(shop: Shop, state: State, slot: int, only: int, noise: float) -> None:
    """The best heat for an empty slot, all others as they are; `only` this grade unless -1."""
    furnace = shop.furnace[slot]
    given = shop.given_grade[slot]
    fine = shop.change_cost if given >= 0 else 0.0
    best, best_grade = fine, -1
    best_pieces = np.zeros(shop.weight.shape[0], dtype=np.int32)
    for grade in range(shop.setup.shape[0]):
        if not shop.melts[furnace, grade] or (only >= 0 and grade != only):
            continue
        cost, lost, fits = changes(shop, state, slot, grade)
        if not fits or lost > shop.tap[slot]:
            continue
        if shop.timed:
            state.slot_grade[slot] = grade
            fits = in_time(shop, state, slot)
            state.slot_grade[slot] = -1
            if not fits:
                continue
        saved = fill(shop, state, slot, grade, shop.tap[slot] - lost, noise)
        state.slot_grade[slot] = grade
        load = load_of(shop, state, slot)
        cost += shop.heat_cost[slot] + shop.change_cost - saved
        if given == grade and shop.change_cost > 0 and is_given(shop, state, slot):
            cost -= shop.change_cost
        if load > 0 and load + lost >= shop.least[slot] and cost < best - 1e-9:
            best, best_grade = cost, grade
            best_pieces[:] = state.pieces[slot]
        clear(shop, state, slot)
    if shop.change_cost > 0 and given >= 0 and (only < 0 or only == given):
        cost, lost, fits = changes(shop, state, slot, given)
        cost += shop.heat_cost[slot]
        for i in range(shop.weight.shape[0]):
            if shop.given[slot, i]:
                day = shop.day[slot]
                before = stock_cost(shop, state, i, day)
                pour(shop, state, slot, i, shop.given[slot, i])
                cost += stock_cost(shop, state, i, day) - before
        state.slot_grade[slot] = given
        fits = fits and _may_stand(shop, state, slot, lost)
        clear(shop, state, slot)
        if fits and cost < best - 1e-9:
            best, best_grade = cost, given
            best_pieces[:] = shop.given[slot]
    if best_grade >= 0:
        put(shop, state, slot, best_grade, best_pieces)


@compiled
def _may_stand(shop: Shop, state: State, slot: int, lost: int) -> bool:
    """Whether the heat as it is keeps every rule, with so much metal lost at its change."""
    furnace, grade = shop.furnace[slot], state.slot_grade[slot]
    load = load_of(shop, state, slot) + lost
    if not shop.melts[furnace, grade] or load > shop.tap[slot] or load < shop.least[slot]:
        return False
    if state.box_left[furnace, shop.day[slot]] < 0 or not in_time(shop, state, slot):
        return False
    able = shop.able[shop.able_first[furnace, grade] : shop.able_first[furnace, grade + 1]]
    for i in range(shop.weight.shape[0]):
        if not state.pieces[slot, i]:
            continue
        if not (able == i).any():
            return False
        if shop.core_life[i] > 0 and not cores_last(shop, state, i):
            return False
    return True


@compiled
def _next_fits(shop: Shop, state: State, slot: int) -> bool:
    """Whether the heat after this one still has room for the metal that a change to it takes, and
    the days of both their hours."""
    if not in_time(shop, state, slot):
        return False
    _, after = neighbours(shop, state, slot)
    if after < 0 or shop.locked[after]:
        return True
    before, _ = neighbours(shop, state, after)
    grade = state.slot_grade[after]
    if before >= 0 and state.slot_grade[before] == grade:
        return True
    load = load_of(shop, state, after)
    return bool(load + shop.setup_weight[grade] <= shop.tap[after])


@compiled
def cost_of(shop: Shop, state: State) -> float:
    """All costs of the state."""
    every = np.arange(shop.furnace.shape[0])
    return _cost_around(shop, state, every, every.shape[0])


@compiled
def _cost_around(shop: Shop, state: State, slots: NDArray[np.int64], count: int) -> float:
    """Stock of all items, changes of the furnaces of these slots, and the slots' own costs."""
    cost = 0.0
    for i in range(shop.weight.shape[0]):
        cost += stock_cost(shop, state, i, 0)
    for n in range(count):
        slot = slots[n]
        if state.slot_grade[slot] >= 0:
            cost += shop.heat_cost[slot]
        if shop.change_cost > 0 and not is_given(shop, state, slot):
            cost += shop.change_cost
        furnace = shop.furnace[slot]
        seen = False
        for m in range(n):
            seen = seen or shop.furnace[slots[m]] == furnace
        if seen:
            continue
        last = -1
        for at in range(shop.first[furnace], shop.first[furnace + 1]):
            grade = state.slot_grade[at]
            if grade >= 0 and grade != last:
                cost += shop.setup[grade]
                last = grade
    return cost


@compiled
def _pick(shop: Shop, state: State, slots: NDArray[np.int64]) -> int:
    """Some slots that have to do with one another: neighbours, or of one grade about one day."""
    total = shop.furnace.shape[0]
    first = np.random.randint(total)
    while shop.locked[first]:
        first = np.random.randint(total)
    slots[0], count = first, 1
    want = 1 + np.random.randint(slots.shape[0])
    if np.random.random() < 0.4:
        for at in range(first + 1, min(first + want, shop.first[shop.furnace[first] + 1])):
            if not shop.locked[at]:
                slots[count] = at
                count += 1
        return count
    span = 1 + np.random.randint(4)
    for _ in range(12 * want):
        if count >= want:
            break
        at = np.random.randint(total)
        if shop.locked[at] or abs(shop.day[at] - shop.day[first]) > span:
            continue
        grade = state.slot_grade[first]
        if grade >= 0 and not shop.melts[shop.furnace[at], grade]:
            continue
        known = False
        for n in range(count):
            known = known or slots[n] == at
        if not known:
            slots[count] = at
            count += 1
    return count


@compiled
def search(shop: Shop, state: State, rounds: int, seed: int, hot: float, cold: float) -> float:
    """So many rounds of emptying and filling; gives how much the cost has changed.

    A dearer plan is kept with a chance that falls with its price over the temperature
    (Metropolis), which goes from hot to cold.
    """
    np.random.seed(seed)
    slots = np.empty(4, dtype=np.int64)
    old_grade = np.empty(4, dtype=np.int64)
    old_pieces = np.empty((4, shop.weight.shape[0]), dtype=np.int32)
    moved = 0.0
    if shop.locked.all():
        return 0.0
    for n in range(rounds):
        heat = hot * (cold / hot) ** (n / rounds)
        count = _pick(shop, state, slots)
        before = _cost_around(shop, state, slots, count)
        for m in range(count):
            old_grade[m] = state.slot_grade[slots[m]]
            old_pieces[m] = state.pieces[slots[m]]
        for m in range(count):
            clear(shop, state, slots[m])
        only = -1
        if count > 1 and np.random.random() < 0.3:
            only = np.random.randint(shop.setup.shape[0])
            if not shop.melts[shop.furnace[slots[0]], only]:
                only = old_grade[0]
        noise = 0.6 * np.random.random() if np.random.random() < 0.7 else 0.0
        for m in range(count):
            _refill(shop, state, slots[m], only, noise)
        change = _cost_around(shop, state, slots, count) - before
        for m in range(count):
            if not _next_fits(shop, state, slots[m]):
                change = np.inf
        if change <= 0 or np.random.random() < np.exp(-change / heat):
            moved += change
        else:
            for m in range(count):
                clear(shop, state, slots[m])
            for m in range(count):
                put(shop, state, slots[m], old_grade[m], old_pieces[m])
    return moved


@compiled
def settle(shop: Shop, state: State) -> None:
    """Empty every heat that breaks a rule, then fill what is cold, in the order of time."""
    for slot in np.argsort(shop.day, kind="mergesort"):
        if shop.locked[slot] or state.slot_grade[slot] < 0:
            continue
        before, _ = neighbours(shop, state, slot)
        came = state.slot_grade[before] if before >= 0 else -1
        grade = state.slot_grade[slot]
        lost = shop.setup_weight[grade] if came != grade else 0
        if not _may_stand(shop, state, slot, lost):
            clear(shop, state, slot)
    for slot in np.argsort(shop.day, kind="mergesort"):
        if not shop.locked[slot] and state.slot_grade[slot] < 0:
            _refill(shop, state, slot, -1, 0.0)
