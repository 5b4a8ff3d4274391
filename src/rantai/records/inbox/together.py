"""Many callers, one commit: whoever comes first works for all who came meanwhile.

There is no thread of its own that could be missing after a fork or wait when nobody comes: the
first caller leads, takes along whoever waits when the work can begin, and hands on to the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from threading import Lock
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")
Work = Callable[[Callable[[], Sequence[ItemT]]], None]
"""It is handed a way to take what waits, and takes it when it can begin, not before: whoever comes
while it waits for its own turn is taken along.
"""


class QueueFull(Exception):
    """More wait than can be served soon; nothing of this caller's was taken."""


class LeftUndone(Exception):
    """Whoever worked for this caller was stopped; nothing is known to be done."""


def _shut() -> Lock:
    gate = Lock()
    gate.acquire()
    return gate


@dataclass(slots=True, eq=False)
class _Place(Generic[ItemT]):
    """A caller in the queue; its gate opens when it is done, or when it is to lead."""

    item: ItemT
    gate: Lock = field(default_factory=_shut)
    follower: "_Place[ItemT] | None" = None
    """Whose gate it opens once it has gone through its own."""
    is_done: bool = False
    fault: BaseException | None = None


def _let_go(group: Sequence[_Place[ItemT]]) -> None:
    """Open one gate, and the others one after another.

    Threads that woke at once would only snatch the interpreter from one another, and from whoever
    leads next.
    """
    for place, follower in pairwise(group):
        place.follower = follower
    if group:
        group[0].gate.release()


class Together(Generic[ItemT]):
    """Does the work of all waiting callers at once, in the order they came."""

    def __init__(self, work: Work[ItemT], *, at_once: int, most_waiting: int) -> None:
        self._work, self.at_once, self.most_waiting = work, at_once, most_waiting
        self._queue: list[_Place[ItemT]] = []
        self._is_led = False
        self._lock = Lock()

    def do(self, item: ItemT) -> None:
        """Return when the work on this item is done.

        Raises:
            QueueFull: nothing was done.
            Exception: whatever the work on this item alone ended with.
        """
        mine = _Place(item)
        with self._lock:
            if len(self._queue) >= self.most_waiting:
                raise QueueFull
            self._queue.append(mine)
            leads, self._is_led = not self._is_led, True
        if not leads:
            mine.gate.acquire()
            if mine.follower:
                mine.follower.gate.release()
        if not mine.is_done:
            self._lead(mine)
        if mine.fault is not None:
            raise mine.fault

    def _lead(self, mine: _Place[ItemT]) -> None:
        group: list[_Place[ItemT]] = []

        def take() -> Sequence[ItemT]:
            with self._lock:
                group.extend(self._queue[: self.at_once])
                del self._queue[: self.at_once]
            return [place.item for place in group]

        try:
            self._work_on(group, take)
        finally:
            if not group:
                # Stopped before it took anybody: it must not stay at the head of the queue.
                take()
            with self._lock:
                heir = self._queue[0] if self._queue else None
                self._is_led = heir is not None
            if heir:
                heir.gate.release()
            for place in group:
                if not place.is_done:
                    place.is_done, place.fault = True, LeftUndone()
            _let_go([place for place in group if place is not mine])

    def _work_on(self, group: Sequence[_Place[ItemT]], take: Callable[[], Sequence[ItemT]]) -> None:
        try:
            self._work(take)
        except Exception as fault:
            if not group:
                take()
            if len(group) > 1:
                # One of them spoils it: each for itself, so that it harms no other.
                for place in group:
                    self._work_on([place], partial(list, [place.item]))
                return
            group[0].fault = fault
        for place in group:
            place.is_done = True
