"""`tuang book`: what it prints and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.tuang.booking.shops import SMALL, two_mills
from tuang.__main__ import main

KEYS = {"status", "makespan", "bound", "gap_pct", "operations"}


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


def test_a_standard_file_gives_its_makespan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["book", written(tmp_path, "small.fjs", SMALL), "--seconds", "3"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() >= KEYS
    assert told["makespan"] == 7
    assert len(told["operations"]) == 5


def test_json_with_due_times_gives_a_cost_and_hours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "mills.json", json.dumps(two_mills()))
    assert main(["book", path, "--seconds", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cost"] == 0
    assert {"job": "flange", "operation": 0, "machine": "mill", "start": 0, "end": 2} in told[
        "operations"
    ]


def test_a_reader_gets_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "small.fjs", SMALL)
    assert main(["book", path, "--seconds", "3", "--table"]) == 0
    assert "machine" in capsys.readouterr().out.splitlines()[2]


def test_a_refusal_names_field_and_cause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["book", written(tmp_path, "x.fjs", "1 1\n1 1 1\n"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["field"] == "line 2"
