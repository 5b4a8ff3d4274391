"""Small shops for the furnace tests, as the JSON would give them."""

import copy
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "planning"
needs_shared = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")

TWO_GRADES: dict[str, Any] = {
    "days": 2,
    "grades": [{"name": "grey", "setup_cost": 5}, {"name": "ductile", "setup_cost": 8}],
    "furnaces": [{"name": "F1", "tap_kg": 10.0, "heats_per_day": 2}],
    "items": [
        {
            "name": "block",
            "grade": "grey",
            "kg": 2.5,
            "demand": [4, 2],
            "late_cost": 3,
            "hold_cost": 0.5,
        },
        {
            "name": "sleeve",
            "grade": "ductile",
            "kg": 0.1,
            "demand": [100, 0],
            "late_cost": 1,
            "hold_cost": 0.02,
        },
    ],
}


def two_grades() -> dict[str, Any]:
    """Everything can be cast on its day: four blocks fill a heat, so do a hundred sleeves."""
    return copy.deepcopy(TWO_GRADES)
