"""Deciding the queue rule, closing a machine for a time, and giving it back to its donor."""

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _

from rantai.machines.models import (
    Booking,
    BookingStatus,
    ClosureKind,
    Machine,
    MachineClosure,
    QueueRule,
)
from rantai.machines.queries import bookings_from, open_bookings_from
from rantai.members.models import Workshop
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class RuleTooEarly(Refusal):
    def __init__(self, last: date) -> None:
        super().__init__(
            _(
                "A queue rule holds since %(day)s already, and bookings were fixed by it. "
                "Choose a later day."
            )
            % {"day": date_format(last, "j M Y")}
        )


class ClosesBeforeOpening(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The closing time must come after the opening time."))


class ClosureOver(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This time is over or ends before it begins. Write a later end."))


class StillBooked(Refusal):
    def __init__(self, machine: Machine, bookings: list[Booking]) -> None:
        told = ", ".join(
            f"{each.workshop.code} ({date_format(each.starts_at or each.due_on, 'j M')})"
            for each in bookings[:5]
        )
        super().__init__(
            _(
                "%(machine)s cannot go back while %(count)s bookings wait for it: %(told)s. "
                "Confirm that these bookings end; each workshop is told then."
            )
            % {"machine": machine, "count": len(bookings), "told": told}
        )


class NotAGift(Refusal):
    def __init__(self, machine: Machine) -> None:
        super().__init__(
            _("%(machine)s was given by nobody, so it can go back to nobody.")
            % {"machine": machine}
        )


@transaction.atomic
def decide_queue_rule(
    *,
    valid_from: date,
    safety_first: bool,
    band_days: int,
    share_days: int,
    fixed_days: int,
    opens_at: time,
    closes_at: time,
    days_a_week: int,
    grace_minutes: int,
    cancel_hours: int,
    no_show_pct: int,
    decision: str,
    by: Account,
    at: datetime,
) -> QueueRule:
    """From this day the queue runs by it; times fixed before stay as they are."""
    cooperative = acting_as(by, Role.PLANNER)
    if closes_at <= opens_at:
        raise ClosesBeforeOpening
    last = QueueRule.objects.filter(cooperative=cooperative).order_by("valid_from").last()
    if last and valid_from <= last.valid_from:
        raise RuleTooEarly(last.valid_from)
    rule = QueueRule.objects.create(
        cooperative=cooperative,
        valid_from=valid_from,
        safety_first=safety_first,
        band_days=band_days,
        share_days=share_days,
        fixed_days=fixed_days,
        opens_at=opens_at,
        closes_at=closes_at,
        days_a_week=days_a_week,
        grace_minutes=grace_minutes,
        cancel_hours=cancel_hours,
        no_show_pct=no_show_pct,
        decision=decision,
        made_at=at,
        made_by=by,
    )
    write_audit(
        "queue_rule.decided",
        rule,
        by=by,
        at=at,
        valid_from=valid_from.isoformat(),
        decision=decision,
    )
    return rule


@transaction.atomic
def close_machine(
    *,
    machine: Machine,
    kind: ClosureKind,
    starts_at: datetime,
    ends_at: datetime,
    note: str,
    by: Account,
    at: datetime,
) -> MachineClosure:
    """Nobody can have it in that time; whose fixed time it was goes back to the queue."""
    acting_as(by, Role.PLANNER, Role.LAB)
    owner = machine.cooperative_id
    Machine.objects.select_for_update().get(cooperative_id=owner, pk=machine.pk)
    if ends_at <= at or ends_at <= starts_at:
        raise ClosureOver
    closure = MachineClosure.objects.create(
        cooperative_id=owner,
        machine=machine,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        note=note,
    )
    struck = open_bookings_from(machine, starts_at).filter(
        status=BookingStatus.BOOKED, starts_at__lt=ends_at
    )
    back = send_back(struck, note or str(ClosureKind(kind).label))
    write_audit(
        "machine.closed",
        machine,
        by=by,
        at=at,
        kind=str(kind),
        starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
        sent_back=back,
    )
    return closure


def send_back(struck: QuerySet[Booking], note: str) -> list[int]:
    """Fixed bookings wait again; they keep the time they asked at, and so their turn."""
    keys = list(struck.values_list("pk", flat=True))
    struck.update(status=BookingStatus.WAITING, starts_at=None, ends_at=None, note=note[:120])
    return keys


def ended_by_return(machine: Machine, returned_on: date) -> list[Booking]:
    """The bookings that a return on this day would end: no time is left for any of them."""
    midnight = datetime.combine(returned_on, time(), get_current_timezone())
    rows = open_bookings_from(machine, midnight).select_related("workshop", "machine")
    return list(rows.order_by("starts_at", "due_on"))


@transaction.atomic
def return_machine(
    *,
    machine: Machine,
    returned_on: date,
    because: str,
    ends_bookings: bool = False,
    by: Account,
    at: datetime,
) -> list[Booking]:
    """It goes back to its donor; what it did stays on record, and nobody books it from that day.

    Bookings end only where whoever returns it has said so, each with the reason its workshop
    reads; none costs the workshop anything.
    """
    acting_as(by, Role.PLANNER)
    owner = machine.cooperative_id
    locked = Machine.objects.select_for_update().get(cooperative_id=owner, pk=machine.pk)
    if not locked.donor:
        raise NotAGift(locked)
    waiting = ended_by_return(locked, returned_on)
    if waiting and not ends_bookings:
        raise StillBooked(locked, waiting)
    for booking in waiting:
        _end_for_its_workshop(booking, because, by=by, at=at)
    Machine.objects.filter(cooperative_id=owner, pk=machine.pk).update(returned_on=returned_on)
    write_audit(
        "machine.returned",
        machine,
        by=by,
        at=at,
        returned_on=returned_on.isoformat(),
        because=because,
        decided_on=localdate(at).isoformat(),
        ended=[each.pk for each in waiting],
    )
    return waiting


@transaction.atomic
def end_bookings_of(
    *, workshop: Workshop, since: date, because: str, by: Account, at: datetime
) -> list[Booking]:
    """Every booking a workshop would still have from this day on ends, free of charge."""
    acting_as(by, Role.PLANNER, Role.TREASURER)
    ending = list(bookings_from(workshop, since))
    for booking in ending:
        _end_for_its_workshop(booking, because, by=by, at=at)
    return ending


def _end_for_its_workshop(booking: Booking, because: str, *, by: Account, at: datetime) -> None:
    booking.status = BookingStatus.CANCELLED
    booking.note = because[:120]
    booking.ended_on = localdate(at)
    booking.save(update_fields=["status", "note", "ended_on"])
    write_audit("booking.ended", booking, by=by, at=at, because=because)
