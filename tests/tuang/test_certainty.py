"""Cheap and corrected, or dear and poured at once: the same heats decide."""

import pytest

from tests.tuang.cheapest.charges import GRADES, charge
from tuang.charge.certainty import Correcting, melted, price_of_certainty
from tuang.charge.correction import Addition

SHELF = [
    Addition("steel", 7000, {"C": 0.2, "Si": 0.2, "Mn": 0.6}),
    Addition("carburiser", 15_000, {"C": 98}, {"C": 0.75}),
    Addition("FeSi75", 22_000, {"Si": 75}, {"Si": 0.85}),
    Addition("FeMn75", 25_000, {"Mn": 75, "C": 6}, {"Mn": 0.85}),
]
CORRECTING = Correcting(
    SHELF, 560, hold_cost_per_min=3000, minutes_per_addition=4, minutes_per_reading=6,
    lost_cost=1_000_000,
)  # fmt: skip


def test_a_dearer_charge_is_corrected_less() -> None:
    problem = charge(window=GRADES["brake block"])
    cheap, sure = price_of_certainty(problem, CORRECTING, confidences=(None, 0.9), heats=40)
    assert cheap.outcome is not None
    assert sure.outcome is not None
    assert cheap.outcome.charge_cost <= sure.outcome.charge_cost
    assert cheap.outcome.first_shot < sure.outcome.first_shot
    assert cheap.outcome.correction_cost > sure.outcome.correction_cost


def test_a_heat_that_cannot_be_corrected_is_paid_for_as_lost() -> None:
    problem = charge(window=GRADES["brake block"])
    kg = price_of_certainty(problem, CORRECTING, confidences=(None,), heats=1)[0].plan.kg
    nothing = Correcting([], 560, lost_cost=1_000_000)
    outcome = melted(problem, kg, nothing, seed=5, heats=50)
    assert outcome.lost == pytest.approx(1 - outcome.first_shot)
    assert outcome.correction_cost == pytest.approx(outcome.lost * 1_000_000)


def test_a_confidence_out_of_reach_has_no_outcome() -> None:
    problem = charge(window={"C": (3.3, 3.33)})
    point = price_of_certainty(problem, CORRECTING, confidences=(0.9,), heats=1)[0]
    assert point.outcome is None
    assert point.plan.first_shot is not None
