"""A control chart of readings or counts: limits, points and what the run rules say of them."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tuang.commands.answers import Answer, BadInput, table
from tuang.commands.charting import COUNTED, WITH_MEMORY, made
from tuang.commands.drawing import Mark, Panel, chart_svg
from tuang.commands.files import decimal
from tuang.spc.charts.attributes import attribute_point
from tuang.spc.charts.measured import Chart, Kind, Point, Track
from tuang.spc.charts.runs import NELSON, WESTERN_ELECTRIC, RunRule, Signal

MEANINGS = {
    RunRule.BEYOND_LIMIT: "beyond a control limit",
    RunRule.TWO_OF_THREE: "two of three beyond 2 sigma on one side",
    RunRule.FOUR_OF_FIVE: "four of five beyond 1 sigma on one side",
    RunRule.EIGHT_ON_ONE_SIDE: "eight in a row on one side of the centre",
    RunRule.NINE_ON_ONE_SIDE: "nine in a row on one side of the centre",
    RunRule.SIX_IN_TREND: "six in a row rising or falling",
    RunRule.FOURTEEN_ALTERNATING: "fourteen in a row up and down in turn",
    RunRule.FIFTEEN_WITHIN: "fifteen in a row within 1 sigma",
    RunRule.EIGHT_BEYOND: "eight in a row beyond 1 sigma, on both sides",
}
SPREADS = {Kind.XBAR_R: "R", Kind.XBAR_S: "S", Kind.I_MR: "MR"}
MOST_NOTES = 10
SETS = {"nelson": NELSON, "western-electric": WESTERN_ELECTRIC, "none": ()}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", help="CSV; `-` reads the standard input")
    add("--kind", required=True, choices=[str(kind) for kind in Kind])
    add("--subgroup", type=int, metavar="N", help="readings in a subgroup; pieces in each sample")
    add(
        "--rules",
        default="1",
        help="nelson, western-electric, none, or Nelson's numbers such as 1,2,5 (default 1)",
    )
    add("--baseline", type=int, metavar="N", help="limits from the first N points, then frozen")
    add("--restart", metavar="N,...", help="new limits from these points on")
    add("--centre", "--target", type=decimal, help="known centre, share or rate; target")
    add("--sigma", type=decimal, help="known sigma of single readings")
    add("--weight", type=decimal, default=0.2, help="EWMA: weight of the newest point")
    add("--width", type=decimal, default=3.0, help="EWMA: limits in sigmas")
    add("--slack", type=decimal, default=0.5, help="CUSUM: K in sigmas")
    add("--decision", type=decimal, default=5.0, help="CUSUM: H in sigmas")
    add("--head-start", type=decimal, default=0.0, help="CUSUM: begin at this share of H")
    add("--value", metavar="COLUMN", help="the column or columns of readings or counts")
    add("--group", metavar="COLUMN", help="the column that names the subgroup")
    add("--svg", type=Path, metavar="FILE", help="draw the chart")


def answer(given: argparse.Namespace) -> Answer:
    rules = rules_named(given.rules)
    try:
        chart, extra, labels, notes = made(given, rules)
    except BadInput:
        raise
    except ValueError as problem:
        raise BadInput(given.file, str(problem)) from problem
    labels = labels if any(labels) else []
    numbering = WESTERN_ELECTRIC if given.rules == "western-electric" else NELSON
    data = _data(chart, numbering, labels) | extra | {"notes": notes}
    return Answer(
        data,
        text=lambda: _text(chart, data, notes),
        svg=lambda: _svg(chart, extra, labels, Path(given.file).name),
    )


def rules_named(words: str) -> tuple[RunRule, ...]:
    """The rules behind a set's name or Nelson's numbers; raises BadInput for another word."""
    if words in SETS:
        return SETS[words]
    try:
        places = [int(word) for word in words.split(",")]
    except ValueError:
        places = [0]
    if not all(1 <= place <= len(NELSON) for place in places):
        raise BadInput(
            "--rules", f"{words!r} is none of {', '.join(SETS)}, nor a list of numbers from 1 to 8."
        )
    return tuple(NELSON[place - 1] for place in places)


def _data(chart: Chart, numbering: Sequence[RunRule], labels: Sequence[str]) -> dict[str, object]:
    found = _track(chart.location, numbering, labels)
    standard = chart.standards[-1]
    if chart.kind in COUNTED:
        sizes = [point.size for point in chart.location.points]
        typical = attribute_point(chart.kind, standard, 0, 0.0, sum(sizes) / len(sizes))
        found |= {"centre": typical.centre, "lower": typical.lower, "upper": typical.upper}
        sigma = typical.sigma
    else:
        sigma = standard.sigma
    data: dict[str, object] = {
        "kind": str(chart.kind),
        "centre": found["centre"],
        "lower": found["lower"],
        "upper": found["upper"],
        "sigma": sigma,
        "signals": found["signals"],
        "points": found["points"],
        "limits": [
            {"from": each.first + 1, "centre": each.centre, "sigma": each.sigma}
            for each in chart.standards
        ],
    }
    if chart.dispersion is not None and chart.dispersion.points:
        data["dispersion"] = _track(chart.dispersion, numbering, labels)
    return data


def _track(track: Track, numbering: Sequence[RunRule], labels: Sequence[str]) -> dict[str, object]:
    last = _usual(track)
    return {
        "centre": last.centre,
        "lower": last.lower,
        "upper": last.upper,
        "signals": [
            {
                "point": signal.index + 1,
                "rule": numbering.index(signal.rule) + 1,
                "name": str(signal.rule),
                **({"label": labels[signal.index]} if labels else {}),
            }
            for signal in _in_order(track.signals, numbering)
        ],
        "points": [
            {
                "point": point.index + 1,
                "value": point.value,
                "n": point.size,
                "centre": point.centre,
                "lower": point.lower,
                "upper": point.upper,
                **({"label": labels[point.index]} if labels else {}),
            }
            for point in track.points
        ],
    }


def _usual(track: Track) -> Point:
    """The last point of the most usual size: its limits stand for the chart."""
    sizes = [point.size for point in track.points]
    usual = max(sorted(set(sizes), reverse=True), key=sizes.count)
    return next(point for point in reversed(track.points) if point.size == usual)


def _in_order(signals: Sequence[Signal], numbering: Sequence[RunRule]) -> list[Signal]:
    return sorted(signals, key=lambda each: (each.index, numbering.index(each.rule)))


def _text(chart: Chart, data: dict[str, object], notes: Sequence[str]) -> str:
    rows = [["location", *(f"{data[name]:.6g}" for name in ("lower", "centre", "upper"))]]
    if chart.dispersion is not None and chart.dispersion.points:
        usual = _usual(chart.dispersion)
        rows.append(
            ["spread", *(f"{each:.6g}" for each in (usual.lower, usual.centre, usual.upper))]
        )
    lines = [
        f"Chart {chart.kind}: {len(chart.location.points)} points, sigma {data['sigma']:.6g}",
        "",
        table(["limits", "lower", "centre", "upper"], rows),
        "",
    ]
    if len({point.upper for point in chart.location.points}) > 1 and chart.kind not in WITH_MEMORY:
        which = "mean" if chart.kind in COUNTED else "usual"
        lines[2:2] = [
            f"Limits change from point to point; those of the {which} size are shown.",
            "",
        ]
    lines += _told(chart) or ["No signal."]
    return "\n".join([*lines, *(["", *notes] if notes else [])])


def _svg(chart: Chart, extra: dict[str, object], labels: Sequence[str], name: str) -> str:
    tracks = ((_place_title(chart), chart.location), (_spread_title(chart), chart.dispersion))
    panels = [
        Panel(title, _marks(track, labels))
        for title, track in tracks
        if track is not None and track.points
    ]
    if chart.kind is Kind.CUSUM:
        panels = [_with_falling(panels[0], extra["low"])]
    told = _told(chart)
    shown = told if len(told) <= MOST_NOTES else [*told[:MOST_NOTES], f"and {len(told) - 10} more"]
    count = f"{len(told)} signals: {'; '.join(shown)}" if told else "no signal"
    return chart_svg(
        f"{chart.kind} chart of {name}",
        f"{len(chart.location.points)} points; {count}",
        panels,
        shown,
    )


def _with_falling(panel: Panel, falling: object) -> Panel:
    """The rising sum with the falling one beside it, the ring on the sum that signals."""
    assert isinstance(falling, list)
    low = [
        replace(mark, value=value, signal=mark.signal if value < mark.lower else "")
        for mark, value in zip(panel.marks, falling, strict=True)
    ]
    high = [
        replace(each, signal=each.signal if each.value > each.upper else "") for each in panel.marks
    ]
    return Panel(panel.title, high, [low])


def _told(chart: Chart) -> list[str]:
    """A line for each signal of either track."""
    spreads = chart.dispersion.signals if chart.dispersion else ()
    return [
        f"point {signal.index + 1}: {MEANINGS[signal.rule]}{where}"
        for found, where in ((chart.location.signals, ""), (spreads, " (chart of spreads)"))
        for signal in found
    ]


def _place_title(chart: Chart) -> str:
    if chart.kind in (Kind.XBAR_R, Kind.XBAR_S):
        return "Mean"
    return {Kind.I_MR: "Reading", Kind.EWMA: "Weighted mean", Kind.CUSUM: "Cumulative sums"}.get(
        chart.kind, "Deviation" if "short" in chart.kind else str(chart.kind)
    )


def _spread_title(chart: Chart) -> str:
    return {"R": "Range", "S": "Standard deviation"}.get(
        SPREADS.get(chart.kind, ""), "Moving range"
    )


def _marks(track: Track, labels: Sequence[str]) -> list[Mark]:
    told: dict[int, list[str]] = {}
    for signal in track.signals:
        told.setdefault(signal.index, []).append(MEANINGS[signal.rule])
    return [
        Mark(
            point.index + 1,
            point.value,
            point.centre,
            point.lower,
            point.upper,
            labels[point.index] if labels else "",
            "; ".join(told.get(point.index, [])),
        )
        for point in track.points
    ]
