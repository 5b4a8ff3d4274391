"""One writer at a time: whoever wants to write a SQLite file waits at its door, asleep.

SQLite lets its waiters sleep and try again, longer each time, so that a busy neighbour overtakes
them for seconds. The kernel's own locks wake them at once, and go with a killed process.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class Door:
    """The place before a database file where its writers queue; held from BEGIN to COMMIT."""

    def __init__(self, database: Path) -> None:
        self._place = database
        self._inside: int | None = None

    def enter(self) -> None:
        if sys.platform == "win32" or self._inside is not None:
            return
        # Whoever leaves and comes back at once must not slip in before the one who waits.
        next_in_line = self._locked(".next")
        try:
            self._inside = self._locked(".door")
        finally:
            os.close(next_in_line)

    def leave(self) -> None:
        if self._inside is not None:
            os.close(self._inside)
            self._inside = None

    @contextmanager
    def held(self) -> Iterator[None]:
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def _locked(self, suffix: str) -> int:
        path = f"{self._place}{suffix}"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except BaseException:
            os.close(handle)
            raise
        return handle
