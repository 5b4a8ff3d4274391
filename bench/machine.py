"""What the machine is and how busy: figures of two runs are compared only through this."""

import os
import platform
import sqlite3
import time
from importlib.metadata import version

SHAKEN = 0.30
"""Beyond this much, something else was running and the figures are not worth comparing."""


def versions() -> str:
    packages = " ".join(f"{name} {version(name)}" for name in ("django", "granian"))
    return (
        f"Python {platform.python_version()}, {packages}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, load {' '.join(f'{load:.2f}' for load in os.getloadavg())}"
    )


def calibration_ms() -> float:
    """The same work every time, best of five: it slows down only when the machine does."""
    return min(_loop() for _ in range(5)) * 1000


def _loop() -> float:
    start = time.perf_counter()
    total = 0
    for number in range(200_000):
        total += number * number % 7
    return time.perf_counter() - start


def moved(before_ms: float, after_ms: float) -> float:
    return abs(after_ms - before_ms) / min(before_ms, after_ms)
