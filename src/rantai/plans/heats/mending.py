"""A plan made to fit the floor again, changing as little as possible; from nothing, a first plan.

Heats that can still be poured stay. Missing pieces go, batch by batch, to the place where they cost
least: late and early days as the planner's cost counts them, a change of grade, and `change_cost`
for each place that was as planned before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuang.planning.furnace import Furnace, FurnaceProblem, Heat, Item

METHOD = "mend-1"


@dataclass(slots=True)
class _Slot:
    day: int
    position: int
    grade: str = ""
    left: int = 0
    pieces: dict[str, int] = field(default_factory=dict)
    is_changed: bool = False


def mend(
    problem: "FurnaceProblem", kept: Iterable["Heat"] = (), *, change_cost: float = 0.0
) -> tuple["Heat", ...]:
    """Every heat of `kept` that the problem still allows, and heats for what is then missing.

    Never a refusal: pieces that find no room stay owed, and the cost says so.
    """
    plan = _Mending(problem, change_cost)
    plan.keep(kept)
    for item in plan.in_turn():
        plan.place(item)
    return plan.heats()


class _Mending:
    def __init__(self, problem: "FurnaceProblem", change_cost: float) -> None:
        self.problem, self.change_cost = problem, change_cost
        self.items = {item.name: item for item in problem.items}
        self.kg = {item.name: _grams(item.kg, ROUND_CEILING) for item in problem.items}
        self.setup = {grade.name: grade.setup_cost for grade in problem.grades}
        self.lost = {grade.name: _grams(grade.setup_kg, ROUND_CEILING) for grade in problem.grades}
        self.furnaces = {furnace.name: furnace for furnace in problem.furnaces}
        self.tap = {each.name: _grams(each.tap_kg, ROUND_FLOOR) for each in problem.furnaces}
        self.slots = {furnace.name: _open(problem.days, furnace) for furnace in problem.furnaces}
        self.made = {item.name: [0] * problem.days for item in problem.items}
        self.missing = {item.name: sum(item.demand) for item in problem.items}

    def keep(self, kept: Iterable["Heat"]) -> None:
        places = {
            (name, slot.day, slot.position): slot
            for name, slots in self.slots.items()
            for slot in slots
        }
        for heat in sorted(kept, key=lambda each: (each.day, each.position, each.furnace)):
            slot = places.get((heat.furnace, heat.day, heat.position))
            if slot is None or heat.grade not in self.furnaces[heat.furnace].grades:
                continue
            self._pour(self.furnaces[heat.furnace], slot, heat)

    def _pour(self, furnace: "Furnace", slot: _Slot, heat: "Heat") -> None:
        # The metal a change may cost is kept free, whether or not this heat turns out to change.
        left = self.tap[furnace.name] - self.lost[heat.grade]
        for name, count in sorted(heat.pieces.items()):
            item = self.items.get(name)
            if item is None or name not in furnace.items or item.grade != heat.grade:
                slot.is_changed = True
                continue
            fits = max(0, min(count, self.missing[name], left // self.kg[name]))
            slot.is_changed |= fits < count
            if fits:
                slot.pieces[name] = fits
                self.missing[name] -= fits
                self.made[name][slot.day] += fits
                left -= fits * self.kg[name]
        if slot.pieces:
            slot.grade, slot.left = heat.grade, left

    def in_turn(self) -> list["Item"]:
        """What is due soonest first, then what is dearest when it is late."""

        def first_due(item: "Item") -> int:
            return next((day for day, count in enumerate(item.demand) if count), self.problem.days)

        lacking = (item for item in self.problem.items if self.missing[item.name])
        return sorted(lacking, key=lambda item: (first_due(item), -item.late_cost, item.name))

    def place(self, item: "Item") -> None:
        while self.missing[item.name]:
            curve = self._curve(item)
            best: tuple[float, int, str, _Slot] | None = None
            costs: dict[tuple[int, int], float] = {}
            for name, index, slot, room in self._places(item):
                count = min(room, self.missing[item.name])
                key = (slot.day, count)
                if key not in costs:
                    costs[key] = self._stock_cost(item, curve, *key)
                cost = costs[key] + self._change(name, index, slot, item.grade)
                if best is None or cost / count < best[0]:
                    best = (cost / count, count, name, slot)
            if best is None:
                return
            self._add(item, *best[1:])

    def _places(self, item: "Item") -> Iterator[tuple[str, int, _Slot, int]]:
        """Every place with room for a piece: heats of the grade, and cold positions."""
        kg = self.kg[item.name]
        for furnace in self.problem.furnaces:
            if item.grade not in furnace.grades or item.name not in furnace.items:
                continue
            empty = (self.tap[furnace.name] - self.lost[item.grade]) // kg
            for index, slot in enumerate(self.slots[furnace.name]):
                room = slot.left // kg if slot.grade == item.grade else 0 if slot.grade else empty
                if room:
                    yield furnace.name, index, slot, room

    def _curve(self, item: "Item") -> list[int]:
        """Pieces in stock at each day's end, below zero when owed."""
        stock, curve = 0, []
        for day, due in enumerate(item.demand):
            stock += self.made[item.name][day] - due
            curve.append(stock)
        return curve

    def _stock_cost(self, item: "Item", curve: list[int], day: int, count: int) -> float:
        """What `count` pieces cast on a day change in lateness and holding."""
        total = 0.0
        for stock in curve[day:]:
            owed = min(count, max(0, -stock))
            total += (count - owed) * item.hold_cost - owed * item.late_cost
        return total

    def _change(self, furnace: str, index: int, slot: _Slot, grade: str) -> float:
        cost = 0.0 if slot.is_changed else self.change_cost
        if slot.grade:
            return cost
        slots = self.slots[furnace]
        before = next((each.grade for each in reversed(slots[:index]) if each.grade), "")
        after = next((each.grade for each in slots[index + 1 :] if each.grade), "")
        if grade != before:
            cost += self.setup[grade]
        if after:
            cost += self.setup[after] * ((after != grade) - (after != before))
        return cost

    def _add(self, item: "Item", count: int, furnace: str, slot: _Slot) -> None:
        if not slot.grade:
            slot.grade, slot.left = item.grade, self.tap[furnace] - self.lost[item.grade]
        slot.is_changed = True
        slot.pieces[item.name] = slot.pieces.get(item.name, 0) + count
        slot.left -= count * self.kg[item.name]
        self.missing[item.name] -= count
        self.made[item.name][slot.day] += count

    def heats(self) -> tuple["Heat", ...]:
        # The planner's package loads its solvers, which a page that only reads plans can spare.
        from tuang.planning.furnace import Heat

        return tuple(
            Heat(name, slot.day, slot.position, slot.grade, dict(sorted(slot.pieces.items())))
            for name, slots in self.slots.items()
            for slot in slots
            if slot.pieces
        )


def _grams(kg: float, rounding: str) -> int:
    """Whole grams: a piece never lighter, a furnace never larger than it is."""
    return int((Decimal(repr(kg)) * 1000).to_integral_value(rounding))


def _open(days: int, furnace: "Furnace") -> list[_Slot]:
    return [
        _Slot(day, position)
        for day in range(days)
        for position in range(furnace.heats_per_day)
        if (day, position) not in furnace.closed
    ]
