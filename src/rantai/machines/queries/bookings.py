"""The queue of a shared machine: what is fixed, who waits, and when each would come."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet, Sum
from django.utils.timezone import get_current_timezone, localdate, localtime

from rantai.machines.models import (
    Booking,
    BookingStatus,
    Machine,
    MachineState,
    MachineUse,
    QueueRule,
)
from rantai.machines.queries.maintenance import plans_due
from rantai.machines.queue import (
    Asked,
    Opening,
    Slot,
    Span,
    Turn,
    TurnRule,
    in_turn,
    place_in_turn,
)
from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.records.models import Account
from rantai.records.prepared import prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by


def bookings_visible_to(viewer: Account) -> QuerySet[Booking]:
    """The office's and, for its own workshop, a member's; the queue itself shows codes to all."""
    rows = owned_by(viewer, Booking.objects.select_related("machine", "workshop"))
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, *WORKSHOP):
        return rows.filter(workshop=workshop_of(viewer))
    return rows.none()


NEWS = timedelta(days=30)


def booking_news(viewer: Account, at: datetime) -> list[Booking]:
    """A workshop's bookings that others changed: ended lately, or sent back to wait again."""
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    if workshop is None:
        return []
    return _news_of(workshop.cooperative_id, workshop.pk, localdate(at) - NEWS)


@prepared
def _news_of(owner: int, workshop: int, since: date) -> QuerySet[Booking]:
    changed = Q(ended_on__gt=since) | ~Q(note="") & Q(status=BookingStatus.WAITING)
    rows = Booking.objects.filter(changed, cooperative_id=owner, workshop_id=workshop)
    return rows.select_related("machine", "workshop").order_by("-ended_on", "due_on")[:20]


def queue_rule_in_force(cooperative_id: int, on: date) -> QueueRule | None:
    return (
        QueueRule.objects.filter(cooperative_id=cooperative_id, valid_from__lte=on)
        .order_by("-valid_from")
        .first()
    )


def opening_of(rule: QueueRule) -> Opening:
    return Opening(rule.opens_at, rule.closes_at, rule.days_a_week)


@dataclass(frozen=True, slots=True)
class Expected:
    """A waiting booking, its turn, and when it would come if nothing changed."""

    booking: Booking
    turn: Turn
    slot: Slot | None


@dataclass(frozen=True, slots=True)
class Queue:
    machine: Machine
    rule: QueueRule | None
    fixed: list[Booking]
    waiting: list[Expected]
    overdue: list[Booking]
    """Fixed times that are over, and nobody has said whether anyone came."""


def queue_of(machine: Machine, at: datetime) -> Queue:
    rule = queue_rule_in_force(machine.cooperative_id, localdate(at))
    open_ones = list(
        Booking.objects.filter(
            cooperative_id=machine.cooperative_id,
            machine=machine,
            status__in=(BookingStatus.WAITING, BookingStatus.BOOKED),
        )
        .select_related("workshop", "machine")
        .order_by("starts_at", "asked_at", "pk")
    )
    booked = [each for each in open_ones if each.status == BookingStatus.BOOKED]
    fixed = [each for each in booked if each.ends_at and each.ends_at > at]
    waiting = [each for each in open_ones if each.status == BookingStatus.WAITING]
    return Queue(
        machine,
        rule,
        fixed,
        _expected(machine, rule, fixed, waiting, at) if rule else [],
        [each for each in booked if each not in fixed],
    )


def _expected(
    machine: Machine, rule: QueueRule, fixed: list[Booking], waiting: list[Booking], at: datetime
) -> list[Expected]:
    today, now = localdate(at), localtime(at)
    turns = in_turn(
        [_asked(each) for each in waiting],
        TurnRule(rule.safety_first, rule.band_days),
        used=minutes_of_late(machine, rule, fixed, today),
        today=today,
    )
    placed = place_in_turn(
        turns,
        since=now,
        taken=[
            Slot(localtime(each.starts_at), localtime(each.ends_at), each.family) for each in fixed
        ],
        closed=closed_spans(machine, at),
        opening=opening_of(rule),
        setup_minutes=machine.setup_minutes,
    )
    by_key = {each.pk: each for each in waiting}
    return [Expected(by_key[turn.asked.key], turn, slot) for turn, slot in placed]


def _asked(booking: Booking) -> Asked:
    return Asked(
        booking.pk,
        booking.workshop_id,
        booking.minutes,
        booking.due_on,
        booking.asked_at,
        booking.is_safety,
        booking.family,
    )


def minutes_of_late(
    machine: Machine, rule: QueueRule, fixed: list[Booking], today: date
) -> Counter[int]:
    """Minutes each workshop had on this machine in the rule's window, with what is fixed for it."""
    had = (
        MachineUse.objects.current()
        .filter(
            cooperative_id=machine.cooperative_id,
            machine=machine,
            used_on__gt=today - timedelta(days=rule.share_days),
        )
        .values_list("workshop")
        .annotate(Sum("minutes"))
        .order_by()
    )
    minutes = Counter(dict(had))
    for each in fixed:
        minutes[each.workshop_id] += each.minutes
    return minutes


def closed_spans(machine: Machine, at: datetime) -> list[Span]:
    """Every time from now on in which the machine cannot be had, whatever the reason."""
    now = localtime(at)
    spans = [
        Span(localtime(each.starts_at), localtime(each.ends_at))
        for each in machine.closures.filter(ends_at__gt=at)
    ]
    if machine.state != MachineState.READY:
        spans.append(Span(now, None))
    for planned in plans_due([machine], now.date()).get(machine.pk, []):
        if planned.due.is_due:
            spans.append(Span(now, None))
        elif planned.due.due_on:
            spans.append(Span(_midnight(planned.due.due_on + timedelta(days=1), now), None))
    if machine.calibrated_until:
        spans.append(Span(_midnight(machine.calibrated_until + timedelta(days=1), now), None))
    if machine.returned_on:
        spans.append(Span(_midnight(machine.returned_on, now), None))
    return spans


def _midnight(day: date, like: datetime) -> datetime:
    return datetime.combine(day, time(), like.tzinfo)


def open_bookings_from(machine: Machine, moment: datetime) -> QuerySet[Booking]:
    """Bookings that a closure or a return from this moment on would strike; waiting ones too."""
    return Booking.objects.filter(
        Q(status=BookingStatus.WAITING) | Q(status=BookingStatus.BOOKED, ends_at__gt=moment),
        cooperative_id=machine.cooperative_id,
        machine=machine,
    )


def bookings_from(workshop: Workshop, since: date) -> QuerySet[Booking]:
    """What a workshop has or waits for on shared machines from this day on."""
    morning = datetime.combine(since, time(), get_current_timezone())
    return (
        Booking.objects.filter(
            Q(status=BookingStatus.WAITING) | Q(status=BookingStatus.BOOKED, ends_at__gt=morning),
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
        )
        .select_related("machine", "workshop")
        .order_by("starts_at", "due_on", "pk")
    )
