"""Where a function that rises reaches a value: Newton's steps, kept between two ends."""

from collections.abc import Callable

_CLOSE = 1e-14
_MOST_STEPS = 200


def where_it_reaches(
    wanted: float,
    value_and_slope: Callable[[float], tuple[float, float]],
    *,
    start: float,
    low: float,
    high: float,
) -> float:
    """The place between low and high; a step that leaves what is left of them is halved instead.

    A handful of steps from a start that is about right, and at worst those of halving.
    """
    place = start if low < start < high else (low + high) / 2
    for _ in range(_MOST_STEPS):
        value, slope = value_and_slope(place)
        if value < wanted:
            low = place
        else:
            high = place
        further = place + (wanted - value) / slope if slope > 0 else low
        if not low < further < high:
            further = (low + high) / 2
        if abs(further - place) <= _CLOSE * place or further in (low, high):
            return further
        place = further
    return place
