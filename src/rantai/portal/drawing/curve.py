"""What more certainty costs: two lines over the share of heats that are right at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from rantai.portal.drawing.scale import Scale

WIDTH, HEIGHT = 320, 168
LEFT, RIGHT, TOP, BOTTOM = 14, 306, 26, 140


@dataclass(frozen=True)
class CurvePoint:
    """Of 100 heats, and money: the charge alone, and with what correcting it comes to."""

    share: float
    charge: float
    total: float


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    is_lowest: bool


@dataclass(frozen=True)
class CostCurve:
    """Lines as SVG points; low and high are the money at foot and head, first and last heats."""

    charge: str
    total: str
    dots: Sequence[Dot]
    low: float
    high: float
    first: float
    last: float


def cost_curve(points: Sequence[CurvePoint]) -> CostCurve:
    """Money does not start at zero: a charge costs millions, and the choice thousands.

    >>> drawn = cost_curve([CurvePoint(60, 100, 130), CurvePoint(90, 110, 115)])
    >>> [dot.is_lowest for dot in drawn.dots], drawn.low, drawn.high
    ([False, True], 100, 130)
    """
    if not points:
        raise ValueError("A curve needs at least one point.")
    ordered = sorted(points, key=lambda each: (each.share, each.total))
    low = min(each.charge for each in ordered)
    high = max(each.total for each in ordered)
    first, last = ordered[0].share, ordered[-1].share
    across = Scale(first, last, LEFT, RIGHT) if first < last else None
    up = Scale(low, high if high > low else low + 1, BOTTOM, TOP)

    def x(each: CurvePoint) -> float:
        return across.place(each.share).at if across else (LEFT + RIGHT) / 2

    cheapest = min(ordered, key=lambda each: each.total)
    return CostCurve(
        charge=" ".join(f"{x(each):g},{up.place(each.charge).at:g}" for each in ordered),
        total=" ".join(f"{x(each):g},{up.place(each.total).at:g}" for each in ordered),
        dots=[Dot(x(each), up.place(each.total).at, each is cheapest) for each in ordered],
        low=low,
        high=high,
        first=first,
        last=last,
    )
