"""Many furnaces: bounds that hold, and months that become whole."""

import time
from itertools import product

import numpy as np
import pytest

from bench.shops import cooperative
from tuang.planning.furnace import FurnaceProblem, solve, verify
from tuang.planning.furnace._clock import Clock
from tuang.planning.furnace._floor import Floor, cost_of, lay_out
from tuang.planning.furnace._greedy import DISCOUNTS, dispatch
from tuang.planning.furnace._months import Months
from tuang.planning.furnace._prices import Prices, first_price, raised, worth_of_fills
from tuang.planning.furnace._workshops import Workshops


def small(seed: int) -> FurnaceProblem:
    return cooperative(seed, workshops=6, items=8, grades=4)


def climbed(floor: Floor) -> tuple[Prices, np.ndarray, float, np.ndarray]:
    prices = Prices(floor)
    climb = raised(prices, first_price(prices), 1e9, 300, lambda: False)
    return prices, climb.price, climb.bound, climb.heats


def test_the_most_that_whole_pieces_are_worth_is_that_of_trying_them_all() -> None:
    price, weight, tap = np.array([[5.0], [3.0], [8.0]]), np.array([7, 4, 10]), 25
    best = worth_of_fills(price, weight, tap)[0]
    for grains in range(tap + 1):
        counts = product(range(4), range(7), range(3))
        fits = [each for each in counts if np.array(each) @ weight <= grains]
        assert best[grains] == pytest.approx(max(np.array(each) @ price[:, 0] for each in fits))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_bound_of_whole_pieces_lies_between_that_of_divisible_ones_and_the_best(
    seed: int,
) -> None:
    floor = lay_out(small(seed))
    prices, price, bound, _ = climbed(floor)
    whole = prices.whole_bound(price, lambda: False)
    plan = solve(floor.problem, seconds=2)
    assert bound - 1e-6 <= whole <= plan.cost
    # Without time for any heat it is the divisible one.
    assert prices.whole_bound(price, lambda: True) == pytest.approx(bound)


def test_months_that_are_not_whole_become_so_whether_or_not_there_is_time() -> None:
    floor = lay_out(cooperative(2, workshops=12, items=20, grades=5))
    _, _, bound, heats = climbed(floor)
    order = np.arange(len(floor.tap))
    never, always = (lambda: False), (lambda: True)
    for is_over in (never, always):
        months = Months(floor, dispatch(floor, 0.35))
        months.account()
        months.round_off(heats, order, is_over)
        grades = months.grades()
        assert floor.melts[floor.slot_furnace, grades].all()
        assert months.cost >= bound - 1e-6


def test_a_cooperative_is_planned_the_same_way_by_the_same_steps() -> None:
    problem = cooperative(2, workshops=20, items=30, grades=5)
    one, other = (solve(problem, steps=3, seed=7) for _ in range(2))
    assert one.heats == other.heats
    assert one.bound == other.bound
    assert verify(problem, one.heats).total == pytest.approx(one.cost)


def test_without_time_for_months_the_best_dispatch_and_a_bound_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Workshops, "_has_time_to_plan", lambda _self, _times=1: False)
    floor = lay_out(cooperative(2, workshops=12, items=20, grades=5))
    worst = max(
        (dispatch(floor, each) for each in DISCOUNTS), key=lambda each: cost_of(floor, each)
    )
    search = Workshops(floor, worst, 0.0, Clock(3.0, time.monotonic()), 1)
    search.run(lambda _plan, _bound: None)
    assert search.cost < cost_of(floor, worst)
    assert 0 < search.bound <= search.cost
