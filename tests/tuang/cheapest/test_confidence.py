"""A confidence is kept on heats that the solver never saw, and is told when it cannot be."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.tuang.cheapest.charges import GRADES, SHELF, charge
from tuang.charge.cheapest import ChargeStatus, Material, cheapest_charge
from tuang.charge.cheapest.problem import ChargeProblem


def scattering(materials: Sequence[Material] = SHELF) -> list[Material]:
    """Analyses within 5 % of themselves, never over 100 %; recoveries within 3 %."""
    return [
        replace(
            each,
            pct_spread={
                name: min(0.05 * figure, 100 - figure) for name, figure in each.pct.items()
            },
            recovery_spread={name: 0.03 * each.recovery.get(name, 1.0) for name in each.pct},
        )
        for each in materials
    ]


def simulated_hits(problem: ChargeProblem, kg: dict[str, float], heats: int = 10_000) -> float:
    """First readings inside the window, drawn anew from what the problem says of its spreads."""
    chance = np.random.default_rng(20_190_412)
    inside = np.ones(heats, dtype=bool)
    metal = sum(kg.values()) * (1 - problem.melt_loss)
    for element, (low, high) in problem.window.items():
        pct = np.zeros(heats)
        for each in problem.materials:
            figure, recovery = each.pct.get(element, 0.0), each.recovery.get(element, 1.0)
            spread, lost = each.pct_spread.get(element, 0.0), each.recovery_spread.get(element, 0.0)
            figures = figure + spread * chance.uniform(-1, 1, heats)
            recoveries = recovery + lost * chance.uniform(-1, 1, heats)
            pct += kg[each.name] * figures * recoveries / metal
        inside &= (pct >= (low or 0.0)) & (pct <= (100 if high is None else high))
    return float(inside.mean())


@pytest.mark.parametrize("grade", GRADES)
def test_nine_of_ten_first_readings_are_inside_when_that_is_asked(grade: str) -> None:
    problem = charge(materials=scattering(), window=GRADES[grade], confidence=0.9)
    plan = cheapest_charge(problem)
    assert 0.88 <= simulated_hits(problem, plan.kg) <= 0.97


def test_more_confidence_never_costs_less() -> None:
    costs = [
        cheapest_charge(charge(window=GRADES["brake block"], confidence=confidence)).cost
        for confidence in (0.5, 0.7, 0.9, 0.97)
    ]
    assert costs == sorted(costs, key=lambda cost: cost or 0.0)
    nominal = cheapest_charge(charge(window=GRADES["brake block"])).cost
    assert nominal is not None
    assert costs[0] is not None
    assert nominal <= costs[0] * (1 + 1e-9)


def test_a_window_narrower_than_the_scatter_says_what_can_be_reached() -> None:
    problem = charge(window={**GRADES["sleeve"], "C": (3.3, 3.34)}, confidence=0.9)
    plan = cheapest_charge(problem)
    assert plan.status is ChargeStatus.INFEASIBLE
    assert plan.first_shot is not None
    assert plan.first_shot < 0.9
    assert plan.conflict[0] == "confidence 0.9"
    assert plan.relaxations[0].needed == plan.first_shot


def test_materials_that_never_scatter_cost_no_margin() -> None:
    still = [
        replace(
            each,
            pct_spread=dict.fromkeys(each.pct, 0.0),
            recovery_spread=dict.fromkeys(each.pct, 0.0),
        )
        for each in SHELF
    ]
    sure = cheapest_charge(charge(materials=still, confidence=0.99))
    assert sure.cost == pytest.approx(cheapest_charge(charge(materials=still)).cost)
    assert sure.first_shot == 1.0


def test_whole_steps_keep_the_confidence_too() -> None:
    materials = [
        replace(each, step_kg=0.1 if each.price_per_kg > 10_000 else 1.0) for each in SHELF
    ]
    problem = charge(materials=scattering(materials), window=GRADES["brake block"], confidence=0.9)
    assert 0.88 <= simulated_hits(problem, cheapest_charge(problem).kg) <= 0.97


def test_the_same_seed_gives_the_same_charge() -> None:
    problem = charge(window=GRADES["brake block"], confidence=0.9)
    assert cheapest_charge(problem, seed=3) == cheapest_charge(problem, seed=3)


def test_without_spreads_a_window_of_a_fifth_of_a_percent_carbon_can_be_met_nine_times_in_ten() -> (
    None
):
    pig = Material("pig iron", 9500, {"C": 4.2, "Si": 1.5}, recovery={"C": 0.95})
    steel = Material("steel", 7000, {"C": 0.2, "Si": 0.2}, recovery={"C": 0.95})
    plan = cheapest_charge(
        ChargeProblem(500, [pig, steel], {"C": (3.2, 3.4)}, melt_loss=0.03, confidence=0.9)
    )
    assert plan.status is ChargeStatus.SOLVED
    assert plan.first_shot is not None
    assert plan.first_shot >= 0.9
