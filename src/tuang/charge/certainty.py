"""The price of certainty: a cheap charge corrected later, or a dear one poured at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tuang.charge._highs import Vector
from tuang.charge.cheapest import ChargePlan, ChargeProblem, ChargeStatus, cheapest_charge
from tuang.charge.cheapest.scatter import Scatter
from tuang.charge.checks import Window, at_least_zero
from tuang.charge.correction import Addition, CorrectionProblem, cost_of_correcting
from tuang.charge.equivalent import EquivalentRange

CONFIDENCES = (None, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""None is the charge by expected figures alone."""


@dataclass(frozen=True)
class Correcting:
    """What a miss costs: the shelf beside the furnace, its time, and a heat that is lost.

    minutes_per_reading: holding for a second sample, paid once by every heat that misses.
    lost_cost: a heat that cannot be corrected here, pigged and melted again.
    """

    additions: Sequence[Addition]
    capacity_kg: float
    hold_cost_per_min: float = 0.0
    minutes_per_addition: float = 0.0
    minutes_per_reading: float = 0.0
    lost_cost: float = 0.0

    def __post_init__(self) -> None:
        for name in ("hold_cost_per_min", "minutes_per_reading", "lost_cost"):
            at_least_zero(f"correcting.{name}", getattr(self, name))


@dataclass(frozen=True)
class Outcome:
    """Per heat, over simulated heats: shares of heats, and money in the problem's currency.

    first_shot: inside at the first reading. lost: cannot be corrected in this furnace.
    correction_cost: additions, holding and lost heats, averaged over all heats.
    """

    charge_cost: float
    first_shot: float
    lost: float
    correction_cost: float

    @property
    def total_cost(self) -> float:
        return self.charge_cost + self.correction_cost


@dataclass(frozen=True)
class CertaintyPoint:
    """One confidence: what was charged and what it comes to; no outcome without a charge."""

    confidence: float | None
    plan: ChargePlan
    outcome: Outcome | None


def price_of_certainty(
    problem: ChargeProblem,
    correcting: Correcting,
    *,
    confidences: Iterable[float | None] = CONFIDENCES,
    seed: int = 1,
    heats: int = 200,
    corrected: int | None = None,
) -> tuple[CertaintyPoint, ...]:
    """Cost against confidence, the expected cost of correcting later included.

    Each point's charge is melted on the same simulated heats; every miss is corrected by
    `cheapest_correction`, so that "cheap charge, then correct" and "dear charge, pour at
    once" are compared on the same iron. A corrected heat counts as inside. Where `corrected`
    is given, so many misses of each point are corrected and stand for its others: thousands of
    heats then tell how often it misses, and a few what a miss costs.
    Raises UnusableFigure for figures that cannot be right.
    Source: recourse in the sense of Dantzig (1955), priced by simulation.
    """
    return tuple(
        _point(replace(problem, confidence=each), correcting, seed, heats, corrected)
        for each in confidences
    )


def _point(
    problem: ChargeProblem, correcting: Correcting, seed: int, heats: int, corrected: int | None
) -> CertaintyPoint:
    plan = cheapest_charge(problem, seed=seed)
    if plan.status is ChargeStatus.INFEASIBLE:
        return CertaintyPoint(problem.confidence, plan, None)
    # Other heats than those on which the charge was calibrated.
    outcome = melted(problem, plan.kg, correcting, seed=seed + 1, heats=heats, corrected=corrected)
    return CertaintyPoint(problem.confidence, plan, outcome)


def melted(
    problem: ChargeProblem,
    kg: Mapping[str, float],
    correcting: Correcting,
    *,
    seed: int,
    heats: int,
    corrected: int | None = None,
) -> Outcome:
    """What these kilograms come to when melted `heats` times, each miss corrected.

    corrected: only the first so many misses are, and stand for the others.
    """
    charged = np.array([kg[each.name] for each in problem.materials])
    scatter = Scatter(problem, seed, heats)
    inside = scatter.hit(charged)
    readings = scatter.readings(charged)
    metal_kg = float(charged.sum()) * (1 - problem.melt_loss) + problem.heel.kg
    missed = np.flatnonzero(~inside)
    costs = [
        _correction_cost(problem, _at(readings, int(heat)), metal_kg, correcting)
        for heat in missed[:corrected]
    ]
    lost = sum(1 for cost in costs if cost is None)
    paid = sum(cost for cost in costs if cost is not None) + lost * correcting.lost_cost
    paid += len(costs) * correcting.hold_cost_per_min * correcting.minutes_per_reading
    # What a corrected miss stands for, over all heats.
    weight = len(missed) / max(len(costs), 1) / heats
    prices = np.array([each.price_per_kg for each in problem.materials])
    return Outcome(
        charge_cost=float(charged @ prices),
        first_shot=float(inside.mean()),
        lost=lost * weight,
        correction_cost=paid * weight,
    )


def _at(readings: Mapping[str, Vector], heat: int) -> dict[str, float]:
    return {element: float(values[heat]) for element, values in readings.items()}


def _correction_cost(
    problem: ChargeProblem, reading: dict[str, float], metal_kg: float, correcting: Correcting
) -> float | None:
    """None when this furnace cannot correct it."""
    return cost_of_correcting(
        CorrectionProblem(
            bath_kg=metal_kg,
            capacity_kg=max(correcting.capacity_kg, metal_kg),
            reading=reading,
            window=_furnace_window(problem, reading),
            additions=correcting.additions,
            hold_cost_per_min=correcting.hold_cost_per_min,
            minutes_per_addition=correcting.minutes_per_addition,
            carbon_equivalent=_furnace_equivalent(problem),
        )
    )


def _furnace_window(problem: ChargeProblem, reading: Mapping[str, float]) -> dict[str, Window]:
    """Before the ladle adds its silicon, and with the manganese that this sulphur asks for."""
    window = dict(problem.window)
    if "Si" in window:
        window["Si"] = _lowered(window["Si"], problem.inoculant_si_pct)
    if problem.mn_s is not None:
        least = problem.mn_s.factor * reading["S"] + problem.mn_s.offset
        low, high = window.get("Mn", (None, None))
        window["Mn"] = (max(low or 0.0, least), high)
    return window


def _furnace_equivalent(problem: ChargeProblem) -> EquivalentRange | None:
    wanted = problem.carbon_equivalent
    if wanted is None or not problem.inoculant_si_pct:
        return wanted
    added = problem.inoculant_si_pct * wanted.weights["Si"]
    low, high = _lowered((wanted.low, wanted.high), added)
    return replace(wanted, low=low, high=high)


def _lowered(limits: Window, by: float) -> Window:
    low, high = limits
    return (
        None if low is None else max(low - by, 0.0),
        None if high is None else max(high - by, 0.0),
    )
