"""What the planner gives back: the heats, their cost and how far it can be from the best."""

from collections.abc import Mapping
from dataclasses import dataclass

METHOD = "furnace-3"


@dataclass(frozen=True, slots=True)
class Heat:
    """One melt: furnace, day and position from 0, and whole pieces of each item poured."""

    furnace: str
    day: int
    position: int
    grade: str
    pieces: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FurnacePlan:
    """A plan that the verifier has passed. No plan of this problem costs less than bound."""

    status: str
    cost: float
    bound: float
    seconds: float
    seed: int
    heats: tuple[Heat, ...]
    changed: int = 0
    """Heats that differ from the plan given."""
    method: str = METHOD

    @property
    def gap_pct(self) -> float:
        """How much cheaper the best plan could at most be, in percent of the cost."""
        if self.cost <= self.bound + 1e-9:
            return 0.0
        return 100 * (self.cost - self.bound) / self.cost
