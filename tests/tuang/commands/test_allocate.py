"""`tuang allocate`: what it prints and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.tuang.allocation.cases import many, two_shops
from tuang.__main__ import main
from tuang.planning.allocation import Allocation, read_problem, verify

KEYS = {"status", "cost", "bound", "gap_pct", "allocations", "shares", "gini", "unmet", "curve"}


def written(folder: Path, given: object) -> str:
    path = folder / "book.json"
    path.write_text(json.dumps(given))
    return str(path)


@pytest.mark.parametrize("flag", [[], ["--json"]])
def test_the_answer_is_json_and_a_plan_that_verifies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flag: list[str]
) -> None:
    given = many(1)
    assert main(["allocate", written(tmp_path, given), "--fair-min", "0.8", *flag]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() >= KEYS
    plan = [Allocation(**each) for each in told["allocations"]]
    account = verify(read_problem(given), plan, fair_min=0.8)
    assert told["cost"] == pytest.approx(account.total)
    assert told["shares"] == pytest.approx(account.shares, abs=1e-6)
    assert told["unmet"] == 0


def test_a_share_out_of_reach_exits_as_infeasible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = two_shops()
    del given["lines"][0]["approved"]["B"]
    assert main(["allocate", written(tmp_path, given), "--fair-min", "0.5"]) == 2
    assert json.loads(capsys.readouterr().out)["causes"]["B"].startswith("gets 0.0000")


def test_a_reader_gets_the_curve_and_the_pieces_as_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["allocate", written(tmp_path, two_shops()), "--table"]) == 0
    out = capsys.readouterr().out
    assert "no share below" in out
    assert "housing         A     1      10" in out


def test_a_refusal_names_field_and_cause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = two_shops()
    given["workshops"][1]["capacity_kg_per_week"] = -4
    assert main(["allocate", written(tmp_path, given), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["field"] == "workshops[1].capacity_kg_per_week"


@pytest.mark.parametrize("option", [["--fair-min", "1.2"], ["--seconds", "0"]])
def test_an_option_out_of_range_is_refused(tmp_path: Path, option: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["allocate", written(tmp_path, two_shops()), *option])
    assert stopped.value.code == 1
