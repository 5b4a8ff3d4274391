"""The charge: speed beside the solver called bare, and what three ways of charging cost a month."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import highspy
import numpy as np

from bench.figures import Figure, at_least, at_most
from tuang.charge._highs import SilentHighs
from tuang.charge.certainty import Correcting, melted
from tuang.charge.cheapest import ChargeProblem, ChargeStatus, Material, cheapest_charge
from tuang.charge.cheapest.model import ChargeModel
from tuang.charge.cheapest.scatter import Scatter
from tuang.charge.correction import Addition

ELEMENTS = ("C", "Si", "Mn", "P", "S", "Cr", "Cu", "Sn", "Ti", "Ni")
SPELLS = 3
Given = TypeVar("Given")


def twenty_by_ten(seed: int, *, step_kg: float | None = None) -> ChargeProblem:
    """Twenty materials, ten elements, stocks, shares, ten windows, 3 % melt loss, 500 kg."""
    chance = np.random.default_rng(seed)
    residuals = ("Cr", "Cu", "Sn", "Ti", "Ni")
    metallics = [
        Material(
            name=f"metallic {number}",
            price_per_kg=float(chance.integers(4500, 10_000)),
            pct={
                "C": round(float(carbon), 3),
                "Si": round(float(chance.uniform(0.2, 2.2)), 3),
                "Mn": round(float(chance.uniform(0.3, 0.8)), 3),
                "P": round(float(chance.uniform(0.02, 0.2)), 3),
                "S": round(float(chance.uniform(0.02, 0.12)), 3),
                **{each: round(float(chance.uniform(0.0, 0.12)), 3) for each in residuals},
            },
            stock_kg=float(chance.integers(100, 600)),
            max_share=float(chance.choice([0.4, 0.6, 1.0])),
            step_kg=step_kg,
        )
        for number, carbon in enumerate(np.linspace(0.1, 4.2, 15))
    ]
    fine = None if step_kg is None else step_kg / 10
    alloys = [
        Material("carburiser", 15_000, {"C": 98, "S": 0.3}, {"C": 0.88}, step_kg=fine),
        Material("SiC", 17_000, {"C": 30, "Si": 60}, {"C": 0.9, "Si": 0.9}, step_kg=fine),
        Material("FeSi75", 22_000, {"Si": 75}, {"Si": 0.9}, step_kg=fine),
        Material("FeMn75", 25_000, {"Mn": 75, "C": 6}, {"Mn": 0.85}, step_kg=fine),
        Material("FeCr", 40_000, {"Cr": 60, "C": 7}, {"Cr": 0.9}, step_kg=fine),
    ]
    window = {
        "C": (3.2, 3.4), "Si": (1.8, 2.1), "Mn": (0.6, 0.8), "P": (None, 0.15),
        "S": (None, 0.12), "Cr": (None, 0.2), "Cu": (None, 0.2), "Sn": (None, 0.1),
        "Ti": (None, 0.1), "Ni": (None, 0.2),
    }  # fmt: skip
    return ChargeProblem(500, [*metallics, *alloys], window, melt_loss=0.03)


def solve(_folder: Path, is_tiny: bool) -> Iterator[Figure]:
    """A charge by our door, and the same matrix handed to HiGHS with nothing around it."""
    problems = [twenty_by_ten(seed) for seed in range(3 if is_tiny else 40)]
    bare = [_as_lp(problem) for problem in problems]
    ours, theirs = [], []
    for _ in range(1 if is_tiny else 2 * SPELLS):
        ours.append(_ms_each(problems, cheapest_charge))
        theirs.append(_ms_each(bare, _bare))
    against = ("HiGHS bare, same matrix, ms", theirs)
    yield at_most("charge-solve", ours, "ms", against=against, budget=1.5 * min(theirs))


def resolve(_folder: Path, is_tiny: bool) -> Iterator[Figure]:
    """A material runs out after half of it was weighed: the rest is solved again."""
    problems = [_substituted(twenty_by_ten(seed)) for seed in range(3 if is_tiny else 40)]
    bare = [_as_lp(problem) for problem in problems]
    ours, theirs = [], []
    for _ in range(1 if is_tiny else SPELLS):
        ours.append(_ms_each(problems, cheapest_charge))
        theirs.append(_ms_each(bare, _bare))
    against = ("HiGHS bare, same matrix, ms", theirs)
    yield at_most("charge-resolve", ours, "ms", against=against, budget=20)


def milp(_folder: Path, is_tiny: bool) -> Iterator[Figure]:
    """Weighed in 1 kg and 0.1 kg, nine materials at most."""
    count = 1 if is_tiny else 10
    problems = [replace(twenty_by_ten(seed, step_kg=1.0), max_materials=9) for seed in range(count)]
    fine = [twenty_by_ten(seed) for seed in range(count)]
    worst, linear = [], []
    for _ in range(1 if is_tiny else SPELLS):
        worst.append(max(_ms_each([each], cheapest_charge) for each in problems))
        linear.append(max(_ms_each([each], cheapest_charge) for each in fine))
    against = ("the same without steps, ms", linear)
    yield at_most("charge-milp", worst, "ms, worst", against=against, budget=1000)


def first_shot(_folder: Path, is_tiny: bool) -> Iterator[Figure]:
    """First readings inside the window at confidence 0.9, on heats the solver never saw."""
    heats = 1000 if is_tiny else 10_000
    hits = []
    for seed in range(1 if is_tiny else 8):
        problem = replace(twenty_by_ten(seed), confidence=0.9)
        plan = cheapest_charge(problem)
        if plan.status is ChargeStatus.SOLVED:
            kg = np.array(list(plan.kg.values()))
            hits.append(Scatter(problem, 1000 + seed, heats).hits(kg))
    against = ("confidence asked", [0.9])
    lowest = at_least("first-shot lowest", [min(hits)], "share", against=against, budget=0.88)
    highest = at_most("first-shot highest", [max(hits)], "share", against=against, budget=0.97)
    yield from (lowest, highest)


# What a month costs


@dataclass(frozen=True)
class Grade:
    """A part's iron, and the share of a fixed recipe as a shop would keep it on the wall."""

    name: str
    window: dict[str, tuple[float | None, float | None]]


GRADES = (
    Grade("sleeve", {"C": (3.2, 3.45), "Si": (1.9, 2.3), "Mn": (0.6, 0.9), "S": (None, 0.12)}),
    Grade("brake block", {"C": (3.0, 3.5), "Si": (1.4, 2.0), "Mn": (0.5, 0.9)}),
    Grade("FC250", {"C": (3.15, 3.4), "Si": (1.7, 2.1), "Mn": (0.6, 0.9), "P": (None, 0.15)}),
)
SHELF = (
    Material("pig iron", 9500, {"C": 4.2, "Si": 1.5, "Mn": 0.4, "P": 0.1, "S": 0.03}),
    Material("steel", 7000, {"C": 0.2, "Si": 0.2, "Mn": 0.6, "P": 0.02, "S": 0.03}, {"Mn": 0.9},
             max_share=0.4),
    Material("returns", 5000, {"C": 3.3, "Si": 2.0, "Mn": 0.65, "P": 0.08, "S": 0.08},
             stock_kg=180),
    Material("carburiser", 15_000, {"C": 98, "S": 0.3}, {"C": 0.88}, stock_kg=20),
    Material("FeSi75", 22_000, {"Si": 75}, {"Si": 0.9}),
    Material("FeMn75", 25_000, {"Mn": 75, "C": 6}, {"Mn": 0.85}),
)  # fmt: skip
LATE = {"C": 0.75, "Si": 0.85, "Mn": 0.85}
CORRECTING = Correcting(
    additions=[
        Addition("steel", 7000, {"C": 0.2, "Si": 0.2, "Mn": 0.6}),
        Addition("pig iron", 9500, {"C": 4.2, "Si": 1.5, "Mn": 0.4}),
        Addition("carburiser", 15_000, {"C": 98}, LATE, stock_kg=20),
        Addition("FeSi75", 22_000, {"Si": 75}, LATE),
        Addition("FeMn75", 25_000, {"Mn": 75, "C": 6}, LATE),
    ],
    capacity_kg=550,
    hold_cost_per_min=6000,
    minutes_per_addition=4,
    minutes_per_reading=6,
    lost_cost=1_200_000,
)


def policies(_folder: Path, is_tiny: bool) -> Iterator[Figure]:
    """Robust, nominal and a fixed recipe on the same days, lots and heats; cost per kg."""
    days, heats = (2, 5) if is_tiny else (25, 8)
    for grade in GRADES[: 1 if is_tiny else None]:
        costs = _month(grade, days, heats)
        for name, against in (("nominal", "nominal"), ("fixed recipe", "fixed")):
            yield at_most(
                f"charge-policies {grade.name}",
                [costs["robust"]],
                "IDR/kg",
                against=(f"{name} then correct", [costs[against]]),
                budget=costs[against],
            )


def _month(grade: Grade, days: int, heats: int) -> dict[str, float]:
    chance = np.random.default_rng(2019)
    book = ChargeProblem(500, SHELF, grade.window, melt_loss=0.03)
    recipe = cheapest_charge(replace(book, confidence=0.8)).kg or cheapest_charge(book).kg
    spent = {"robust": 0.0, "nominal": 0.0, "fixed": 0.0}
    for day in range(days):
        today = replace(book, materials=[_lot_of_today(each, chance) for each in SHELF])
        charges = {"fixed": recipe, "nominal": cheapest_charge(today).kg or recipe}
        sure = cheapest_charge(replace(today, confidence=_worth(today, day)))
        charges["robust"] = sure.kg or charges["nominal"]
        for name, kg in charges.items():
            spent[name] += melted(today, kg, CORRECTING, seed=day, heats=heats).total_cost
    return {name: cost / days / book.tap_kg for name, cost in spent.items()}


def _worth(today: ChargeProblem, day: int) -> float:
    """The confidence of the day: where the curve of cost, correcting included, is lowest."""
    totals = {}
    for confidence in (0.5, 0.7, 0.8, 0.9, 0.95):
        plan = cheapest_charge(replace(today, confidence=confidence))
        if plan.kg:
            outcome = melted(today, plan.kg, CORRECTING, seed=10_000 + day, heats=40)
            totals[confidence] = outcome.total_cost
    return min(totals, key=totals.__getitem__, default=0.5)


def _lot_of_today(material: Material, chance: np.random.Generator) -> Material:
    """Another lot every day: its analysis is known to all but the recipe on the wall."""
    pct = {name: pct * float(chance.uniform(0.93, 1.0)) for name, pct in material.pct.items()}
    return replace(material, pct=pct)


# The solver with nothing around it


def _substituted(problem: ChargeProblem) -> ChargeProblem:
    kg = cheapest_charge(problem).kg
    largest = max(kg, key=kg.__getitem__)
    half = kg[largest] / 2
    materials = [
        replace(each, min_kg=half, stock_kg=half) if each.name == largest else each
        for each in problem.materials
    ]
    return replace(problem, materials=materials)


def _as_lp(problem: ChargeProblem) -> highspy.HighsLp:
    model = ChargeModel(problem)
    model.programme()
    matrix, (low, high) = model.matrix, model.bounds
    at = np.nonzero(matrix)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.cost, model.lower, model.upper
    lp.row_lower_, lp.row_upper_ = low, high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(at[0], np.arange(len(matrix) + 1))
    lp.a_matrix_.index_ = at[1]
    lp.a_matrix_.value_ = matrix[at]
    return lp


def _bare(lp: highspy.HighsLp) -> list[float]:
    engine = SilentHighs()
    engine.passModel(lp)
    engine.run()
    return list(engine.getSolution().col_value)


def _ms_each(given: Sequence[Given], solved_by: Callable[[Given], object]) -> float:
    start = time.process_time()
    for each in given:
        solved_by(each)
    return 1000 * (time.process_time() - start) / len(given)


BY_NAME = {
    "charge-solve": solve,
    "charge-resolve": resolve,
    "charge-milp": milp,
    "charge-policies": policies,
    "first-shot": first_shot,
}
