"""Radar: one workshop's grades on a handful of axes, now and at the last assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from textwrap import wrap

WIDTH = 400
CENTRE_X, CENTRE_Y, RADIUS = 200, 148, 104
LINE = 16
MOST_RINGS = 5
LONGEST_LINE = 13  # letters of a label that fit beside the figure; a longer one is broken


@dataclass(frozen=True)
class AxisLabel:
    x: float
    y: float
    anchor: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Radar:
    rings: list[str]
    spokes: list[tuple[float, float]]
    now: str
    before: str
    dots: list[tuple[float, float]]
    labels: list[AxisLabel]

    @property
    def height(self) -> float:
        return max(label.y + LINE * (len(label.lines) - 1) for label in self.labels) + 8


def radar(axes: Sequence[tuple[str, float, float | None]], *, best: float = 5) -> Radar:
    """Polygons for `now` and, if every axis has it, `before`; a grade past the best stops there."""
    if len(axes) < 3:
        raise ValueError("A radar needs at least three axes.")
    angles = [2 * pi * i / len(axes) - pi / 2 for i in range(len(axes))]

    def ring(shares: Sequence[float]) -> list[tuple[float, float]]:
        return [_at(angle, share * RADIUS) for angle, share in zip(angles, shares, strict=True)]

    now = ring([_share(value, best) for _, value, _ in axes])
    earlier = [value for _, _, value in axes if value is not None]
    before = ring([_share(value, best) for value in earlier]) if len(earlier) == len(axes) else []
    steps = int(best) if best <= MOST_RINGS else MOST_RINGS
    rings = [ring([step / steps] * len(axes)) for step in range(1, steps + 1)]
    return Radar(
        rings=[_polygon(points) for points in rings],
        spokes=ring([1.0] * len(axes)),
        now=_polygon(now),
        before=_polygon(before),
        dots=now,
        labels=[_label(name, angle) for (name, _, _), angle in zip(axes, angles, strict=True)],
    )


def _share(value: float, best: float) -> float:
    return min(max(value / best, 0), 1)


def _at(angle: float, distance: float) -> tuple[float, float]:
    return (
        round(CENTRE_X + distance * cos(angle), 1),
        round(CENTRE_Y + distance * sin(angle), 1),
    )


def _polygon(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _label(name: str, angle: float) -> AxisLabel:
    x, y = _at(angle, RADIUS + 12)
    lines = tuple(wrap(name, LONGEST_LINE, break_long_words=False))
    across = cos(angle)
    anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
    # Text hangs from its baseline: a label above the figure grows upward, one below downward.
    height = LINE * (len(lines) - 1)
    down = sin(angle)
    y += 4 - height / 2 if abs(down) < 0.9 else (-height if down < 0 else 10)
    return AxisLabel(x=x, y=round(y, 1), anchor=anchor, lines=lines)
