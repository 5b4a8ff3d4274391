"""Files as customers send them, each with what must come of it: a release or all its faults."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from rantai.orders.schedule_files import ScheduleFileRefused, read_schedule_file

SCENARIOS = Path(__file__).parents[2] / "scenarios" / "orders"
INPUTS = sorted(SCENARIOS.glob("*/input.*"))


def outcome(path: Path) -> object:
    """As JSON would hold it; fields that stand at their default are left out."""
    try:
        releases = read_schedule_file(path.name, path.read_bytes())
    except ScheduleFileRefused as refused:
        return {"faults": [_plain(asdict(fault)) for fault in refused.faults]}
    return {"releases": [_plain(asdict(release)) for release in releases]}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if part not in (None, "", {})}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value if isinstance(value, bool | int) else str(value)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.parent.name)
def test_the_file_comes_to_what_is_expected(path: Path) -> None:
    expected = json.loads(path.with_name("expected.json").read_text())

    assert outcome(path) == expected


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.parent.name)
def test_each_case_says_why_it_is_there(path: Path) -> None:
    assert path.with_name("README.md").read_text().strip()


def test_there_are_cases_to_run() -> None:
    assert len(INPUTS) >= 14
