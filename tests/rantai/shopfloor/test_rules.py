"""What a heat needs next, and the small rules of codes, clocks and counts."""

from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rantai.shopfloor.rules import (
    NextStep,
    Progress,
    is_more_than_poured,
    ladle_letter,
    latest_moment,
    next_step,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
BEGUN = {
    "is_charged": False,
    "has_fresh_sample": False,
    "is_read": False,
    "is_inside": False,
    "status": "melting",
    "pours": 0,
    "counted": 0,
}


@pytest.mark.parametrize(
    ("so_far", "then"),
    [
        ({}, NextStep.CHARGE),
        ({"is_charged": True}, NextStep.SAMPLE),
        ({"is_charged": True, "has_fresh_sample": True}, NextStep.READ),
        ({"is_charged": True, "has_fresh_sample": True, "is_read": True}, NextStep.CORRECT),
        (
            {"is_charged": True, "has_fresh_sample": True, "is_read": True, "is_inside": True},
            NextStep.DECIDE,
        ),
        ({"is_charged": True, "status": "released"}, NextStep.POUR),
        ({"is_charged": True, "status": "held"}, NextStep.HELD),
        ({"status": "released", "pours": 2, "counted": 1}, NextStep.COUNT),
        ({"status": "held", "pours": 1}, NextStep.COUNT),
        ({"status": "released", "pours": 2, "counted": 2}, NextStep.DONE),
    ],
)
def test_a_heat_has_one_next_step(so_far: dict[str, object], then: NextStep) -> None:
    assert next_step(Progress(**{**BEGUN, **so_far})) is then  # type: ignore[arg-type]


def test_a_time_just_before_midnight_written_after_it_was_yesterday() -> None:
    now = datetime(2019, 4, 12, 0, 10, tzinfo=JAKARTA)
    assert latest_moment(time(23, 55), not_after=now).day == 11
    assert latest_moment(time(0, 5), not_after=now).day == 12


def test_more_castings_than_iron_is_odd_and_exactly_as_much_is_not() -> None:
    assert is_more_than_poured(pieces=31, piece_kg=Decimal("11.5"), poured_kg=Decimal(345))
    assert not is_more_than_poured(pieces=30, piece_kg=Decimal("11.5"), poured_kg=Decimal(345))


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_no_two_ladles_share_a_letter(one: int, other: int) -> None:
    assert (ladle_letter(one) == ladle_letter(other)) == (one == other)
