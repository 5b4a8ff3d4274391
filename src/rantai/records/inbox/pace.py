"""How busy the inbox is: a quiet one applies what it hears at once, a busy one only stores it."""

import math
import time
from collections.abc import Callable
from threading import Lock


class Pace:
    """Contacts in about the last second, older ones counting less and less."""

    def __init__(self, quiet: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._quiet, self._clock, self._lock = quiet, clock, Lock()
        self._count, self._at = 0.0, clock()

    def count(self) -> None:
        with self._lock:
            self._count, self._at = 1 + self._now(), self._clock()

    def is_quiet(self) -> bool:
        with self._lock:
            return self._now() <= self._quiet

    def _now(self) -> float:
        return self._count * math.exp(self._at - self._clock())
