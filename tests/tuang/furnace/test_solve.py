"""Plans are verified, bounded and repeatable."""

import json

import pytest

from tests.tuang.furnace.shops import CASES, needs_shared, two_grades
from tuang.planning.furnace import FurnacePlan, read_problem, solve, verify


def test_a_shop_with_room_for_everything_pays_only_its_changes() -> None:
    problem = read_problem(two_grades())
    plan = solve(problem, seconds=5)
    # Ductile first, then grey: the second day goes on with grey.
    assert plan.cost == pytest.approx(13)
    assert verify(problem, plan.heats).total == pytest.approx(plan.cost)
    assert plan.bound <= plan.cost


def test_a_million_pieces_are_answered() -> None:
    shop = two_grades()
    shop["items"][1]["demand"] = [1_000_000, 0]
    problem = read_problem(shop)
    plan = solve(problem, seconds=2)
    assert verify(problem, plan.heats).total == pytest.approx(plan.cost)


def test_heats_of_a_hundred_thousand_pieces_are_packed_in_time() -> None:
    shop = two_grades()
    shop["furnaces"][0]["tap_kg"] = 400_000.0
    for item, kg in zip(shop["items"], (3.7, 2.3), strict=True):
        item.update(kg=kg, demand=[200_000, 150_000])
    problem = read_problem(shop)
    plan = solve(problem, seconds=4)
    assert plan.seconds < 8
    assert verify(problem, plan.heats).total == pytest.approx(plan.cost)


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize("name", ["S1", "M2"])
def test_a_shared_case_is_planned_in_its_time(name: str) -> None:
    problem = read_problem(json.loads((CASES / f"furnace-{name}.json").read_text()))
    plan = solve(problem, seconds=3, seed=1)
    assert plan.seconds <= 3 * 1.05
    assert verify(problem, plan.heats).total == pytest.approx(plan.cost)
    assert plan.bound <= plan.cost


def test_furnaces_that_differ_share_the_work() -> None:
    shop = two_grades()
    shop["furnaces"] = [
        {"name": "A", "tap_kg": 10.0, "heats_per_day": 1, "grades": ["grey"]},
        {"name": "B", "tap_kg": 10.0, "heats_per_day": 1, "items": ["sleeve"]},
        {"name": "C", "tap_kg": 5.0, "heats_per_day": 0},
    ]
    problem = read_problem(shop)
    plan = solve(problem, seconds=3)
    assert plan.cost == pytest.approx(13)
    assert {(heat.furnace, heat.grade) for heat in plan.heats} == {("A", "grey"), ("B", "ductile")}
    assert plan.bound == pytest.approx(13, rel=0.05)


def test_metal_lost_at_a_change_is_left_out_of_the_heat() -> None:
    shop = two_grades()
    shop["grades"][0]["setup_kg"] = 2.5
    problem = read_problem(shop)
    plan = solve(problem, seconds=2)
    assert verify(problem, plan.heats).total == pytest.approx(plan.cost)


def test_a_closed_position_is_left_cold() -> None:
    shop = two_grades()
    shop["furnaces"][0]["closed"] = [[0, 0]]
    plan = solve(read_problem(shop), seconds=3)
    assert (0, 0) not in {(heat.day, heat.position) for heat in plan.heats}


def test_the_same_steps_give_the_same_plan() -> None:
    problem = read_problem(two_grades())
    one, other = (solve(problem, steps=3, seed=5) for _ in range(2))
    assert one.heats == other.heats
    assert one.bound == other.bound


def test_a_grade_without_items_is_never_melted() -> None:
    shop = two_grades()
    shop["grades"].append({"name": "steel", "setup_cost": 0})
    plan = solve(read_problem(shop), seconds=3)
    assert plan.cost == pytest.approx(13)
    assert plan.status == "optimal"


def test_whoever_waits_hears_of_every_better_plan_and_may_take_the_best_so_far() -> None:
    problem = read_problem(two_grades())
    heard: list[FurnacePlan] = []
    plan = solve(problem, seconds=20, tell=heard.append, stopped=lambda: bool(heard))
    assert plan.seconds < 5
    assert plan.cost == min(each.cost for each in heard)
    assert verify(problem, heard[0].heats).total == pytest.approx(heard[0].cost)
