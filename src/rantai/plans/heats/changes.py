"""Which places of two plans differ: what the members would have to do otherwise."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuang.planning.furnace import Heat

Place = tuple[str, int, int]


def changed_places(before: Iterable["Heat"], after: Iterable["Heat"]) -> list[Place]:
    """Each furnace, day and position that pours something else, or nothing, or now something."""
    old, new = _by_place(before), _by_place(after)
    return sorted(place for place in old.keys() | new.keys() if old.get(place) != new.get(place))


def _by_place(
    heats: Iterable["Heat"],
) -> Mapping[Place, tuple[str, tuple[tuple[str, int], ...]]]:
    return {
        (heat.furnace, heat.day, heat.position): (heat.grade, tuple(sorted(heat.pieces.items())))
        for heat in heats
    }
