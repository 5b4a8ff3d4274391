"""The cheapest charge: what it promises, against other solvers and recomputed from kilograms."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tuang.cheapest.charges import CARBURISER, SHELF, STEEL, charge, random_charge
from tests.tuang.cheapest.second_opinion import lowest_cost
from tests.worked_tables import worked_table
from tuang.charge.cheapest import (
    ChargePlan,
    ChargeProblem,
    ChargeStatus,
    Heel,
    cheapest_charge,
)

CLOSE = 1e-6


def broken(problem: ChargeProblem, plan: ChargePlan, slack_kg: float = 0.0) -> list[str]:
    """Every promise that the plan breaks, computed from the kilograms alone."""
    found = []
    charged = sum(plan.kg.values())
    metal = charged * (1 - problem.melt_loss) + problem.heel.kg
    if abs(charged - problem.needed_kg) > slack_kg + CLOSE * problem.needed_kg:
        found.append(f"charged {charged}")
    for each in problem.materials:
        kg = plan.kg[each.name]
        near = CLOSE * problem.needed_kg
        if not each.min_kg - near <= kg <= each.most_kg + near:
            found.append(f"{each.name} {kg}")
        if not each.min_share * charged - near <= kg <= each.max_share * charged + near:
            found.append(f"share of {each.name}")
        if each.step_kg and abs(kg / each.step_kg - round(kg / each.step_kg)) > 1e-9:
            found.append(f"{each.name} not in steps")
    for element, (low, high) in problem.window.items():
        brought = sum(plan.kg[each.name] * each.brings_pct(element) for each in problem.materials)
        pct = (brought + problem.heel.kg * problem.heel.pct.get(element, 0.0)) / metal
        assert pct == pytest.approx(plan.expected_pct[element], abs=1e-9)
        pct += problem.inoculant_si_pct if element == "Si" else 0.0
        if (low is not None and pct < low - CLOSE) or (high is not None and pct > high + CLOSE):
            found.append(f"{element} {pct}")
    used = sum(1 for kg in plan.kg.values() if kg > 0)
    if problem.max_materials is not None and used > problem.max_materials:
        found.append(f"{used} materials")
    return found


def test_another_solver_finds_the_same_cost_on_two_hundred_random_charges() -> None:
    verdicts = {ChargeStatus.SOLVED: 0, ChargeStatus.INFEASIBLE: 0}
    for seed in range(200):
        problem = random_charge(seed)
        plan, other = cheapest_charge(problem), lowest_cost(problem)
        verdicts[plan.status] += 1
        if other is None:
            assert plan.status is ChargeStatus.INFEASIBLE, seed
        else:
            assert plan.cost == pytest.approx(other, rel=CLOSE), seed
            assert broken(problem, plan) == [], seed
    assert min(verdicts.values()) > 30


@pytest.mark.parametrize("step_kg", [0.5, 5.0])
@pytest.mark.parametrize("most", [None, 5])
def test_another_solver_finds_the_same_cost_in_whole_steps(
    step_kg: float, most: int | None
) -> None:
    materials = [
        replace(each, step_kg=0.1 if each.price_per_kg > 10_000 else step_kg) for each in SHELF
    ]
    problem = charge(materials=materials, max_materials=most)
    plan = cheapest_charge(problem)
    assert plan.cost == pytest.approx(lowest_cost(problem, "SCIP", slack_kg=0.05), rel=1e-5)
    assert broken(problem, plan, slack_kg=0.05) == []


def test_a_fine_material_fills_the_tap_exactly_beside_others_in_steps() -> None:
    materials = [each if each is STEEL else replace(each, step_kg=1.0) for each in SHELF]
    plan = cheapest_charge(charge(materials=materials))
    assert broken(charge(materials=materials), plan) == []


def test_large_steps_come_as_near_to_the_tap_as_they_can() -> None:
    materials = [replace(each, step_kg=5.0) for each in SHELF if each.price_per_kg < 10_000]
    problem = charge(materials=materials, window={"C": (2.9, 3.6)})
    plan = cheapest_charge(problem)
    assert abs(sum(plan.kg.values()) - problem.needed_kg) <= 2.5


# Properties


@st.composite
def problems(draw: st.DrawFn) -> ChargeProblem:
    problem = random_charge(draw(st.integers(0, 10_000)))
    if draw(st.booleans()):
        steps = [draw(st.sampled_from([None, 0.5, 2.0])) for _ in problem.materials]
        materials = [
            replace(each, step_kg=step) for each, step in zip(problem.materials, steps, strict=True)
        ]
        problem = replace(problem, materials=materials)
    return problem


@given(problems())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_no_charge_exceeds_stock_step_share_or_window(problem: ChargeProblem) -> None:
    plan = cheapest_charge(problem)
    steps = [each.step_kg for each in problem.materials if each.step_kg]
    if plan.status is ChargeStatus.SOLVED:
        assert broken(problem, plan, slack_kg=max(steps, default=0.0)) == []


@given(st.integers(0, 10_000), st.integers(0, len(SHELF) - 1), st.floats(0.01, 50))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_relaxing_a_limit_never_costs_more(seed: int, place: int, by: float) -> None:
    problem = random_charge(seed)
    plan = cheapest_charge(problem)
    if plan.cost is None:
        return
    each = problem.materials[place]
    more = replace(
        each,
        stock_kg=None if each.stock_kg is None else each.stock_kg + by,
        min_kg=max(each.min_kg - by, 0.0),
        max_share=min(each.max_share + by / 100, 1.0),
    )
    materials = [*problem.materials[:place], more, *problem.materials[place + 1 :]]
    wider = {
        name: (None if low is None else max(low - by / 100, 0.0), high)
        for name, (low, high) in problem.window.items()
    }
    for relaxed in (replace(problem, materials=materials), replace(problem, window=wider)):
        cost = cheapest_charge(relaxed).cost
        assert cost is not None
        assert cost <= plan.cost * (1 + CLOSE)


# What a limit costs


def test_one_unit_of_relief_saves_what_is_said() -> None:
    checked = 0
    for seed in range(80):
        problem = random_charge(seed)
        plan = cheapest_charge(problem)
        if plan.cost is None:
            continue
        for each in plan.binding:
            if not each.limit.startswith("stock of "):
                continue
            name = each.limit.removeprefix("stock of ").partition(",")[0]
            materials = [
                replace(one, stock_kg=(one.stock_kg or 0.0) + 1e-3) if one.name == name else one
                for one in problem.materials
            ]
            after = cheapest_charge(replace(problem, materials=materials)).cost
            assert after is not None
            assert (plan.cost - after) / 1e-3 == pytest.approx(each.saves_per_unit, abs=1.0)
            checked += 1
    assert checked > 20


def test_a_window_saves_per_percent_of_relief() -> None:
    checked = 0
    for seed in range(40):
        problem = random_charge(seed)
        plan = cheapest_charge(problem)
        for element, (low, high) in problem.window.items():
            side = f"{element} at most {high:g} %"
            told = [each for each in plan.binding if each.limit.startswith(side)]
            if plan.cost is None or high is None or not told:
                continue
            window = {**problem.window, element: (low, high + 1e-5)}
            after = cheapest_charge(replace(problem, window=window)).cost
            assert after is not None
            saves = (plan.cost - after) / 1e-5
            assert saves == pytest.approx(told[0].saves_per_unit, rel=1e-3, abs=50)
            assert told[0].unit == "%"
            checked += 1
    assert checked > 15


# Why not


def test_every_conflict_is_one_and_needs_each_of_its_limits() -> None:
    explained = 0
    for seed in range(120):
        problem = random_charge(seed)
        plan = cheapest_charge(problem)
        if plan.status is ChargeStatus.SOLVED:
            continue
        explained += 1
        assert plan.conflict
        assert not _holds(problem, set(plan.conflict)), seed
        for limit in plan.conflict:
            assert _holds(problem, set(plan.conflict) - {limit}), (seed, limit)
    assert explained > 20


def _holds(problem: ChargeProblem, kept: set[str]) -> bool:
    """Whether a charge exists with only these limits, each left out by its own words."""
    materials = [
        replace(
            each,
            stock_kg=each.stock_kg if each.most_label() in kept else None,
            min_kg=each.min_kg if each.least_label() in kept else 0.0,
            max_share=each.max_share if each.most_share_label() in kept else 1.0,
            min_share=each.min_share if each.least_share_label() in kept else 0.0,
        )
        for each in problem.materials
    ]
    ladle = f", {problem.inoculant_si_pct:g} of it from the ladle"
    window = {}
    for element, (low, high) in problem.window.items():
        tail = ladle if element == "Si" and problem.inoculant_si_pct else ""
        least = low if low is not None and f"{element} at least {low:g} %{tail}" in kept else None
        most = high if high is not None and f"{element} at most {high:g} %{tail}" in kept else None
        if least is not None or most is not None:
            window[element] = (least, most)
    equivalent = problem.carbon_equivalent
    if not any("equivalent" in each for each in kept):
        equivalent = None
    balance = problem.mn_s if any(" x S " in each for each in kept) else None
    reduced = replace(
        problem, materials=materials, window=window, carbon_equivalent=equivalent, mn_s=balance
    )
    return lowest_cost(reduced) is not None


def test_the_cheapest_relaxation_really_gives_that_charge() -> None:
    problem = charge(window={"C": (3.2, 3.4), "Si": (2.2, 2.3)}, materials=[*SHELF[:4], CARBURISER])
    plan = cheapest_charge(problem)
    best = plan.relaxations[0]
    assert best.limit == "Si at least 2.2 %"
    assert best.needed is not None
    window = {**problem.window, "Si": (best.needed, 2.3)}
    assert cheapest_charge(replace(problem, window=window)).cost == pytest.approx(best.cost)
    closer = {**problem.window, "Si": (best.needed + 1e-4, 2.3)}
    assert cheapest_charge(replace(problem, window=closer)).status is ChargeStatus.INFEASIBLE


def test_too_few_materials_say_how_many_it_takes() -> None:
    plan = cheapest_charge(charge(max_materials=1))
    assert "at most 1 material" in plan.conflict
    assert any(each.unit == "material" for each in plan.relaxations)


# The page


@pytest.mark.parametrize("row", worked_table("charge.md", "## Worked table: cheapest charge"))
def test_the_worked_table_holds(row: dict[str, str]) -> None:
    heel = Heel(float(row["Heel kg"]), {"C": 3.3})
    pig = replace(SHELF[0], pct={"C": 4.2}, stock_kg=float(row["Pig iron in stock"]))
    steel = replace(STEEL, pct={"C": 0.2}, max_share=1.0)
    problem = ChargeProblem(400, [pig, steel], {"C": (3.2, 3.4)}, melt_loss=0.03, heel=heel)
    plan = cheapest_charge(problem)
    if row["Pig iron kg"] == "none":
        assert plan.status is ChargeStatus.INFEASIBLE
        assert "; ".join(plan.conflict) == row["Cost"]
    else:
        assert plan.kg["pig iron"] == pytest.approx(float(row["Pig iron kg"]), abs=5e-4)
        assert plan.kg["steel"] == pytest.approx(float(row["Steel kg"]), abs=5e-4)
        assert plan.cost == pytest.approx(float(row["Cost"]), abs=0.5)
