"""The house's own priority rule, and a customer's table read from a file."""

import io
from itertools import product

import pytest
from openpyxl import Workbook

from rantai.quality.forms.priority_file import read_priority_file
from rantai.quality.rules.risk import (
    RATINGS,
    USUAL_WORDS,
    Priority,
    occurrence_at,
    place_in_table,
    priority_in,
    priority_of,
)

ORDER = {Priority.LOW: 0, Priority.MEDIUM: 1, Priority.HIGH: 2}


def test_a_worse_rating_never_lowers_the_priority() -> None:
    for severity, occurrence, detection in product(RATINGS, repeat=3):
        here = ORDER[priority_of(severity, occurrence, detection)]
        for worse in (
            (severity + 1, occurrence, detection),
            (severity, occurrence + 1, detection),
            (severity, occurrence, detection + 1),
        ):
            if max(worse) <= 10:
                assert ORDER[priority_of(*worse)] >= here, worse


@pytest.mark.parametrize(
    ("ratings", "priority"),
    # The worked table of docs/methods/fmea.md.
    [
        ((10, 2, 4), "H"),
        ((9, 2, 3), "M"),
        ((10, 1, 10), "M"),
        ((9, 2, 1), "L"),
        ((8, 4, 6), "H"),
        ((8, 3, 5), "M"),
        ((7, 3, 3), "L"),
        ((6, 8, 6), "H"),
        ((6, 5, 6), "M"),
        ((5, 8, 1), "M"),
        ((5, 4, 5), "L"),
        ((3, 9, 6), "M"),
        ((3, 10, 10), "M"),
        ((1, 10, 10), "L"),
    ],
)
def test_the_worked_table(ratings: tuple[int, int, int], priority: str) -> None:
    assert priority_of(*ratings) == priority


def test_each_priority_occurs_and_low_is_not_the_exception() -> None:
    counts = {each: 0 for each in Priority}
    for ratings in product(RATINGS, repeat=3):
        counts[priority_of(*ratings)] += 1
    assert sum(counts.values()) == 1000
    assert min(counts.values()) > 150


@pytest.mark.parametrize("wrong", [(0, 1, 1), (1, 11, 1), (1, 1, -3)])
def test_what_is_no_rating_is_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="1 to 10"):
        priority_of(*wrong)


@pytest.mark.parametrize(
    ("rate", "rating"), [(0, 1), (1, 1), (1.01, 2), (500, 4), (50_000, 9), (50_001, 10)]
)
def test_a_rate_has_the_first_rating_that_allows_it(rate: float, rating: int) -> None:
    assert occurrence_at(rate, (1, 10, 100, 500, 2_000, 5_000, 10_000, 20_000, 50_000)) == rating


def test_the_usual_words_are_ten_each_in_two_languages() -> None:
    for words in USUAL_WORDS.values():
        assert len(words) == 10
        assert all(text for pair in words for text in pair)


WHOLE = "S;O;D;AP\n9-10;1-10;1-10;H\n5–8;1-10;1-10;Sedang\n1..4;1-10;1-10;rendah\n"


def faults(text: str) -> list[tuple[int | None, str, str]]:
    read = read_priority_file(text.encode())
    assert read.priorities == ""
    return [(fault.row, fault.column, fault.what) for fault in read.faults]


def test_spans_and_both_languages_are_read() -> None:
    read = read_priority_file(WHOLE.encode())
    assert not read.faults
    assert priority_in(read.priorities, 9, 1, 1) == "H"
    assert priority_in(read.priorities, 8, 10, 10) == "M"
    assert priority_in(read.priorities, 4, 10, 10) == "L"


def test_a_workbook_with_a_row_for_each_combination_is_read() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Severity", "Occurrence", "Detection", "Action priority"])
    for ratings in product(RATINGS, repeat=3):
        sheet.append([*ratings, str(priority_of(*ratings))])
    out = io.BytesIO()
    book.save(out)

    read = read_priority_file(out.getvalue())

    assert not read.faults
    for ratings in product(RATINGS, repeat=3):
        assert read.priorities[place_in_table(*ratings)] == priority_of(*ratings)


def test_each_bad_row_is_named_with_its_cause() -> None:
    found = faults("S;O;D;AP\n11;1;1;H\n8-7;1;1;M\nx;1;1;L\n1;1;1;tinggi sekali\n")
    assert [(row, column) for row, column, _what in found] == [
        (2, "S"),
        (3, "S"),
        (4, "S"),
        (5, "AP"),
    ]
    assert "tinggi sekali" in found[3][2]


def test_a_combination_twice_with_another_letter_names_the_earlier_row() -> None:
    ((row, _column, what),) = faults(WHOLE + "10;10;10;L\n")
    assert row == 5
    assert "2" in what


def test_missing_combinations_are_counted_and_named() -> None:
    ((_row, _column, what),) = faults("S;O;D;AP\n1-9;1-10;1-10;H\n")
    assert "100" in what
    assert "10-1-1" in what


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"PK\x03\x04 not a zip", b"a,b\n1,2\n", b'S;O;D;AP\n"1;1;1;H\n'],
)
def test_a_file_that_is_no_table_is_a_fault_and_no_error(content: bytes) -> None:
    read = read_priority_file(content)
    assert read.faults
    assert read.priorities == ""
