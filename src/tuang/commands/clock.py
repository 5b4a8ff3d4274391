"""Since when the time of a command runs: since its process began, not since Python had loaded."""

import os
import time
from pathlib import Path

USUAL_S = 0.1
"""What Python takes to start, where the system does not tell."""
MOST_OF_LIMIT = 0.25
"""More of the limit is never taken for the start: what a launcher set up first is not counted."""


def started(seconds: float) -> float:
    """time.monotonic() of the moment when the process began, for a limit of so many seconds."""
    return time.monotonic() - min(_age_s(), MOST_OF_LIMIT * seconds)


def _age_s() -> float:
    """Seconds since the process began: on Linux its own record, in ticks since the machine did."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        ticks = os.sysconf("SC_CLK_TCK")
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / ticks)
    except (OSError, AttributeError, ValueError, IndexError):
        return USUAL_S
