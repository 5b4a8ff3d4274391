"""A spectrometer reading against the window of a grade, element by element."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tuang.charge.figures import Figure, exact


class Verdict(StrEnum):
    """Where one element lies; NEAR_LIMIT is inside, NOT_READ is not."""

    IN = "in"
    NEAR_LIMIT = "near-limit"
    LOW = "low"
    HIGH = "high"
    NOT_READ = "not-read"


@dataclass(frozen=True)
class Limits:
    """A closed window in mass percent; None where the grade sets no limit on that side.

    near: an inside reading closer than this to a limit is called near it; same unit.
    """

    low: Figure | None
    high: Figure | None
    near: Figure = 0

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("A window needs a limit on at least one side.")
        if self.low is not None and self.high is not None and exact(self.low) > exact(self.high):
            raise ValueError("The lower limit must not lie above the upper one.")
        if exact(self.near) < 0:
            raise ValueError("The distance called near cannot be below zero.")


@dataclass(frozen=True)
class ElementVerdict:
    """Verdict, value and distance to the nearer limit, negative outside; None if not read."""

    element: str
    verdict: Verdict
    value: Decimal | None
    distance: Decimal | None

    @property
    def inside(self) -> bool:
        """Whether the window is met, near a limit or not."""
        return self.verdict in (Verdict.IN, Verdict.NEAR_LIMIT)


def read_against(
    window: Mapping[str, Limits], reading: Mapping[str, Figure]
) -> tuple[ElementVerdict, ...]:
    """One verdict for each element of the window, in the window's order.

    Figures are compared as decimals and nothing is rounded here: a float counts by its
    shortest spelling, so 3.4 meets a limit of 3.40. A mean of several burns should be
    rounded to the instrument's decimals before it comes here. An element of the window
    that was not read is NOT_READ, never assumed; elements without limits are left out.
    Raises ValueError for a figure that is not finite.
    Source: closed windows, as drawings and grade tables print them.

    >>> read_against({"C": Limits(low=3.2, high=3.4)}, {"C": 3.40})[0].verdict
    <Verdict.IN: 'in'>
    """
    return tuple(
        _verdict(element, limits, reading.get(element)) for element, limits in window.items()
    )


def _verdict(element: str, limits: Limits, figure: Figure | None) -> ElementVerdict:
    if figure is None:
        return ElementVerdict(element, Verdict.NOT_READ, None, None)
    value = exact(figure)
    above_low = None if limits.low is None else value - exact(limits.low)
    below_high = None if limits.high is None else exact(limits.high) - value
    distance = min(room for room in (above_low, below_high) if room is not None)
    if above_low is not None and above_low < 0:
        verdict = Verdict.LOW
    elif below_high is not None and below_high < 0:
        verdict = Verdict.HIGH
    elif distance < exact(limits.near):
        verdict = Verdict.NEAR_LIMIT
    else:
        verdict = Verdict.IN
    return ElementVerdict(element, verdict, value, distance)
