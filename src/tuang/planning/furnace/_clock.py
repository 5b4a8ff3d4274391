"""How long the search may go on: by the wall clock, or by a number of steps."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Clock:
    """With steps the wall clock is never asked, so that a plan depends on the seed alone."""

    seconds: float
    begun: float
    steps: int | None = None
    reserve: float = 0.0
    taken: int = 0
    stopped: Callable[[], bool] | None = None

    def left(self) -> float:
        if self.is_stopped():
            return 0.0
        if self.steps is not None:
            return float("inf")
        return self.begun + self.seconds - self.reserve - time.monotonic()

    def is_stopped(self) -> bool:
        """Somebody who waits for the plan takes the best so far."""
        return self.stopped is not None and self.stopped()

    def step(self) -> None:
        self.taken += 1

    def is_over(self) -> bool:
        if self.steps is not None:
            return self.is_stopped() or self.taken >= self.steps
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
