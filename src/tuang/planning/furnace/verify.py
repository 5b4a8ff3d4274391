"""Checks a plan against the problem alone: every rule of the shop, and the cost from the heats."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tuang.planning.furnace.problem import Furnace, FurnaceProblem, Grade, Item
from tuang.planning.furnace.result import Heat


class Violation(ValueError):
    """The plan breaks a rule of the shop; says which heat and which rule."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a plan costs, by cause."""

    setup: float
    hold: float
    late: float
    peak: float = 0.0
    change: float = 0.0
    changed: int = 0
    """Positions that hold something else than in the plan given."""

    @property
    def total(self) -> float:
        return math.fsum((self.setup, self.hold, self.late, self.peak, self.change))


def verify(problem: FurnaceProblem, heats: Iterable[Heat]) -> Costs:
    """What the plan costs; raises Violation when a heat cannot be poured as planned."""
    in_order = sorted(heats, key=lambda heat: (heat.furnace, heat.day, heat.position))
    _no_position_twice(in_order)
    furnaces = {furnace.name: furnace for furnace in problem.furnaces}
    grades = {grade.name: grade for grade in problem.grades}
    items = {item.name: item for item in problem.items}
    setups: list[float] = []
    peaks: list[float] = []
    last: dict[str, str] = {}
    fixed = {_place(heat): heat for heat in problem.fixed}
    _fixed_stay(fixed, in_order)
    for heat in in_order:
        if heat.furnace not in furnaces:
            raise Violation(f"{_told(heat)}: there is no such furnace.")
        furnace = furnaces[heat.furnace]
        _position_exists(problem, furnace, heat)
        changes = last.get(heat.furnace) != heat.grade
        if _place(heat) not in fixed:
            _may_be_poured(furnace, grades, items, heat, changes=changes)
        if heat.position in furnace.peak_positions:
            peaks.append(furnace.peak_cost)
        if changes:
            setups.append(grades[heat.grade].setup_cost)
        last[heat.furnace] = heat.grade
    _boxes_suffice(problem, in_order)
    _hours_suffice(problem, in_order)
    _cores_last(problem, in_order)
    hold, late = _stock_costs(problem, in_order)
    changed = changed_heats(problem.given, in_order) if problem.given else 0
    return Costs(
        math.fsum(setups),
        hold,
        late,
        math.fsum(peaks),
        changed * problem.change_cost,
        changed,
    )


def changed_heats(given: Iterable[Heat], heats: Iterable[Heat]) -> int:
    """Positions that hold another grade or other pieces in one plan than in the other."""
    before, after = ({_place(heat): heat for heat in plan} for plan in (given, heats))
    return sum(before.get(place) != after.get(place) for place in before.keys() | after.keys())


def _place(heat: Heat) -> tuple[str, int, int]:
    return heat.furnace, heat.day, heat.position


def _fixed_stay(fixed: Mapping[tuple[str, int, int], Heat], heats: list[Heat]) -> None:
    found = {_place(heat): heat for heat in heats}
    for place, heat in fixed.items():
        if found.get(place) != heat:
            raise Violation(f"{_told(heat)}: the heat is fixed, and the plan has another there.")


def _boxes_suffice(problem: FurnaceProblem, heats: list[Heat]) -> None:
    """Fixed heats take boxes too; only a day with another heat can be over."""
    fixed = {_place(heat) for heat in problem.fixed}
    boxes = {item.name: Fraction(repr(item.boxes)) for item in problem.items}
    for furnace in problem.furnaces:
        if math.isinf(furnace.boxes_per_day):
            continue
        used: dict[int, Fraction] = {}
        ours = [heat for heat in heats if heat.furnace == furnace.name]
        for heat in ours:
            more = sum((count * boxes[name] for name, count in heat.pieces.items()), Fraction(0))
            used[heat.day] = used.get(heat.day, Fraction(0)) + more
        for heat in ours:
            taken = used[heat.day]
            if _place(heat) not in fixed and taken > Fraction(repr(furnace.boxes_per_day)):
                raise Violation(
                    f"{furnace.name}, day {heat.day}: {float(taken):g} moulding boxes, of "
                    f"{furnace.boxes_per_day:g} a day."
                )


def _hours_suffice(problem: FurnaceProblem, heats: list[Heat]) -> None:
    """Fixed heats take hours too; only a day with another heat can be over."""
    fixed = {_place(heat) for heat in problem.fixed}
    changes = {grade.name: Fraction(repr(grade.setup_hours)) for grade in problem.grades}
    for furnace in problem.furnaces:
        if math.isinf(furnace.hours_per_day):
            continue
        used: dict[int, Fraction] = {}
        ours = [heat for heat in heats if heat.furnace == furnace.name]
        last = None
        for heat in ours:
            change = changes[heat.grade] if heat.grade != last else Fraction(0)
            hours = used.get(heat.day, Fraction(0)) + Fraction(repr(furnace.hours_per_heat))
            used[heat.day], last = hours + change, heat.grade
        for heat in ours:
            taken = used[heat.day]
            if _place(heat) not in fixed and taken > Fraction(repr(furnace.hours_per_day)):
                raise Violation(
                    f"{furnace.name}, day {heat.day}: heats and changes of grade take "
                    f"{float(taken):g} hours, of {furnace.hours_per_day:g} a day."
                )


def _cores_last(problem: FurnaceProblem, heats: list[Heat]) -> None:
    for item in problem.items:
        if item.cores is not None:
            lacking = _without_core(item, cores_at_hand(problem, item), heats)
            for day, need in enumerate(lacking):
                if need:
                    raise Violation(
                        f"{item.name}, day {day}: {need} pieces find no core of at most "
                        f"{item.core_days} days."
                    )


def cores_at_hand(problem: FurnaceProblem, item: Item) -> tuple[int, ...]:
    """Cores ready each day; what fixed heats poured beyond them must have been there as well."""
    assert item.cores is not None
    lacking = _without_core(item, item.cores, problem.fixed)
    return tuple(ready + more for ready, more in zip(item.cores, lacking, strict=True))


def _without_core(item: Item, cores: tuple[int, ...], heats: Iterable[Heat]) -> list[int]:
    """Pieces of each day that find no core young enough, when the oldest are used first."""
    poured = [0] * len(cores)
    for heat in heats:
        poured[heat.day] += heat.pieces.get(item.name, 0)
    return _lacking(poured, cores, item.core_days)


def cores_suffice(poured: Sequence[int], cores: Sequence[int], core_days: int) -> bool:
    """Whether so many pieces poured each day all find a core young enough."""
    return not any(_lacking(poured, cores, core_days))


def _lacking(poured: Sequence[int], cores: Sequence[int], core_days: int) -> list[int]:
    left, lacking = list(cores), []
    for day in range(len(cores)):
        need = poured[day]
        for came in range(max(0, day - core_days + 1), day + 1):
            used = min(need, left[came])
            left[came] -= used
            need -= used
        lacking.append(need)
    return lacking


def _told(heat: Heat) -> str:
    return f"{heat.furnace}, day {heat.day}, position {heat.position}"


def _no_position_twice(heats: list[Heat]) -> None:
    places = Counter((heat.furnace, heat.day, heat.position) for heat in heats)
    for heat in heats:
        if places[heat.furnace, heat.day, heat.position] > 1:
            raise Violation(f"{_told(heat)}: two heats at one position.")


def _position_exists(problem: FurnaceProblem, furnace: Furnace, heat: Heat) -> None:
    if not (0 <= heat.day < problem.days and 0 <= heat.position < furnace.heats_per_day):
        raise Violation(f"{_told(heat)}: there is no such position.")
    if (heat.day, heat.position) in furnace.closed:
        raise Violation(f"{_told(heat)}: the furnace is closed for maintenance.")


def _may_be_poured(
    furnace: Furnace,
    grades: Mapping[str, Grade],
    items: Mapping[str, Item],
    heat: Heat,
    *,
    changes: bool,
) -> None:
    if heat.grade not in grades or heat.grade not in furnace.grades:
        raise Violation(f"{_told(heat)}: the furnace may not melt {heat.grade}.")
    metal = Fraction(repr(grades[heat.grade].setup_kg)) if changes else Fraction(0)
    for name, count in heat.pieces.items():
        if name not in items or name not in furnace.items:
            raise Violation(f"{_told(heat)}: {name} may not be made here.")
        if items[name].grade != heat.grade:
            raise Violation(f"{_told(heat)}: {name} is not of {heat.grade}.")
        if count != int(count) or count < 1:
            raise Violation(f"{_told(heat)}: {count!r} of {name} is not a whole number of pieces.")
        # A decimal counts by its shortest spelling: ten pieces of 0.1 kg are one kilogram.
        metal += count * Fraction(repr(items[name].kg))
    if metal < Fraction(repr(furnace.min_fill_kg)):
        raise Violation(
            f"{_told(heat)}: {float(metal):g} kg are less than the least fill of "
            f"{furnace.min_fill_kg:g} kg."
        )
    if metal > Fraction(repr(furnace.tap_kg)):
        raise Violation(
            f"{_told(heat)}: {float(metal):g} kg are more than the furnace's {furnace.tap_kg:g} kg."
        )


def _stock_costs(problem: FurnaceProblem, heats: list[Heat]) -> tuple[float, float]:
    """Holding and lateness at each day's end; what is never made stays late to the last day."""
    made: Counter[tuple[str, int]] = Counter()
    for heat in heats:
        for name, count in heat.pieces.items():
            made[name, heat.day] += count
    hold, late = [], []
    for item in problem.items:
        stock = 0
        for day in range(problem.days):
            stock += made[item.name, day] - item.demand[day]
            hold.append(item.hold_cost * max(stock, 0))
            late.append(item.late_cost * max(-stock, 0))
    return math.fsum(hold), math.fsum(late)
