"""What a shop may ask beyond the plain problem: planned, verified, and each rule broken once."""

from dataclasses import replace
from typing import Any

import pytest

from bench.shops import shop as family
from tests.tuang.furnace.shops import two_grades
from tuang.planning.furnace import (
    FurnaceProblem,
    Heat,
    Violation,
    _ruled,
    changed_heats,
    read_problem,
    solve,
    verify,
)
from tuang.planning.refusal import Unusable

GREY = Heat("F1", 0, 0, "grey", {"block": 4})
DUCTILE = Heat("F1", 0, 1, "ductile", {"sleeve": 100})
LATER = Heat("F1", 1, 0, "grey", {"block": 2})


def as_json(heat: Heat) -> dict[str, Any]:
    return {
        "furnace": heat.furnace,
        "day": heat.day,
        "position": heat.position,
        "grade": heat.grade,
        "pieces": dict(heat.pieces),
    }


def two(**more: Any) -> FurnaceProblem:
    return read_problem({**two_grades(), **more})


def test_fixed_heats_stay_and_the_rest_is_planned_around_them() -> None:
    problem = two(fixed=[as_json(GREY)])
    plan = solve(problem, seconds=1)
    # Grey was poured first; ductile follows, and grey again on the second day: 5 + 8 + 5.
    assert GREY in plan.heats
    assert plan.cost == pytest.approx(18)
    assert plan.bound <= 18


def test_a_fixed_heat_may_not_be_left_out() -> None:
    problem = two(fixed=[as_json(GREY)])
    with pytest.raises(Violation, match="the heat is fixed"):
        verify(problem, [DUCTILE, LATER])
    assert verify(problem, [GREY, DUCTILE, LATER]).total == 18


def test_a_fixed_heat_is_a_fact_even_over_the_tap() -> None:
    heavy = replace(GREY, pieces={"block": 5})
    problem = two(fixed=[as_json(heavy)])
    assert solve(problem, seconds=1).heats[0] == heavy


@pytest.mark.parametrize(("change_cost", "changed"), [(0.0, 2), (100.0, 0)])
def test_the_plan_in_hand_changes_only_where_it_pays(change_cost: float, changed: int) -> None:
    in_hand = [GREY, DUCTILE, LATER]
    problem = two(given=[as_json(heat) for heat in in_hand], change_cost=change_cost)
    plan = solve(problem, seconds=1)
    # Ductile first would save one change of grade (5) and change two heats.
    assert plan.changed == changed
    assert plan.cost == pytest.approx(13 if changed else 18)
    assert changed_heats(in_hand, plan.heats) == changed


def test_a_closed_position_of_the_plan_in_hand_counts_as_a_change() -> None:
    shop = two_grades()
    shop["furnaces"][0]["closed"] = [[0, 1]]
    in_hand = [as_json(heat) for heat in (GREY, DUCTILE, LATER)]
    problem = read_problem({**shop, "given": in_hand, "change_cost": 3.0})
    plan = solve(problem, seconds=1)
    # The sleeves take the only heat of the first day, and four blocks are a day late.
    assert plan.changed == 3
    assert plan.cost == pytest.approx(8 + 5 + 4 * 3 + 3 * 3)


def test_a_furnace_down_is_planned_again_with_few_heats_changed() -> None:
    problem = family("S", "loose", 3)
    before = solve(problem, steps=3)
    down = replace(problem.furnaces[0], closed=frozenset({(1, at) for at in range(4)}))
    again = replace(problem, furnaces=(down,), given=before.heats, change_cost=20.0)
    fixed = tuple(heat for heat in before.heats if heat.day == 0)
    plan = solve(replace(again, fixed=fixed), seconds=1)
    free = solve(replace(again, change_cost=0.0), seconds=1)
    assert set(map(str, fixed)) <= set(map(str, plan.heats))
    assert plan.changed < free.changed


def test_a_peak_position_is_left_cold_where_that_pays() -> None:
    shop = two_grades()
    shop["furnaces"][0].update(heats_per_day=3, peak_positions=[0], peak_cost=50.0)
    plan = solve(read_problem(shop), seconds=1)
    assert plan.cost == pytest.approx(13)
    assert all(heat.position for heat in plan.heats)


def test_boxes_of_a_day_are_not_passed() -> None:
    shop = two_grades()
    shop["furnaces"][0]["boxes_per_day"] = 3
    shop["items"][0]["boxes"] = 1.0
    problem = read_problem(shop)
    with pytest.raises(Violation, match="4 moulding boxes, of 3 a day"):
        verify(problem, [GREY])
    plan = solve(problem, seconds=1)
    # Three blocks each day: one of four is a day late.
    assert plan.cost == pytest.approx(13 + 3)


def test_a_heat_has_its_least_fill() -> None:
    shop = two_grades()
    shop["furnaces"][0]["min_fill_kg"] = 9.0
    problem = read_problem(shop)
    with pytest.raises(Violation, match="less than the least fill of 9 kg"):
        verify(problem, [LATER])
    plan = solve(problem, seconds=1)
    assert verify(problem, plan.heats).total == pytest.approx(plan.cost)
    kg = {"block": 2.5, "sleeve": 0.1}
    fills = [sum(kg[i] * count for i, count in heat.pieces.items()) for heat in plan.heats]
    assert min(fills) >= 9.0


def test_a_core_is_used_while_it_is_good() -> None:
    shop = two_grades()
    shop["items"][0].update(cores=[4, 0], core_days=1)
    problem = read_problem(shop)
    with pytest.raises(Violation, match="2 pieces find no core of at most 1 days"):
        verify(problem, [GREY, LATER])
    # Two blocks can never be made of the six: late for good from the second day.
    assert solve(problem, seconds=1).cost == pytest.approx(13 + 6)
    shop["items"][0].update(cores=[6, 0], core_days=2)
    assert solve(read_problem(shop), seconds=1).cost == pytest.approx(13)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"fixed": [{**as_json(GREY), "day": 7}]}, r"fixed\[0\]"),
        ({"fixed": [as_json(GREY), as_json(GREY)]}, r"fixed\[1\]"),
        ({"given": [{**as_json(GREY), "pieces": {}}]}, r"given\[0\]\.pieces"),
        ({"given": [{**as_json(GREY), "pieces": {"sleeve": 1}}]}, r"pieces\.sleeve"),
        ({"change_cost": float("nan")}, "change_cost"),
    ],
)
def test_a_plan_in_hand_that_cannot_be_is_named(more: dict[str, Any], field: str) -> None:
    with pytest.raises(Unusable, match=field):
        two(**more)


def test_the_same_steps_give_the_same_plan_with_rules() -> None:
    shop = two_grades()
    shop["furnaces"][0].update(heats_per_day=3, min_fill_kg=3.0, peak_positions=[1], peak_cost=1.5)
    one, other = (solve(read_problem(shop), steps=4, seed=2) for _ in range(2))
    assert one.heats == other.heats


def test_while_nothing_is_compiled_a_plan_still_keeps_every_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_ruled, "is_compiled", lambda: False)
    compiling: list[str] = []
    monkeypatch.setattr(_ruled, "compile_ahead", lambda: compiling.append("ahead"))
    shop = two_grades()
    shop["furnaces"][0].update(min_fill_kg=5.0, boxes_per_day=3)
    shop["items"][0].update(boxes=1, cores=[3, 0], core_days=2)
    shop["items"][1].update(boxes=0.01)
    plan = solve(read_problem({**shop, "fixed": [as_json(replace(GREY, pieces={"block": 1}))]}))
    late = solve(read_problem(shop), seconds=1)
    # The fixed block leaves two boxes, which two hundred sleeves would fill.
    assert [heat.pieces for heat in plan.heats] == [{"block": 1}, {"sleeve": 100}]
    assert late.bound <= late.cost <= 13 + 6 + 100
    assert compiling == ["ahead", "ahead"]
