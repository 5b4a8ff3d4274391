"""What is asked: one stream before and after, or many workshops of which some were helped later."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite


class UnusableSeries(ValueError):
    """The figures cannot be used: which field, and why."""

    def __init__(self, field: str, cause: str) -> None:
        super().__init__(f"{field}: {cause}")
        self.field = field
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Point:
    """One period of one stream.

    period: whole number of months (or weeks) on any common origin; a period may be missing.
    value: a measured value, or how many were counted.
    exposure: of how many (pieces, heats); None for a measured value.
    """

    period: int
    value: float
    exposure: float | None = None


@dataclass(frozen=True)
class Stream:
    """The periods of one workshop and the first period in which it was helped, None if never.

    Raises UnusableSeries for figures that are no numbers, a period told twice, counts with and
    without an exposure in one stream, an exposure that is not positive, and counts below zero.
    """

    points: Sequence[Point]
    helped_from: int | None = None
    name: str = ""

    def __post_init__(self) -> None:
        periods = [point.period for point in self.points]
        if len(set(periods)) != len(periods):
            raise UnusableSeries("period", f"{self.name or 'the stream'} tells a period twice.")
        if len({point.exposure is None for point in self.points}) > 1:
            raise UnusableSeries("exposure", "is given for some periods only; give it for all.")
        for point in self.points:
            figures = [point.value, *([] if point.exposure is None else [point.exposure])]
            if not all(isfinite(figure) for figure in figures):
                raise UnusableSeries("value", f"period {point.period} has no finite number.")
            if point.exposure is not None and point.exposure <= 0:
                raise UnusableSeries("exposure", f"period {point.period} has none; leave it out.")
            if point.exposure is not None and point.value < 0:
                raise UnusableSeries("value", f"period {point.period} counts fewer than none.")

    @property
    def in_order(self) -> list[Point]:
        return sorted(self.points, key=lambda point: point.period)

    @property
    def counts(self) -> bool:
        return bool(self.points) and self.points[0].exposure is not None
