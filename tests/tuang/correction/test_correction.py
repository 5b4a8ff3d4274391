"""The cheapest correction: what it promises, against another solver and against counting."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tuang.correction.baths import CARBURISER, FEMN, FESI, STEEL, bath, random_bath
from tests.tuang.correction.second_opinion import lowest_cost
from tests.worked_tables import worked_table
from tuang.charge.correction import (
    Addition,
    CorrectionPlan,
    CorrectionProblem,
    CorrectionStatus,
    cheapest_correction,
)
from tuang.charge.equivalent import CarbonEquivalent, EquivalentRange

CLOSE = 1e-6
PRICED = {"pig_out_cost_per_kg": 3000.0}


def broken(problem: CorrectionProblem, plan: CorrectionPlan) -> list[str]:
    """Every promise that the plan breaks, computed from the kilograms alone."""
    by_name = {each.name: each for each in problem.additions}
    left = problem.bath_kg - plan.pig_out_kg
    metal = left + sum(kg * (1 - by_name[name].melt_loss) for name, kg in plan.additions.items())
    said = []
    if left + sum(plan.additions.values()) > problem.capacity_kg + CLOSE:
        said.append("capacity")
    if metal < problem.least_kg - CLOSE:
        said.append("tap")
    for name, kg in plan.additions.items():
        each = by_name[name]
        if kg > each.most_kg + CLOSE or kg > each.max_share * metal + CLOSE:
            said.append(f"stock or share of {name}")
        if each.step_kg and abs(kg / each.step_kg - round(kg / each.step_kg)) > CLOSE:
            said.append(f"step of {name}")
    for element, (low, high) in problem.window.items():
        brought = sum(
            kg * by_name[name].pct.get(element, 0) * by_name[name].recovery.get(element, 1)
            for name, kg in plan.additions.items()
        )
        percent = (left * problem.reading[element] + brought) / metal
        if abs(percent - plan.expected_pct[element]) > CLOSE:
            said.append(f"expected {element}")
        if (low is not None and percent < low - CLOSE) or (
            high is not None and percent > high + CLOSE
        ):
            said.append(f"window of {element}")
    return said


@pytest.mark.parametrize("seed", range(60))
def test_two_solvers_agree_on_the_cost(seed: int) -> None:
    problem = random_bath(seed, **PRICED)
    plan = cheapest_correction(problem)
    expected = lowest_cost(problem)
    if plan.status is CorrectionStatus.INSIDE:
        assert expected == pytest.approx(0, abs=CLOSE)
        return
    assert (plan.cost is None) == (expected is None)
    if plan.cost is not None:
        assert plan.cost == pytest.approx(expected, rel=1e-6)
        assert broken(problem, plan) == []


@settings(max_examples=25, deadline=None)
@given(st.integers(1000, 10**6))
def test_a_plan_keeps_every_promise_where_pigging_out_has_no_price(seed: int) -> None:
    problem = random_bath(seed)
    plan = cheapest_correction(problem)
    if plan.status is not CorrectionStatus.INFEASIBLE:
        assert broken(problem, plan) == []


@settings(max_examples=15, deadline=None)
@given(st.integers(1000, 10**6))
def test_one_more_addition_offered_never_costs_more(seed: int) -> None:
    whole = random_bath(seed, **PRICED)
    fewer = replace(whole, additions=whole.additions[:-1])
    before, after = cheapest_correction(fewer), cheapest_correction(whole)
    if before.cost is not None:
        assert after.cost is not None
        assert after.cost <= before.cost * (1 + 1e-9) + CLOSE


@settings(max_examples=12, deadline=None)
@given(st.integers(1000, 10**6), st.floats(1, 30))
def test_a_larger_furnace_never_costs_more(seed: int, more_kg: float) -> None:
    small = random_bath(seed, **PRICED)
    large = replace(small, capacity_kg=small.capacity_kg + more_kg)
    before, after = cheapest_correction(small), cheapest_correction(large)
    if before.cost is not None:
        assert after.cost is not None
        assert after.cost <= before.cost * (1 + 1e-9) + CLOSE


@pytest.mark.parametrize("carbon", [2.95, 3.05, 3.52, 3.6])
@pytest.mark.parametrize("silicon", [1.6, 1.75, 2.05])
def test_no_weighing_by_whole_steps_is_cheaper(carbon: float, silicon: float) -> None:
    shelf = [
        replace(STEEL, step_kg=5.0, stock_kg=40),
        replace(CARBURISER, step_kg=1.0, stock_kg=6),
        replace(FESI, step_kg=1.0, stock_kg=6),
    ]
    problem = bath(
        capacity_kg=530,
        reading={"C": carbon, "Si": silicon},
        window={"C": (3.2, 3.4), "Si": (1.8, 2.1)},
        additions=shelf,
        max_pig_out_kg=0.0,
    )
    costs = []
    for steel, carburiser, fesi in product(range(0, 45, 5), range(7), range(7)):
        metal = 480 + steel + carburiser + fesi
        c = (480 * carbon + 0.1 * steel + 98 * 0.7 * carburiser) / metal
        si = (480 * silicon + 0.2 * steel + 75 * 0.85 * fesi) / metal
        if metal <= 530 and 3.2 <= c <= 3.4 and 1.8 <= si <= 2.1:
            used = (steel > 0) + (carburiser > 0) + (fesi > 0)
            costs.append(7000 * steel + 15000 * carburiser + 22000 * fesi + 8000 * used)
    plan = cheapest_correction(problem)
    assert plan.cost == (pytest.approx(min(costs)) if costs else None)


def test_a_reading_on_its_limits_is_inside_and_left_alone() -> None:
    plan = cheapest_correction(bath(reading={"C": 3.4, "Si": 1.8, "Mn": 0.8}))
    assert (plan.status, plan.additions, plan.cost) == (CorrectionStatus.INSIDE, {}, 0)


def test_carbon_that_arrives_late_takes_more_carburiser() -> None:
    plan = cheapest_correction(
        bath(reading={"C": 3.0, "Si": 2.0, "Mn": 0.7}, additions=[CARBURISER])
    )
    needed = 480 * (3.2 - 3.0) / (98 * 0.7 - 3.2)
    assert plan.additions == {"carburiser": pytest.approx(needed, abs=CLOSE)}
    assert plan.cost == pytest.approx(needed * 15000 + 8000, rel=1e-9)


def test_holding_is_priced_so_one_dear_addition_beats_two_cheap_ones() -> None:
    both = Addition("SiMnC", 40000, {"Si": 30, "Mn": 15, "C": 0})
    reading = {"C": 3.3, "Si": 1.75, "Mn": 0.58}
    shelf = [FESI, Addition("FeMn", 25000, {"Mn": 75}), both]
    free = cheapest_correction(bath(reading=reading, additions=shelf, hold_cost_per_min=0))
    dear = cheapest_correction(bath(reading=reading, additions=shelf, hold_cost_per_min=9000))
    assert set(free.additions) == {"FeSi75", "FeMn"}
    assert set(dear.additions) == {"SiMnC"}
    assert dear.minutes == 4


def test_nothing_is_pigged_while_the_furnace_has_room() -> None:
    plan = cheapest_correction(
        bath(reading={"C": 3.5, "Si": 2.0, "Mn": 0.7}, capacity_kg=600, hold_cost_per_min=0)
    )
    assert plan.pig_out_kg == 0
    assert plan.additions["steel"] == pytest.approx(480 * 0.1 / 3.3, abs=CLOSE)


def test_a_full_furnace_is_pigged_by_what_is_thrown_on() -> None:
    plan = cheapest_correction(
        bath(
            reading={"C": 3.5},
            window={"C": (3.2, 3.4)},
            capacity_kg=480,
            additions=[STEEL],
        )
    )
    assert plan.additions["steel"] == pytest.approx(480 * 0.1 / 3.4, abs=CLOSE)
    assert plan.pig_out_kg == pytest.approx(plan.additions["steel"], abs=CLOSE)


def test_what_is_pigged_takes_the_chemistry_of_the_reading_with_it() -> None:
    problem = bath(reading={"C": 3.7, "Si": 2.0, "Mn": 0.7}, capacity_kg=480, **PRICED)
    plan = cheapest_correction(problem)
    assert plan.pig_out_kg > 0
    assert broken(problem, plan) == []


def test_a_carbon_equivalent_is_a_window_like_any_other() -> None:
    limits = EquivalentRange(CarbonEquivalent.COMPOSITION, 3.9, 4.0)
    plan = cheapest_correction(
        bath(
            reading={"C": 3.4, "Si": 2.1, "P": 0.1},
            window={"C": (3.2, 3.4)},
            carbon_equivalent=limits,
        )
    )
    iron = plan.expected_pct
    assert iron["C"] + (iron["Si"] + iron["P"]) / 3 == pytest.approx(4.0, abs=CLOSE)


def test_an_element_that_nothing_dilutes_is_named_and_the_nearest_iron_given() -> None:
    shelf = [Addition("scrap", 5000, {"Cr": 0.4, "C": 0.3})]
    plan = cheapest_correction(
        bath(reading={"C": 3.3, "Cr": 0.4}, window={"Cr": (None, 0.3)}, additions=shelf)
    )
    assert plan.status is CorrectionStatus.INFEASIBLE
    assert plan.hopeless == ("Cr at most 0.3",)
    assert plan.nearest is not None
    assert plan.nearest.worst_miss == pytest.approx(1 / 3)
    assert plan.nearest.additions == {}
    assert [each.kind for each in plan.reliefs] == ["window"]


@pytest.mark.parametrize("seed", range(8))
def test_no_iron_is_nearer_than_the_nearest(seed: int) -> None:
    hard = random_bath(seed, reading={"C": 4.4, "Si": 1.2, "Mn": 1.0}, **PRICED)
    plan = cheapest_correction(hard)
    if plan.nearest is None:
        assert plan.status is CorrectionStatus.SOLVED
        return
    assert lowest_cost(hard, wider=plan.nearest.worst_miss * (1 - 1e-4)) is None
    assert lowest_cost(hard, wider=plan.nearest.worst_miss * (1 + 1e-6)) is not None


@pytest.mark.parametrize("seed", range(6))
def test_each_relief_told_really_does_it(seed: int) -> None:
    hard = random_bath(seed, reading={"C": 3.9, "Si": 1.2, "Mn": 1.0})
    for relief in cheapest_correction(hard).reliefs:
        assert relief.needed is None or relief.given is not None
        if relief.kind == "capacity":
            assert relief.needed is not None
            eased = replace(hard, capacity_kg=relief.needed + CLOSE)
        elif relief.kind == "stock":
            eased = replace(
                hard,
                additions=[
                    replace(each, stock_kg=relief.needed) if each.name == relief.name else each
                    for each in hard.additions
                ],
            )
        elif relief.kind == "tap":
            assert relief.needed is not None
            eased = replace(hard, tap_kg=relief.needed - CLOSE)
        else:
            continue
        assert cheapest_correction(eased).status is CorrectionStatus.SOLVED


def test_the_worked_table_is_what_is_computed() -> None:
    for row in worked_table("charge.md", "## Worked table: correction"):
        plan = cheapest_correction(
            bath(
                reading={"C": 3.5},
                window={"C": (None, 3.4)},
                capacity_kg=float(row["Capacity"]),
                additions=[STEEL],
            )
        )
        assert f"{plan.additions['steel']:.3f}" == row["Steel kg"]
        assert f"{plan.pig_out_kg:.3f}" == row["Pigged kg"]
        assert f"{plan.expected_pct['C']:.3f}" == row["C"]
        assert f"{plan.cost:.0f}" == row["Cost"]


def test_a_furnace_is_never_emptied_to_meet_a_window() -> None:
    plan = cheapest_correction(
        bath(
            reading={"C": 3.3, "Cr": 0.5},
            window={"Cr": (None, 0.3)},
            tap_kg=0.0,
            pig_out_cost_per_kg=0.0,
            additions=[Addition("scrap", 5000, {"Cr": 0.4})],
        )
    )
    assert plan.status is CorrectionStatus.INFEASIBLE
    assert plan.nearest is not None
    assert plan.nearest.metal_kg >= 4.8 - CLOSE


@pytest.mark.parametrize("scale", [0.01, 50.0])
@pytest.mark.parametrize("seed", range(5))
def test_a_larger_furnace_takes_more_in_the_same_ratio(seed: int, scale: float) -> None:
    small = random_bath(seed, **PRICED, hold_cost_per_min=0)
    shelf = [
        replace(
            each,
            stock_kg=None if each.stock_kg is None else each.stock_kg * scale,
            step_kg=None if each.step_kg is None else each.step_kg * scale,
        )
        for each in small.additions
    ]
    large = replace(
        small,
        bath_kg=small.bath_kg * scale,
        capacity_kg=small.capacity_kg * scale,
        additions=shelf,
    )
    one, other = cheapest_correction(small), cheapest_correction(large)
    assert one.status == other.status
    if one.cost is not None and other.cost is not None:
        assert other.cost == pytest.approx(one.cost * scale, rel=1e-6)


def test_prices_far_apart_are_still_solved() -> None:
    problem = bath(
        reading={"C": 3.0, "Si": 1.7, "Mn": 0.5},
        additions=[replace(FESI, price_per_kg=2.2e9), replace(CARBURISER, price_per_kg=0.01), FEMN],
    )
    assert broken(problem, cheapest_correction(problem)) == []
