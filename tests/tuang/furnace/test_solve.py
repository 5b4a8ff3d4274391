"""Plans are verified, bounded and repeatable."""

import json

import pytest

from tests.tuang.furnace.shops import CASES, needs_shared, two_grades
from tuang.planning.furnace import read_problem, solve, verify


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


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize("name", ["S1", "M2"])
def test_a_shared_case_is_planned_in_its_time(name: str) -> None:
    problem = read_problem(json.loads((CASES / f"furnace-{name}.json").read_text()))
    plan = solve(problem, seconds=3, seed=1)
    assert plan.seconds <= 3 * 1.05
    assert verify(problem, plan.heats).total == pytest.approx(plan.cost)
    assert plan.bound <= plan.cost
