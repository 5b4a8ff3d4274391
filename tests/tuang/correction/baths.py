"""Baths to correct: one everyday case, and random ones from a seed."""

import random
from typing import Any

from tuang.charge.correction import Addition, CorrectionProblem

STEEL = Addition("steel", 7000, {"C": 0.1, "Si": 0.2, "Mn": 0.6}, stock_kg=80)
PIG_IRON = Addition("pig iron", 9500, {"C": 4.2, "Si": 1.5, "Mn": 0.3})
CARBURISER = Addition("carburiser", 15000, {"C": 98}, {"C": 0.7}, stock_kg=20)
FESI = Addition("FeSi75", 22000, {"Si": 75}, {"Si": 0.85})
FEMN = Addition("FeMn75", 25000, {"Mn": 75, "C": 6}, {"Mn": 0.85})
SHELF = (STEEL, PIG_IRON, CARBURISER, FESI, FEMN)


def bath(**changes: Any) -> CorrectionProblem:
    """480 kg in a furnace for 500, everything inside, the everyday shelf beside it."""
    everyday: dict[str, Any] = {
        "bath_kg": 480,
        "capacity_kg": 500,
        "reading": {"C": 3.3, "Si": 2.0, "Mn": 0.7},
        "window": {"C": (3.2, 3.4), "Si": (1.8, 2.1), "Mn": (0.6, 0.8)},
        "additions": SHELF,
        "hold_cost_per_min": 2000,
        "minutes_per_addition": 4,
    }
    return CorrectionProblem(**{**everyday, **changes})


def random_bath(seed: int, **changes: Any) -> CorrectionProblem:
    """Readings up to a quarter off, short stocks, some weighing steps, a furnace nearly full."""
    chance = random.Random(seed)
    additions = [
        Addition(
            name=each.name,
            price_per_kg=round(each.price_per_kg * chance.uniform(0.7, 1.3)),
            pct={
                name: round(value * chance.uniform(0.9, 1), 3) for name, value in each.pct.items()
            },
            recovery=each.recovery,
            stock_kg=chance.choice([None, round(chance.uniform(0.5, 60), 1)]),
            step_kg=chance.choice([None, None, 0.5, 2.0]),
            max_share=chance.choice([1.0, 1.0, 0.05]),
            melt_loss=chance.choice([0.0, 0.03]),
        )
        for each in SHELF
    ]
    centre = {"C": 3.3, "Si": 1.95, "Mn": 0.7}
    given: dict[str, Any] = {
        "capacity_kg": 480 + round(chance.uniform(0, 60), 1),
        "reading": {
            name: round(value * chance.uniform(0.75, 1.25), 3) for name, value in centre.items()
        },
        "additions": additions,
        "hold_cost_per_min": chance.choice([0, 2000]),
    }
    return bath(**{**given, **changes})
