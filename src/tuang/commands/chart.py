"""A control chart of readings or counts: limits, points and what the run rules say of them."""

import argparse
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from tuang.commands.answers import Answer, BadInput, table
from tuang.commands.drawing import Mark, Panel, chart_svg
from tuang.commands.files import read_numbered_rows
from tuang.commands.readings import Readings, cell, read_counts, read_readings
from tuang.spc.attributes import PIECES, attribute_chart, attribute_point, attribute_standard
from tuang.spc.charts import (
    ONLY_LIMITS,
    Chart,
    Kind,
    Point,
    Standard,
    Track,
    individuals_chart,
    standard_of,
    xbar_chart,
)
from tuang.spc.runs import NELSON, WESTERN_ELECTRIC, RunRule, Signal
from tuang.spc.short_run import Piece, short_run_chart
from tuang.spc.spread import Within
from tuang.spc.time_weighted import cusum, ewma_chart

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
COUNTED = (Kind.P, Kind.NP, Kind.C, Kind.U, Kind.LANEY_P, Kind.LANEY_U)
SPREADS = {Kind.XBAR_R: "R", Kind.XBAR_S: "S", Kind.I_MR: "MR"}
WITH_MEMORY = (Kind.EWMA, Kind.CUSUM)
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
    add("--centre", "--target", type=float, help="known centre, share or rate; target")
    add("--sigma", type=float, help="known sigma of single readings")
    add("--weight", type=float, default=0.2, help="EWMA: weight of the newest point")
    add("--width", type=float, default=3.0, help="EWMA: limits in sigmas")
    add("--slack", type=float, default=0.5, help="CUSUM: K in sigmas")
    add("--decision", type=float, default=5.0, help="CUSUM: H in sigmas")
    add("--head-start", type=float, default=0.0, help="CUSUM: begin at this share of H")
    add("--value", metavar="COLUMN", help="the column or columns of readings or counts")
    add("--group", metavar="COLUMN", help="the column that names the subgroup")
    add("--svg", type=Path, metavar="FILE", help="draw the chart")


def answer(given: argparse.Namespace) -> Answer:
    rules = rules_named(given.rules)
    try:
        chart, extra, labels, notes = _made(given, rules)
    except BadInput:
        raise
    except ValueError as problem:
        raise BadInput(given.file, str(problem)) from problem
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


Made = tuple[Chart, dict[str, object], list[str], list[str]]


def _made(given: argparse.Namespace, rules: Collection[RunRule]) -> Made:
    kind = Kind(given.kind)
    if given.baseline is not None and given.baseline < 2:
        raise BadInput("--baseline", f"{given.baseline} points set no limits; give 2 or more.")
    if kind in COUNTED:
        return _of_counts(given, kind, rules)
    if kind in (Kind.SHORT_RUN, Kind.SHORT_RUN_STANDARDISED):
        return _of_short_runs(given, kind, rules)
    found = read_readings(given.file, size=given.subgroup, value=given.value, group=given.group)
    _refuse_long_baseline(given, len(found.subgroups))
    if kind in WITH_MEMORY:
        return _with_memory(given, kind, found)
    if kind is Kind.I_MR:
        if not found.are_single:
            raise BadInput(
                given.file, "i-mr charts single readings; choose one column with --value, or xbar-r."
            )
        way = Within.MOVING_RANGE
    else:
        if found.are_single:
            raise BadInput(
                "--subgroup", "subgroups of one have no spread; give --subgroup 5, or --kind i-mr."
            )
        way = Within.RANGE if kind is Kind.XBAR_R else Within.DEVIATION
    standards = _standards(
        given,
        len(found.subgroups),
        lambda start, end: standard_of(found.subgroups[start:end], way, start),
    )
    if kind is Kind.I_MR:
        readings = [each[0] for each in found.subgroups]
        chart = individuals_chart(readings, rules=rules, standards=standards)
    else:
        chart = xbar_chart(found.subgroups, way=way, rules=rules, standards=standards)
    return chart, {}, found.labels, found.notes


def _standards(
    given: argparse.Namespace, points: int, estimate: Callable[[int, int], Standard]
) -> list[Standard]:
    """Given limits, or those of the baseline, or of each stretch between restarts."""
    if given.centre is not None and given.sigma is not None:
        return [Standard(given.centre, given.sigma)]
    starts = [0, *_restarts(given.restart, points)]
    stretches = list(pairwise([*starts, points]))
    if given.baseline is not None:
        start, end = stretches[0]
        stretches[0] = (start, min(end, given.baseline))
    found = [estimate(start, end) for start, end in stretches]
    return [
        replace(
            each,
            centre=each.centre if given.centre is None else given.centre,
            sigma=each.sigma if given.sigma is None else given.sigma,
        )
        for each in found
    ]


def _restarts(words: str | None, points: int) -> list[int]:
    if words is None:
        return []
    try:
        numbers = [int(word) for word in words.split(",")]
    except ValueError:
        raise BadInput("--restart", f"{words!r} is not a list of point numbers.") from None
    if any(not 1 < number <= points for number in numbers) or sorted(set(numbers)) != numbers:
        raise BadInput("--restart", f"give rising point numbers from 2 to {points}.")
    return [number - 1 for number in numbers]


def _refuse_long_baseline(given: argparse.Namespace, points: int) -> None:
    if given.baseline is not None and given.baseline > points:
        raise BadInput("--baseline", f"the file has {points} points, fewer than {given.baseline}.")


def _of_counts(given: argparse.Namespace, kind: Kind, rules: Collection[RunRule]) -> Made:
    needs_size = kind is not Kind.C
    found = read_counts(
        given.file, size=given.subgroup, needs_size=needs_size, count=given.value
    )
    _refuse_long_baseline(given, len(found.counts))
    if given.sigma is not None and kind not in (Kind.LANEY_P, Kind.LANEY_U):
        raise BadInput("--sigma", f"a chart of {kind} takes its spread from the centre alone.")
    if given.centre is not None and kind not in (Kind.LANEY_P, Kind.LANEY_U):
        given.sigma = 1.0
    if given.centre is not None and kind in (Kind.NP,):
        given.centre /= found.sizes[0]
    if given.centre is not None and (given.centre < 0 or kind in PIECES and given.centre > 1):
        raise BadInput("--centre", "a share must lie between 0 and 1, and a rate not below 0.")
    standards = _standards(
        given,
        len(found.counts),
        lambda start, end: attribute_standard(
            kind, found.counts[start:end], found.sizes[start:end], start
        ),
    )
    chart = attribute_chart(kind, found.counts, found.sizes, rules=rules, standards=standards)
    notes = []
    if not standards[-1].centre:
        notes.append("Nothing was counted, so the limits are zero: one more count is a signal.")
    extra: dict[str, object] = {}
    if kind in (Kind.LANEY_P, Kind.LANEY_U):
        extra["sigma_z"] = standards[-1].sigma
    return chart, extra, found.labels, notes


def _of_short_runs(given: argparse.Namespace, kind: Kind, rules: Collection[RunRule]) -> Made:
    rows = read_numbered_rows(given.file, ("part", "value"))
    pieces = []
    for line, row in rows:
        value = cell(given.file, line, row, "value")
        if value is None:
            continue
        nominal, sigma = (
            cell(given.file, line, row, title) if title in row else None
            for title in ("nominal", "sigma")
        )
        pieces.append(Piece(row["part"], (value,), nominal, sigma))
    if given.subgroup and given.subgroup > 1:
        pieces = _together(given.file, pieces, given.subgroup)
    _refuse_long_baseline(given, len(pieces))
    standardised = kind is Kind.SHORT_RUN_STANDARDISED
    chart = short_run_chart(
        pieces, standardised=standardised, rules=rules, baseline=given.baseline
    )
    return chart, {}, [piece.part for piece in pieces], []


def _together(name: str, pieces: Sequence[Piece], size: int) -> list[Piece]:
    found = []
    for at in range(0, len(pieces), size):
        several = pieces[at : at + size]
        if len({piece.part for piece in several}) > 1:
            raise BadInput(
                name, f"subgroup {at // size + 1} mixes parts; each needs {size} readings of one."
            )
        readings = tuple(piece.readings[0] for piece in several)
        found.append(replace(several[0], readings=readings))
    return found


def _with_memory(given: argparse.Namespace, kind: Kind, found: Readings) -> Made:
    known = {"target": given.centre, "sigma": given.sigma, "baseline": given.baseline}
    notes = list(found.notes)
    if given.rules not in ("1", "none"):
        notes.append("Only points beyond the limits signal: points with a memory always make runs.")
    if kind is Kind.EWMA:
        chart = ewma_chart(found.subgroups, weight=given.weight, width=given.width, **known)
        return chart, {}, found.labels, notes
    sums = cusum(
        found.subgroups,
        slack=given.slack,
        decision=given.decision,
        head_start=given.head_start,
        **known,
    )
    both = sorted({*sums.high.signals, *sums.low.signals})
    chart = Chart(Kind.CUSUM, (sums.standard,), Track(sums.high.points, tuple(both)))
    extra: dict[str, object] = {
        "target": sums.standard.centre,
        "k": sums.slack,
        "h": sums.decision,
        "high": [point.value for point in sums.high.points],
        "low": [point.value for point in sums.low.points],
    }
    return chart, extra, found.labels, notes


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
                **({"label": labels[signal.index]} if _is_labelled(labels) else {}),
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
                **({"label": labels[point.index]} if _is_labelled(labels) else {}),
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


def _is_labelled(labels: Sequence[str]) -> bool:
    return any(labels)


def _text(chart: Chart, data: dict[str, object], notes: Sequence[str]) -> str:
    tracks = {"location": chart.location}
    rows = [["location", *(f"{data[name]:.6g}" for name in ("lower", "centre", "upper"))]]
    if chart.dispersion is not None and chart.dispersion.points:
        tracks["spread"] = chart.dispersion
        usual = _usual(chart.dispersion)
        rows.append(["spread", *(f"{each:.6g}" for each in (usual.lower, usual.centre, usual.upper))])
    lines = [
        f"Chart {chart.kind}: {len(chart.location.points)} points, sigma {data['sigma']:.6g}",
        "",
        table(["limits", "lower", "centre", "upper"], rows),
        "",
    ]
    if len({point.upper for point in chart.location.points}) > 1 and chart.kind not in WITH_MEMORY:
        which = "mean" if chart.kind in COUNTED else "usual"
        lines[2:2] = [f"Limits change from point to point; those of the {which} size are shown.", ""]
    told = [
        f"point {signal.index + 1}: {MEANINGS[signal.rule]}"
        + ("" if name == "location" else f" (chart of {name}s)")
        for name, track in tracks.items()
        for signal in track.signals
    ]
    lines += told or ["No signal."]
    return "\n".join([*lines, *(["", *notes] if notes else [])])


def _svg(chart: Chart, extra: dict[str, object], labels: Sequence[str], name: str) -> str:
    panels = []
    for title, track in ((_place_title(chart), chart.location), (_spread_title(chart), chart.dispersion)):
        if track is not None and track.points:
            panels.append(Panel(title, _marks(track, labels)))
    if chart.kind is Kind.CUSUM:
        falling = extra["low"]
        assert isinstance(falling, list)
        low = [
            replace(mark, value=value, signal="")
            for mark, value in zip(panels[0].marks, falling, strict=True)
        ]
        panels = [replace(panels[0], more=[low])]
    count = len(chart.location.signals) + len(chart.dispersion.signals if chart.dispersion else ())
    told = "no signal" if not count else f"{count} signals"
    return chart_svg(
        f"{chart.kind} chart of {name}", f"{len(chart.location.points)} points; {told}", panels
    )


def _place_title(chart: Chart) -> str:
    if chart.kind in (Kind.XBAR_R, Kind.XBAR_S):
        return "Mean"
    return {Kind.I_MR: "Reading", Kind.EWMA: "Weighted mean", Kind.CUSUM: "Cumulative sums"}.get(
        chart.kind, "Deviation" if "short" in chart.kind else str(chart.kind)
    )


def _spread_title(chart: Chart) -> str:
    return {"R": "Range", "S": "Standard deviation"}.get(SPREADS.get(chart.kind, ""), "Moving range")


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
            labels[point.index] if _is_labelled(labels) else "",
            "; ".join(told.get(point.index, [])),
        )
        for point in track.points
    ]
