"""Furnace problems of the published families, seeded: the same seed gives the same shop."""

import numpy as np

from tuang.planning.furnace import FurnaceProblem, read_problem

SIZES = {"S": (2, 10), "M": (10, 50), "L": (20, 100)}
"""Grades and items; all have five days of ten heats."""
DAYS, HEATS = 5, 10
LOADS = {"tight": 1.0, "loose": 1.25}


def shop(family: str, load: str, seed: int) -> FurnaceProblem:
    """Draws in the order weight, demand, setup, backlog, holding, grade."""
    grades, items = SIZES[family]
    random = np.random.default_rng(seed)
    kg = np.round(random.uniform(2, 50, items), 1)
    demand = random.integers(10, 61, (items, DAYS))
    setup = np.round(random.uniform(5, 10, grades), 2)
    late = np.round(random.uniform(3, 9, items), 2)
    hold = np.round(random.uniform(0.02, 0.05, items), 4)
    grade = np.concatenate([np.arange(grades), random.integers(0, grades, items - grades)])
    random.shuffle(grade)
    tap = np.floor(LOADS[load] * (kg @ demand.sum(axis=1)) / (DAYS * HEATS) * 10) / 10
    return read_problem(
        {
            "days": DAYS,
            "grades": [
                {"name": f"G{k}", "setup_cost": float(cost)} for k, cost in enumerate(setup)
            ],
            "furnaces": [{"name": "F1", "tap_kg": float(tap), "heats_per_day": HEATS}],
            "items": [
                {
                    "name": f"I{i}",
                    "grade": f"G{grade[i]}",
                    "kg": float(kg[i]),
                    "demand": demand[i].tolist(),
                    "late_cost": float(late[i]),
                    "hold_cost": float(hold[i]),
                }
                for i in range(items)
            ],
        }
    )


def cooperative(
    seed: int, workshops: int = 150, items: int = 50, grades: int = 10
) -> FurnaceProblem:
    """Small furnaces of two to four grades, weekly due dates, 85 % of each grade's metal asked."""
    days = 25
    random = np.random.default_rng(seed)
    kg = np.round(random.uniform(2, 20, items), 1)
    grade = np.concatenate([np.arange(grades), random.integers(0, grades, items - grades)])
    tap = np.floor(random.uniform(250, 1000, workshops))
    heats = random.integers(1, 4, workshops)
    melts = [
        np.sort(random.choice(grades, random.integers(2, 5), replace=False))
        for _ in range(workshops)
    ]
    makes = [
        [i for i in range(items) if grade[i] in mine and random.random() < 0.75] for mine in melts
    ]
    metal = np.zeros(grades)
    for f, mine in enumerate(melts):
        metal[mine] += days * tap[f] * heats[f] / len(mine)
    wanted = random.lognormal(0, 0.7, (items, days // 5))
    demand = np.zeros((items, days), dtype=np.int64)
    for k in range(grades):
        mine = np.flatnonzero(grade == k)
        asked = float((wanted[mine].sum(axis=1) * kg[mine]).sum())
        demand[mine, 4::5] = np.floor(wanted[mine] * 0.85 * metal[k] / asked)
    return read_problem(
        {
            "days": days,
            "grades": [
                {"name": f"G{k}", "setup_cost": round(float(random.uniform(5, 10)), 2)}
                for k in range(grades)
            ],
            "furnaces": [
                {
                    "name": f"W{f}",
                    "tap_kg": float(tap[f]),
                    "heats_per_day": int(heats[f]),
                    "grades": [f"G{k}" for k in melts[f]],
                    "items": [f"I{i}" for i in makes[f]],
                }
                for f in range(workshops)
            ],
            "items": [
                {
                    "name": f"I{i}",
                    "grade": f"G{grade[i]}",
                    "kg": float(kg[i]),
                    "demand": demand[i].tolist(),
                    "late_cost": round(float(random.uniform(3, 9)), 2),
                    "hold_cost": round(float(random.uniform(0.02, 0.05)), 4),
                }
                for i in range(items)
            ],
        }
    )
