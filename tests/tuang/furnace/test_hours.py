"""Heats and changes of grade take hours of a furnace's day: planned, verified, and best where all
plans can be tried."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from tests.tuang.furnace.shops import two_grades
from tuang.planning.furnace import (
    FurnaceProblem,
    Heat,
    Violation,
    _floor,
    _heats,
    _ruled,
    read_problem,
    solve,
    verify,
)
from tuang.planning.refusal import Unusable


def timed(hours_per_day: float, **furnace: Any) -> dict[str, Any]:
    """A heat takes 4 h, a change to grey 1 h, one to ductile 2 h."""
    shop = two_grades()
    shop["furnaces"][0].update(hours_per_heat=4, hours_per_day=hours_per_day, **furnace)
    for grade, hours in zip(shop["grades"], (1, 2), strict=True):
        grade["setup_hours"] = hours
    return shop


BOTH = [
    Heat("F1", 0, 0, "ductile", {"sleeve": 100}),
    Heat("F1", 0, 1, "grey", {"block": 4}),
    Heat("F1", 1, 0, "grey", {"block": 2}),
]


def test_a_change_takes_hours_of_its_day() -> None:
    with pytest.raises(Violation, match=r"F1, day 0: .* take 11 hours, of 10 a day"):
        verify(read_problem(timed(10)), BOTH)
    assert verify(read_problem(timed(11)), BOTH).total == 13


@pytest.mark.parametrize(
    ("hours_per_day", "cost"),
    [
        # Everything on its day.
        (11, 13.0),
        # Ductile alone on the first day, four blocks a day late: 5 + 8 + 4 x 3.
        (10, 25.0),
        # One heat a day: ductile, then four blocks; two are late for good, four a day.
        (8, 25.0 + 2 * 3),
    ],
)
def test_what_the_hours_do_not_hold_waits(hours_per_day: float, cost: float) -> None:
    plan = solve(read_problem(timed(hours_per_day)), seconds=3)
    assert plan.cost == pytest.approx(cost)
    assert plan.bound == pytest.approx(cost)
    assert plan.status == "optimal"


def test_hours_that_hold_every_heat_and_no_change_are_no_rule() -> None:
    shop = two_grades()
    plain = solve(read_problem(shop), steps=3)
    shop["furnaces"][0]["hours_per_heat"] = 0.1
    again = solve(read_problem(shop), steps=3)
    assert (again.heats, again.cost, again.bound) == (plain.heats, plain.cost, plain.bound)


def test_a_fixed_heat_takes_hours_and_is_not_asked_for_them() -> None:
    long = {"furnace": "F1", "day": 0, "grade": "grey", "pieces": {"block": 2}}
    fixed = [{**long, "position": 0}, {**long, "position": 1}]
    problem = read_problem({**timed(8), "fixed": fixed})
    plan = solve(problem, seconds=2)
    # Nine hours were worked on the first day; on the second only one grade has room.
    assert verify(problem, plan.heats).total == plan.cost
    assert [heat.grade for heat in plan.heats if heat.day] == ["ductile"]


def random_shop(seed: int) -> dict[str, Any]:
    """Two days of at most three heats of two pieces, a third of them beyond what the hours hold."""
    random = np.random.default_rng(seed)
    return {
        "days": 2,
        "grades": [
            {
                "name": name,
                "setup_cost": float(random.integers(1, 6)),
                "setup_hours": float(random.integers(0, 5)) / 2,
            }
            for name in ("A", "B")
        ],
        "furnaces": [
            {
                "name": "F",
                "tap_kg": 2,
                "heats_per_day": 3,
                "hours_per_heat": 2,
                "hours_per_day": float(random.integers(8, 17)) / 2,
            }
        ],
        "items": [
            {
                "name": item,
                "grade": item.upper(),
                "kg": 1,
                "demand": random.integers(0, 4, 2).tolist(),
                "late_cost": float(random.integers(1, 9)),
                "hold_cost": 0.5,
            }
            for item in ("a", "b")
        ],
    }


def every_plan(problem: FurnaceProblem) -> Iterator[list[Heat]]:
    slots = list(product(range(problem.days), range(problem.furnaces[0].heats_per_day)))
    choices = [None, *product("ab", (1, 2))]
    for chosen in product(choices, repeat=len(slots)):
        yield [
            Heat("F", day, position, each[0].upper(), {each[0]: each[1]})
            for (day, position), each in zip(slots, chosen, strict=True)
            if each is not None
        ]


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_is_the_best_of_all_plans(seed: int) -> None:
    given = random_shop(seed)
    given["furnaces"][0]["heats_per_day"] = 2
    problem = read_problem(given)
    costs = []
    for heats in every_plan(problem):
        try:
            costs.append(verify(problem, heats).total)
        except Violation:
            continue
    plan = solve(problem, seconds=3)
    assert plan.cost == pytest.approx(min(costs))
    assert plan.bound <= min(costs) + 1e-6


@pytest.mark.parametrize("compiled", [True, False])
def test_many_furnaces_keep_their_hours(monkeypatch: pytest.MonkeyPatch, compiled: bool) -> None:
    monkeypatch.setattr(_ruled, "is_compiled", lambda: compiled)
    monkeypatch.setattr(_ruled, "compile_ahead", lambda: None)
    given = random_shop(8)
    given["furnaces"] = [{**given["furnaces"][0], "name": f"F{n}"} for n in range(3)]
    for item in given["items"]:
        item["demand"] = [6, 6]
    problem = read_problem(given)
    plan = solve(problem, seconds=5)
    assert verify(problem, plan.heats).total == plan.cost
    assert 0 < plan.bound <= plan.cost


def test_the_search_by_heats_never_leaves_a_day_over_its_hours() -> None:
    given = random_shop(3)
    given["furnaces"] = [{**given["furnaces"][0], "name": f"F{n}"} for n in range(2)]
    given["days"] = 4
    for item in given["items"]:
        item["demand"] = [3, 1, 4, 2]
    problem = read_problem(given)
    plan = solve(problem, steps=6, seed=3)
    floor = _floor.lay_out(problem)
    search = _heats.Heats(floor, floor.start, 5)
    search.settle()
    assert verify(problem, _floor.heats_of(floor, search.best)).total == search.cost
    assert verify(problem, plan.heats).total == plan.cost


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"hours_per_day": 9}, "furnaces[0].hours_per_heat", "give both"),
        ({"hours_per_heat": 4, "hours_per_day": 3}, "furnaces[0].hours_per_day", "takes 4"),
        ({"hours_per_heat": 25}, "furnaces[0].hours_per_heat", "the most is 24"),
        ({"hours_per_heat": 0}, "furnaces[0].hours_per_heat", "above zero"),
    ],
)
def test_hours_that_cannot_be_are_named(change: dict[str, Any], field: str, words: str) -> None:
    shop = two_grades()
    shop["furnaces"][0].update(change)
    with pytest.raises(Unusable, match=words) as refused:
        read_problem(shop)
    assert refused.value.field == field
