"""A test the machine cannot run is named in a sentence, and on the build server it is a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = """
import pytest

def test_runs_anywhere(): pass

@pytest.mark.browser
def test_needs_a_browser(): raise AssertionError("ran without one")
"""


def run_sample(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The sample on a machine without Chromium."""
    (folder / "test_sample.py").write_text(SAMPLE)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser: as in the suite\n")
    plugins = ["-p", "no:django", "-p", "no:cacheprovider", "-p", "tests.conftest"]
    # What this sample leaves out is no part of the run that looks at it.
    whole = {name: value for name, value in os.environ.items() if name != "RANTAI_LEFT_OUT"}
    env = {**whole, "CI": "", "RANTAI_CHROMIUM": "no-such-browser", **variables}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, str(folder)],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
    )


def test_the_last_lines_say_what_was_left_out_and_why(tmp_path: Path) -> None:
    done = run_sample(tmp_path)
    assert done.returncode == pytest.ExitCode.OK
    assert "Left out: 1 test, browser: no Chromium on this machine" in done.stdout


def test_the_launcher_reads_it_from_the_notes(tmp_path: Path) -> None:
    notes = tmp_path / "left-out.txt"
    run_sample(tmp_path, RANTAI_LEFT_OUT=str(notes))
    assert notes.read_text().startswith("1 test, browser: no Chromium on this machine")


def test_on_the_build_server_it_is_a_failure(tmp_path: Path) -> None:
    assert run_sample(tmp_path, CI="true").returncode == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("name", ["django", "rantai"])
def test_tuang_is_tested_where_neither_django_nor_the_platform_can_be_imported(name: str) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", f"import tests.without_django, tuang\nimport {name}"],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
    )
    assert f"ModuleNotFoundError: No module named '{name}'" in done.stderr
