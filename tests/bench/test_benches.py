"""Every named bench runs, in a tiny mode, and prints what a program can read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import NAMES
from bench.figures import at_least, at_most, p50_p99
from bench.machine import SHAKEN, moved

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"name", "value", "unit", "against", "against_value", "ratio", "budget", "ok", "median"}


def bench(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_bench_that_needs_a_site_prints_its_figures_as_json() -> None:
    names = [name for name in NAMES if not name.startswith("start-")]
    done = bench("--tiny", "--json", *names)
    assert done.returncode == 0, done.stderr[-3000:]
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(figure.keys() == KEYS for figure in figures)
    # Nothing takes no time, but a plan may well be as good as the best one known.
    assert all(figure["value"] > 0 for figure in figures if not figure["unit"].startswith("%"))
    assert all(figure["value"] >= 0 for figure in figures)
    measured = {figure["name"].split(" ")[0] for figure in figures}
    assert measured == set(names)
    assert "calibration" in done.stderr


@pytest.mark.launcher
def test_the_starts_run_from_a_clone_of_their_own() -> None:
    done = bench("--tiny", "--json", "start-fresh", "start-again")
    assert done.returncode == 0, done.stderr[-3000:]
    names = [json.loads(line)["name"] for line in done.stdout.splitlines()]
    assert names == ["start-fresh", "start-again"]


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    done = bench("pages")
    assert done.returncode == 2
    assert "no benchmark is called pages" in done.stderr
    assert "page-lab" in done.stderr


def test_the_best_of_three_counts_and_the_median_stands_beside_it() -> None:
    small = at_most("x", [3.0, 1.0, 2.0], "ms", against=("floor", [0.5]), budget=1.5)
    large = at_least("x", [3.0, 1.0, 2.0], "/s", against=("floor", [6.0]), budget=4.0)
    assert (small.value, small.spread, small.ratio, small.ok) == (1.0, 2.0, 2.0, True)
    assert (large.value, large.ratio, large.ok) == (3.0, 0.5, False)


def test_the_ninety_ninth_of_a_hundred_times_is_not_the_worst() -> None:
    half, nearly_all = p50_p99([float(number) for number in range(1, 101)])
    assert half == 50.5
    assert 99 < nearly_all < 100


def test_a_calibration_that_moved_by_a_third_is_not_believed() -> None:
    assert moved(9.0, 12.0) > SHAKEN
    assert moved(12.0, 11.0) < SHAKEN
