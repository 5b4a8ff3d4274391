"""Reads what a shop may ask beyond the plain problem: boxes, cores, fill, tariff, heats at hand."""

import math
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from tuang.planning.fields import MOST_PIECES, not_among, number, objects, whole
from tuang.planning.furnace.result import Heat
from tuang.planning.refusal import Unusable

MOST_HOURS = 24.0
"""Of one heat, or of one change of grade."""


def moulds(
    given: Mapping[str, object], where: str, days: int
) -> tuple[float, tuple[int, ...] | None, int]:
    """Boxes of a piece, cores ready each day (None: no matter), and days that a core is good."""
    boxes = number(given, "boxes", where, default=0.0)
    if "cores" not in given:
        return boxes, None, 1
    listed = given["cores"]
    field = f"{where}.cores"
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise Unusable(field, "must be a list of whole cores, one for each day.")
    if len(listed) != days:
        raise Unusable(field, f"has {len(listed)} figures for {days} days; give one for each day.")
    cores = tuple(
        whole({f"cores[{day}]": each}, f"cores[{day}]", where, most=MOST_PIECES)
        for day, each in enumerate(listed)
    )
    return boxes, cores, whole(given, "core_days", where, default=1, least=1)


def terms(
    given: Mapping[str, object], where: str, heats: int
) -> tuple[float, float, frozenset[int], float, float, float]:
    """Least fill of a heat in kg, boxes a day, peak positions, what a heat in one costs, hours."""
    tap = given["tap_kg"]
    least = number(given, "min_fill_kg", where, default=0.0)
    assert isinstance(tap, int | float)
    if least > tap:
        raise Unusable(f"{where}.min_fill_kg", f"{least:g} kg are more than its tap of {tap:g} kg.")
    boxes = number(given, "boxes_per_day", where) if "boxes_per_day" in given else math.inf
    listed = given.get("peak_positions", [])
    field = f"{where}.peak_positions"
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise Unusable(field, "must be a list of positions, counted from 0.")
    peak = [
        whole({f"peak_positions[{at}]": each}, f"peak_positions[{at}]", where)
        for at, each in enumerate(listed)
    ]
    for at, position in enumerate(peak):
        if position >= heats:
            raise Unusable(
                f"{field}[{at}]",
                f"there is no position {position} in a day of {heats} heats, counted from 0.",
            )
    peak_cost = number(given, "peak_cost", where, default=0.0)
    return least, boxes, frozenset(peak), peak_cost, *_hours(given, where, heats)


def _hours(given: Mapping[str, object], where: str, heats: int) -> tuple[float, float]:
    """Of a heat, and of a day: as many as its heats take, where only those of a heat are told."""
    if "hours_per_heat" not in given:
        if "hours_per_day" in given:
            raise Unusable(f"{where}.hours_per_heat", "is missing beside hours_per_day; give both.")
        return 0.0, math.inf
    each = number(given, "hours_per_heat", where, positive=True, most=MOST_HOURS)
    whole_day = float(heats * Decimal(repr(each)))
    day = number(given, "hours_per_day", where, default=whole_day, most=MOST_HOURS * heats)
    if heats and each > day:
        raise Unusable(
            f"{where}.hours_per_day", f"is {day:g}, and one heat takes {each:g}; give more hours."
        )
    return each, day


def heats(
    given: Mapping[str, object],
    key: str,
    days: int,
    heats_a_day: Mapping[str, int],
    grades: Collection[str],
    grade_of: Mapping[str, str],
) -> tuple[Heat, ...]:
    """The heats of a plan as an answer of this package lists them; none when left out."""
    if given.get(key) in (None, []):
        return ()
    found = [
        _heat(each, where, days, heats_a_day, grades, grade_of)
        for each, where in objects(given, key)
    ]
    places = set()
    for at, heat in enumerate(found):
        place = (heat.furnace, heat.day, heat.position)
        if place in places:
            raise Unusable(
                f"{key}[{at}]", f"{heat.furnace} has two heats at one position; keep one."
            )
        places.add(place)
    return tuple(found)


def _heat(
    given: Mapping[str, object],
    where: str,
    days: int,
    heats_a_day: Mapping[str, int],
    grades: Collection[str],
    grade_of: Mapping[str, str],
) -> Heat:
    furnace, grade, pieces = given.get("furnace"), given.get("grade"), given.get("pieces")
    if not isinstance(furnace, str) or furnace not in heats_a_day:
        raise Unusable(f"{where}.furnace", not_among(furnace, "furnaces", heats_a_day))
    day, position = whole(given, "day", where), whole(given, "position", where)
    if day >= days or position >= heats_a_day[furnace]:
        raise Unusable(where, f"{furnace} has no position {position} on day {day}.")
    if not isinstance(grade, str) or grade not in grades:
        raise Unusable(f"{where}.grade", not_among(grade, "grades", grades))
    if not isinstance(pieces, Mapping) or not pieces:
        raise Unusable(
            f"{where}.pieces", "must hold the pieces by item; a position without any is closed."
        )
    counts = {}
    for item in pieces:
        if grade_of.get(item) != grade:
            own = [each for each, its in grade_of.items() if its == grade]
            raise Unusable(f"{where}.pieces.{item}", not_among(item, f"items of {grade}", own))
        counts[item] = whole(pieces, item, f"{where}.pieces", least=1, most=MOST_PIECES)
    return Heat(furnace, day, position, grade, counts)
