"""One heat moved to another place by hand; two heats change places when the other one is taken."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuang.planning.furnace import Heat

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Places:
    """From where to where: furnace, day and position from 0."""

    origin: Place
    target: Place


def moved(heats: Iterable["Heat"], places: Places) -> list["Heat"] | None:
    """The plan after the move; None when there is no heat at the origin."""
    by_place = {(heat.furnace, heat.day, heat.position): heat for heat in heats}
    heat = by_place.pop(places.origin, None)
    if heat is None:
        return None
    other = by_place.pop(places.target, None)
    for each, place in ((heat, places.target), (other, places.origin)):
        if each is not None:
            furnace, day, position = place
            by_place[place] = replace(each, furnace=furnace, day=day, position=position)
    return [by_place[place] for place in sorted(by_place)]
