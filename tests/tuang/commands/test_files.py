"""What a command refuses to read, and the sentence it says."""

from pathlib import Path

import pytest

from tuang.commands.answers import BadInput
from tuang.commands.files import number, read_json, read_rows, refuse_mixed_marks


def written(folder: Path, content: str | bytes) -> str:
    path = folder / "given"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ('{"tap_kg": 500', "not complete JSON at line 1, column 15"),
        ("[1, 2]", "one JSON object"),
        ('{"tap_kg": NaN}', "not a number that JSON allows"),
        ('{"tap_kg": 1, "tap_kg": 2}', "given twice"),
        (b"\xff\xfe{", "not UTF-8"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_json_that_cannot_be_used_is_refused_with_its_cause(
    tmp_path: Path, content: str | bytes, cause: str
) -> None:
    with pytest.raises(BadInput, match=cause):
        read_json(written(tmp_path, content))


def test_the_field_that_holds_no_number_is_named(tmp_path: Path) -> None:
    content = '{"items": [{"kg": 1.5}, {"kg": 2, "demand": [3, NaN]}]}'
    with pytest.raises(BadInput, match=r"items\[1\]\.demand\[1\]: NaN is not a number"):
        read_json(written(tmp_path, content))


def test_a_file_that_is_missing_is_named() -> None:
    with pytest.raises(BadInput, match=r"nowhere\.json: the file cannot be read"):
        read_json("nowhere.json")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_head_row_decides_what_separates(tmp_path: Path, separator: str) -> None:
    content = separator.join(["Part", "Value"]) + "\n\n" + separator.join(["a", "1.5"]) + "\n"
    assert read_rows(written(tmp_path, content)) == [{"part": "a", "value": "1.5"}]


def test_a_decimal_comma_between_commas_names_the_line_and_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"line 2: has 3 cells and the head row 2.*needs ;"):
        read_rows(written(tmp_path, "part,value\na,3,25\n"))


def test_a_missing_column_is_named_beside_those_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no column operator; it has part, value"):
        read_rows(written(tmp_path, "part,value\na,3\n"), columns=["part", "operator"])


@pytest.mark.parametrize("cell", ["", "abc", "nan", "inf", "1_000", "3,2,5x", "--1"])
def test_text_in_the_place_of_a_number_is_refused(cell: str) -> None:
    with pytest.raises(BadInput, match="line 7"):
        number(cell, "line 7")


@pytest.mark.parametrize(
    ("cell", "value"), [("3,25", 3.25), ("3.25", 3.25), ("1.234,5", 1234.5), ("1,234.5", 1234.5)]
)
def test_decimal_comma_and_point_are_the_same_number(cell: str, value: float) -> None:
    assert number(cell, "line 1") == value


@pytest.mark.parametrize(
    "cells", [["1.5", "2,5"], ["1.234", "2,5"], ["7", "1,234.5", "3,25"], ["1.234,5", "1.5"]]
)
def test_two_decimal_marks_in_one_column_are_refused_with_one_of_each(cells: list[str]) -> None:
    told = [(f"line {at}", words) for at, words in enumerate(cells, start=2)]
    with pytest.raises(BadInput, match="which mark is the decimal") as refused:
        refuse_mixed_marks(told, "value")
    assert repr(cells[-1]) in str(refused.value)


@pytest.mark.parametrize("cells", [["1,5", "1.234,5", "7"], ["1.5", "1,234.5", ""], ["ok", "ng"]])
def test_one_decimal_mark_is_taken_with_its_thousands(cells: list[str]) -> None:
    refuse_mixed_marks([("line 2", words) for words in cells], "value")
