"""Which chart a file and the options of `tuang chart` ask for."""

import argparse
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from tuang.commands.answers import BadInput
from tuang.commands.files import read_numbered_rows
from tuang.commands.readings import Grouping, Readings, cell, read_counts, read_readings
from tuang.spc.charts.attributes import PIECES, attribute_chart, attribute_standard
from tuang.spc.charts.measured import (
    Chart,
    Kind,
    Standard,
    Track,
    individuals_chart,
    standard_of,
    xbar_chart,
)
from tuang.spc.charts.runs import RunRule
from tuang.spc.charts.short_run import Piece, short_run_chart
from tuang.spc.charts.time_weighted import cusum, ewma_chart
from tuang.spc.spread import Within

COUNTED = (Kind.P, Kind.NP, Kind.C, Kind.U, Kind.LANEY_P, Kind.LANEY_U)
WITH_MEMORY = (Kind.EWMA, Kind.CUSUM)
GROUPING = {
    Kind.I_MR: Grouping.NOTHING,
    Kind.XBAR_R: Grouping.ANY_NAME,
    Kind.XBAR_S: Grouping.ANY_NAME,
}

Made = tuple[Chart, dict[str, object], list[str], list[str]]
"""The chart, what only its kind has to tell, the name of each point, and notes for the reader."""


def made(given: argparse.Namespace, rules: Collection[RunRule]) -> Made:
    """Read the file and make the chart; raises BadInput, or ValueError for what no chart holds."""
    kind = Kind(given.kind)
    if given.baseline is not None and given.baseline < 2:
        raise BadInput("--baseline", f"{given.baseline} points set no limits; give 2 or more.")
    if kind in COUNTED:
        return _of_counts(given, kind, rules)
    if kind in (Kind.SHORT_RUN, Kind.SHORT_RUN_STANDARDISED):
        return _of_short_runs(given, kind, rules)
    found = read_readings(
        given.file,
        size=given.subgroup,
        value=given.value,
        group=given.group,
        by=GROUPING.get(kind, Grouping.SUBGROUP_NAMES),
    )
    _refuse_long_baseline(given, len(found.subgroups))
    if kind in WITH_MEMORY:
        return _with_memory(given, kind, found)
    if kind is Kind.I_MR:
        if not found.are_single:
            raise BadInput(
                given.file,
                "i-mr charts single readings; choose one column with --value, or xbar-r.",
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
    found = read_counts(given.file, size=given.subgroup, needs_size=needs_size, count=given.value)
    _refuse_long_baseline(given, len(found.counts))
    if given.sigma is not None and kind not in (Kind.LANEY_P, Kind.LANEY_U):
        raise BadInput("--sigma", f"a chart of {kind} takes its spread from the centre alone.")
    if given.centre is not None and kind not in (Kind.LANEY_P, Kind.LANEY_U):
        given.sigma = 1.0
    if given.centre is not None and kind in (Kind.NP,):
        given.centre /= found.sizes[0]
    if given.centre is not None and (given.centre < 0 or (kind in PIECES and given.centre > 1)):
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
    chart = short_run_chart(pieces, standardised=standardised, rules=rules, baseline=given.baseline)
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
