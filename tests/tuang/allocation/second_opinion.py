"""The allocation written down again for SciPy, from the rules alone: it knows nothing of ours."""

from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array


def cheapest(
    given: dict[str, Any], *, fair_min: float = 0.0, whole: bool, qualification: bool = False
) -> float:
    """The least cost; every piece allowed in every week of its window, in one big programme."""
    columns: list[tuple[float, dict[Any, float], bool, float]] = []
    shops = {shop["name"]: shop["capacity_kg_per_week"] for shop in given["workshops"]}
    total_kg = sum(line["pieces"] * line["kg"] for line in given["lines"])
    capacity = sum(shops.values())
    for line in given["lines"]:
        name, kg, wanted = line["name"], line["kg"], line["pieces"]
        unmet: dict[Any, float] = {("want", name): 1.0}
        unmet |= {("fair", shop): fair_min * c / capacity * kg for shop, c in shops.items()}
        columns.append((given["unmet_cost_per_kg"] * kg, unmet, whole, np.inf))
        for shop, terms in line["approved"].items():
            last = min(given["weeks"] - 1, line["due_week"] + given["late_weeks"])
            for week in range(line["release_week"], last + 1):
                late, early = max(week - line["due_week"], 0), max(line["due_week"] - week, 0)
                cost = terms["price"] + given["scrap_cost_per_kg"] * terms["scrap_rate"] * kg
                cost += kg * given["late_cost_per_kg_week"] * late
                cost += kg * given["early_cost_per_kg_week"] * early
                rows: dict[Any, float] = {
                    ("want", name): 1.0,
                    ("room", shop, week): kg / (1 - terms["scrap_rate"]),
                    ("fair", shop): kg,
                }
                if qualification:
                    rows |= {("most", name, shop): 1.0, ("lot", name, shop): 1.0}
                columns.append((cost, rows, whole, np.inf))
            if qualification:
                lot = max(1, np.ceil(line["min_lot_share"] * wanted - 1e-9))
                used: dict[Any, float] = {
                    ("most", name, shop): -wanted,
                    ("lot", name, shop): -lot,
                    ("count", name): 1.0,
                }
                columns.append((terms["qualification_cost"], used, True, 1.0))
    names = sorted({row for _, rows, _, _ in columns for row in rows}, key=repr)
    place = {row: number for number, row in enumerate(names)}
    lower, upper = np.full(len(names), -np.inf), np.full(len(names), np.inf)
    by_name = {line["name"]: line for line in given["lines"]}
    for number, (kind, *what) in enumerate(names):
        if kind == "want":
            lower[number] = upper[number] = by_name[what[0]]["pieces"]
        elif kind == "room":
            upper[number] = shops[what[0]]
        elif kind == "fair":
            lower[number] = fair_min * shops[what[0]] / capacity * total_kg if fair_min else -np.inf
        elif kind == "most":
            upper[number] = 0.0
        elif kind == "lot":
            lower[number] = 0.0
        else:
            upper[number] = by_name[what[0]]["max_workshops"]
    entries = [
        (place[row], column, value)
        for column, (_, rows, _, _) in enumerate(columns)
        for row, value in rows.items()
    ]
    i, j, v = zip(*entries, strict=True)
    found = milp(
        np.array([cost for cost, _, _, _ in columns]),
        constraints=LinearConstraint(coo_array((v, (i, j))).tocsr(), lower, upper),
        integrality=np.array([kind for _, _, kind, _ in columns], dtype=int),
        bounds=Bounds(0, np.array([most for *_, most in columns])),
        options={"time_limit": 20.0, "mip_rel_gap": 1e-6},
    )
    assert found.status == 0, found.message
    return float(found.fun)
