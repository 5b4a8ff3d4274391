"""What `python3 go.py run` promises: a page in seconds, and nothing left behind."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from rantai.records.models import Centre, Cooperative, Role

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.launcher,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to see what was left behind"),
]
Launch = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def folder(transactional_db: None, tmp_path: Path) -> Path:
    """A data folder whose database is ready and not empty, so that a start has nothing to load."""
    centre = Centre.objects.create(code="KLT", name="Klaten", latitude=-7.7, longitude=110.7)
    Cooperative.objects.create(centre=centre, code="KBJ", name="KBJ", short_name="KBJ")
    with closing(sqlite3.connect(tmp_path / "rantai.sqlite3")) as copy:
        connection.connection.backup(copy)
    return tmp_path


@pytest.fixture
def launch(port: int, tmp_path: Path) -> Iterator[Launch]:
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "go.py", "run", "--port", str(port), "--data", str(tmp_path)]
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        pipe: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, cwd=ROOT, env=env, text=True, **pipe))
        return started[-1]

    yield start
    for pid in running_on(tmp_path):
        os.kill(pid, signal.SIGKILL)
    for process in started:
        process.communicate()


def running_on(folder: Path) -> list[int]:
    """Every process of ours, known by its data folder, whoever its parent is now."""
    mark = f"RANTAI_DATA={folder}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
        except OSError:
            continue  # it ended while we looked, or is another person's
    return found


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise AssertionError(process.communicate()[1])
    return line


def status_of(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/masuk/", timeout=10) as page:
            return int(page.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def until(happens: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not (happened := happens()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return happened


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_no_process_and_no_taken_port(
    folder: Path, port: int, launch: Launch, number: signal.Signals
) -> None:
    process = launch()
    assert f"http://localhost:{port}/" in first_line(process)
    assert until(lambda: len(running_on(folder)) >= 5)  # we, guard, worker, server and its two
    process.send_signal(number)
    assert process.wait(timeout=15) == 0
    assert running_on(folder) == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def test_even_when_killed_it_leaves_no_process(folder: Path, launch: Launch) -> None:
    process = launch()
    first_line(process)
    process.kill()
    assert until(lambda: not running_on(folder))


def test_when_the_worker_dies_the_server_does_not_go_on_alone(folder: Path, launch: Launch) -> None:
    process = launch()
    first_line(process)
    worker = next(
        pid
        for pid in running_on(folder)
        if b"db_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    os.kill(worker, signal.SIGKILL)
    assert process.wait(timeout=15) == 1
    assert "background worker stopped by itself" in process.communicate()[1]
    assert until(lambda: not running_on(folder))


def test_a_taken_port_is_said_with_the_way_out(folder: Path, port: int, launch: Launch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        _, complaint = launch().communicate(timeout=30)
    assert f"Port {port} is taken" in complaint
    assert f"--port {port + 1}" in complaint
    assert "Traceback" not in complaint


def test_an_empty_folder_becomes_the_example_and_the_second_start_has_nothing_to_do(
    tmp_path: Path, port: int, launch: Launch
) -> None:
    fresh = launch()
    assert f"http://localhost:{port}/" in first_line(fresh)
    assert fresh.stdout is not None
    sign_ins = [fresh.stdout.readline() for _ in Role]
    assert all(f"http://localhost:{port}/masuk/" in sign_in for sign_in in sign_ins)
    assert status_of(port) == 200
    fresh.send_signal(signal.SIGINT)
    assert fresh.stdout.read() == ""

    again = launch()
    first_line(again)
    assert status_of(port) == 200
    again.send_signal(signal.SIGINT)
    # How many seconds that takes is for the benchmark `start-again`, on a machine left alone.
    assert again.stderr is not None
    work = ("Installing", "Preparing", "Loading")
    assert not [line for line in again.stderr if line.startswith(work)]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
