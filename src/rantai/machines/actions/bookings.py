"""Asking for a shared machine, fixing the queue, and what came of each booking."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from rantai.machines.actions._guards import GivenBack, NoFee, NotShared, refuse_unfit
from rantai.machines.actions.uses import write_use
from rantai.machines.models import Booking, BookingStatus, Machine, MachineUse, QueueRule
from rantai.machines.queries import fee_in_force, opening_of, queue_of, queue_rule_in_force
from rantai.machines.queue import charged_minutes, no_show_fee
from rantai.machines.rules import fee_for
from rantai.members.models import MembershipStatus, Workshop
from rantai.members.queries import membership_on, workshop_of
from rantai.records.actions import write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.refusals import Refusal


class NoQueueRule(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("No rule says yet whose turn it is. Have the planner enter the queue rule first.")
        )


class NotAMember(Refusal):
    def __init__(self, workshop: Workshop) -> None:
        super().__init__(
            _("%(workshop)s is not an active member today, so no shared machine is booked for it.")
            % {"workshop": workshop}
        )


class TooLong(Refusal):
    def __init__(self, minutes: int) -> None:
        super().__init__(
            _(
                "A day on this machine has %(minutes)s minutes. "
                "Ask for no more than that, and again for the rest."
            )
            % {"minutes": minutes}
        )


class DueAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This due day is over. Write the day the pieces are needed now."))


class NotOpen(Refusal):
    def __init__(self, booking: Booking) -> None:
        super().__init__(
            _("This booking is closed already (%(status)s). Look at the queue again.")
            % {"status": booking.get_status_display()}
        )


class NotFixed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This booking has no time yet. Fix the queue first, then say who came."))


class GraceNotOver(Refusal):
    def __init__(self, until: datetime) -> None:
        super().__init__(
            _("The workshop may still come until %(time)s. Say so after that.")
            % {"time": date_format(until, "H.i")}
        )


class WrongTimes(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The end must come after the beginning, and neither may lie ahead of now.")
        )


@transaction.atomic
def request_booking(
    *,
    machine: Machine,
    workshop: Workshop | None = None,
    purpose: str,
    family: str,
    minutes: int,
    pieces: int,
    due_on: date,
    by: Account,
    at: datetime,
) -> Booking:
    """A workshop asks for itself, the planner for any; the turn follows from the rule alone."""
    cooperative = acting_as(by, Role.PLANNER, *WORKSHOP)
    if workshop is None or has_role(by, *WORKSHOP):
        workshop = workshop_of(by)
    assert workshop is not None
    today = localdate(at)
    _refuse_request(machine, workshop, cooperative, minutes, due_on, today)
    booking = Booking.objects.create(
        cooperative=cooperative,
        machine=machine,
        workshop=workshop,
        purpose=purpose,
        family=family.strip().lower(),
        minutes=minutes,
        pieces=pieces,
        due_on=due_on,
        asked_at=at,
        asked_by=by,
    )
    write_audit(
        "booking.requested",
        booking,
        by=by,
        at=at,
        machine=machine.code,
        workshop=workshop.code,
        minutes=minutes,
        due_on=due_on.isoformat(),
    )
    return booking


def _refuse_request(
    machine: Machine,
    workshop: Workshop,
    cooperative: Cooperative,
    minutes: int,
    due_on: date,
    today: date,
) -> None:
    if machine.workshop_id is not None:
        raise NotShared(machine)
    if machine.returned_on and machine.returned_on <= today:
        raise GivenBack(machine, machine.returned_on)
    rule = queue_rule_in_force(cooperative.pk, today)
    if rule is None:
        raise NoQueueRule
    if membership_on(cooperative, today).get(workshop.pk) not in MAY_BOOK:
        raise NotAMember(workshop)
    if minutes > opening_of(rule).minutes:
        raise TooLong(opening_of(rule).minutes)
    if due_on < today:
        raise DueAlready
    if fee_in_force(machine, today) is None:
        raise NoFee(machine, today)
    refuse_unfit(machine, today)


MAY_BOOK = frozenset({MembershipStatus.ACTIVE, MembershipStatus.DECEASED})
"""A workshop whose owner has died goes on under the heir."""


@transaction.atomic
def confirm_safety(*, booking: Booking, because: str, by: Account, at: datetime) -> None:
    """Only the office may lift a booking to the front: a member cannot do it for itself."""
    acting_as(by, Role.PLANNER, Role.LAB)
    booking = _locked(booking)
    if not booking.is_open:
        raise NotOpen(booking)
    _change(booking, safety_reason=because)
    write_audit("booking.safety_confirmed", booking, by=by, at=at, because=because)


@transaction.atomic
def fix_queue(*, machine: Machine, by: Account, at: datetime) -> list[Booking]:
    """Whoever would come within the rule's days gets a time that no later wish moves."""
    acting_as(by, Role.PLANNER, Role.LAB)
    _lock(machine)
    queue = queue_of(machine, at)
    if queue.rule is None:
        raise NoQueueRule
    until = at + timedelta(days=queue.rule.fixed_days)
    fixed = []
    for expected in queue.waiting:
        if expected.slot is None or expected.slot.start > until:
            continue
        booking, slot = expected.booking, expected.slot
        _change(
            booking, status=BookingStatus.BOOKED, starts_at=slot.start, ends_at=slot.end, note=""
        )
        fixed.append(booking)
    write_audit(
        "machine.queue_fixed",
        machine,
        by=by,
        at=at,
        rule=queue.rule.valid_from.isoformat(),
        bookings=[[each.pk, each.starts_at.isoformat()] for each in fixed if each.starts_at],
    )
    return fixed


@transaction.atomic
def cancel_booking(*, booking: Booking, by: Account, at: datetime) -> MachineUse | None:
    """Free of charge until the rule's hours before its time; later it costs the no-show part."""
    acting_as(by, Role.PLANNER, *WORKSHOP)
    booking = _locked(booking)
    if not booking.is_open:
        raise NotOpen(booking)
    charged = None
    if booking.status == BookingStatus.BOOKED and booking.starts_at:
        rule = _rule(booking, at)
        if at > booking.starts_at - timedelta(hours=rule.cancel_hours):
            charged = _charge_absence(booking, rule.no_show_pct, by=by, at=at)
    _change(booking, status=BookingStatus.CANCELLED)
    write_audit(
        "booking.cancelled",
        booking,
        by=by,
        at=at,
        fee_rupiah=charged.fee_rupiah if charged else 0,
    )
    return charged


@transaction.atomic
def record_no_show(*, booking: Booking, by: Account, at: datetime) -> MachineUse:
    """After the rule's minutes of grace the rest of the time is free for others."""
    acting_as(by, *OFFICE)
    booking = _fixed(booking)
    assert booking.starts_at is not None
    rule = _rule(booking, at)
    until = booking.starts_at + timedelta(minutes=rule.grace_minutes)
    if at < until:
        raise GraceNotOver(localtime(until))
    charged = _charge_absence(booking, rule.no_show_pct, by=by, at=at)
    _change(booking, status=BookingStatus.NO_SHOW)
    write_audit("booking.missed", booking, by=by, at=at, fee_rupiah=charged.fee_rupiah)
    return charged


@transaction.atomic
def finish_booking(
    *,
    booking: Booking,
    began_at: datetime,
    ended_at: datetime,
    pieces: int,
    by: Account,
    at: datetime,
) -> MachineUse:
    """The use with its fee; who comes late pays from the booked beginning."""
    acting_as(by, *OFFICE)
    booking = _fixed(booking)
    assert booking.starts_at is not None
    if not began_at < ended_at <= at:
        raise WrongTimes
    minutes = charged_minutes(booked_from=booking.starts_at, began_at=began_at, ended_at=ended_at)
    if minutes <= 0:
        raise WrongTimes
    use = write_use(
        machine=booking.machine,
        workshop=booking.workshop,
        booking=booking,
        used_on=localdate(began_at),
        minutes=minutes,
        pieces=pieces,
        by=by,
        at=at,
    )
    _change(booking, status=BookingStatus.USED)
    return use


def _charge_absence(booking: Booking, pct: int, *, by: Account, at: datetime) -> MachineUse:
    assert booking.starts_at is not None
    day = localdate(booking.starts_at)
    fee = fee_in_force(booking.machine, day)
    if fee is None:
        raise NoFee(booking.machine, day)
    full = fee_for(booking.minutes, fee.rupiah_per_hour)
    return write_use(
        machine=booking.machine,
        workshop=booking.workshop,
        booking=booking,
        used_on=min(day, localdate(at)),
        minutes=0,
        pieces=None,
        fee_rupiah=no_show_fee(full, pct),
        by=by,
        at=at,
    )


def _rule(booking: Booking, at: datetime) -> QueueRule:
    rule = queue_rule_in_force(booking.cooperative_id, localdate(at))
    if rule is None:
        raise NoQueueRule
    return rule


def _lock(machine: Machine) -> None:
    """Two people fixing the same queue come one after the other."""
    Machine.objects.select_for_update().get(cooperative_id=machine.cooperative_id, pk=machine.pk)


def _locked(booking: Booking) -> Booking:
    _lock(booking.machine)
    return Booking.objects.select_related("machine", "workshop").get(
        cooperative_id=booking.cooperative_id, pk=booking.pk
    )


def _fixed(booking: Booking) -> Booking:
    booking = _locked(booking)
    if booking.status == BookingStatus.WAITING:
        raise NotFixed
    if not booking.is_open:
        raise NotOpen(booking)
    return booking


def _change(booking: Booking, **values: object) -> None:
    for name, value in values.items():
        setattr(booking, name, value)
    booking.save(update_fields=list(values))
