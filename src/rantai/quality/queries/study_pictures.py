"""A gauge study as a picture: where the shapes lie, for a template to draw."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rantai.quality.models import GaugeStudy, StudyKind

LEFT, RIGHT, TOP, BOTTOM = 70, 690, 20, 260


@dataclass(frozen=True)
class Bar:
    """A share in percent, with the bounds it is held against as ticks."""

    name: str
    value: float
    width: float


@dataclass(frozen=True)
class Line:
    """A row of points with its name; `dash` tells lines apart without colour."""

    name: str
    points: str
    dash: str
    dots: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Picture:
    bars: list[Bar] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    columns: list[tuple[float, str]] = field(default_factory=list)
    levels: list[tuple[float, float]] = field(default_factory=list)
    mark: float | None = None
    """The height of the reference, or of a bias of zero."""


DASHES = ("", "8 5", "2 5", "12 5 2 5")


def picture_of(study: GaugeStudy) -> Picture | None:
    drawn = {
        StudyKind.CROSSED: _crossed,
        StudyKind.TYPE_ONE: _run,
        StudyKind.LINEARITY: _biases,
    }.get(StudyKind(study.kind))
    return drawn(study.figures) if drawn else None


def _crossed(figures: dict[str, Any]) -> Picture:
    total = figures["tv"]
    bars = [
        Bar(name.upper(), share, 5.2 * min(share, 100.0))
        for name in ("grr", "ev", "av", "pv")
        for share in [100 * figures[name] / total]
    ]
    rows = list(zip(figures["operators"], figures["means"], strict=True))
    return _plot(rows, figures["parts"], bars=bars)


def _run(figures: dict[str, Any]) -> Picture:
    run = figures["run"]
    return _plot([("", run)], [""] * len(run), mark=figures["reference"])


def _biases(figures: dict[str, Any]) -> Picture:
    band = figures["band"]
    rows = [
        ("bias", [piece["bias"] for piece in figures["pieces"]]),
        ("95 %", [low for _, low, _ in band]),
        ("95 %", [high for _, _, high in band]),
    ]
    return _plot(rows, [f"{reference:g}" for reference, _, _ in band], mark=0.0)


def _plot(
    rows: Sequence[tuple[str, Sequence[float]]],
    columns: Sequence[str],
    *,
    mark: float | None = None,
    bars: list[Bar] | None = None,
) -> Picture:
    every = [value for _, values in rows for value in values]
    every += [] if mark is None else [mark]
    low, high = min(every), max(every)
    room = (high - low) or 1.0
    across = (RIGHT - LEFT - 40) / max(1, len(columns) - 1)

    def x(at: int) -> float:
        return round(LEFT + 20 + at * across, 1)

    def y(value: float) -> float:
        return round(BOTTOM - 14 - (value - low) / room * (BOTTOM - TOP - 28), 1)

    lines = []
    for index, (name, values) in enumerate(rows):
        dots = [(x(at), y(value)) for at, value in enumerate(values)]
        path = " ".join(f"{a},{b}" for a, b in dots)
        lines.append(Line(name, path, DASHES[index % len(DASHES)], dots))
    return Picture(
        bars=bars or [],
        lines=lines,
        columns=[(x(at), name) for at, name in enumerate(columns)],
        levels=[(y(low), low), (y(high), high)],
        mark=None if mark is None else y(mark),
    )
