"""Reads the fields of a problem given as JSON; each refusal names field and cause."""

import math
from collections.abc import Iterable, Mapping, Sequence

from tuang.planning.refusal import Unusable

LARGEST = 1e12
"""Beyond this a figure is a slip of the keyboard, and sums of it lose their pieces."""
MOST_PIECES = 100_000_000
"""Of anything at one time; more is a slip of the keyboard."""
MOST_TOLD = 8
"""Names that a refusal lists."""
MOST_SPELT = 40
"""Letters of a wrong value that a refusal repeats."""


def objects(
    given: Mapping[str, object], key: str, where: str = ""
) -> list[tuple[Mapping[str, object], str]]:
    """Each object of the list with its place, such as lines[3]; the list holds at least one."""
    field = f"{where}.{key}" if where else key
    listed = given.get(key)
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        told = "is missing; it" if listed is None else "is empty; it" if listed == [] else ""
        raise Unusable(field, f"{told} must be a list [ ] with at least one entry.".strip())
    for number_, each in enumerate(listed):
        if not isinstance(each, Mapping):
            raise Unusable(f"{field}[{number_}]", "must be an object in braces { }.")
    return [(each, f"{field}[{number_}]") for number_, each in enumerate(listed)]


def name(given: Mapping[str, object], where: str) -> str:
    """A text that is not empty."""
    value = given.get("name")
    if not isinstance(value, str) or not value:
        told = "is missing" if value is None else f"is {_told(value)}"
        raise Unusable(f"{where}.name", f"{told}; give a text that is not empty.")
    return value


def unlike(names: Sequence[str], key: str) -> frozenset[str]:
    """The names as a set; raises Unusable at the second of two alike."""
    seen: set[str] = set()
    for place, each in enumerate(names):
        if each in seen:
            raise Unusable(f"{key}[{place}].name", f"{each} is there twice; give each its own.")
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
    if value is None:
        raise Unusable(field, "is missing; give a number.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unusable(field, f"is {_told(value)}; give a number, without quotes.")
    # A whole number of JSON has no end; as a float it may have none either.
    if value > most and value != math.inf:
        raise Unusable(field, f"is {_told(value)}; the most is {most:g}.")
    if value < 0 or (positive and value == 0):
        raise Unusable(
            field, f"is {_told(value)}; it must be {'above' if positive else 'at least'} zero."
        )
    if not math.isfinite(value):
        raise Unusable(field, f"is {value!r}; give a finite number.")
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
    if value is None:
        raise Unusable(field, "is missing; give a whole number.")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unusable(field, f"is {_told(value)}; give a whole number, without quotes.")
    if value < least:
        raise Unusable(field, f"is {_told(value)}; it must be at least {least}.")
    if value > most:
        raise Unusable(field, f"is {_told(value)}; the most is {most:g}.")
    return value


def names(
    given: Mapping[str, object], key: str, where: str, known: frozenset[str]
) -> frozenset[str]:
    """Some of the known names; all of them when left out."""
    if key not in given:
        return known
    listed = given[key]
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise Unusable(f"{where}.{key}", "must be a list of names in brackets [ ].")
    for number_, each in enumerate(listed):
        if not isinstance(each, str) or each not in known:
            raise Unusable(f"{where}.{key}[{number_}]", not_among(each, key, known))
    return frozenset(listed)


def not_among(given: object, kind: str, known: Iterable[str]) -> str:
    """That a name is unknown, with some of those that may be meant.

    >>> not_among("stel", "grades", ["grey", "ductile"])
    "'stel' is not one of the grades; there are ductile, grey."
    """
    some = sorted(known)
    told = ", ".join(some[:MOST_TOLD]) + (", and more" if len(some) > MOST_TOLD else "")
    return f"{_told(given)} is not one of the {kind}; there are {told}."


def _told(value: object) -> str:
    """As a person would write it, and never longer than a person would read."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        # Python refuses to spell the longest.
        return f"a whole number of about {value.bit_length() * 0.30103:.0f} digits"
    told = f"{value:g}" if isinstance(value, float) else repr(value)
    return told if len(told) <= MOST_SPELT else f"{told[:MOST_SPELT]}..."
