"""What of a plan keeps every rule of the shop, in plain Python: where nothing is compiled yet."""

import math
from collections import defaultdict
from fractions import Fraction

import numpy as np

from tuang.planning.furnace._floor import Floor, Layout
from tuang.planning.furnace.verify import cores_at_hand, cores_suffice


def rule_keeping(floor: Floor, plan: Layout) -> Layout:
    """The heats of the plan one after another by day, without those that break a rule.

    A heat that is left out leaves the boxes and cores to the next, and may make it change grade.
    """
    problem = floor.problem
    kept = floor.start.copy()
    boxes = [Fraction(repr(item.boxes)) for item in problem.items]
    cores = {
        number: cores_at_hand(problem, item)
        for number, item in enumerate(problem.items)
        if item.cores is not None
    }
    poured = {number: floor.fixed[number].copy() for number in cores}
    boxes_used: defaultdict[tuple[int, int], Fraction] = defaultdict(Fraction)
    spent: defaultdict[tuple[int, int], int] = defaultdict(int)
    for slot in np.flatnonzero(floor.locked).tolist():
        boxes_used[_place(floor, slot)] += _boxes(floor.start.pieces[slot], boxes)
        # Whatever comes before it, at most a change of grade is added.
        spent[_place(floor, slot)] += _hours(
            floor, int(floor.slot_furnace[slot]), int(kept.grade[slot]), {}
        )
    last: dict[int, int] = {}
    order = np.lexsort((floor.slot_position, floor.slot_furnace, floor.slot_day)).tolist()
    for slot in order:
        furnace = int(floor.slot_furnace[slot])
        if floor.locked[slot]:
            last[furnace] = int(kept.grade[slot])
            continue
        pieces, grade = plan.pieces[slot], int(plan.grade[slot])
        used = np.flatnonzero(pieces)
        if not len(used) or not floor.makes[furnace, used].all():
            continue
        shop = problem.furnaces[furnace]
        metal = int(pieces @ floor.weight)
        metal += int(floor.setup_weight[grade]) if last.get(furnace) != grade else 0
        least = math.ceil(shop.min_fill_kg / floor.kg_per_grain - 1e-9)
        taken = boxes_used[_place(floor, slot)] + _boxes(pieces, boxes)
        if not least <= metal <= floor.tap[furnace]:
            continue
        hours = spent[_place(floor, slot)] + _hours(floor, furnace, grade, last)
        if hours > floor.hours.day[furnace]:
            continue
        if not math.isinf(shop.boxes_per_day) and taken > Fraction(repr(shop.boxes_per_day)):
            continue
        if not _cores_last(floor, slot, pieces, cores, poured):
            continue
        kept.grade[slot], kept.pieces[slot] = grade, pieces
        boxes_used[_place(floor, slot)] = taken
        spent[_place(floor, slot)] = hours
        last[furnace] = grade
    return kept


def _place(floor: Floor, slot: int) -> tuple[int, int]:
    return int(floor.slot_furnace[slot]), int(floor.slot_day[slot])


def _hours(floor: Floor, furnace: int, grade: int, last: dict[int, int]) -> int:
    """Of a heat, its change of grade included."""
    change = floor.hours.setup[grade] if last.get(furnace) != grade else 0
    return int(floor.hours.heat[furnace] + change)


def _boxes(pieces: np.ndarray, boxes: list[Fraction]) -> Fraction:
    return sum((int(pieces[i]) * boxes[i] for i in np.flatnonzero(pieces)), Fraction(0))


def _cores_last(
    floor: Floor,
    slot: int,
    pieces: np.ndarray,
    cores: dict[int, tuple[int, ...]],
    poured: dict[int, np.ndarray],
) -> bool:
    """Whether its pieces find a core, those poured before on any furnace served; then they have."""
    day = int(floor.slot_day[slot])
    more = [item for item in np.flatnonzero(pieces).tolist() if item in cores]
    for item in more:
        poured[item][day] += int(pieces[item])
    if all(
        cores_suffice(poured[item].tolist(), cores[item], floor.problem.items[item].core_days)
        for item in more
    ):
        return True
    for item in more:
        poured[item][day] -= int(pieces[item])
    return False
