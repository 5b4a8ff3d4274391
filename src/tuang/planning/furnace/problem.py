"""What is to be melted and cast, refused when it makes no sense."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuang.planning.furnace import _asked
from tuang.planning.furnace.result import Heat
from tuang.planning.refusal import Unusable

LARGEST = 1e12
"""Beyond this a figure is a slip of the keyboard, and sums of it lose their pieces."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What a furnace melts; a change to it costs setup_cost and setup_kg of that heat's metal."""

    name: str
    setup_cost: float
    setup_kg: float = 0.0


@dataclass(frozen=True, slots=True)
class Furnace:
    """heats_per_day positions of tap_kg each day, but for those closed for maintenance.

    Without grades or items it melts every grade and makes every item. A heat has at least
    min_fill_kg of metal, one in a peak position costs peak_cost. boxes_per_day: moulding boxes.
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
        for number, item in enumerate(self.items):
            if any(item.demand):
                self._somebody_can_make(item, f"items[{number}]")

    def _somebody_can_make(self, item: Item, where: str) -> None:
        able = [
            furnace
            for furnace in self.furnaces
            if item.grade in furnace.grades and item.name in furnace.items
        ]
        if not able:
            raise Unusable(
                f"{where}.demand",
                f"{item.name} ({item.grade}) is asked for, and no furnace may make it.",
            )
        largest = max(furnace.tap_kg for furnace in able)
        if item.kg > largest:
            raise Unusable(
                f"{where}.kg",
                f"one {item.name} weighs {item.kg:g} kg, and the largest furnace that may make it "
                f"taps {largest:g} kg.",
            )


def read_problem(given: Mapping[str, object]) -> FurnaceProblem:
    """The problem as JSON holds it; raises Unusable with the field, such as items[3].kg."""
    days = _whole(given, "days", "days", least=1)
    if days > 3660:
        raise Unusable("days", f"{days} days are over ten years; plan a shorter time.")
    grades = tuple(_grade(each, where) for each, where in _objects(given, "grades"))
    names = _unlike([grade.name for grade in grades], "grades")
    raw_items = _objects(given, "items")
    items = tuple(_item(each, where, days, names) for each, where in raw_items)
    item_names = _unlike([item.name for item in items], "items")
    furnaces = tuple(
        _furnace(each, where, days, names, item_names)
        for each, where in _objects(given, "furnaces")
    )
    _unlike([furnace.name for furnace in furnaces], "furnaces")
    heats_a_day = {furnace.name: furnace.heats_per_day for furnace in furnaces}
    grade_of = {item.name: item.grade for item in items}
    fixed, given_plan = (
        _asked.heats(given, key, days, heats_a_day, names, grade_of) for key in ("fixed", "given")
    )
    _none_closed(fixed, furnaces)
    change_cost = _number(given, "change_cost", "problem") if "change_cost" in given else 0.0
    return FurnaceProblem(days, grades, furnaces, items, fixed, given_plan, change_cost)


def _none_closed(fixed: Sequence[Heat], furnaces: Sequence[Furnace]) -> None:
    closed = {furnace.name: furnace.closed for furnace in furnaces}
    for number, heat in enumerate(fixed):
        if (heat.day, heat.position) in closed[heat.furnace]:
            raise Unusable(
                f"fixed[{number}]",
                f"{heat.furnace} is closed on day {heat.day} at position {heat.position}.",
            )


def _grade(given: Mapping[str, object], where: str) -> Grade:
    return Grade(
        _name(given, where),
        _number(given, "setup_cost", where),
        _number(given, "setup_kg", where) if "setup_kg" in given else 0.0,
    )


def _item(given: Mapping[str, object], where: str, days: int, grades: frozenset[str]) -> Item:
    grade = given.get("grade")
    if not isinstance(grade, str) or grade not in grades:
        raise Unusable(f"{where}.grade", f"{grade!r} is not one of the grades.")
    demand = given.get("demand")
    if not isinstance(demand, Sequence) or isinstance(demand, str):
        raise Unusable(f"{where}.demand", "must be a list of whole pieces, one for each day.")
    if len(demand) != days:
        raise Unusable(f"{where}.demand", f"has {len(demand)} figures for {days} days.")
    pieces = tuple(
        _whole({"demand": each}, "demand", f"{where}.demand[{day}]", least=0)
        for day, each in enumerate(demand)
    )
    return Item(
        _name(given, where),
        grade,
        _number(given, "kg", where, positive=True),
        pieces,
        _number(given, "late_cost", where),
        _number(given, "hold_cost", where),
        *_asked.moulds(given, where, days),
    )


def _furnace(
    given: Mapping[str, object],
    where: str,
    days: int,
    grades: frozenset[str],
    items: frozenset[str],
) -> Furnace:
    heats = _whole(given, "heats_per_day", f"{where}.heats_per_day", least=0)
    if heats > 1000:
        raise Unusable(
            f"{where}.heats_per_day", f"{heats} heats a day are more than a minute each."
        )
    return Furnace(
        _name(given, where),
        _number(given, "tap_kg", where, positive=True),
        heats,
        _names(given, "grades", where, grades),
        _names(given, "items", where, items),
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
    for number, pair in enumerate(listed):
        field = f"{where}.closed[{number}]"
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            raise Unusable(field, "must be [day, position], both counted from 0.")
        day = _whole({"day": pair[0]}, "day", field, least=0)
        position = _whole({"position": pair[1]}, "position", field, least=0)
        if day >= days or position >= heats:
            raise Unusable(field, f"there is no position {position} on day {day}.")
        closed.add((day, position))
    return frozenset(closed)


def _objects(given: Mapping[str, object], key: str) -> list[tuple[Mapping[str, object], str]]:
    listed = given.get(key)
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        raise Unusable(key, "must be a list with at least one entry.")
    found = []
    for number, each in enumerate(listed):
        if not isinstance(each, Mapping):
            raise Unusable(f"{key}[{number}]", "must be an object in braces { }.")
        found.append((each, f"{key}[{number}]"))
    return found


def _name(given: Mapping[str, object], where: str) -> str:
    name = given.get("name")
    if not isinstance(name, str) or not name:
        raise Unusable(f"{where}.name", "must be a text that is not empty.")
    return name


def _names(
    given: Mapping[str, object], key: str, where: str, known: frozenset[str]
) -> frozenset[str]:
    if key not in given:
        return known
    listed = given[key]
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise Unusable(f"{where}.{key}", "must be a list of names.")
    for number, each in enumerate(listed):
        if not isinstance(each, str) or each not in known:
            raise Unusable(f"{where}.{key}[{number}]", f"{each!r} is not one of the {key}.")
    return frozenset(listed)


def _unlike(names: Sequence[str], key: str) -> frozenset[str]:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            raise Unusable(f"{key}[{number}].name", f"{name} is there twice.")
        seen.add(name)
    return frozenset(names)


def _number(given: Mapping[str, object], key: str, where: str, *, positive: bool = False) -> float:
    value = given.get(key)
    field = f"{where}.{key}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unusable(field, f"{'is missing' if value is None else repr(value)}; give a number.")
    if not math.isfinite(value):
        raise Unusable(field, f"{value!r} is not a finite number.")
    if value < 0 or (positive and value == 0):
        raise Unusable(field, f"{value:g} must be {'above' if positive else 'at least'} zero.")
    if value > LARGEST:
        raise Unusable(field, f"{value:g} is too large to be meant.")
    return float(value)


def _whole(given: Mapping[str, object], key: str, field: str, *, least: int) -> int:
    value = given.get(key)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unusable(
            field, f"{'is missing' if value is None else repr(value)}; give a whole number."
        )
    if value < least:
        raise Unusable(field, f"{value} must be at least {least}.")
    if value > LARGEST:
        raise Unusable(field, f"{value} is too large to be meant.")
    return value
