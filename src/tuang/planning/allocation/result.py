"""What an allocation gives back: who makes how many when, and how far it can be from the best."""

from collections.abc import Mapping
from dataclasses import dataclass

METHOD = "allocation-3"


@dataclass(frozen=True, slots=True)
class Allocation:
    """Whole good pieces of a line that a workshop makes in a week (from 0)."""

    line: str
    workshop: str
    week: int
    pieces: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What it costs that no workshop gets less than fair_min of its part by capacity.

    cost_pct: percent above the cheapest plan. fair_min 0 is the cheapest plan itself.
    """

    fair_min: float
    cost: float
    cost_pct: float
    smallest_share: float
    gini: float


@dataclass(frozen=True, slots=True)
class AllocationPlan:
    """A plan that the verifier has passed. No plan of this problem costs less than bound.

    shares: kg of good pieces over the part that capacity alone would give, for each workshop;
    1 is its exact part. week_price: money that one more kg of capacity in a week would save.
    """

    status: str
    cost: float
    bound: float
    seconds: float
    seed: int
    allocations: tuple[Allocation, ...]
    unmet: Mapping[str, int]
    shares: Mapping[str, float]
    gini: float
    curve: tuple[CurvePoint, ...]
    week_price: Mapping[str, tuple[float, ...]]
    causes: Mapping[str, str]
    method: str = METHOD

    @property
    def gap_pct(self) -> float:
        """How much cheaper the best plan could at most be, in percent of the cost."""
        if self.cost <= self.bound + 1e-9:
            return 0.0
        return 100 * (self.cost - self.bound) / self.cost
