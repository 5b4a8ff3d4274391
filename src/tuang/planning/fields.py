"""Reads the fields of a problem given as JSON; each refusal names field and cause."""

import math
from collections.abc import Mapping, Sequence

from tuang.planning.refusal import Unusable

LARGEST = 1e12
"""Beyond this a figure is a slip of the keyboard, and sums of it lose their pieces."""


def objects(given: Mapping[str, object], key: str) -> list[tuple[Mapping[str, object], str]]:
    """Each object of the list with its place, such as lines[3]; the list holds at least one."""
    listed = given.get(key)
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        raise Unusable(key, "must be a list with at least one entry.")
    for number_, each in enumerate(listed):
        if not isinstance(each, Mapping):
            raise Unusable(f"{key}[{number_}]", "must be an object in braces { }.")
    return [(each, f"{key}[{number_}]") for number_, each in enumerate(listed)]


def name(given: Mapping[str, object], where: str) -> str:
    """A text that is not empty."""
    value = given.get("name")
    if not isinstance(value, str) or not value:
        raise Unusable(f"{where}.name", "must be a text that is not empty.")
    return value


def unlike(names: Sequence[str], key: str) -> frozenset[str]:
    """The names as a set; raises Unusable at the second of two alike."""
    seen: set[str] = set()
    for place, each in enumerate(names):
        if each in seen:
            raise Unusable(f"{key}[{place}].name", f"{each} is there twice.")
        seen.add(each)
    return frozenset(names)


def number(
    given: Mapping[str, object],
    key: str,
    where: str,
    *,
    default: float | None = None,
    positive: bool = False,
    most: float = LARGEST,
) -> float:
    """A finite number from zero to `most`; left out, the default if there is one."""
    field = f"{where}.{key}" if where else key
    if key not in given and default is not None:
        return default
    value = given.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unusable(field, f"{'is missing' if value is None else repr(value)}; give a number.")
    if not math.isfinite(value):
        raise Unusable(field, f"{value!r} is not a finite number.")
    if value < 0 or (positive and value == 0):
        raise Unusable(field, f"{value:g} must be {'above' if positive else 'at least'} zero.")
    if value > most:
        raise Unusable(field, f"{value:g} is too large; the most is {most:g}.")
    return float(value)


def whole(
    given: Mapping[str, object],
    key: str,
    where: str,
    *,
    default: int | None = None,
    least: int = 0,
    most: float = LARGEST,
) -> int:
    """A whole number from least to most; left out, the default if there is one."""
    field = f"{where}.{key}" if where else key
    if key not in given and default is not None:
        return default
    value = given.get(key)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        told = "is missing" if value is None else repr(value)
        raise Unusable(field, f"{told}; give a whole number.")
    if value < least:
        raise Unusable(field, f"{value} must be at least {least}.")
    if value > most:
        raise Unusable(field, f"{value} is too large; the most is {most:g}.")
    return value
