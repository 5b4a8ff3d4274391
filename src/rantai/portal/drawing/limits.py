"""The verdict's bar: where a reading lies against its limits."""

from dataclasses import dataclass

from rantai.portal.drawing.scale import Place, Scale

WIDTH = 320
MARGIN = 0.85  # of the window, drawn on either side of it: room to see by how much it is out


@dataclass(frozen=True)
class LimitsBar:
    """Tick of the value; the window from `start` to `end`; a missing limit is an open end."""

    tick: Place
    start: float
    end: float
    has_low: bool
    has_high: bool


def state_of(
    value: float,
    *,
    low: float | None,
    high: float | None,
    watch_low: float | None = None,
    watch_high: float | None = None,
) -> str:
    """ "above", "below", "watch" or "ok". A limit itself is still inside.

    >>> state_of(3.40, low=3.20, high=3.40)
    'ok'
    >>> state_of(3.52, low=3.20, high=3.40)
    'above'
    """
    if high is not None and value > high:
        return "above"
    if low is not None and value < low:
        return "below"
    near_high = watch_high is not None and value > watch_high
    near_low = watch_low is not None and value < watch_low
    return "watch" if near_high or near_low else "ok"


def limits_bar(value: float, *, low: float | None, high: float | None) -> LimitsBar | None:
    """None when there is no limit at all, for then there is nothing to draw against."""
    if low is None and high is None:
        return None
    scale = Scale(*_reach(low, high), 0, WIDTH)
    return LimitsBar(
        tick=scale.place(value),
        start=scale.place(low).at if low is not None else 0,
        end=scale.place(high).at if high is not None else WIDTH,
        has_low=low is not None,
        has_high=high is not None,
    )


def _reach(low: float | None, high: float | None) -> tuple[float, float]:
    if low is not None and high is not None:
        window = (high - low) or abs(high) * 0.1 or 1.0
        return low - MARGIN * window, high + MARGIN * window
    limit = low if low is not None else high
    assert limit is not None
    side = abs(limit) * 0.1 or 1.0
    return limit - side, limit + side
