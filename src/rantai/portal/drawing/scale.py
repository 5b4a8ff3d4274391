"""A straight scale from values to places on a drawing, with an honest end."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a value is drawn; `beyond` is -1 or 1 when the drawing ends before the value does."""

    at: float
    beyond: int = 0


@dataclass(frozen=True)
class Scale:
    """Maps low..high onto start..end, to a tenth: finer than any screen shows.

    What lies outside is drawn at the edge and marked so.

    >>> Scale(0, 100, 0, 200).place(25)
    Place(at=50.0, beyond=0)
    >>> Scale(0, 100, 0, 200).place(130)
    Place(at=200, beyond=1)
    """

    low: float
    high: float
    start: float
    end: float

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError("A scale needs its low end below its high end.")

    def place(self, value: float) -> Place:
        if value < self.low:
            return Place(self.start, -1)
        if value > self.high:
            return Place(self.end, 1)
        share = (value - self.low) / (self.high - self.low)
        return Place(round(self.start + share * (self.end - self.start), 1))
