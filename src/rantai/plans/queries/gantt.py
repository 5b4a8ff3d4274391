"""The board of heats: furnaces as rows, a week's days as columns, load against capacity below."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rantai.plans.heats import Kept, changed_places
from rantai.plans.models import PlanVersion

if TYPE_CHECKING:
    from tuang.planning.furnace import Heat

WEEK = 6
PATTERNS = 6


@dataclass(frozen=True, slots=True)
class Slot:
    """A position of a furnace's day: a heat, cold, or closed."""

    furnace: str
    number: int
    position: int
    heat: "Heat | None"
    is_closed: bool
    pattern: int = 0
    pieces: int = 0
    parts: str = ""
    is_free: bool = False
    is_changed: bool = False

    @property
    def place(self) -> str:
        return f"{self.furnace}|{self.number}|{self.position}"


@dataclass(frozen=True, slots=True)
class Row:
    furnace: str
    workshop: str
    code: str
    days: list[list[Slot]]


@dataclass(frozen=True, slots=True)
class DayLoad:
    day: date
    number: int
    planned_kg: float
    room_kg: float

    @property
    def percent(self) -> float:
        return 100 * self.planned_kg / self.room_kg if self.room_kg else 0.0


@dataclass(frozen=True, slots=True)
class Gantt:
    rows: list[Row]
    load: list[DayLoad]
    grades: list[tuple[str, int]]
    week: int
    weeks: list[tuple[int, date, date]]


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise with the days it is due and cast, in dates."""

    kept: Kept
    due_on: date
    ready_on: date | None


def gantt_of(
    version: PlanVersion,
    heats: Iterable["Heat"],
    week: int | None,
    standing: Iterable["Heat"] = (),
) -> Gantt:
    """standing: the heats against which its changes are counted, if it counts any.

    Where nobody asks for a week it is that of the first change.
    """
    heats, standing = list(heats), list(standing)
    changed = set(changed_places(standing, heats)) if standing else set()
    days = [date.fromisoformat(day) for day in version.facts["days"]]
    weeks = [
        (number, days[start], days[min(start + WEEK, len(days)) - 1])
        for number, start in enumerate(range(0, len(days), WEEK))
    ]
    if week is None:
        week = min((day for _, day, _ in changed), default=0) // WEEK
    week = min(max(week, 0), len(weeks) - 1)
    shown = range(week * WEEK, min((week + 1) * WEEK, len(days)))
    patterns = {name: number % PATTERNS for number, name in enumerate(version.facts["grades"])}
    kg = {item["name"]: item["kg"] for item in version.problem["items"]}
    at = {(heat.furnace, heat.day, heat.position): heat for heat in heats}
    rows, room = [], defaultdict[int, float](float)
    for furnace in version.problem["furnaces"]:
        name, closed = furnace["name"], set(map(tuple, furnace["closed"]))
        place = version.facts["furnaces"][name]
        cells = [
            [
                _slot(
                    version,
                    (name, number, position),
                    at.get((name, number, position)),
                    (number, position) in closed,
                    patterns,
                    is_changed=(name, number, position) in changed,
                )
                for position in range(furnace["heats_per_day"])
            ]
            for number in shown
        ]
        for cell in cells:
            for slot in cell:
                room[slot.number] += 0 if slot.is_closed else furnace["tap_kg"]
        rows.append(Row(name, place["name"], place["code"], cells))
    planned = defaultdict[int, float](float)
    for heat in at.values():
        planned[heat.day] += sum(kg[item] * count for item, count in heat.pieces.items())
    load = [DayLoad(days[n], n, planned[n], room[n]) for n in shown]
    return Gantt(rows, load, sorted(patterns.items()), week, weeks)


def _slot(
    version: PlanVersion,
    place: tuple[str, int, int],
    heat: "Heat | None",
    is_closed: bool,
    patterns: dict[str, int],
    *,
    is_changed: bool,
) -> Slot:
    furnace, number, position = place
    if heat is None:
        return Slot(furnace, number, position, None, is_closed, is_changed=is_changed)
    items = version.facts["items"]
    return Slot(
        furnace,
        number,
        position,
        heat,
        is_closed,
        patterns[heat.grade],
        sum(heat.pieces.values()),
        ", ".join(f"{count} × {items[name]['part']}" for name, count in heat.pieces.items()),
        any(not items[name]["workshop"] for name in heat.pieces),
        is_changed,
    )


def promise_rows(version: PlanVersion, promises: Iterable[Kept]) -> list[PromiseRow]:
    days = [date.fromisoformat(day) for day in version.facts["days"]]
    return [
        PromiseRow(
            kept,
            date.fromisoformat(kept.promise["due_on"]),
            None if kept.ready is None else days[kept.ready],
        )
        for kept in promises
    ]
