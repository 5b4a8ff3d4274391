"""What may lie in the tree: no bags of leftovers, no one's machine, no registry."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BAGS = {"utils", "util", "common", "core", "helpers", "services", "managers", "lib", "misc"}
FOREIGN = ["/work/", "/root/", "pypi.org", "pythonhosted.org", "npmjs.org"]


def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("git cannot list the committed files here, so their contents go unread")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    # This file has to name what it looks for.
    return [path for path in paths if path.is_file() and path != Path(__file__).resolve()]


def test_no_folder_or_module_is_a_bag_of_leftovers() -> None:
    parts = [
        path
        for root in ("src", "tests", "bench")
        for path in (ROOT / root).rglob("*")
        if (path.is_dir() or path.suffix == ".py") and path.stem in BAGS
    ]
    assert parts == []


def test_nothing_committed_names_a_machine_or_a_registry() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in committed()
        for word in FOREIGN
        if word.encode() in path.read_bytes()
    ]
    assert named == []


def test_nothing_compiled_is_committed() -> None:
    assert [path for path in committed() if path.suffix in {".mo", ".pyc", ".sqlite3"}] == []


def test_every_module_says_in_one_line_what_it_decides_or_keeps() -> None:
    silent = [
        path.relative_to(ROOT)
        for root in ("src", "tests", "bench")
        for path in sorted((ROOT / root).rglob("*.py"))
        if path.stat().st_size
        and "migrations" not in path.parts
        and not path.read_text().removeprefix("#!/usr/bin/env python3\n").startswith('"""')
    ]
    assert silent == []
