"""What is to be melted and cast, refused when it makes no sense."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tuang.planning.fields import (
    MOST_PIECES,
    name,
    names,
    not_among,
    number,
    objects,
    unlike,
    whole,
)
from tuang.planning.furnace import _asked
from tuang.planning.furnace.result import Heat
from tuang.planning.refusal import Unusable

MOST_DAYS, MOST_HEATS = 3660, 1000
"""Days of a plan, ten years; heats of a furnace in a day, more than one each two minutes."""
MOST_CELLS = 200_000_000
"""Positions times items: what a plan of them all has to be held in."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What a furnace melts; a change to it costs setup_cost, setup_kg of that heat's metal and
    setup_hours of the furnace's day."""

    name: str
    setup_cost: float
    setup_kg: float = 0.0
    setup_hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Furnace:
    """heats_per_day positions of tap_kg each day, but for those closed for maintenance.

    Without grades or items it melts every grade and makes every item. A heat has at least
    min_fill_kg of metal, one in a peak position costs peak_cost. boxes_per_day: moulding boxes.
    The heats of a day, hours_per_heat each, and its changes of grade take at most hours_per_day.
    """

    name: str
    tap_kg: float
    heats_per_day: int
    grades: frozenset[str]
    items: frozenset[str]
    closed: frozenset[tuple[int, int]] = frozenset()
    min_fill_kg: float = 0.0
    boxes_per_day: float = math.inf
    peak_positions: frozenset[int] = frozenset()
    peak_cost: float = 0.0
    hours_per_heat: float = 0.0
    hours_per_day: float = math.inf


@dataclass(frozen=True, slots=True)
class Item:
    """A casting: kg a piece, pieces due each day, cost of a piece late or early by a day.

    boxes: moulding boxes a piece takes. cores: those ready on each day, one a piece, good for
    core_days days with that one; None when cores are no matter.
    """

    name: str
    grade: str
    kg: float
    demand: tuple[int, ...]
    late_cost: float
    hold_cost: float
    boxes: float = 0.0
    cores: tuple[int, ...] | None = None
    core_days: int = 1


@dataclass(frozen=True, slots=True)
class FurnaceProblem:
    """Days and positions count from 0, as the demand's own list does.

    fixed: heats that are poured already or are to stay as they are. They are facts: what a furnace
    may melt, tap and hold is not asked of them. given: the plan that the shop has in hand; each
    position that holds something else than it does there costs change_cost.
    """

    days: int
    grades: tuple[Grade, ...]
    furnaces: tuple[Furnace, ...]
    items: tuple[Item, ...]
    fixed: tuple[Heat, ...] = ()
    given: tuple[Heat, ...] = ()
    change_cost: float = 0.0

    def __post_init__(self) -> None:
        for place, item in enumerate(self.items):
            if any(item.demand):
                self._somebody_can_make(item, f"items[{place}]")

    def counts_hours(self, furnace: Furnace) -> bool:
        """Whether the hours of a day may forbid what its positions allow."""
        return furnace.hours_per_day < math.inf and (
            any(grade.setup_hours and grade.name in furnace.grades for grade in self.grades)
            or furnace.heats_per_day * Fraction(repr(furnace.hours_per_heat))
            > Fraction(repr(furnace.hours_per_day))
        )

    def _somebody_can_make(self, item: Item, where: str) -> None:
        able = [
            furnace
            for furnace in self.furnaces
            if item.grade in furnace.grades and item.name in furnace.items
        ]
        if not able:
            raise Unusable(
                f"{where}.demand",
                f"{item.name} ({item.grade}) is asked for, and no furnace may make it; give "
                "one the item and its grade, or ask for none.",
            )
        largest = max(furnace.tap_kg for furnace in able)
        if item.kg > largest:
            raise Unusable(
                f"{where}.kg",
                f"one {item.name} weighs {item.kg:g} kg, and the largest furnace that may make it "
                f"taps {largest:g} kg; correct the weight, or leave the item to a larger furnace.",
            )


def read_problem(given: Mapping[str, object]) -> FurnaceProblem:
    """The problem as JSON holds it; raises Unusable with the field, such as items[3].kg."""
    days = whole(given, "days", "", least=1, most=MOST_DAYS)
    grades = tuple(_grade(each, where) for each, where in objects(given, "grades"))
    grade_names = unlike([grade.name for grade in grades], "grades")
    items = tuple(_item(each, where, days, grade_names) for each, where in objects(given, "items"))
    item_names = unlike([item.name for item in items], "items")
    furnaces = tuple(
        _furnace(each, where, days, grade_names, item_names)
        for each, where in objects(given, "furnaces")
    )
    unlike([furnace.name for furnace in furnaces], "furnaces")
    positions = days * sum(furnace.heats_per_day for furnace in furnaces)
    if positions * len(items) > MOST_CELLS:
        raise Unusable(
            "days",
            f"{positions} positions of all furnaces and days are too many for {len(items)} items "
            "in one plan; plan fewer days, or fewer furnaces at a time.",
        )
    heats_a_day = {furnace.name: furnace.heats_per_day for furnace in furnaces}
    grade_of = {item.name: item.grade for item in items}
    fixed, given_plan = (
        _asked.heats(given, key, days, heats_a_day, grade_names, grade_of)
        for key in ("fixed", "given")
    )
    _none_closed(fixed, furnaces)
    change_cost = number(given, "change_cost", "", default=0.0)
    return FurnaceProblem(days, grades, furnaces, items, fixed, given_plan, change_cost)


def _none_closed(fixed: Sequence[Heat], furnaces: Sequence[Furnace]) -> None:
    closed = {furnace.name: furnace.closed for furnace in furnaces}
    for place, heat in enumerate(fixed):
        if (heat.day, heat.position) in closed[heat.furnace]:
            raise Unusable(
                f"fixed[{place}]",
                f"{heat.furnace} is closed on day {heat.day} at position {heat.position}; leave "
                "the heat out, or open the position.",
            )


def _grade(given: Mapping[str, object], where: str) -> Grade:
    return Grade(
        name(given, where),
        number(given, "setup_cost", where),
        number(given, "setup_kg", where, default=0.0),
        number(given, "setup_hours", where, default=0.0, most=_asked.MOST_HOURS),
    )


def _item(given: Mapping[str, object], where: str, days: int, grades: frozenset[str]) -> Item:
    grade = given.get("grade")
    if not isinstance(grade, str) or grade not in grades:
        raise Unusable(f"{where}.grade", not_among(grade, "grades", grades))
    demand = given.get("demand")
    if not isinstance(demand, Sequence) or isinstance(demand, str):
        raise Unusable(f"{where}.demand", "must be a list of whole pieces, one for each day.")
    if len(demand) != days:
        raise Unusable(
            f"{where}.demand", f"has {len(demand)} figures for {days} days; give one for each day."
        )
    pieces = tuple(
        whole({f"demand[{day}]": each}, f"demand[{day}]", where, most=MOST_PIECES)
        for day, each in enumerate(demand)
    )
    return Item(
        name(given, where),
        grade,
        number(given, "kg", where, positive=True),
        pieces,
        number(given, "late_cost", where),
        number(given, "hold_cost", where),
        *_asked.moulds(given, where, days),
    )


def _furnace(
    given: Mapping[str, object],
    where: str,
    days: int,
    grades: frozenset[str],
    items: frozenset[str],
) -> Furnace:
    heats = whole(given, "heats_per_day", where, most=MOST_HEATS)
    return Furnace(
        name(given, where),
        number(given, "tap_kg", where, positive=True),
        heats,
        names(given, "grades", where, grades),
        names(given, "items", where, items),
        _closed(given, where, days, heats),
        *_asked.terms(given, where, heats),
    )


def _closed(
    given: Mapping[str, object], where: str, days: int, heats: int
) -> frozenset[tuple[int, int]]:
    listed = given.get("closed", [])
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise Unusable(f"{where}.closed", "must be a list of [day, position].")
    closed = set()
    for place, pair in enumerate(listed):
        field = f"{where}.closed[{place}]"
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            raise Unusable(field, "must be [day, position], both counted from 0.")
        day, position = (
            whole({side: each}, side, field)
            for side, each in zip(("day", "position"), pair, strict=True)
        )
        if day >= days or position >= heats:
            raise Unusable(
                field,
                f"there is no position {position} on day {day}; days are 0 to {days - 1}, "
                f"positions 0 to {heats - 1}.",
            )
        closed.add((day, position))
    return frozenset(closed)
