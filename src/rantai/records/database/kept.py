"""What was made of rows, kept for whoever asks the same again while those rows stand."""

import random
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from rantai.records.database.reads import Reads, noted

ValueT = TypeVar("ValueT")

MOST_ROWS = 2_000
"""What was made of more is dearer to compare and to keep than it is worth."""


@dataclass(frozen=True, slots=True)
class _Entry(Generic[ValueT]):
    value: ValueT
    reads: Reads
    made_at: float
    seconds: float


class Kept(Generic[ValueT]):
    """For values that are made of rows, of what is asked and of the clock, and of nothing else.

    The clock is not compared, so a value is kept for at most so many seconds; each for another
    while, so that those made together are not all made again at one moment.
    """

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds, self._most = seconds, most
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, _Entry[ValueT]] = OrderedDict()

    def ask(self, asked: Hashable, make: Callable[[], ValueT]) -> ValueT:
        found = self.get(asked)
        return self.make(asked, make) if found is None else found

    def get(self, asked: Hashable, *, behind: float = 0.0) -> ValueT | None:
        """What is kept, if its rows still stand; so far behind the clock if the caller says so."""
        with self._lock:
            entry = self._entries.get(asked)
            if entry is None:
                return None
            if time.monotonic() - entry.made_at >= max(entry.seconds, behind):
                return None
            self._entries.move_to_end(asked)
        return entry.value if entry.reads.still_stand() else None

    def make(
        self,
        asked: Hashable,
        make: Callable[[], ValueT],
        may_stay: Callable[[ValueT], bool] = lambda _made: True,
    ) -> ValueT:
        seconds = self._seconds * random.uniform(0.5, 1)
        made_at = time.monotonic()
        with noted() as reads:
            value = make()
        stays = reads.only_read and reads.rows <= MOST_ROWS and may_stay(value)
        with self._lock:
            self._entries.pop(asked, None)
            if stays:
                self._entries[asked] = _Entry(value, reads, made_at, seconds)
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return value
