"""Small allocations for the tests, as JSON holds them."""

from typing import Any

import numpy as np


def two_shops() -> dict[str, Any]:
    """Worked by hand: A is cheaper and has room for 10 of the 16 pieces in the due week."""
    return {
        "weeks": 3,
        "late_weeks": 1,
        "late_cost_per_kg_week": 0.5,
        "early_cost_per_kg_week": 0.01,
        "scrap_cost_per_kg": 3.0,
        "unmet_cost_per_kg": 100.0,
        "workshops": [
            {"name": "A", "capacity_kg_per_week": 20.0},
            {"name": "B", "capacity_kg_per_week": 40.0},
        ],
        "lines": [
            {
                "name": "housing",
                "pieces": 16,
                "kg": 2.0,
                "release_week": 1,
                "due_week": 1,
                "max_workshops": 2,
                "min_lot_share": 0.25,
                "approved": {
                    "A": {"price": 10.0, "scrap_rate": 0.0, "qualification_cost": 5.0},
                    "B": {"price": 10.5, "scrap_rate": 0.2, "qualification_cost": 50.0},
                },
            }
        ],
    }


def many(seed: int, *, shops: int = 8, lines: int = 20, weeks: int = 6) -> dict[str, Any]:
    """Drawn like a co-operative's order book, at about three quarters of the capacity."""
    random = np.random.default_rng(seed)
    capacity = np.round(np.exp(random.normal(np.log(1500), 0.4, shops)))
    kg = np.round(random.uniform(1, 20, lines), 1)
    wanted = random.dirichlet(np.full(lines, 2.0)) * capacity.sum() * weeks * 0.7
    return {
        "weeks": weeks,
        "late_weeks": 1,
        "late_cost_per_kg_week": 0.5,
        "early_cost_per_kg_week": 0.004,
        "scrap_cost_per_kg": 3.0,
        "unmet_cost_per_kg": 10.0,
        "workshops": [
            {"name": f"W{shop}", "capacity_kg_per_week": float(capacity[shop])}
            for shop in range(shops)
        ],
        "lines": [
            _line(random, line, float(kg[line]), float(wanted[line]), shops, weeks)
            for line in range(lines)
        ],
    }


def _line(
    random: np.random.Generator, number: int, kg: float, wanted: float, shops: int, weeks: int
) -> dict[str, Any]:
    release = int(random.integers(0, weeks // 2))
    able = sorted(random.choice(shops, size=max(3, shops // 2), replace=False).tolist())
    return {
        "name": f"L{number}",
        "pieces": 1 + round(wanted / kg),
        "kg": kg,
        "release_week": release,
        "due_week": int(random.integers(release + 1, weeks)),
        "max_workshops": 4,
        "min_lot_share": 0.05,
        "approved": {
            f"W{shop}": {
                "price": round(kg * random.uniform(0.9, 1.1), 3),
                "scrap_rate": round(random.uniform(0.01, 0.12), 4),
                "qualification_cost": float(random.integers(50, 400)),
            }
            for shop in able
        },
    }
