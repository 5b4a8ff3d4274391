#!/usr/bin/env python3
"""Launcher: makes the environment, then runs, tests, checks or measures Rantai."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- the sentence is for exactly these versions
    sys.exit(
        "Rantai needs Python 3.11 or newer, and this is Python "
        + ".".join(map(str, sys.version_info[:3]))
        + ". Install a newer one and start again with it: python3.11 go.py run"
    )

import argparse
import hashlib
import importlib.util
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
UV = "uv==0.13.9"
RUN, DEV = "requirements.txt", "requirements-dev.txt"
CONTAINS = {RUN: [RUN], DEV: [RUN, DEV]}

Command = Sequence[str | Path]


def say(sentence: str) -> None:
    """Progress goes to stderr, so that stdout holds only what was asked for."""
    print(sentence, file=sys.stderr, flush=True)


# The environment


def prepare(requirements: str) -> None:
    """Make .venv hold what the requirement file asks for; later starts only compare hashes."""
    # Another Python needs other packages, so its version counts with the file.
    version = repr(sys.version_info[:2]).encode()
    wanted = {
        name: hashlib.sha256(version + (ROOT / name).read_bytes()).hexdigest()
        for name in CONTAINS[requirements]
    }
    note = VENV / "installed.json"
    installed: dict[str, str] = json.loads(note.read_text()) if note.exists() else {}
    if PYTHON.exists() and wanted.items() <= installed.items():
        return

    make_venv()
    say(f"Installing what Rantai needs ({requirements}) into {VENV.name}.")
    install(requirements)
    note.write_text(json.dumps(installed | wanted))


def make_venv() -> None:
    same = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if PYTHON.exists() and succeeds([PYTHON, "-c", same]):
        return
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        sys.exit(
            "This Python comes without venv, so Rantai cannot make its own environment. "
            f"On Debian or Ubuntu: apt install python3.{sys.version_info[1]}-venv, "
            "then start again."
        )
    if not succeeds([sys.executable, "-m", "venv", "--clear", VENV]):
        sys.exit(f"Python could not make an environment in {VENV}. Is the folder writable?")


def install(requirements: str) -> None:
    """By uv, which takes seconds; by pip, which takes a minute, where uv cannot be had."""
    pip: Command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    hashed: Command = ["install", "--require-hashes", "--requirement", ROOT / requirements]
    if succeeds([*pip, "install", UV]) and succeeds(
        [PYTHON, "-m", "uv", "pip", *hashed, "--quiet", "--python", PYTHON]
    ):
        return
    say("uv could not do it; plain pip takes over, which is slower.")
    if not succeeds([*pip, *hashed]):
        sys.exit(
            f"The packages in {requirements} could not be installed; pip says why above. "
            "The first start needs the network, later ones do not."
        )


def succeeds(command: Command) -> bool:
    return subprocess.run(command, cwd=ROOT).returncode == 0


def environment(data: Path | None = None) -> dict[str, str]:
    """What every child process sees; DATABASE_URL passes through as it is."""
    folder = (data or Path(os.environ.get("RANTAI_DATA", ROOT / "data"))).resolve()
    # Where Python may keep nothing compiled, each process compiles two thousand modules anew.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **own,
        "DJANGO_SETTINGS_MODULE": "rantai.portal.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "PYTHONUTF8": "1",
        "RANTAI_DATA": str(folder),
    }


def django(*arguments: str) -> list[str]:
    return [str(PYTHON), "-m", "django", *arguments]


def compile_translations(env: Mapping[str, str]) -> None:
    stale = [
        po
        for po in ROOT.glob("src/rantai/*/locale/*/LC_MESSAGES/*.po")
        if not (mo := po.with_suffix(".mo")).exists()
        or mo.stat().st_mtime_ns < po.stat().st_mtime_ns
    ]
    if stale and subprocess.run(django("strings", "--compile"), cwd=ROOT, env=env).returncode:
        sys.exit("The translations could not be compiled; the lines above say which.")


def become(command: list[str], env: Mapping[str, str]) -> NoReturn:
    """Give this process to the command, so that a signal meets no middleman."""
    if WINDOWS:
        sys.exit(subprocess.run(command, env=env).returncode)
    os.execve(command[0], command, env)


# The commands


def run(port: int, data: Path | None) -> NoReturn:
    prepare(RUN)
    env = environment(data)
    # Links in letters and QR codes lead to where this server can be reached.
    env.setdefault("RANTAI_URL", f"http://localhost:{port}")
    compile_translations(env)
    become(django("serve", "--port", str(port)), env)


def manage(arguments: list[str]) -> NoReturn:
    prepare(RUN)
    env = environment()
    if arguments[:1] != ["strings"]:
        compile_translations(env)
    become(django(*arguments), env)


def bench(arguments: list[str]) -> NoReturn:
    prepare(DEV)
    env = environment()
    compile_translations(env)
    become([str(PYTHON), "-m", "bench", *arguments], env)


COMPILED = {
    "furnace": "from tuang.planning.furnace import _heats as h; h.is_compiled() or h.compile_now()",
    "allocate": "from tuang.planning.compiling import LINES; LINES.compile_now()",
    "book": "from tuang.planning.compiling import MOVES; MOVES.compile_now()",
}


def tuang(arguments: list[str]) -> NoReturn:
    prepare(RUN)
    env = environment()
    if code := COMPILED.get("".join(arguments[:1])):
        # Once after each change of the loops, so that no time limit is spent on the compiler.
        subprocess.run([str(PYTHON), "-c", code], env=env, check=False)
    become([str(PYTHON), "-m", "tuang", *arguments], env)


def lock(upgrade: bool) -> int:
    prepare(DEV)
    # Universal, and without a header: one file for every machine, and it names no registry.
    flags = "--quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate"
    upgrades = ["--upgrade"] if upgrade else []
    compile_: Command = [PYTHON, "-m", "uv", "pip", "compile", *flags.split(), *upgrades]
    steps: list[Command] = [
        ["requirements.in", "--output-file", RUN],
        ["requirements-dev.in", "--constraints", RUN, "--output-file", DEV],
    ]
    return 0 if all(succeeds([*compile_, *step]) for step in steps) else 1


def check() -> int:
    """Every check that needs no test; two lanes, since two cores are what we promise."""
    prepare(DEV)
    with tempfile.TemporaryDirectory() as scratch:
        env = environment(Path(scratch))
        # The checks look at the code; they must not depend on anyone's database.
        env.pop("DATABASE_URL", None)
        compile_translations(env)
        tools = PYTHON.parent
        # -W error: a warning from our own start-up fails the step.
        strict = [str(PYTHON), "-W", "error", "-m", "django"]
        typed = [name for name in ("src", "tests", "bench", "go.py") if (ROOT / name).exists()]
        steps: dict[str, Command] = {
            "types": [PYTHON, "-m", "mypy", *typed],
            "format": [tools / "ruff", "format", "--check", "--quiet", "."],
            "lint": [tools / "ruff", "check", "--quiet", "."],
            "imports": [tools / "lint-imports"],
            "migrations": [*strict, "makemigrations", "--check", "--dry-run"],
            "strings": [*strict, "strings", "--check"],
            "django": [*strict, "check", "--fail-level", "WARNING"],
        }
        with ThreadPoolExecutor(max_workers=2) as lanes:
            passed = list(lanes.map(lambda name: check_step(name, steps[name], env), steps))
    return 0 if all(passed) else 1


def check_step(name: str, command: Command, env: Mapping[str, str]) -> bool:
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    report = f"{name:<12}{verdict:<8}{time.monotonic() - start:5.1f} s"
    # One write per step, so that two lanes never mix their lines.
    print(report if verdict == "ok" else f"{report}\n{done.stdout}{done.stderr}", flush=True)
    return done.returncode == 0


def test(arguments: list[str]) -> int:
    """Without arguments, everything in four parts; with arguments, one pytest run with them."""
    prepare(DEV)
    with tempfile.TemporaryDirectory() as scratch:
        env = environment(Path(scratch))
        compile_translations(env)
        if arguments:
            return subprocess.run(pytest(*arguments), cwd=ROOT, env=env).returncode
        return whole_suite(env, left_out=Path(scratch) / "left-out.txt")


BESIDE_TUANG = ("--ignore=tests/tuang", "tests")
TWO = ("-n", "2")
# What a file prepares for all its tests, such as the whole example, is prepared once. In the order
# of the folders: by the number of tests, the few long ones would come last, on one core.
BY_FILE = (*TWO, "--dist", "loadfile", "--no-loadscope-reorder")


def whole_suite(env: Mapping[str, str], left_out: Path) -> int:
    start = time.monotonic()
    # Two tests run at once: linear algebra that takes every core for each would only wait.
    noted = {**env, "RANTAI_LEFT_OUT": str(left_out), "OPENBLAS_NUM_THREADS": "1"}
    on_sqlite = {name: value for name, value in noted.items() if name != "DATABASE_URL"}
    alone = ["-p", "no:django", "-p", "tests.without_django", "-c", "tests/tuang/alone.ini"]
    postgres = [str(PYTHON), "-m", "tests.on_postgres"]
    parts = {
        "tuang, without Django": (
            on_sqlite,
            pytest(*alone, *TWO, f"--rootdir={ROOT}", "tests/tuang"),
        ),
        "everything else, on SQLite": (
            on_sqlite,
            pytest(*BY_FILE, "-m", "not postgres and not browser and not pages", *BESIDE_TUANG),
        ),
        # Playwright keeps an event loop in its thread, in which nothing else may sign a document.
        "the pages, in Chromium": (
            on_sqlite,
            pytest(*BY_FILE, "-m", "browser or pages", *browser_files()),
        ),
        "the database again, on PostgreSQL": (
            noted,
            postgres
            + pytest(*BY_FILE, "-m", "database and not browser", "tests/journeys", "tests/rantai"),
        ),
    }
    failed = []
    for name, (variables, command) in parts.items():
        print(f"\n--- {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=variables).returncode:
            failed.append(name)

    missing = left_out.read_text().splitlines() if left_out.exists() else []
    print(f"\n{time.monotonic() - start:.0f} s. {closing_sentence(failed, missing)}", flush=True)
    return 1 if failed else 0


def browser_files() -> list[str]:
    """Reading in all the others would take longer than most of these tests; `tests/conftest.py`
    refuses a test of Chromium in a file that does not name it."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in files if "browser" in path.read_text("utf-8")]


def pytest(*arguments: str) -> list[str]:
    return [str(PYTHON), "-m", "pytest", "-q", *arguments]


def closing_sentence(failed: Sequence[str], left_out: Sequence[str]) -> str:
    verdict = f"Failed: {'; '.join(failed)}." if failed else "All parts passed."
    missing = f"Left out: {'; '.join(left_out)}." if left_out else "Nothing left out."
    return f"{verdict} {missing}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="go.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    runs = commands.add_parser("run", help="start Rantai, with the example co-operative")
    runs.add_argument("--port", type=int, default=8000)
    runs.add_argument("--data", type=Path, help="folder of database, files and keys (./data)")
    commands.add_parser("check", help="format, lint, types, imports, migrations, strings")
    locks = commands.add_parser("lock", help="compile requirements*.in, with hashes")
    locks.add_argument("--upgrade", action="store_true", help="take the newest versions")
    # What follows these belongs to pytest, the benchmarks, Django and the library.
    handed_on = {"test": test, "bench": bench, "manage": manage, "tuang": tuang}
    commands.add_parser("test", help="the whole suite, or pytest with your arguments")
    commands.add_parser("bench", help="measure: [NAME ...] [--json]")
    commands.add_parser("manage", help="a Django command: manage migrate")
    commands.add_parser("tuang", help="ask the library: tuang charge FILE.json")
    if arguments and arguments[0] in handed_on:
        return handed_on[arguments[0]](arguments[1:])
    given = parser.parse_args(arguments)
    if given.command == "run":
        return run(given.port, given.data)
    return check() if given.command == "check" else lock(given.upgrade)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
