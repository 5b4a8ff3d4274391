"""A small chart among many: no words inside, so that two hundred of them stay light."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rantai.portal.drawing.control import Lines
from rantai.portal.drawing.scale import Scale

WIDTH, HEIGHT = 200, 64
EDGE = 6


@dataclass(frozen=True)
class Small:
    """Paths in whole units; levels by name; rings around the points that signal."""

    run: str
    levels: dict[str, int]
    rings: list[tuple[int, int]]
    last: tuple[int, int]


def small_chart(values: Sequence[float], lines: Lines, ringed: Collection[int] = ()) -> Small:
    """
    A reading beyond the drawn range stands at its edge, as on the large chart.

    >>> small_chart([1.0, 2.0], Lines(lower=1.0, upper=2.0)).run
    'M6 57L194 7'
    """
    levels = lines.present() or list(values)
    bottom, top = min(levels), max(levels)
    room = (top - bottom) * 0.05 or abs(top) * 0.1 or 1.0
    inside = [min(max(value, bottom - 10 * room), top + 10 * room) for value in values]
    scale = Scale(
        min(bottom, *inside) - room, max(top, *inside) + room, HEIGHT - EDGE + 1, EDGE - 1
    )
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    places = [
        (round(EDGE + i * step), round(scale.place(each).at)) for i, each in enumerate(inside)
    ]
    return Small(
        run="M" + "L".join(f"{x} {y}" for x, y in places),
        levels={
            name: round(scale.place(level).at)
            for name in ("centre", "lower", "upper", "low", "high")
            if (level := getattr(lines, name)) is not None
        },
        rings=[places[i] for i in ringed],
        last=places[-1],
    )
