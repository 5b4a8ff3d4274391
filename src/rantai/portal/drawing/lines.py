"""Small drawings of one line: the load bar and the sparkline."""

from collections.abc import Sequence
from dataclasses import dataclass

from rantai.portal.drawing.scale import Place, Scale

FULL = 100  # where the capacity tick stands
LOAD_END = 125  # per cent drawn at most; above that an arrow says so
SPARK_WIDTH, SPARK_HEIGHT = 96, 24


@dataclass(frozen=True)
class LoadBar:
    """Widths in hundredths of capacity: what fits, what is too much."""

    within: float
    over: float
    beyond: bool


def load_bar(percent: float) -> LoadBar:
    """
    >>> load_bar(110)
    LoadBar(within=100, over=10, beyond=False)
    """
    shown = round(min(max(percent, 0), LOAD_END), 1)
    return LoadBar(
        within=min(shown, FULL), over=max(round(shown - FULL, 1), 0), beyond=percent > LOAD_END
    )


@dataclass(frozen=True)
class Sparkline:
    points: str
    last: tuple[float, float]
    band: tuple[float, float] | None


def sparkline(
    values: Sequence[float], *, low: float | None = None, high: float | None = None
) -> Sparkline:
    """The readings from left to right; with both limits, the band they should stay in."""
    if not values:
        raise ValueError("A sparkline needs at least one value.")
    levels = [*values, *(level for level in (low, high) if level is not None)]
    bottom, top = min(levels), max(levels)
    if bottom == top:
        bottom, top = bottom - 1, top + 1
    scale = Scale(bottom, top, SPARK_HEIGHT - 3, 3)
    step = (SPARK_WIDTH - 8) / max(len(values) - 1, 1)
    places: list[Place] = [scale.place(value) for value in values]
    dots = [(round(4 + i * step, 1), round(place.at, 1)) for i, place in enumerate(places)]
    band = None
    if low is not None and high is not None:
        upper, lower = scale.place(high).at, scale.place(low).at
        band = (round(upper, 1), round(lower - upper, 1))
    return Sparkline(points=" ".join(f"{x:g},{y:g}" for x, y in dots), last=dots[-1], band=band)
