"""Reads the fields of a JSON object, refusing each with its path and the cause."""

from collections.abc import Mapping, Sequence
from typing import cast

from tuang.charge.checks import Window
from tuang.charge.equivalent import CarbonEquivalent, EquivalentRange
from tuang.commands.answers import BadInput


def known(fields: Mapping[str, object], names: Sequence[str], where: str) -> None:
    """A name that is not asked for is a slip: its figure would silently not count."""
    for name in fields:
        if name not in names:
            raise BadInput(f"{where}{name}", f"is not known here; there are {', '.join(names)}.")


def needed(fields: Mapping[str, object], name: str, where: str) -> object:
    if name not in fields:
        raise BadInput(f"{where}{name}", "is missing.")
    return fields[name]


def object_at(given: object, where: str) -> Mapping[str, object]:
    if not isinstance(given, dict):
        raise BadInput(where, "must be an object in braces { }.")
    return cast(Mapping[str, object], given)


def listed(fields: Mapping[str, object], name: str, where: str) -> list[object]:
    given = needed(fields, name, where)
    if not isinstance(given, list):
        raise BadInput(f"{where}{name}", "must be a list in brackets [ ].")
    return given


def number_at(given: object, where: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise BadInput(where, f"is {given!r}; give a number, with a decimal point, no quotes.")
    try:
        return float(given)
    except OverflowError:
        raise BadInput(where, "is too large a number.") from None


def maybe(fields: Mapping[str, object], name: str, where: str = "") -> float | None:
    value = fields.get(name)
    return None if value is None else number_at(value, f"{where}{name}")


def or_else(fields: Mapping[str, object], name: str, otherwise: float, where: str = "") -> float:
    value = maybe(fields, name, where)
    return otherwise if value is None else value


def integer(given: object, where: str) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int):
        raise BadInput(where, f"is {given!r}; give a whole number.")
    return given


def percents_at(given: object, where: str) -> dict[str, float]:
    return {
        element: number_at(value, f"{where}.{element}")
        for element, value in object_at(given, where).items()
    }


def window_at(given: object, where: str) -> dict[str, Window]:
    return {
        element: limits_at(limits, f"{where}.{element}")
        for element, limits in object_at(given, where).items()
    }


def limits_at(given: object, where: str) -> Window:
    if not isinstance(given, list) or len(given) != 2:
        raise BadInput(where, "must be two limits, [low, high], with null for no limit.")
    low, high = (None if limit is None else number_at(limit, where) for limit in given)
    return low, high


def equivalent(given: object) -> EquivalentRange | None:
    if given is None:
        return None
    fields = object_at(given, "carbon_equivalent")
    known(fields, ("formula", "range"), "carbon_equivalent.")
    formula = str(needed(fields, "formula", "carbon_equivalent.")).replace(" ", "")
    formulas = [each.value for each in CarbonEquivalent]
    if formula not in formulas:
        raise BadInput(
            "carbon_equivalent.formula", f"{formula!r} is not one of {', '.join(formulas)}."
        )
    limits = needed(fields, "range", "carbon_equivalent.")
    return EquivalentRange(CarbonEquivalent(formula), *limits_at(limits, "carbon_equivalent.range"))
