"""A chart as one SVG that prints as it looks: the platform's marks, its own style inside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT = 720, 96, 706
PANEL, GAP, HEAD, FOOT = 220, 44, 40, 26

# The tokens of the platform's look: ink, soft ink, out, ok; see portal/css/tokens.css.
STYLE = (
    "svg{background:#fff;font-family:system-ui,sans-serif;font-variant-numeric:tabular-nums}"
    "text{font-size:13px;fill:#5d574e}.title{font-size:16px;font-weight:700;fill:#1c1a17}"
    ".end{text-anchor:end}.middle{text-anchor:middle}"
    ".own,.centre,.drawn,.run,.curve{fill:none;stroke:#5d574e;stroke-width:1.5}"
    ".own{stroke-dasharray:7 5}.centre{opacity:.6}.drawn{stroke:#1b7038;stroke-width:2.5}"
    ".run{stroke:#1c1a17;stroke-width:2;stroke-linejoin:round}.curve{stroke:#1c1a17;stroke-width:2}"
    ".dot{fill:#1c1a17}.ring{fill:none;stroke:#a81c1c;stroke-width:2.5}"
    ".out{fill:#a81c1c;font-weight:600}.bar{fill:#dcd8d0;stroke:#8a847a}"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One point: its number, value and own limits, what it is called and what signals there."""

    number: int
    value: float
    centre: float
    lower: float
    upper: float
    label: str = ""
    signal: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One line of points; runs: further lines drawn with it, such as the falling sum of a CUSUM."""

    title: str
    marks: Sequence[Mark]
    more: Sequence[Sequence[Mark]] = field(default=())


def chart_svg(
    title: str, description: str, panels: Sequence[Panel], notes: Sequence[str] = ()
) -> str:
    """The panels one below the other, on the same scale of points; notes in red at the foot."""
    first = min(mark.number for panel in panels for mark in panel.marks)
    last = max(mark.number for panel in panels for mark in panel.marks)
    step = (RIGHT - LEFT - 16) / max(last - first, 1)
    at = {number: LEFT + 8 + (number - first) * step for number in range(first, last + 1)}
    parts = []
    top = HEAD
    for panel in panels:
        parts += _panel(panel, at, top + 22)
        top += PANEL + GAP
    every = max(1, -(-(last - first + 1) // 12))
    parts += [
        f'<text class="middle" x="{at[number]:.0f}" y="{top + 4}">{number}</text>'
        for number in range(first, last + 1)
        if (number - first) % every == 0
    ]
    parts += [
        f'<text class="out" x="{LEFT}" y="{top + FOOT + 20 * row}">{escape(note)}</text>'
        for row, note in enumerate(notes)
    ]
    return _page(title, description, parts, top + FOOT + 20 * len(notes))


def histogram_svg(
    title: str,
    description: str,
    bars: Sequence[tuple[float, float, int]],
    curve: Sequence[tuple[float, float]],
    lines: Mapping[str, float],
) -> str:
    """Counts between edges, the fitted curve in counts, and named upright lines."""
    marks = [*(edge for bar in bars for edge in bar[:2]), *lines.values()]
    low, high = min(marks), max(marks)
    room = (high - low) * 0.04 or 1.0
    low, high = low - room, high + room
    most = max([bar[2] for bar in bars] + [height for _, height in curve]) or 1
    bottom, top = HEAD + PANEL + 60, HEAD + 40

    def x(value: float) -> float:
        return LEFT + (value - low) / (high - low) * (RIGHT - LEFT)

    def y(count: float) -> float:
        return bottom - count / most * (bottom - top)

    parts = [
        f'<rect class="bar" x="{x(start):.1f}" y="{y(count):.1f}" '
        f'width="{x(end) - x(start):.1f}" height="{bottom - y(count):.1f}">'
        f"<title>{start:.6g} to {end:.6g}: {count}</title></rect>"
        for start, end, count in bars
        if count
    ]
    seen = [(place, height) for place, height in curve if low <= place <= high]
    steps = "L".join(f"{x(place):.1f} {y(height):.1f}" for place, height in seen)
    parts += [f'<path class="curve" d="M{steps}"/>'] if seen else []
    for row, (name, value) in enumerate(lines.items()):
        kind = "drawn" if name in ("LSL", "USL") else "own"
        parts.append(f'<path class="{kind}" d="M{x(value):.1f} {top - 8}V{bottom}"/>')
        parts.append(
            f'<text class="middle" x="{x(value):.1f}" y="{bottom + 18 + 16 * (row % 2)}">'
            f"{escape(name)} {value:.6g}</text>"
        )
    parts.append(f'<path class="centre" d="M{LEFT} {bottom}H{RIGHT}"/>')
    return _page(title, description, parts, bottom + 44)


def _panel(panel: Panel, at: Mapping[int, float], top: float) -> list[str]:
    lines = [panel.marks, *panel.more]
    levels = [
        level
        for mark in (each for line in lines for each in line)
        for level in (mark.value, mark.centre, mark.lower, mark.upper)
    ]
    low, high = min(levels), max(levels)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    low, high = low - room, high + room

    def y(value: float) -> float:
        return top + PANEL - (value - low) / (high - low) * PANEL

    parts = [f'<text class="title" x="{LEFT}" y="{top - 8:.0f}">{escape(panel.title)}</text>']
    for kind, name in (("own", "upper"), ("centre", "centre"), ("own", "lower")):
        path = _stair([(mark.number, y(getattr(mark, name))) for mark in panel.marks], at)
        parts.append(f'<path class="{kind}" d="{path}"/>')
    parts += _level_labels(panel.marks[-1], y)
    for line in lines:
        run = "L".join(f"{at[mark.number]:.1f} {y(mark.value):.1f}" for mark in line)
        parts.append(f'<path class="run" d="M{run}"/>')
        parts += [_dot(mark, at[mark.number], y(mark.value), len(line)) for mark in line]
    return parts


def _dot(mark: Mark, x: float, y: float, of: int) -> str:
    """Small where there are many; a ring and the rule's name where one signals."""
    name = f"{mark.number}" + (f" ({mark.label})" if mark.label else "")
    told = f"{name}: {mark.value:.6g}" + (f"; {mark.signal}" if mark.signal else "")
    radius = 3.5 if of <= 60 else 2 if of <= 200 else 1
    ring = f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="8"/>' if mark.signal else ""
    return (
        f'<g><title>{escape(told)}</title><circle class="dot" cx="{x:.1f}" cy="{y:.1f}" '
        f'r="{radius}"/>{ring}</g>'
    )


def _stair(places: Sequence[tuple[int, float]], at: Mapping[int, float]) -> str:
    """Level from halfway before a point to halfway after it; one stroke where nothing changes."""
    half = (at[places[1][0]] - at[places[0][0]]) / 2 if len(places) > 1 else 8
    steps = []
    for height, stretch in groupby(places, key=lambda each: f"{each[1]:.1f}"):
        numbers = [number for number, _ in stretch]
        steps.append(f"{at[numbers[0]] - half:.1f} {height}H{at[numbers[-1]] + half:.1f}")
    return "M" + "V".join(steps).replace("V", "M")


def _level_labels(mark: Mark, y: Callable[[float], float]) -> list[str]:
    taken: list[float] = []
    parts = []
    for level in (mark.upper, mark.lower, mark.centre):
        if all(abs(y(level) - other) >= 15 for other in taken):
            taken.append(y(level))
            parts.append(
                f'<text class="end" x="{LEFT - 8}" y="{y(level) + 4:.1f}">{level:.5g}</text>'
            )
    return parts


def _page(title: str, description: str, parts: Sequence[str], height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-labelledby="title desc" lang="en">\n<title id="title">{escape(title)}</title>'
        f'<desc id="desc">{escape(description)}</desc>\n<style>{STYLE}</style>\n'
        f'<text class="title" x="{LEFT}" y="22">{escape(title)}</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )
