"""From a fresh clone to the first page, and a second start: as a person waits for it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.figures import Figure, at_most

ROOT = Path(__file__).resolve().parents[1]
FRESH_S, AGAIN_S = 60.0, 5.0
PATIENCE_S = 600


def fresh(folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """Install, migrate, load the example, serve; beside the bare start of Python and Django."""
    clone = clone_into(folder / "clone", shares_environment=is_tiny)
    spent = seconds_to_first_page(clone, folder / "fresh-data")
    yield at_most("start-fresh", [spent], "s", against=bare(clone), budget=FRESH_S)


def again(folder: Path, is_tiny: bool) -> Iterable[Figure]:
    """The same folder once more, three times; the first start made everything."""
    clone = folder / "clone"
    if not clone.exists():
        clone_into(clone, shares_environment=True)
    data = folder / "fresh-data"
    if not data.exists():
        seconds_to_first_page(clone, data)
    spells = [seconds_to_first_page(clone, data) for _ in range(1 if is_tiny else 3)]
    yield at_most("start-again", spells, "s", against=bare(clone), budget=AGAIN_S)


BY_NAME: dict[str, Callable[[Path, bool], Iterable[Figure]]] = {
    "start-fresh": fresh,
    "start-again": again,
}


def clone_into(clone: Path, *, shares_environment: bool) -> Path:
    """What a clone of the last commit would hold, with our environment or still without one."""
    clone.mkdir(parents=True)
    packed = clone.with_suffix(".tar")
    subprocess.run(["git", "archive", "-o", packed, "HEAD"], cwd=ROOT, check=True)
    with tarfile.open(packed) as archive:
        archive.extractall(clone, filter="data")
    if shares_environment:
        (clone / ".venv").symlink_to(ROOT / ".venv")
    return clone


def seconds_to_first_page(clone: Path, data: Path) -> float:
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RANTAI_")}
    clean.pop("DATABASE_URL", None)
    command = [sys.executable, "go.py", "run", "--port", str(port), "--data", str(data)]
    start = time.perf_counter()
    server = subprocess.Popen(
        command, cwd=clone, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        while not first_page(port):
            if server.poll() is not None:
                raise SystemExit(f"go.py run stopped by itself:\n{_last_words(server)}")
            if time.perf_counter() - start > PATIENCE_S:
                raise SystemExit(f"No page in {PATIENCE_S} s.")
            time.sleep(0.05)
        return time.perf_counter() - start
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _last_words(server: "subprocess.Popen[str]") -> str:
    assert server.stderr is not None
    return server.stderr.read()[-2000:]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_page(port: int) -> bool:
    request = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        request.request("GET", "/akun/login/")
        return request.getresponse().status == 200
    except OSError:
        return False
    finally:
        request.close()


def bare(clone: Path) -> tuple[str, list[float]]:
    """What no start can go below: Python, Django and our settings."""
    python = clone / ".venv" / "bin" / "python"
    env = {
        **os.environ,
        "PYTHONPATH": str(clone / "src"),
        "DJANGO_SETTINGS_MODULE": "rantai.portal.settings",
        "RANTAI_DATA": str(clone.with_name("bare-data")),
    }
    spells = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            [python, "-c", "import django; django.setup()"], env=env, cwd=clone, check=True
        )
        spells.append(time.perf_counter() - start)
    return "bare django.setup()", spells
