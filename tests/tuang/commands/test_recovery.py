"""`tuang recovery FILE.csv`: what it reads, what it prints, and what it refuses."""

import json
from pathlib import Path

import pytest

from tuang.__main__ import main

HEAD = "heat;date;workshop;furnace;kind;material;kg;C;Si"
ONE = [
    "1;2026-01-05;Jaya;T1;charge;pig iron;300;4,2;1,6",
    "1;2026-01-05;Jaya;T1;charge;FeSi;6;;75",
    "1;2026-01-05;Jaya;T1;heel;;50;3,3;2,0",
    "1;2026-01-05;Jaya;T1;reading;;;3,85;2,81",
]
TWO = [line.replace("1;2026-01-05", "2;2026-01-06", 1) for line in ONE]


def asked(folder: Path, *lines: str, options: tuple[str, ...] = ()) -> int:
    path = folder / "heats.csv"
    path.write_text("\n".join([HEAD, *lines]) + "\n")
    return main(["recovery", str(path), *options])


def test_decimal_commas_are_read_and_each_recovery_comes_with_its_interval(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, *ONE, *TWO, options=("--json",)) == 0
    answer = json.loads(capfd.readouterr().out)
    assert answer["status"] == "solved"
    assert answer["heats"] == 2
    pairs = {(each["material"], each["element"]) for each in answer["recoveries"]}
    assert pairs == {("pig iron", "C"), ("pig iron", "Si"), ("FeSi", "Si")}
    assert all(each["low"] < each["recovery"] < each["high"] for each in answer["recoveries"])
    assert all(each["drift"]["verdict"] == "steady" for each in answer["recoveries"])


def test_a_reader_sees_a_table(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert asked(tmp_path, *ONE) == 0
    text = capfd.readouterr().out
    assert "Jaya, T1, FeSi" in text
    assert "1 heats; 0 left out" in text


def test_a_comma_file_with_points_gives_the_same(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked(tmp_path, *ONE, options=("--json",))
    semicolons = capfd.readouterr().out
    path = tmp_path / "points.csv"
    path.write_text("\n".join([HEAD, *ONE]).replace(",", ".").replace(";", ","))
    main(["recovery", str(path), "--json"])
    assert capfd.readouterr().out == semicolons


def test_a_heat_not_read_is_counted_and_an_element_below_detection_is_not_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    unread = [line for line in TWO if "reading" not in line]
    low = [*ONE[:3], "1;2026-01-05;Jaya;T1;reading;;;3,85;<0,002"]
    assert asked(tmp_path, *low, *unread, options=("--json",)) == 0
    answer = json.loads(capfd.readouterr().out)
    assert answer["heats_not_read"] == 1
    assert {each["element"] for each in answer["recoveries"]} == {"C"}


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        (["1;2026-01-05;Jaya;T1;charge;pig;300;142;1"], "row 2, C: 142 percent"),
        (["1;2026-01-05;Jaya;T1;charge;pig;300;60;60"], "row 2: its percents add up to 120"),
        (["1;2026-01-05;Jaya;T1;charge;pig;-3;4;1"], "row 2, kg: is -3"),
        (["1;2026-01-05;Jaya;T1;charge;pig;many;4;1"], "row 2, kg: 'many' is not a number"),
        (["1;2026-01-05;Jaya;T1;charge;pig;300;high;1"], "row 2, C: 'high' is not a number"),
        (["1;2026-01-05;Jaya;T1;charge;;300;4;1"], "row 2, material: is empty"),
        (["1;2026-01-05;Jaya;T1;weighed;pig;300;4;1"], "row 2, kind: 'weighed' is not one of"),
        (["1;05/01/26;Jaya;T1;charge;pig;300;4;1"], "row 2, date: '05/01/26' is not a date"),
        ([";2026-01-05;Jaya;T1;charge;pig;300;4;1"], "row 2, heat: is empty"),
        ([ONE[0]], "lists pig iron twice"),
        (["1;2026-01-06;Jaya;T1;charge;pig;300;4;1"], "has 2 dates"),
        ([ONE[2]], "has two heels"),
    ],
)
def test_what_cannot_be_right_is_refused_with_row_and_cause(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], lines: list[str], cause: str
) -> None:
    assert asked(tmp_path, *lines, *ONE) == 1
    assert cause in capfd.readouterr().err


def test_a_reading_without_a_charge_names_the_heat(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, ONE[3]) == 1
    assert "heat 1 of Jaya, T1: has a reading and no charge" in capfd.readouterr().err


def test_a_file_without_a_reading_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, ONE[0]) == 1
    assert "no heat with both a charge and a reading" in capfd.readouterr().err


def test_a_column_that_is_no_element_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "heats.csv"
    path.write_text(HEAD.replace("Si", "silicon") + "\n" + ONE[0] + "\n")
    assert main(["recovery", str(path)]) == 1
    assert "silicon: is neither an element" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("9;2026-01-09;Jaya;T1;charge;pig iron;-5;4,2;1,6", "below zero"),
        ("9;2026-01-09;Jaya;T1;charge;pig iron;5;120;1,6", "not from 0 to 100"),
        ("9;31-01-2026;Jaya;T1;charge;pig iron;5;4,2;1,6", "not a date"),
    ],
)
def test_a_slip_in_a_heat_that_nobody_read_is_told_too(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], row: str, cause: str
) -> None:
    assert asked(tmp_path, *ONE, row) == 1
    assert cause in capfd.readouterr().err
