"""Many charts a second, false alarms beside their theory, and ten million readings summarised."""

import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure, at_least, at_most
from tuang.spc.charts.runs import NELSON, WESTERN_ELECTRIC, RunRule
from tuang.spc.factors import d2
from tuang.spc.many.engine import many_charts, run_lengths
from tuang.spc.many.run_length import average_run_length
from tuang.spc.many.summaries import summary_columns

Values = NDArray[np.float64]

CHARTS_A_SECOND = 4_000
TIMES_DUCKDB = 3
ROUNDS = 3


def chart_rules(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """Limits and all eight Nelson rules, beside numpy with four rules, turn and turn about."""
    characteristics = 20 if is_tiny else 1_000
    readings = np.random.default_rng(1).normal(50, 0.12, (characteristics, 1_800, 5))
    many_charts(readings[:1])  # compiled before the clock starts
    ours, numpys = [], []
    for _ in range(ROUNDS):
        numpys.append(characteristics / seconds(lambda: four_rules_in_numpy(readings)))
        ours.append(characteristics / seconds(lambda: many_charts(readings)))
    yield at_least(
        "chart-rules",
        ours,
        "charts/s",
        against=("numpy, four rules", numpys),
        budget=None if is_tiny else CHARTS_A_SECOND,
    )


def four_rules_in_numpy(readings: Values) -> NDArray[np.bool_]:
    """The reference: X-bar and R limits and Western Electric 1 to 4, vectorised."""
    means = readings.mean(axis=2)
    sigma = np.ptp(readings, axis=2).mean(axis=1) / d2(5) / np.sqrt(5)
    places = (means - means.mean(axis=1, keepdims=True)) / sigma[:, None]
    found: NDArray[np.bool_] = np.abs(places) > 3
    for side in (places, -places):
        for zone, span, least in ((2, 3, 2), (1, 5, 4), (0, 8, 8)):
            beyond = np.cumsum(side > zone, axis=1, dtype=np.int16)
            beyond[:, span:] -= beyond[:, :-span].copy()
            found[:, span - 1 :] |= (beyond >= least)[:, span - 1 :] & (side > zone)[:, span - 1 :]
    return found


def rule_arl(_folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """Points of a stable process until a false alarm, simulated, beside the Markov chain's."""
    points = np.random.default_rng(20_240_131).normal(size=20_000 if is_tiny else 1_000_000)
    sets: dict[str, Sequence[RunRule]] = {
        f"nelson-{number}": [rule] for number, rule in enumerate(NELSON, start=1)
    }
    sets |= {
        "western-electric": WESTERN_ELECTRIC,
        "nelson-zones": [rule for rule in NELSON if rule not in ORDERED],
    }
    for name, rules in sets.items():
        lengths = run_lengths(points, rules)
        yield beside(name, lengths, len(points), average_run_length(rules))
    # No chain holds zones and order at once; a set can only alarm sooner than its parts.
    zones = average_run_length(sets["nelson-zones"])
    lengths = run_lengths(points, NELSON)
    alarm = float(lengths.mean())
    yield Figure(
        "rule-arl nelson", alarm, "points", "zones alone", zones, zones, alarm < zones, alarm
    )


ORDERED = (RunRule.SIX_IN_TREND, RunRule.FOURTEEN_ALTERNATING)


def beside(name: str, lengths: NDArray[np.int64], points: int, theory: float) -> Figure:
    """Within four standard errors of theory; the bound is what chance leaves, not a wish."""
    against = "theory"
    if len(lengths) < 2:  # too few points to see two alarms: at least so long, then
        return Figure(f"rule-arl {name}", points, "points", against, theory, None, True, points)
    found = float(lengths.mean())
    error = float(np.std(lengths, ddof=1)) / len(lengths) ** 0.5
    return Figure(
        f"rule-arl {name}",
        found,
        "points",
        against,
        theory,
        None,
        abs(found - theory) <= 4 * error,
        float(median(lengths)),
    )


def capability_of_millions(folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """Count, mean, sigma, least and greatest of each of 1,000 characteristics, beside DuckDB."""
    rows = 100_000 if is_tiny else 10_000_000
    random = np.random.default_rng(2)
    kinds = random.integers(0, 1_000, rows, dtype=np.int64)
    values = random.normal(50, 0.12, rows)
    summary_columns(kinds[:10], values[:10], 1_000)
    name = "numpy bincount" if is_tiny else "DuckDB, its own table"
    peer = numpy_on(kinds, values) if is_tiny else duckdb_beside(folder, kinds, values)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(peer() * 1000)
        ours.append(seconds(lambda: summary_columns(kinds, values, 1_000)) * 1000)
    yield at_most(
        "capability-10m",
        ours,
        "ms",
        against=(name, theirs),
        budget=None if is_tiny else TIMES_DUCKDB * min(theirs),
    )


def numpy_on(kinds: NDArray[np.int64], values: Values) -> Callable[[], float]:
    return lambda: seconds(lambda: in_numpy(kinds, values))


def in_numpy(kinds: NDArray[np.int64], values: Values) -> Values:
    mean = np.bincount(kinds, values, 1_000) / np.bincount(kinds, minlength=1_000)
    return np.asarray(np.bincount(kinds, (values - mean[kinds]) ** 2, 1_000), dtype=float)


DUCKDB = """
import sys, time
import duckdb, numpy
kinds, values = numpy.load(sys.argv[1]), numpy.load(sys.argv[2])
base = duckdb.connect(config={"threads": 1})
columns = {"kind": kinds, "value": values}
base.execute("create table reading as select * from columns")
ask = ("select kind, count(*), avg(value), stddev_samp(value), min(value), max(value) "
       "from reading group by kind order by kind")
base.execute(ask).fetchnumpy()
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    base.execute(ask).fetchnumpy()
    print(time.perf_counter() - start, flush=True)
"""


def duckdb_beside(folder: Path, kinds: NDArray[np.int64], values: Values) -> Callable[[], float]:
    """DuckDB in an environment made for this run only, asked once a call, on one thread as ours."""
    home = folder / "duckdb"
    venv.create(home, with_pip=True)
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "duckdb",
            "numpy",
        ],
        check=True,
    )
    files = [folder / "kinds.npy", folder / "values.npy"]
    for file, column in zip(files, (kinds, values), strict=True):
        np.save(file, column)
    server = subprocess.Popen(
        [python, "-c", DUCKDB, *files], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin is not None
    assert server.stdout is not None
    questions, answers = server.stdin, server.stdout
    if answers.readline().strip() != "ready":
        raise SystemExit("DuckDB did not start; its message is above.")

    def ask() -> float:
        questions.write("\n")
        questions.flush()
        return float(answers.readline())

    return ask


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


BY_NAME: dict[str, Callable[[Path, bool], Iterable[Figure]]] = {
    "chart-rules": chart_rules,
    "rule-arl": rule_arl,
    "capability-10m": capability_of_millions,
}
