"""`tuang sampling` and `tuang switching`."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tuang.__main__ import main


def test_the_plan_of_a_lot_of_five_hundred(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "oc.svg"

    assert main(["sampling", "--lot", "500", "--aql", "1,0", "--json", "--svg", str(picture)]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["letter"], found["n"], found["ac"], found["re"]) == ("H", 50, 1, 2)
    assert ElementTree.fromstring(picture.read_text()).get("role") == "img"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--lot", "500", "--aql", "1.2"], "1 or 1.5"),
        (["--lot", "0", "--aql", "1"], "at least two"),
        (["--lot", "2.5", "--aql", "1"], "whole"),
        (["--lot", "500", "--aql", "1", "--variables", "s"], "--ltpd"),
        (["--lot", "500", "--aql", "1", "--zero", "--ltpd", "0"], "between 0 and 1"),
    ],
)
def test_what_has_no_plan_is_bad_input(
    capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["sampling", *options]) == 1

    assert said in capsys.readouterr().err


def test_two_refused_lots_tighten_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lots.csv"
    path.write_text("lot,nonconforming\n500,0\n500,2\n500,3\n500,0\n")

    assert main(["switching", str(path), "--aql", "1.0", "--json"]) == 0

    lots = json.loads(capsys.readouterr().out)["lots"]
    assert [lot["severity"] for lot in lots] == ["normal", "normal", "normal", "tightened"]
    assert [lot["accepted"] for lot in lots] == [True, False, False, True]
    assert lots[3]["n"] == 80


def test_lots_without_a_word_or_a_count_are_refused_with_the_columns_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lots.csv"
    path.write_text("result\n1\n0\n")

    assert main(["switching", str(path)]) == 1

    assert "neither a column accepted nor one nonconforming; it has result" in (
        capsys.readouterr().err
    )
