"""Whose turn it is and which hours it gets, checked against the rule and against the kernel."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rantai.machines.queue import (
    Asked,
    Because,
    Opening,
    Slot,
    Span,
    Turn,
    TurnRule,
    in_turn,
    place_in_turn,
)
from tuang.planning.booking import Booked, BookingProblem, Job, Machine, Operation, verify

TODAY = date(2019, 4, 12)
NOW = datetime(2019, 4, 12, 9, 42, tzinfo=UTC)
RULE = TurnRule(safety_first=True, band_days=7)
OPENING = Opening(time(7), time(16), 6)


def asked(key: int, workshop: int, due: int, *, safety: bool = False, minutes: int = 60) -> Asked:
    return Asked(
        key,
        workshop,
        minutes,
        TODAY + timedelta(days=due),
        NOW + timedelta(minutes=key),
        safety,
    )


def keys(turns: list[Turn]) -> list[int]:
    return [turn.asked.key for turn in turns]


def test_a_safety_part_comes_before_a_nearer_deadline() -> None:
    turns = in_turn([asked(1, 1, 0), asked(2, 2, 30, safety=True)], RULE, used={}, today=TODAY)
    assert keys(turns) == [2, 1]
    assert turns[0].before_the_next == Because.SAFETY


def test_without_the_safety_rule_the_deadline_decides() -> None:
    rule = TurnRule(safety_first=False, band_days=7)
    turns = in_turn([asked(1, 1, 0), asked(2, 2, 30, safety=True)], rule, used={}, today=TODAY)
    assert keys(turns) == [1, 2]


def test_within_a_band_who_used_it_less_comes_first() -> None:
    wishes = [asked(1, 1, 1), asked(2, 2, 6)]
    turns = in_turn(wishes, RULE, used={1: 300, 2: 60}, today=TODAY)
    assert keys(turns) == [2, 1]
    assert turns[0].before_the_next == Because.SHARE


def test_asking_five_times_does_not_come_first_five_times() -> None:
    wishes = [*(asked(key, 1, 3) for key in range(1, 6)), asked(9, 2, 3)]
    turns = in_turn(wishes, RULE, used={}, today=TODAY)
    assert keys(turns)[:2] == [1, 9]
    assert turns[2].minutes_before == 60


@pytest.mark.parametrize(("due", "places"), [(-3, [2, 1]), (8, [1, 2])])
def test_what_is_overdue_comes_before_the_band_of_today(due: int, places: list[int]) -> None:
    assert keys(in_turn([asked(1, 1, 2), asked(2, 2, due)], RULE, used={}, today=TODAY)) == places


def test_a_booking_keeps_out_of_closures_and_nights() -> None:
    turns = in_turn([asked(1, 1, 1, minutes=240)], RULE, used={}, today=TODAY)
    closed = [Span(NOW + timedelta(hours=2), NOW + timedelta(hours=5))]
    [(_turn, slot)] = place_in_turn(turns, since=NOW, taken=[], closed=closed, opening=OPENING)
    # Friday has three hours on either side of the closure and closes at four: Saturday at seven.
    assert slot == Slot(datetime(2019, 4, 13, 7, tzinfo=UTC), datetime(2019, 4, 13, 11, tzinfo=UTC))


def test_a_closure_without_end_gives_no_time() -> None:
    turns = in_turn([asked(1, 1, 1)], RULE, used={}, today=TODAY)
    [(_turn, slot)] = place_in_turn(
        turns, since=NOW, taken=[], closed=[Span(NOW, None)], opening=OPENING
    )
    assert slot is None


wishes = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.integers(-5, 40),
        st.booleans(),
        st.integers(15, 540),
        st.sampled_from("ab"),
    ),
    min_size=1,
    max_size=12,
)


@given(wishes=wishes, setup=st.sampled_from([0, 20, 45]))
def test_every_queue_is_a_booking_that_the_planning_kernel_passes(
    wishes: list[tuple[int, int, bool, int, str]], setup: int
) -> None:
    given_in = [
        Asked(key, shop, minutes, TODAY + timedelta(days=due), NOW, safety, family)
        for key, (shop, due, safety, minutes, family) in enumerate(wishes)
    ]
    turns = in_turn(given_in, RULE, used={}, today=TODAY)
    closure = Span(NOW + timedelta(days=1), NOW + timedelta(days=1, hours=3))
    placed = place_in_turn(
        turns, since=NOW, taken=[], closed=[closure], opening=OPENING, setup_minutes=setup
    )
    slots = [(turn.asked, slot) for turn, slot in placed if slot]
    assert len(slots) == len(wishes)
    verify(_problem(slots, closure, setup), _booked(slots))


def _ticks(moment: datetime) -> int:
    return int((moment - NOW.replace(hour=0, minute=0)) / timedelta(minutes=1))


def _problem(slots: list[tuple[Asked, Slot]], closure: Span, setup: int) -> BookingProblem:
    nights = [(day * 1440, day * 1440 + 7 * 60) for day in range(60)]
    nights += [(day * 1440 + 16 * 60, (day + 1) * 1440) for day in range(60)]
    assert closure.end is not None
    machine = Machine(
        "FRS-1", tuple(sorted([*nights, (_ticks(closure.start), _ticks(closure.end))])), setup
    )
    jobs = tuple(
        Job(str(each.key), (Operation({0: each.minutes}, each.family),), _ticks(NOW))
        for each, _slot in slots
    )
    return BookingProblem((machine,), jobs)


def _booked(slots: list[tuple[Asked, Slot]]) -> list[Booked]:
    return [
        Booked(job, 0, 0, _ticks(slot.start), _ticks(slot.end))
        for job, (_each, slot) in enumerate(slots)
    ]
