"""When what was promised to customers is cast; pieces fill the earliest promise first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tuang.planning.furnace import Heat


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise and the day from 0 on which its last piece is cast; None when it never is."""

    promise: Mapping[str, Any]
    ready: int | None

    @property
    def is_late(self) -> bool:
        return self.ready is None or self.ready > int(self.promise["make_by"])

    @property
    def days_late(self) -> int | None:
        return None if self.ready is None else max(0, self.ready - int(self.promise["make_by"]))


def kept_promises(
    days: int,
    items: Mapping[str, Mapping[str, Any]],
    promises: Iterable[Mapping[str, Any]],
    heats: Iterable["Heat"],
) -> list[Kept]:
    """`promises` in the order in which they are due; `until` counts all pieces up to each."""
    cast: dict[tuple[int, bool], list[int]] = {}
    for heat in heats:
        for name, count in heat.pieces.items():
            item = items[name]
            key = (item["revision"], bool(item.get("asked")))
            cast.setdefault(key, [0] * days)[heat.day] += count
    return [_kept(promise, cast, days) for promise in promises]


def _kept(
    promise: Mapping[str, Any], cast: Mapping[tuple[int, bool], list[int]], days: int
) -> Kept:
    made = cast.get((promise["revision"], bool(promise.get("asked"))), [0] * days)
    total = 0
    for day, count in enumerate(made):
        total += count
        if total >= promise["until"]:
            return Kept(promise, day)
    return Kept(promise, None)
