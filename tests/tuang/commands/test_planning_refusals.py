"""What `tuang allocate`, `furnace` and `book` refuse: one sentence of field, cause and remedy."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tuang.allocation.cases import two_shops
from tests.tuang.booking.shops import SMALL, two_mills
from tests.tuang.furnace.shops import two_grades
from tuang.__main__ import main
from tuang.commands.answers import Exit

CASES: dict[str, Callable[[], dict[str, Any]]] = {
    "allocate": two_shops,
    "book": two_mills,
    "furnace": two_grades,
}
WRONG_NUMBERS: list[tuple[str, str]] = [
    ("NaN", "give a finite number"),
    ("-Infinity", "give a finite number"),
    ("1e999", "give a finite number"),
    ("-2", "must be a"),
    ("true", "without quotes"),
    ('"3"', "without quotes"),
    ("1e300", "the most is"),
    ("1" * 400, "a whole number of about"),
    ("-" + "1" * 5000, "must be a"),
    ("null", "is missing"),
]
NUMBERS: list[tuple[str, list[str | int], str]] = [
    ("allocate", ["unmet_cost_per_kg"], "unmet_cost_per_kg"),
    ("allocate", ["workshops", 1, "capacity_kg_per_week"], "workshops[1].capacity_kg_per_week"),
    ("allocate", ["lines", 0, "pieces"], "lines[0].pieces"),
    ("allocate", ["lines", 0, "approved", "A", "price"], "lines[0].approved.A.price"),
    ("furnace", ["furnaces", 0, "tap_kg"], "furnaces[0].tap_kg"),
    ("furnace", ["furnaces", 0, "heats_per_day"], "furnaces[0].heats_per_day"),
    ("furnace", ["items", 1, "demand", 0], "items[1].demand[0]"),
    ("furnace", ["items", 0, "late_cost"], "items[0].late_cost"),
    ("book", ["jobs", 1, "operations", 0, "machines", "lathe"], "jobs[1].operations[0].machines"),
    ("book", ["jobs", 0, "priority"], "jobs[0].priority"),
]


def refused(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, text: str, *options: str
) -> str:
    path = folder / "given"
    path.write_text(text)
    assert main([command, str(path), *options]) == Exit.BAD_INPUT
    out, sentence = capsys.readouterr()
    assert out == ""
    assert sentence.count("\n") == 1
    return sentence


def set_at(given: Any, path: list[str | int], value: object) -> None:
    for step in path[:-1]:
        given = given[step]
    given[path[-1]] = value


@pytest.mark.parametrize("command", CASES)
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda _text: "", "the file is empty"),
        (lambda _text: " \n\n", "the file is empty"),
        (lambda text: text[: len(text) // 2], "not complete JSON at line 1, column"),
        (lambda text: f"[{text}]", "one JSON object in braces"),
        (lambda _text: "{}", "is missing"),
        (lambda text: text[:-1] + ', "x": {"name": 1, "name": 2}}', "given twice"),
    ],
)
def test_a_broken_file_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    spoil: Callable[[str], str],
    words: str,
) -> None:
    assert words in refused(tmp_path, capsys, command, spoil(json.dumps(CASES[command]())))


@pytest.mark.parametrize(("word", "words"), WRONG_NUMBERS)
@pytest.mark.parametrize(("command", "path", "field"), NUMBERS)
def test_a_wrong_number_is_named_with_what_to_give(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    path: list[str | int],
    field: str,
    word: str,
    words: str,
) -> None:
    given = CASES[command]()
    set_at(given, path, "@")
    sentence = refused(tmp_path, capsys, command, json.dumps(given).replace('"@"', word))
    assert sentence.startswith(field)
    assert words in sentence or "give a whole number" in sentence
    assert len(sentence) < 160


@pytest.mark.parametrize(
    ("command", "path", "value", "words"),
    [
        ("allocate", ["weeks"], 0, "weeks: is 0; it must be at least 1"),
        ("allocate", ["workshops", 1, "name"], "A", "workshops[1].name: A is there twice"),
        ("allocate", ["lines", 0, "approved", "Z"], {"price": 1}, "not one of the workshops"),
        ("allocate", ["lines", 0, "due_week"], 0, "before the release in week 1"),
        ("allocate", ["lines", 0, "release_week"], 2, "before the release in week 2"),
        ("allocate", ["workshops", 0, "capacity_kg_per_week"], [1, 2], "2 figures for 3 weeks"),
        ("furnace", ["days"], 0, "days: is 0; it must be at least 1"),
        ("furnace", ["days"], 10**6, "the most is 3660"),
        ("furnace", ["furnaces", 0, "items"], ["sleeve"], "no furnace may make it"),
        ("furnace", ["items", 0, "kg"], 10.1, "the largest furnace that may make it taps 10 kg"),
        ("furnace", ["items", 1, "name"], "block", "block is there twice"),
        ("furnace", ["items", 0, "grade"], "steel", "there are ductile, grey"),
        ("furnace", ["items", 0, "demand"], [10**9, 0], "the most is 1e+08"),
        ("furnace", ["furnaces", 0, "closed"], [[0, 2]], "positions 0 to 1"),
        ("furnace", ["fixed"], False, "fixed: must be a list"),
        ("book", ["jobs", 1, "name"], "flange", "flange is there twice"),
        ("book", ["machines", 1, "name"], "mill", "machines[1].name: mill is there twice"),
        ("book", ["jobs", 0, "operations", 0, "machines"], {"saw": 1}, "there are lathe, mill"),
        ("book", ["jobs", 0, "operations", 0, "machines"], {}, "a machine's name to its hours"),
        ("book", ["jobs", 0, "operations"], [3], "jobs[0].operations[0]: must be an object"),
        ("book", ["jobs", 0, "release"], 4, "before the release at 4 h"),
        ("book", ["machines", 0, "maintenance"], [[4, 2]], "ends at 2, not after it begins"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    path: list[str | int],
    value: object,
    words: str,
) -> None:
    given = CASES[command]()
    set_at(given, path, value)
    assert words in refused(tmp_path, capsys, command, json.dumps(given))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0 2\n", "line 1: must begin with the number of jobs"),
        ("2 0\n1 1 1 4\n1 1 1 4\n", "at least one of each"),
        ("jobs\n", "line 1: holds 'jobs', which is no whole number"),
        ("99999999 2\n", "line 1: asks for more than 100000 jobs"),
        ("2 2\n1 1 1 4\n", "line 2: is the last, and the first line promises 2 jobs"),
        ("1 2\n\n2 1 1 4\n", "line 3: promises 2 operations and ends within operation 1"),
        ("1 2\n1 1 1\n", "line 2: promises 1 operations and ends within operation 0"),
        ("1 2\n1 1 1 4 7 8\n", "line 2: holds 2 figures more"),
        ("1 2\n1 1 3 4\n", "line 2: uses machine 3, and the first line promises 2"),
        ("2 2\n1 1 0 4\n1 1 2 4\n", "line 3: uses machine 2"),
        ("1 2\n1 2 1 4 1 5\n", "line 2, operation 0: lists machine 1 twice"),
        ("1 2\n1 0\n", "line 2, operation 0: has no machine"),
        ("1 2\n0\n", "line 2: is a job of no operation"),
        ("1 2\n1 1 1 -4\n", "line 2, operation 0: holds a figure below 0"),
        ("1 2\n1 1 1 99999999\n", "line 2, operation 0: takes 99999999; the most is"),
        ("1 2\n1 1 1 4" + "0" * 5000 + "\n", "too large to be meant"),
        ("1 2\n1 1 1 1_0\n", "line 2: holds '1_0'"),
        ("1 2\n1 1 1 nan\n", "line 2: holds 'nan'"),
        (SMALL + "end of file\n", "line 5: comes after the 3 jobs"),
    ],
)
def test_a_broken_standard_file_is_refused_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    assert words in refused(tmp_path, capsys, "book", text)


def answered(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, given: object, *options: str
) -> Any:
    path = folder / "given.json"
    path.write_text(json.dumps(given))
    assert main([command, str(path), "--seconds", "2", *options]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_million_pieces_are_planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = two_grades()
    shop["items"][0]["demand"] = [10**6, 10**6]
    told = answered(tmp_path, capsys, "furnace", shop)
    # Sixteen blocks at most are ever made of them: all others are late, a day or two.
    assert told["cost"] > 3 * (3 * 10**6 - 2 * 16)
    assert told["bound"] > 0.999 * told["cost"]
    lines = two_shops()
    lines["lines"][0]["pieces"] = 10**6
    assert answered(tmp_path, capsys, "allocate", lines)["unmet"] == 10**6 - 2 * (10 + 16)


def test_approvals_that_end_within_the_plan_leave_pieces_and_say_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = two_shops()
    lines["weeks"], lines["lines"][0]["pieces"] = 8, 60
    lines["lines"][0]["due_week"] = 6
    for approval in lines["lines"][0]["approved"].values():
        approval["last_week"] = 2
    told = answered(tmp_path, capsys, "allocate", lines)
    # Two weeks of ten and sixteen pieces each.
    assert told["unmet"] == 60 - 2 * (10 + 16)
    assert "ends in week 2" in told["causes"]["housing"]
    assert "extend an approval" in told["causes"]["housing"]


@pytest.mark.parametrize("options", [[], ["--qualification"]])
def test_a_line_that_nobody_may_make_is_left_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    lines = two_shops()
    lines["lines"][0]["approved"] = {}
    path = tmp_path / "given.json"
    path.write_text(json.dumps(lines))
    assert main(["allocate", str(path), "--seconds", "2", *options]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["unmet"] == 16
    assert told["causes"] == {
        "housing": "no workshop may make it; approve one, or leave the line out."
    }


@pytest.mark.parametrize("options", [[], ["--qualification"]])
@pytest.mark.parametrize("unmet", [0, 0.1])
def test_pieces_that_cost_more_than_leaving_them_are_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], unmet: float
) -> None:
    lines = two_shops()
    lines["unmet_cost_per_kg"] = unmet
    told = answered(tmp_path, capsys, "allocate", lines, *options)
    assert (told["status"], told["unmet"]) == ("optimal", 16)
