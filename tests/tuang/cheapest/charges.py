"""Charges to solve: three grades as a shop would write them down, and random ones from a seed."""

import random
from typing import Any

from tuang.charge.cheapest import ChargeProblem, Heel, Material, SulphurBalance
from tuang.charge.equivalent import CarbonEquivalent, EquivalentRange

PIG_IRON = Material(
    "pig iron", 9500, {"C": 4.2, "Si": 1.5, "Mn": 0.4, "P": 0.1, "S": 0.03}, stock_kg=300
)
STEEL = Material(
    "steel", 7000, {"C": 0.2, "Si": 0.2, "Mn": 0.6, "P": 0.02, "S": 0.03, "Cu": 0.1}, {"Mn": 0.9},
    max_share=0.4,
)  # fmt: skip
RETURNS = Material(
    "returns", 5000, {"C": 3.3, "Si": 2.0, "Mn": 0.65, "P": 0.08, "S": 0.08}, stock_kg=180
)
SCRAP = Material(
    "cast scrap", 5600, {"C": 3.3, "Si": 1.9, "Mn": 0.6, "P": 0.25, "S": 0.1, "Cu": 0.2},
    stock_kg=400,
)  # fmt: skip
CARBURISER = Material("carburiser", 15000, {"C": 98, "S": 0.3}, {"C": 0.88}, stock_kg=20)
FESI = Material("FeSi75", 22000, {"Si": 75}, {"Si": 0.9})
FEMN = Material("FeMn75", 25000, {"Mn": 75, "C": 6}, {"Mn": 0.85})
SHELF = (PIG_IRON, STEEL, RETURNS, SCRAP, CARBURISER, FESI, FEMN)
GRADES: dict[str, dict[str, Any]] = {
    "sleeve": {"C": (3.2, 3.45), "Si": (1.9, 2.3), "Mn": (0.6, 0.9), "S": (None, 0.12)},
    "brake block": {"C": (3.0, 3.5), "Si": (1.4, 2.0), "Mn": (0.5, 0.9), "P": (None, 0.3)},
    "FC250": {"C": (3.15, 3.4), "Si": (1.7, 2.1), "Mn": (0.6, 0.9), "P": (None, 0.15)},
}


def charge(**changes: Any) -> ChargeProblem:
    """500 kg for a sleeve from the everyday shelf."""
    everyday: dict[str, Any] = {
        "tap_kg": 500,
        "materials": SHELF,
        "window": GRADES["sleeve"],
        "melt_loss": 0.03,
    }
    return ChargeProblem(**{**everyday, **changes})


def random_charge(seed: int) -> ChargeProblem:
    """Short stocks, shares, a heel, narrow windows; about one in three has no charge."""
    chance = random.Random(seed)
    materials = [
        Material(
            name=each.name,
            price_per_kg=round(each.price_per_kg * chance.uniform(0.6, 1.5)),
            pct={name: round(pct * chance.uniform(0.9, 1.0), 3) for name, pct in each.pct.items()},
            recovery=each.recovery,
            stock_kg=chance.choice([None, round(chance.uniform(5, 400), 1)]),
            min_kg=chance.choice([0, 0, 0, 4.0]),
            max_share=chance.choice([1.0, 1.0, 0.5, 0.3]),
            min_share=chance.choice([0.0, 0.0, 0.0, 0.005]),
        )
        for each in SHELF
    ]
    carbon = round(chance.uniform(3.0, 3.5), 2)
    silicon = round(chance.uniform(1.5, 2.3), 2)
    return charge(
        tap_kg=chance.choice([80, 500, 3000]),
        materials=materials,
        window={
            "C": (carbon, carbon + 0.1),
            "Si": (silicon, silicon + 0.2),
            "Mn": (0.5, 0.8),
            "P": (None, chance.choice([0.1, 0.2])),
        },
        melt_loss=chance.choice([0.0, 0.03]),
        heel=Heel(chance.choice([0.0, 20.0]), {"C": 3.4, "Si": 2.0, "Mn": 0.6}),
        carbon_equivalent=chance.choice(
            [None, EquivalentRange(CarbonEquivalent.COMPOSITION, None, 4.3)]
        ),
        mn_s=chance.choice([None, SulphurBalance()]),
        inoculant_si_pct=chance.choice([0.0, 0.15]),
    )
