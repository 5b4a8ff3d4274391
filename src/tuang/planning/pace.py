"""How much of the time limit is kept back for the last work, on a machine that others use too."""

import time
from dataclasses import dataclass, field

LONGEST_STRETCH = 8.0
MOST_OF_LIMIT = 0.08
"""More is never kept back: beyond it the machine is too busy to promise anything."""
LEAST_CPU_S = 0.05
"""With less work than this done, nothing is known of the machine yet."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Made when the work begins. seconds: the time limit; least_s: kept back on a quiet machine."""

    seconds: float
    least_s: float
    _wall: float = field(default_factory=time.monotonic)
    _cpu: float = field(default_factory=time.process_time)

    def stretch(self) -> float:
        """Seconds by the wall that a second of our own work has taken so far, at least 1."""
        cpu = time.process_time() - self._cpu
        if cpu < LEAST_CPU_S:
            return 1.0
        return min(max((time.monotonic() - self._wall) / cpu, 1.0), LONGEST_STRETCH)

    def reserve(self) -> float:
        """Seconds to keep back, as the machine has been so far."""
        least = min(self.least_s, 0.1 * self.seconds)
        return max(least, min(least * self.stretch() / 2, MOST_OF_LIMIT * self.seconds))
