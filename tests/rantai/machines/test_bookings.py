"""A wish gets its turn by the rule, its time by the office, and its fee by what happened."""

from datetime import date, datetime, timedelta

import pytest
from django.http import Http404

from rantai.machines.actions import (
    DueAlready,
    GivenBack,
    GraceNotOver,
    NoQueueRule,
    NotAGift,
    NotAMember,
    NotFixed,
    NotOpen,
    RuleTooEarly,
    StillBooked,
    TooLong,
    WrongTimes,
    cancel_booking,
    change_machine_state,
    close_machine,
    confirm_safety,
    finish_booking,
    fix_queue,
    record_no_show,
    request_booking,
    return_machine,
)
from rantai.machines.models import (
    Booking,
    BookingStatus,
    ClosureKind,
    Machine,
    MachineState,
    MachineUse,
)
from rantai.machines.queries import booking_news, gift_uses, queue_of
from rantai.members.models import Membership, MembershipStatus
from rantai.records.models import AuditEntry
from tests.cast import JAKARTA, Cast
from tests.rantai.machines.story import queued_machine, rule, wish


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return queued_machine(cast)


def fixed(cast: Cast, machine: Machine) -> Booking:
    wish(cast)
    [booking] = fix_queue(machine=machine, by=cast.planner, at=cast.at)
    return booking


def test_the_first_time_is_the_next_five_minutes_of_today(cast: Cast, machine: Machine) -> None:
    booking = fixed(cast, machine)
    assert booking.starts_at == cast.at
    assert booking.ends_at == cast.at + timedelta(minutes=120)
    assert AuditEntry.objects.filter(key="machine.queue_fixed").count() == 1


def test_a_fixed_time_does_not_move_for_a_later_safety_part(cast: Cast, machine: Machine) -> None:
    first = fixed(cast, machine)
    second = wish(cast, cast.owner_b)
    confirm_safety(booking=second, because="Dudukan rem", by=cast.planner, at=cast.at)
    [booked] = fix_queue(machine=machine, by=cast.planner, at=cast.at)
    assert booked.starts_at == first.ends_at


def test_what_a_workshop_is_fixed_for_counts_as_used(cast: Cast, machine: Machine) -> None:
    fixed(cast, machine)
    again, other = wish(cast), wish(cast, cast.owner_b)
    assert [each.booking for each in queue_of(machine, cast.at).waiting] == [other, again]


def test_a_wish_beyond_the_fixed_days_goes_on_waiting(cast: Cast, machine: Machine) -> None:
    close_machine(
        machine=machine,
        kind=ClosureKind.MAINTENANCE,
        starts_at=cast.at,
        ends_at=cast.at + timedelta(days=9),
        note="",
        by=cast.planner,
        at=cast.at,
    )
    wish(cast)
    assert fix_queue(machine=machine, by=cast.planner, at=cast.at) == []
    [expected] = queue_of(machine, cast.at).waiting
    assert expected.slot
    assert expected.slot.start.date() == date(2019, 4, 22)


def test_no_time_lies_after_the_calibration_runs_out(cast: Cast, machine: Machine) -> None:
    Machine.objects.filter(cooperative_id=cast.cooperative.pk, pk=machine.pk).update(
        calibrated_until=date(2019, 4, 11)
    )
    machine.refresh_from_db()
    wish(cast)
    assert queue_of(machine, cast.at).waiting[0].slot is None


def test_a_member_asks_only_for_its_own_workshop(cast: Cast, machine: Machine) -> None:
    booking = request_booking(
        machine=machine,
        workshop=cast.workshop_b,
        purpose="Blok",
        family="",
        minutes=30,
        pieces=1,
        due_on=date(2019, 4, 20),
        by=cast.owner,
        at=cast.at,
    )
    assert booking.workshop == cast.workshop_a
    with pytest.raises(Http404):
        wish(cast, cast.mentor)


def test_refusals_of_a_wish(cast: Cast, machine: Machine) -> None:
    with pytest.raises(TooLong, match="540"):
        wish(cast, minutes=541)
    with pytest.raises(DueAlready):
        wish(cast, due_on=date(2019, 4, 11))
    Membership.objects.create(
        cooperative=cast.cooperative,
        workshop=cast.workshop_b,
        status=MembershipStatus.LEFT,
        valid_from=date(2019, 4, 1),
    )
    with pytest.raises(NotAMember):
        wish(cast, cast.owner_b)


def test_nobody_asks_before_a_rule_is_decided(cast: Cast) -> None:
    with pytest.raises(NoQueueRule):
        wish(cast)


def test_a_rule_never_changes_days_already_queued(cast: Cast) -> None:
    rule(cast, date(2019, 3, 1))
    with pytest.raises(RuleTooEarly):
        rule(cast, date(2019, 3, 1))


def test_who_comes_late_pays_from_the_booked_beginning(cast: Cast, machine: Machine) -> None:
    booking = fixed(cast, machine)
    use = finish_booking(
        booking=booking,
        began_at=cast.at + timedelta(minutes=20),
        ended_at=cast.at + timedelta(minutes=100),
        pieces=38,
        by=cast.lab,
        at=cast.at + timedelta(hours=3),
    )
    assert (use.minutes, use.fee_rupiah, use.pieces) == (100, 100_000, 38)
    booking.refresh_from_db()
    assert booking.status == BookingStatus.USED
    [told] = gift_uses(cast.cooperative, [machine], date(2019, 4, 1), date(2019, 4, 30))
    assert (told.minutes, told.pieces, told.members, told.missed) == (100, 38, 1, 0)


def test_an_end_ahead_of_now_is_refused(cast: Cast, machine: Machine) -> None:
    booking = fixed(cast, machine)
    with pytest.raises(WrongTimes):
        finish_booking(
            booking=booking,
            began_at=cast.at,
            ended_at=cast.at + timedelta(minutes=100),
            pieces=38,
            by=cast.lab,
            at=cast.at + timedelta(minutes=10),
        )


def test_nobody_came_only_after_the_grace_and_at_half_the_fee(cast: Cast, machine: Machine) -> None:
    booking = fixed(cast, machine)
    with pytest.raises(GraceNotOver, match=r"10\.10"):
        record_no_show(booking=booking, by=cast.lab, at=cast.at + timedelta(minutes=29))
    use = record_no_show(booking=booking, by=cast.lab, at=cast.at + timedelta(minutes=30))
    assert (use.minutes, use.fee_rupiah) == (0, 60_000)
    [told] = gift_uses(cast.cooperative, [machine], date(2019, 4, 1), date(2019, 4, 30))
    assert (told.minutes, told.members, told.missed) == (0, 0, 1)
    # The rest of the missed time goes to whoever waits.
    wish(cast, cast.owner_b, minutes=30)
    [next_one] = fix_queue(machine=machine, by=cast.lab, at=cast.at + timedelta(minutes=30))
    assert next_one.starts_at == cast.at + timedelta(minutes=30)


def test_cancelling_late_costs_and_cancelling_a_wish_does_not(cast: Cast, machine: Machine) -> None:
    assert cancel_booking(booking=wish(cast), by=cast.owner, at=cast.at) is None
    booking = fixed(cast, machine)
    charged = cancel_booking(booking=booking, by=cast.owner, at=cast.at)
    assert charged
    assert charged.fee_rupiah == 60_000
    with pytest.raises(NotOpen):
        cancel_booking(booking=booking, by=cast.owner, at=cast.at)


def test_what_has_no_time_was_neither_used_nor_missed(cast: Cast, machine: Machine) -> None:
    with pytest.raises(NotFixed):
        record_no_show(booking=wish(cast), by=cast.lab, at=cast.at)


def test_a_broken_machine_sends_its_bookings_back_in_their_turn(
    cast: Cast, machine: Machine
) -> None:
    booking = fixed(cast, machine)
    change_machine_state(
        machine=machine, state=MachineState.REPAIR, because="Pompa vakum", by=cast.lab, at=cast.at
    )
    booking.refresh_from_db()
    assert (booking.status, booking.starts_at) == (BookingStatus.WAITING, None)
    assert booking.note == "Pompa vakum"
    machine.refresh_from_db()
    assert queue_of(machine, cast.at).waiting[0].slot is None


def test_a_machine_cannot_go_back_while_it_is_booked(cast: Cast, machine: Machine) -> None:
    booking = fixed(cast, machine)
    back = {"because": "Masa pinjam habis", "by": cast.planner, "at": cast.at}
    with pytest.raises(StillBooked, match="B-017"):
        return_machine(machine=machine, returned_on=date(2019, 4, 12), **back)  # type: ignore[arg-type]
    cancel_booking(booking=booking, by=cast.planner, at=cast.at - timedelta(days=2))
    return_machine(machine=machine, returned_on=date(2019, 4, 12), **back)  # type: ignore[arg-type]
    machine.refresh_from_db()
    with pytest.raises(GivenBack, match="PT TMMIN"):
        wish(cast)
    assert MachineUse.objects.count() == 0


def test_a_return_that_ends_bookings_tells_each_booker_and_costs_nothing(
    cast: Cast, machine: Machine
) -> None:
    mine = fixed(cast, machine)
    theirs = wish(cast, cast.owner_b)
    ended = return_machine(
        machine=machine,
        returned_on=date(2019, 4, 12),
        because="Masa pinjam habis",
        ends_bookings=True,
        by=cast.planner,
        at=cast.at,
    )
    assert {each.pk for each in ended} == {mine.pk, theirs.pk}
    for account in (cast.owner, cast.owner_b):
        [news] = booking_news(account, cast.at)
        assert (news.status, news.note) == (BookingStatus.CANCELLED, "Masa pinjam habis")
    assert MachineUse.objects.count() == 0
    assert booking_news(cast.planner, cast.at) == []


def test_with_its_return_the_gift_report_closes(cast: Cast, machine: Machine) -> None:
    return_machine(
        machine=machine, returned_on=date(2019, 4, 12), because="", by=cast.planner, at=cast.at
    )
    machine.refresh_from_db()
    april = gift_uses(cast.cooperative, [machine], date(2019, 4, 1), date(2019, 4, 30))
    may = gift_uses(cast.cooperative, [machine], date(2019, 5, 1), date(2019, 5, 31))
    assert ([use.machine for use in april], may) == ([machine], [])


def test_what_nobody_gave_goes_back_to_nobody(cast: Cast) -> None:
    with pytest.raises(NotAGift):
        return_machine(
            machine=cast.spectrometer,
            returned_on=date(2019, 4, 12),
            because="",
            by=cast.planner,
            at=cast.at,
        )


def test_times_are_those_of_the_workshops_clock(cast: Cast, machine: Machine) -> None:
    wish(cast)
    evening = datetime(2019, 4, 12, 20, 0, tzinfo=JAKARTA)
    [booking] = fix_queue(machine=machine, by=cast.planner, at=evening)
    assert booking.starts_at == datetime(2019, 4, 13, 7, 0, tzinfo=JAKARTA)
