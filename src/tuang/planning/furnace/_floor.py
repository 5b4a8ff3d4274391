"""The problem as arrays: weights in whole grains, and each open furnace position as a slot."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tuang.planning.furnace.problem import FurnaceProblem
from tuang.planning.furnace.result import Heat

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FINEST = Decimal("0.001")
MOST_GRAINS = 2_000_000
"""A tap of more grains than this is counted in coarser ones: pieces rounded up, taps down."""
MOMENT = Decimal("0.000001")
"""Hours are counted in millionths: heats and changes rounded up, days down."""
ALL_HOURS = 1 << 50
"""Of a day where nobody counts them."""


def in_hours(moments: float) -> float:
    return float(moments) * float(MOMENT)


@dataclass(frozen=True, slots=True)
class Hours:
    """heat and day of each furnace, setup of each grade."""

    heat: Ints
    day: Ints
    setup: Ints
    are_counted: bool


@dataclass(frozen=True)
class Floor:
    """Slots are the open positions, in order of furnace, day and position."""

    problem: FurnaceProblem
    kg_per_grain: float
    weight: Ints
    tap: Ints
    demand: Ints
    late: Floats
    hold: Floats
    grade: Ints
    setup: Floats
    setup_weight: Ints
    melts: Bools
    makes: Bools
    open: Ints
    slot_furnace: Ints
    slot_day: Ints
    slot_position: Ints
    locked: Bools
    given: "Layout | None"
    start: "Layout"

    @property
    def keeps_rules(self) -> bool:
        """Whether there is anything beyond the plain problem."""
        return self.hours.are_counted or self.keeps_more_than_hours

    @property
    def keeps_more_than_hours(self) -> bool:
        """Whether there is anything that only the search by heats knows."""
        problem = self.problem
        return (
            bool(problem.fixed or problem.given)
            or any(
                furnace.min_fill_kg > 0
                or furnace.peak_positions
                or furnace.boxes_per_day < math.inf
                for furnace in problem.furnaces
            )
            or any(item.cores is not None for item in problem.items)
        )

    @cached_property
    def hours(self) -> Hours:
        """What heats and changes take of a furnace's day, in grains of time."""
        furnaces = self.problem.furnaces
        counted = [self.problem.counts_hours(furnace) for furnace in furnaces]
        return Hours(
            heat=np.array([_up(f.hours_per_heat, MOMENT) for f in furnaces], dtype=np.int64),
            day=np.array(
                [
                    _down(f.hours_per_day, MOMENT) if counts else ALL_HOURS
                    for f, counts in zip(furnaces, counted, strict=True)
                ],
                dtype=np.int64,
            ),
            setup=np.array(
                [_up(g.setup_hours, MOMENT) for g in self.problem.grades], dtype=np.int64
            ),
            are_counted=any(counted),
        )

    @cached_property
    def fixed(self) -> Ints:
        """Pieces that fixed heats cast of each item each day."""
        return made(self, self.start)

    @property
    def days(self) -> int:
        return int(self.demand.shape[1])

    @cached_property
    def weights(self) -> list[int]:
        return [int(each) for each in self.weight]

    @cached_property
    def makes_rows(self) -> list[list[bool]]:
        return [[bool(each) for each in row] for row in self.makes]

    def items_of(self, grade: int) -> Ints:
        return np.flatnonzero(self.grade == grade)


@dataclass
class Layout:
    """grade of each slot, -1 when it stays cold, and the pieces poured from it."""

    grade: Ints
    pieces: NDArray[np.int32]

    def copy(self) -> "Layout":
        return Layout(self.grade.copy(), self.pieces.copy())


def lay_out(problem: FurnaceProblem) -> Floor:
    grades = {grade.name: number for number, grade in enumerate(problem.grades)}
    grain = _grain(problem)
    melts = np.array(
        [[g.name in f.grades for g in problem.grades] for f in problem.furnaces], dtype=np.bool_
    )
    grade = np.array([grades[item.grade] for item in problem.items], dtype=np.int64)
    named = np.array(
        [[i.name in f.items for i in problem.items] for f in problem.furnaces], dtype=np.bool_
    )
    slots = [
        (number, day, position)
        for number, furnace in enumerate(problem.furnaces)
        for day in range(problem.days)
        for position in range(furnace.heats_per_day)
        if (day, position) not in furnace.closed
    ]
    places = np.array(slots, dtype=np.int64).reshape(-1, 3)
    start = _schedule(problem, slots, problem.fixed)
    locked = start.grade >= 0
    open_ = np.zeros((len(problem.furnaces), problem.days), dtype=np.int64)
    np.add.at(open_, (places[~locked, 0], places[~locked, 1]), 1)
    return Floor(
        problem=problem,
        kg_per_grain=float(grain),
        weight=np.array([_up(item.kg, grain) for item in problem.items], dtype=np.int64),
        tap=np.array(
            [_down(furnace.tap_kg, grain) for furnace in problem.furnaces], dtype=np.int64
        ),
        demand=np.array([item.demand for item in problem.items], dtype=np.int64),
        late=np.array([item.late_cost for item in problem.items]),
        hold=np.array([item.hold_cost for item in problem.items]),
        grade=grade,
        setup=np.array([grade.setup_cost for grade in problem.grades]),
        setup_weight=np.array([_up(g.setup_kg, grain) for g in problem.grades], dtype=np.int64),
        melts=melts,
        makes=named & melts[:, grade],
        open=open_,
        slot_furnace=np.ascontiguousarray(places[:, 0]),
        slot_day=np.ascontiguousarray(places[:, 1]),
        slot_position=np.ascontiguousarray(places[:, 2]),
        locked=locked,
        given=_schedule(problem, slots, problem.given) if problem.given else None,
        start=start,
    )


def _schedule(
    problem: FurnaceProblem, slots: list[tuple[int, int, int]], heats: Iterable[Heat]
) -> Layout:
    """These heats, each in its slot; one at a closed position is left out."""
    at = {slot: number for number, slot in enumerate(slots)}
    furnaces = {furnace.name: number for number, furnace in enumerate(problem.furnaces)}
    grades = {grade.name: number for number, grade in enumerate(problem.grades)}
    items = {item.name: number for number, item in enumerate(problem.items)}
    schedule = Layout(
        np.full(len(slots), -1, dtype=np.int64),
        np.zeros((len(slots), len(items)), dtype=np.int32),
    )
    for heat in heats:
        slot = at.get((furnaces[heat.furnace], heat.day, heat.position))
        if slot is not None:
            schedule.grade[slot] = grades[heat.grade]
            for name, count in heat.pieces.items():
                schedule.pieces[slot, items[name]] = count
    return schedule


def laid(floor: Floor, heats: Iterable[Heat]) -> Layout:
    """These heats in the slots of the floor."""
    places = zip(
        floor.slot_furnace.tolist(),
        floor.slot_day.tolist(),
        floor.slot_position.tolist(),
        strict=True,
    )
    return _schedule(floor.problem, list(places), heats)


def _grain(problem: FurnaceProblem) -> Decimal:
    """The coarsest decimal step in which every piece is whole, within reason."""
    weights = [Decimal(repr(item.kg)) for item in problem.items]
    weights += [Decimal(repr(furnace.tap_kg)) for furnace in problem.furnaces]
    grain = Decimal(1)
    while grain > FINEST and any(each % grain for each in weights):
        grain /= 10
    largest = max(Decimal(repr(furnace.tap_kg)) for furnace in problem.furnaces)
    while largest / grain > MOST_GRAINS:
        grain *= 10
    return grain


def _up(kg: float, grain: Decimal) -> int:
    return math.ceil(Decimal(repr(kg)) / grain)


def _down(kg: float, grain: Decimal) -> int:
    return math.floor(Decimal(repr(kg)) / grain)


def heats_of(floor: Floor, schedule: Layout) -> tuple[Heat, ...]:
    """The heats that pour something; a slot without pieces stays cold and keeps its grade."""
    names = [item.name for item in floor.problem.items]
    heats = []
    for slot in np.flatnonzero(schedule.pieces.any(axis=1)):
        pieces = schedule.pieces[slot]
        heats.append(
            Heat(
                floor.problem.furnaces[floor.slot_furnace[slot]].name,
                int(floor.slot_day[slot]),
                int(floor.slot_position[slot]),
                floor.problem.grades[schedule.grade[slot]].name,
                {names[i]: int(pieces[i]) for i in np.flatnonzero(pieces)},
            )
        )
    return tuple(sorted(heats, key=lambda heat: (heat.day, heat.furnace, heat.position)))


def made(floor: Floor, schedule: Layout) -> Ints:
    """Pieces of each item cast each day."""
    cast = np.zeros((floor.days, len(floor.weight)), dtype=np.int64)
    np.add.at(cast, floor.slot_day, schedule.pieces)
    return cast.T


def stock_cost(floor: Floor, cast: Ints, items: Ints) -> float:
    """Of these items, when so many are cast each day."""
    stock = np.cumsum(cast - floor.demand[items], axis=1)
    held = np.maximum(stock, 0).sum(axis=1) @ floor.hold[items]
    return float(held + np.maximum(-stock, 0).sum(axis=1) @ floor.late[items])


def setup_cost(floor: Floor, schedule: Layout) -> float:
    """Each change along a furnace's poured heats, the first included."""
    total = 0.0
    poured = np.flatnonzero(schedule.pieces.any(axis=1))
    furnace, grade = floor.slot_furnace[poured], schedule.grade[poured]
    if len(poured):
        changes = np.ones(len(poured), dtype=np.bool_)
        changes[1:] = (furnace[1:] != furnace[:-1]) | (grade[1:] != grade[:-1])
        total = float(floor.setup[grade[changes]].sum())
    return total


def heat_costs(floor: Floor) -> Floats:
    """What a heat in each slot costs by its hour, whatever it pours."""
    furnaces = floor.problem.furnaces
    return np.array(
        [
            furnaces[f].peak_cost if position in furnaces[f].peak_positions else 0.0
            for f, position in zip(
                floor.slot_furnace.tolist(), floor.slot_position.tolist(), strict=True
            )
        ]
    )


def change_cost(floor: Floor, schedule: Layout) -> float:
    """Of the positions that hold something else than in the plan given."""
    if floor.given is None:
        return 0.0
    changed = (schedule.pieces != floor.given.pieces).any(axis=1)
    closed = len(floor.problem.given) - int(floor.given.pieces.any(axis=1).sum())
    return floor.problem.change_cost * (int(changed.sum()) + closed)


def cost_of(floor: Floor, schedule: Layout) -> float:
    poured = schedule.pieces.any(axis=1)
    own = float(heat_costs(floor)[poured].sum()) if floor.keeps_rules else 0.0
    return (
        setup_cost(floor, schedule)
        + stock_cost(floor, made(floor, schedule), np.arange(len(floor.weight)))
        + own
        + change_cost(floor, schedule)
    )


def leave_out_what_a_change_takes(floor: Floor, schedule: Layout) -> None:
    """Metal lost at a change: the cheapest pieces a kilogram leave the first heat after it."""
    if not floor.setup_weight.any():
        return
    last: dict[int, int] = {}
    for slot in range(len(schedule.grade)):
        pieces = schedule.pieces[slot]
        furnace, grade = int(floor.slot_furnace[slot]), int(schedule.grade[slot])
        if not pieces.any():
            continue
        lost = floor.setup_weight[grade] if last.get(furnace) != grade else 0
        over = int(pieces @ floor.weight + lost - floor.tap[furnace])
        for i in sorted(np.flatnonzero(pieces), key=lambda i: floor.late[i] / floor.weight[i]):
            if over <= 0:
                break
            count = min(int(pieces[i]), -(-over // int(floor.weight[i])))
            pieces[i] -= count
            over -= count * int(floor.weight[i])
        # A heat that keeps no piece stays cold, and the next one changes instead.
        if pieces.any():
            last[furnace] = grade
