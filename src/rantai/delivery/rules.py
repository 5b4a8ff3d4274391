"""How measured values are written on a certificate, and what kind of test a characteristic is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

LEAST_CHEMISTRY_PLACES = 2
MECHANICAL_UNITS = frozenset({"HB", "HBW", "HRB", "HRC", "HV", "MPA", "N/MM2", "N/MM²", "KN", "J"})


def places_needed(values: Iterable[Decimal | None], *, at_least: int = 0) -> int:
    """How many digits behind the comma show all of these without loss.

    The database pads every figure to the width of its column; paper should not claim a
    precision that nobody measured.

    >>> places_needed([Decimal("76.0040"), Decimal("76.030"), None])
    3
    """
    digits = [-_exponent(value.normalize()) for value in values if value is not None]
    return max([at_least, *digits])


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def written(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else round(value, places)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the samples of one characteristic showed."""

    count: int
    smallest: Decimal
    largest: Decimal
    mean: Decimal


def summarise(values: list[Decimal], places: int) -> Summary | None:
    """Smallest, largest and mean; the mean with one digit more than a single reading has."""
    if not values:
        return None
    mean = sum(values, Decimal(0)) / len(values)
    return Summary(
        count=len(values),
        smallest=round(min(values), places),
        largest=round(max(values), places),
        mean=round(mean, places + 1),
    )


def kind_of_test(unit: str, *, is_measured: bool) -> str:
    """Tell hardness and strength from lengths, and both from what is only looked at."""
    if not is_measured:
        return "other"
    return "mechanical" if unit.upper() in MECHANICAL_UNITS else "dimension"
