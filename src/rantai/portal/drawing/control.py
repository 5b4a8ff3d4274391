"""The control chart: readings in order, the limits the process set itself, the drawing's limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from rantai.portal.drawing.scale import Place, Scale

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 84, 716, 16, 284
LABEL_STEP = 28  # the least height between two labels


@dataclass(frozen=True)
class Lines:
    """The levels a chart can carry; any may be missing."""

    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    low: float | None = None
    high: float | None = None

    def present(self) -> list[float]:
        levels = (self.centre, self.lower, self.upper, self.low, self.high)
        return [level for level in levels if level is not None]


@dataclass(frozen=True)
class Label:
    at: int
    level: float


@dataclass(frozen=True)
class Chart:
    """Whole coordinates: half a pixel is below what a print shows, and keeps the chart small."""

    points: list[tuple[int, int]]
    beyond: dict[int, int]
    levels: dict[str, int]
    labels: list[Label]
    own: str = ""
    """The control limits as one path, when they change from point to point."""

    @property
    def path(self) -> str:
        """Drawn as steps from point to point, the shortest way to write it."""
        (x, y), *rest = self.points
        steps = [f"M{x} {y}l"] if rest else [f"M{x} {y}h0"]
        for next_x, next_y in rest:
            steps.append(f"{next_x - x} {next_y - y} ")
            x, y = next_x, next_y
        return "".join(steps).strip().replace(" -", "-")


Steps = Sequence[tuple[float, float, float]]


def control_chart(values: Sequence[float], lines: Lines, steps: Steps = ()) -> Chart:
    """Place readings and limits.

    The scale keeps to the limits as far as a window's width on either side. A wild reading is
    drawn at the edge with an arrow: it must not flatten all others into a line.
    steps: lower limit, centre and upper limit of each point, where they are not the same for all.
    """
    if not values:
        raise ValueError("A control chart needs at least one reading.")
    scale = Scale(*_reach(values, lines, steps), BOTTOM, TOP)
    step = (RIGHT - LEFT - 16) / max(len(values) - 1, 1)
    places: list[Place] = [scale.place(value) for value in values]
    named = {
        name: level
        for name in ("centre", "lower", "upper", "low", "high")
        if (level := getattr(lines, name)) is not None
    }
    return Chart(
        points=[(round(LEFT + 4 + i * step), round(place.at)) for i, place in enumerate(places)],
        beyond={i: place.beyond for i, place in enumerate(places) if place.beyond},
        levels={name: round(scale.place(level).at) for name, level in named.items()},
        labels=_labels(lines, scale),
        own=_stairs(steps, scale, step),
    )


def _stairs(steps: Steps, scale: Scale, width: float) -> str:
    """Each limit holds for its own point, so it is level around it and steps between two."""
    drawn = []
    for side in (0, 2) if steps else ():
        heights = [round(scale.place(each[side]).at) for each in steps]
        drawn.append(f"M{LEFT} {heights[0]}")
        for place, height in enumerate(heights):
            end = RIGHT if place == len(heights) - 1 else round(LEFT + 4 + (place + 0.5) * width)
            drawn.append(f"V{height}H{end}")
    return "".join(drawn)


def _reach(values: Sequence[float], lines: Lines, steps: Steps) -> tuple[float, float]:
    levels = [*lines.present(), *(level for each in steps for level in each)] or list(values)
    bottom, top = min(levels), max(levels)
    window = (top - bottom) or abs(top) * 0.1 or 1.0
    low = max(min(bottom, *values), bottom - window) if len(values) > 1 else bottom
    high = min(max(top, *values), top + window) if len(values) > 1 else top
    low, high = min(low, bottom), max(high, top)
    room = (high - low) * 0.05 or window * 0.5
    return low - room, high + room


def _labels(lines: Lines, scale: Scale) -> list[Label]:
    """Control limits first, then centre, then the drawing's; one that would touch another is left
    out, for the table names every level anyway."""
    chosen: list[Label] = []
    for level in (lines.upper, lines.lower, lines.centre, lines.high, lines.low):
        if level is None:
            continue
        at = round(scale.place(level).at)
        if all(abs(at - label.at) >= LABEL_STEP for label in chosen):
            chosen.append(Label(at, level))
    return chosen
