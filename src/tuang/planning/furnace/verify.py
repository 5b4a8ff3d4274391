"""Checks a plan against the problem alone: every rule of the shop, and the cost from the heats."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
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

    @property
    def total(self) -> float:
        return self.setup + self.hold + self.late


def verify(problem: FurnaceProblem, heats: Iterable[Heat]) -> Costs:
    """What the plan costs; raises Violation when a heat cannot be poured as planned."""
    in_order = sorted(heats, key=lambda heat: (heat.furnace, heat.day, heat.position))
    _no_position_twice(in_order)
    furnaces = {furnace.name: furnace for furnace in problem.furnaces}
    grades = {grade.name: grade for grade in problem.grades}
    items = {item.name: item for item in problem.items}
    setups: list[float] = []
    last: dict[str, str] = {}
    for heat in in_order:
        if heat.furnace not in furnaces:
            raise Violation(f"{_told(heat)}: there is no such furnace.")
        furnace = furnaces[heat.furnace]
        _position_exists(problem, furnace, heat)
        changes = last.get(heat.furnace) != heat.grade
        _may_be_poured(furnace, grades, items, heat, changes=changes)
        if changes:
            setups.append(grades[heat.grade].setup_cost)
        last[heat.furnace] = heat.grade
    hold, late = _stock_costs(problem, in_order)
    return Costs(math.fsum(setups), hold, late)


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
