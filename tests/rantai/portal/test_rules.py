"""Codes as typed, serial runs, and what may be shown of few firms."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rantai.portal.rules import (
    months_back,
    plain_code,
    rejects_ppm,
    serial_runs,
)


@pytest.mark.parametrize("typed", ["l-017-190412-1", " L-017-190412-1 ", "L-017 -190412\t-1\n"])
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert plain_code(typed) == "L-017-190412-1"


def test_neighbouring_serials_are_one_run_and_gaps_are_seen() -> None:
    serials = [f"S-017-1A-{number:02d}" for number in (1, 2, 3, 7, 9, 10)]
    assert serial_runs(reversed(serials)) == [
        "S-017-1A-01 – 03",
        "S-017-1A-07",
        "S-017-1A-09 – 10",
    ]


def test_runs_of_two_lots_stay_apart() -> None:
    assert serial_runs(["S-1A-01", "S-1B-02"]) == ["S-1A-01", "S-1B-02"]


@given(st.sets(st.integers(1, 300)))
def test_runs_cover_every_serial_once(numbers: set[int]) -> None:
    covered = 0
    for run in serial_runs(f"S-{number:03d}" for number in numbers):
        first, _, last = run.removeprefix("S-").partition(" – ")
        covered += int(last or first) - int(first) + 1
    assert covered == len(numbers)


def test_the_last_months_cross_the_year() -> None:
    assert months_back(date(2019, 2, 28), 3) == [
        date(2018, 12, 1),
        date(2019, 1, 1),
        date(2019, 2, 1),
    ]


def test_one_reject_in_two_hundred_is_5000_ppm_and_in_none_there_is_no_rate() -> None:
    assert rejects_ppm(199, 1) == Decimal(5000)
    assert rejects_ppm(0, 0) is None
