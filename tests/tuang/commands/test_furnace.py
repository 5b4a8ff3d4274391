"""`tuang furnace`: what it prints and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.tuang.furnace.shops import two_grades
from tuang.__main__ import main

KEYS = {"status", "cost", "bound", "gap_pct", "seconds", "seed", "method", "heats"}


def written(folder: Path, shop: object) -> str:
    path = folder / "shop.json"
    path.write_text(json.dumps(shop))
    return str(path)


@pytest.mark.parametrize("flag", [[], ["--json"]])
def test_the_answer_is_json_with_or_without_asking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flag: list[str]
) -> None:
    assert main(["furnace", written(tmp_path, two_grades()), "--seconds", "2", *flag]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() == KEYS
    assert all(
        heat.keys() == {"furnace", "day", "position", "grade", "pieces"} for heat in told["heats"]
    )


def test_a_reader_gets_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["furnace", written(tmp_path, two_grades()), "--seconds", "2", "--table"]) == 0
    assert "position" in capsys.readouterr().out.splitlines()[2]


def test_a_refusal_names_field_and_cause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = two_grades()
    shop["items"][0]["demand"] = [-1, 0]
    assert main(["furnace", written(tmp_path, shop), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "bad-input"
    assert told["field"] == "items[0].demand[0]"


def test_a_time_below_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["furnace", written(tmp_path, two_grades()), "--seconds", "-1"])
    assert stopped.value.code == 1
