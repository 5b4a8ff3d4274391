"""Two grades on one furnace: every split of the heats is listed, and the best is proved."""

import time
from typing import Any

import numpy as np
import pytest

from bench.shops import shop
from tuang.planning.furnace import read_problem, solve, verify
from tuang.planning.furnace._aggregate import aggregate
from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import heats_of, lay_out
from tuang.planning.furnace._greedy import dispatch
from tuang.planning.furnace._pair import Pair
from tuang.planning.furnace._patterns import pools


def small(seed: int) -> dict[str, Any]:
    """Two days of three heats that large pieces of few items hardly fill."""
    random = np.random.default_rng(seed)
    return {
        "days": 2,
        "grades": [{"name": "grey", "setup_cost": 5}, {"name": "ductile", "setup_cost": 8}],
        "furnaces": [{"name": "F1", "tap_kg": 100.0, "heats_per_day": 3}],
        "items": [
            {
                "name": f"I{number}",
                "grade": "grey" if number % 2 else "ductile",
                "kg": round(float(random.uniform(7, 45)), 1),
                "demand": random.integers(1, 5, 2).tolist(),
                "late_cost": round(float(random.uniform(3, 9)), 2),
                "hold_cost": 0.03,
            }
            for number in range(5)
        ],
    }


@pytest.mark.parametrize("seed", range(6))
def test_the_best_split_is_as_good_as_the_whole_programme_heat_by_heat(seed: int) -> None:
    floor = lay_out(read_problem(small(seed)))
    clock = Clock(20.0, time.monotonic())
    exact = aggregate(floor, clock, 20.0, 1, 1e-9, one_by_one=True)
    listed = pools(floor)
    assert listed is not None
    pair = Pair(floor, listed, dispatch(floor, 0.35), 0.0, clock, 1)
    pair.run(lambda _plan, _bound: None)
    assert pair.bound <= exact.bound * (1 + 1e-5)
    assert pair.cost == pytest.approx(exact.bound, rel=1e-4)
    assert verify(floor.problem, heats_of(floor, pair.best)).total == pytest.approx(pair.cost)


def test_a_day_without_a_heat_keeps_the_grade_over_it() -> None:
    given = small(1)
    given["days"] = 3
    given["furnaces"][0]["closed"] = [[1, 0], [1, 1], [1, 2]]
    for item in given["items"]:
        item["demand"] = [item["demand"][0], 0, item["demand"][1]]
    floor = lay_out(read_problem(given))
    clock = Clock(10.0, time.monotonic())
    exact = aggregate(floor, clock, 10.0, 1, 1e-9, one_by_one=True)
    listed = pools(floor)
    assert listed is not None
    pair = Pair(floor, listed, dispatch(floor, 0.35), 0.0, clock, 1)
    pair.run(lambda _plan, _bound: None)
    assert pair.cost == pytest.approx(exact.bound, rel=1e-4)


def test_a_furnace_that_is_dearer_to_warm_than_all_is_late_stays_cold() -> None:
    given = small(1)
    for grade in given["grades"]:
        grade["setup_cost"] = 10_000
    floor = lay_out(read_problem(given))
    warm, listed = dispatch(floor, 0.35), pools(floor)
    assert listed is not None
    warm.grade[0], warm.pieces[0, 1] = 0, 1
    pair = Pair(floor, listed, warm, 0.0, Clock(10.0, time.monotonic()), 1)
    pair.run(lambda _plan, _bound: None)
    assert not pair.best.pieces.any()
    assert pair.bound == pytest.approx(pair.cost)


def test_a_loose_shop_of_the_published_size_is_proved_best() -> None:
    plan = solve(shop("S", "loose", 203), seconds=30)
    assert plan.status == "optimal"
    assert plan.gap_pct < 1e-3


def test_the_same_steps_give_the_same_split() -> None:
    problem = shop("S", "tight", 304)
    one, other = (solve(problem, steps=8, seed=3) for _ in range(2))
    assert one.heats == other.heats
    assert one.bound == other.bound
