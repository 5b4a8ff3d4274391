"""Figures that cannot be right are refused once, with the field and the cause."""

import math
from collections.abc import Mapping

Window = tuple[float | None, float | None]
"""Lowest and highest, None where there is no limit on that side."""
LARGEST_RECOVERY = 1.5
"""Above this a percent was meant; a little above one, lining or slag gives some back."""


class UnusableFigure(ValueError):
    """A figure that cannot be right: which field, and why."""

    def __init__(self, field: str, cause: str) -> None:
        super().__init__(f"{field}: {cause}")
        self.field = field
        self.cause = cause


def finite(where: str, value: float) -> None:
    if not math.isfinite(value):
        raise UnusableFigure(where, f"is {value}, which is not a finite number.")


def at_least_zero(where: str, value: float) -> None:
    finite(where, value)
    if value < 0:
        raise UnusableFigure(where, f"is {value:g} and cannot be below zero.")


def above_zero(where: str, value: float) -> None:
    finite(where, value)
    if value <= 0:
        raise UnusableFigure(where, f"is {value:g} and must be above zero.")


def fraction(where: str, value: float) -> None:
    at_least_zero(where, value)
    if value > 1:
        raise UnusableFigure(where, f"is {value:g}; give a fraction from 0 to 1.")


def percent(where: str, value: float) -> None:
    at_least_zero(where, value)
    if value > 100:
        raise UnusableFigure(where, f"is {value:g} percent, over 100.")


def percents(where: str, values: Mapping[str, float]) -> None:
    for element, value in values.items():
        percent(f"{where}.{element}", value)
    # A sum of exact percents may pass 100 by a rounding of floats.
    if (total := math.fsum(values.values())) > 100 + 1e-9:
        raise UnusableFigure(where, f"adds up to {total:g} percent, over 100.")


def closed(where: str, low: float | None, high: float | None) -> None:
    if low is None and high is None:
        raise UnusableFigure(where, "sets no limit on either side.")
    for limit in (low, high):
        if limit is not None:
            percent(where, limit)
    if low is not None and high is not None and low > high:
        raise UnusableFigure(where, f"is the wrong way round: {low:g} is above {high:g}.")


def recoveries(where: str, values: Mapping[str, float]) -> None:
    for element, recovery in values.items():
        at_least_zero(f"{where}.{element}", recovery)
        if recovery > LARGEST_RECOVERY:
            raise UnusableFigure(
                f"{where}.{element}",
                f"is {recovery:g}; a recovery is a fraction such as 0.75, not a percent.",
            )
