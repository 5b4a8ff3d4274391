"""Did it help: the change since an action or a training, and how sure that is.

FILE is a CSV, one row a period: period (2019-03, or a whole number), value; a column of (or
exposure, pieces) makes it counts, so many rejects of so many pieces. With --from one stream is
asked for the step at that period. A column workshop, with a column from (the first period of the
help, empty if not yet), asks many workshops in turn against those not yet helped. The
answer is "cannot tell yet" wherever the interval holds no change.
"""

import argparse
import re
from collections.abc import Sequence

from tuang.commands.answers import Answer, BadInput
from tuang.commands.files import decimal, number, read_numbered_rows
from tuang.effect import Effect, Point, Stream, UnusableSeries, Verdict, interrupted, staggered

EXPOSURE = ("of", "exposure", "pieces")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", help="the CSV file, or - for the standard input")
    parser.add_argument("--from", dest="since", help="the first period of the help, one stream")
    parser.add_argument(
        "--no-trend", action="store_true", help="nothing else was changing, that is known"
    )
    parser.add_argument("--window", type=int, default=6, help="periods on each side, workshops")
    parser.add_argument("--confidence", type=decimal, default=0.95, help="0.95 unless told")


def answer(given: argparse.Namespace) -> Answer:
    rows = read_numbered_rows(given.file, ("period", "value"))
    try:
        if rows and "workshop" in rows[0][1]:
            if given.since:
                raise BadInput("--from", "is told by the column from, for each workshop.")
            found = staggered(_workshops(rows), window=given.window, confidence=given.confidence)
            design = "against workshops not yet helped"
        else:
            if not given.since:
                raise BadInput("--from", "is needed: the first period of the help.")
            points = [_point(line, row) for line, row in rows]
            found = interrupted(
                Stream(points, _period(given.since, "--from")),
                trend=not given.no_trend,
                confidence=given.confidence,
            )
            design = "interrupted series" + (", no trend" if given.no_trend else "")
    except UnusableSeries as problem:
        raise BadInput(problem.field, problem.cause) from problem
    return Answer(_data(found, design), lambda: _text(found, design))


def _period(cell: str, where: str) -> int:
    if month := MONTH.fullmatch(cell):
        return 12 * int(month[1]) + int(month[2]) - 1
    if re.fullmatch(r"-?\d{1,6}", cell):
        return int(cell)
    raise BadInput(where, f"{cell!r} is no period such as 2019-03 or 15.")


def _point(line: int, row: dict[str, str]) -> Point:
    of = next((row[name] for name in EXPOSURE if name in row), None)
    return Point(
        _period(row["period"], f"line {line}, period"),
        number(row["value"], f"line {line}, value"),
        None if of is None else number(of, f"line {line}, of"),
    )


def _workshops(rows: Sequence[tuple[int, dict[str, str]]]) -> list[Stream]:
    points: dict[str, list[Point]] = {}
    since: dict[str, str] = {}
    for line, row in rows:
        name = row["workshop"]
        if "from" not in row:
            raise BadInput("from", "is missing: the first period of each workshop's help.")
        if since.setdefault(name, row["from"]) != row["from"]:
            raise BadInput(f"line {line}, from", f"{name} was helped from {since[name]} before.")
        points.setdefault(name, []).append(_point(line, row))
    return [
        Stream(points[name], _period(since[name], f"{name}, from") if since[name] else None, name)
        for name in points
    ]


def _data(found: Effect, design: str) -> dict[str, object]:
    ratio = found.ratio
    return {
        "status": "solved",
        "design": design,
        "verdict": str(found.verdict),
        "change": found.change,
        "low": found.low,
        "high": found.high,
        "ratio": None if ratio is None else dict(zip(("ratio", "low", "high"), ratio, strict=True)),
        "confidence": found.confidence,
        "before": found.before,
        "after": found.after,
        "because": found.because,
    }


def _text(found: Effect, design: str) -> str:
    head = f"{design}; {found.before} before, {found.after} after"
    if design.startswith("against"):
        head = f"{design}; {found.before} helped, {found.after} not yet"
    if found.change is None or found.low is None or found.high is None:
        return f"{head}\ncannot tell yet: {found.because}."
    share = f"{found.confidence:.0%}"
    if ratio := found.ratio:
        told = f"rate x {ratio[0]:.2f} ({share}: {ratio[1]:.2f} to {ratio[2]:.2f})"
    else:
        told = f"change {found.change:+.4g} ({share}: {found.low:+.4g} to {found.high:+.4g})"
    words = {
        Verdict.LOWER: "lower than without the help",
        Verdict.HIGHER: "higher than without the help",
        Verdict.CANNOT_TELL: "cannot tell yet: the interval holds no change",
    }
    return f"{head}\n{told}\n{words[found.verdict]}."
