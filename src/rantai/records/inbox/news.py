"""A pipe with a name: whoever stored a fact wakes the process that applies them.

It carries no message, and may be lost with either side: whoever waits looks at the store first,
and again after a while.
"""

import os
import select
import sys
import time
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

NAME = "inbox.news"


def tell_news(folder: Path) -> None:
    """Wake whoever waits; nobody there, or news enough waiting, is all the same."""
    if sys.platform == "win32":
        return
    try:
        os.write(_pipe_in(folder), b".")
    except BlockingIOError:
        return  # nobody reads, and the pipe is full of news
    except OSError:
        _pipe_in.cache_clear()


@cache
def _pipe_in(folder: Path) -> int:
    """Opened once: to open it anew for each piece of news cost more than to tell it."""
    # For reading too, so that it opens while nobody waits, and does not end when they leave.
    return os.open(folder / NAME, os.O_RDWR | os.O_NONBLOCK)


class News:
    """The end of the pipe at which one waits."""

    def __init__(self, folder: Path) -> None:
        self._pipe: int | None = None
        if sys.platform != "win32":
            place = folder / NAME
            if not place.exists():
                os.mkfifo(place, 0o600)
            # Held open for writing too, so that it never ends when a writer leaves.
            self._pipe = os.open(place, os.O_RDWR | os.O_NONBLOCK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pipe is not None:
            os.close(self._pipe)

    def wait(self, seconds: float) -> bool:
        """Sleep until there is news, or so long; tell whether there is."""
        if self._pipe is None:
            time.sleep(seconds)
            return False
        ready, _, _ = select.select([self._pipe], [], [], seconds)
        if not ready:
            return False
        os.read(self._pipe, 65_536)
        return True
