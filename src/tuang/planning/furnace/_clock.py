"""How long the search may go on: by the wall clock, or by a number of steps."""

import time
from dataclasses import dataclass


@dataclass
class Clock:
    """With steps the wall clock is never asked, so that a plan depends on the seed alone."""

    seconds: float
    begun: float
    steps: int | None = None
    reserve: float = 0.0
    taken: int = 0

    def left(self) -> float:
        if self.steps is not None:
            return float("inf")
        return self.begun + self.seconds - self.reserve - time.monotonic()

    def step(self) -> None:
        self.taken += 1

    def is_over(self) -> bool:
        if self.steps is not None:
            return self.taken >= self.steps
        return self.left() <= 0

    def limits(self, seconds: float, nodes: int = 500) -> tuple[float, int]:
        """Seconds and nodes for one solver call: one of the two without end."""
        if self.steps is not None:
            return float("inf"), nodes
        return max(0.02, min(seconds, self.left())), 2**31 - 1

    def steady(self, seconds: float) -> tuple[float, float]:
        """Seconds by the wall and by a solver's own count, which is the same on every run."""
        if self.steps is not None:
            return float("inf"), seconds
        return max(0.02, min(seconds, self.left())), float("inf")
