"""Schedules a person may see, what is confirmed by month, and what a release changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, DateField, F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from rantai.orders.models import (
    CallOff,
    CallOffKind,
    Customer,
    CustomerLink,
    DeliverySchedule,
    ScheduleLine,
)
from rantai.orders.rules import (
    MONTHS_AHEAD,
    Change,
    change_between,
    first_of_month,
    month_after,
)
from rantai.orders.schedule_files import Called, LineChange, PartTotal, difference_between
from rantai.orders.schedule_files import CallOffKind as FileKind
from rantai.parts.models import PartRevision
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import OFFICE, has_role, owned_by

CONFIRMED = (CallOffKind.FIRM, CallOffKind.BACKLOG)


def customers_visible_to(viewer: Account) -> QuerySet[Customer]:
    """The office sees every customer; a customer's engineer sees the own firm."""
    rows = owned_by(viewer, Customer.objects.all())
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, Role.CUSTOMER):
        return rows.filter(contacts__account_id=viewer.pk)
    return rows.none()


def links_visible_to(viewer: Account) -> QuerySet[CustomerLink]:
    """The desk's, with how often each was used and when last."""
    rows = owned_by(viewer, CustomerLink.objects.select_related("customer", "made_by"))
    if not has_role(viewer, Role.PLANNER, Role.LAB):
        return rows.none()
    return rows.annotate(times=Count("uses"), last_used=Max("uses__at")).order_by("-made_at")


def schedules_visible_to(viewer: Account) -> QuerySet[DeliverySchedule]:
    rows = owned_by(viewer, DeliverySchedule.objects.select_related("customer", "received_by"))
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, Role.CUSTOMER):
        return rows.filter(customer__contacts__account_id=viewer.pk)
    return rows.none()


def current_schedules(viewer: Account) -> QuerySet[DeliverySchedule]:
    """Each customer's newest release."""
    return schedules_visible_to(viewer).filter(superseded_by__isnull=True)


def latest_release(customer: Customer) -> DeliverySchedule | None:
    return DeliverySchedule.objects.filter(
        cooperative_id=customer.cooperative_id, customer=customer, superseded_by__isnull=True
    ).first()


def confirmed_call_offs(cooperative: Cooperative | int) -> QuerySet[CallOff]:
    """Firm and backlog call-offs, each month as the last release that could speak of it put it.

    A release issued in May says nothing of April; so April stays as April's last release left it,
    while May and everything after follow the newer one.
    """
    newer = TruncMonth("line__schedule__superseded_by__issued_at", output_field=DateField())
    return (
        CallOff.objects.filter(cooperative=cooperative, kind__in=CONFIRMED)
        .annotate(newer_speaks_from=newer)
        .filter(Q(newer_speaks_from__isnull=True) | Q(newer_speaks_from__gt=F("plan_month")))
    )


def confirmed_quantity(cooperative: Cooperative, revision: PartRevision, month: date) -> int:
    """Pieces of a revision that customers have called off for a month: firm and backlog."""
    rows = confirmed_call_offs(cooperative).filter(line__revision=revision, plan_month=month)
    return int(rows.aggregate(pieces=Sum("quantity"))["pieces"] or 0)


def last_due(cooperative: Cooperative, revision: PartRevision, month: date) -> date | None:
    """The last day on which confirmed pieces of a month are due."""
    rows = confirmed_call_offs(cooperative).filter(line__revision=revision, plan_month=month)
    day: date | None = rows.aggregate(last=Max("due_on"))["last"]
    return day


def confirmed_months(viewer: Account, since: date | None = None) -> dict[tuple[int, date], int]:
    """Confirmed pieces by (revision, month), for the office; months before `since` are left out."""
    if viewer.cooperative is None or not has_role(viewer, *OFFICE):
        return {}
    rows = confirmed_call_offs(viewer.cooperative)
    if since:
        rows = rows.filter(plan_month__gte=since)
    totals = (
        rows.order_by()
        .values_list("line__revision_id", "plan_month")
        .annotate(pieces=Sum("quantity"))
    )
    return {(revision, month): pieces for revision, month, pieces in totals if pieces}


# What a release says, by part and month


@dataclass(slots=True)
class PartCalls:
    """One part of a release: what is wanted in month N, N+1 to N+3 and later."""

    revision: PartRevision
    months: tuple[date, ...]
    backlog: int = 0
    firm: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    forecast: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    firm_later: int = 0
    forecast_later: int = 0
    received: int | None = None
    received_since: date | None = None
    called_before: int = 0

    @property
    def firm_by_month(self) -> list[int]:
        return [self.firm.get(month, 0) for month in self.months]

    @property
    def forecast_by_month(self) -> list[int]:
        return [self.forecast.get(month, 0) for month in self.months]

    @property
    def by_month(self) -> list[tuple[date, int, int]]:
        return list(zip(self.months, self.firm_by_month, self.forecast_by_month, strict=True))

    @property
    def cumulative_backlog(self) -> int:
        return self.called_before + self.backlog

    @property
    def cumulative_by_month(self) -> list[int]:
        """Pieces called up to and with each month, the backlog among them."""
        running, totals = self.cumulative_backlog, []
        for pieces in self.firm_by_month:
            running += pieces
            totals.append(running)
        return totals

    @property
    def cumulative_called(self) -> int:
        return self.cumulative_by_month[-1] + self.firm_later

    @property
    def confirmed(self) -> int:
        return self.backlog + sum(self.firm.values()) + self.firm_later

    @property
    def expected(self) -> int:
        return sum(self.forecast.values()) + self.forecast_later


@dataclass(frozen=True, slots=True)
class CustomerCalls:
    """A customer with the newest release and what it wants, or with none yet."""

    customer: Customer
    schedule: DeliverySchedule | None
    months: tuple[date, ...]
    parts: list[PartCalls]


def months_of(schedule: DeliverySchedule) -> tuple[date, ...]:
    first = first_of_month(timezone.localdate(schedule.issued_at))
    return tuple(month_after(first, ahead) for ahead in range(MONTHS_AHEAD + 1))


def calls_of_customers(viewer: Account) -> list[CustomerCalls]:
    """Every visible customer with what the current release wants of each part."""
    customers = list(customers_visible_to(viewer))
    current = {schedule.customer_id: schedule for schedule in current_schedules(viewer)}
    calls = calls_by_part(current.values())
    return [
        CustomerCalls(
            customer=customer,
            schedule=(schedule := current.get(customer.pk)),
            months=months_of(schedule) if schedule else (),
            parts=calls.get(schedule.pk, []) if schedule else [],
        )
        for customer in customers
    ]


def calls_by_part(schedules: Iterable[DeliverySchedule]) -> dict[int, list[PartCalls]]:
    """What each release wants, part by part, in a fixed number of queries."""
    by_id = {schedule.pk: schedule for schedule in schedules}
    if not by_id:
        return {}
    owner = next(iter(by_id.values())).cooperative
    lines = list(
        ScheduleLine.objects.filter(cooperative=owner, schedule__in=by_id)
        .select_related("revision__part")
        .order_by("revision__part__number", "revision__revision", "pk")
    )
    found: dict[tuple[int, int], PartCalls] = {}
    for line in lines:
        key = (line.schedule_id, line.revision_id)
        if key not in found:
            found[key] = PartCalls(line.revision, months_of(by_id[line.schedule_id]))
        _add_received(found[key], line)
    _add_call_offs(owner, by_id, found)
    _add_history(owner, by_id, found)
    parts: dict[int, list[PartCalls]] = defaultdict(list)
    for (schedule_id, _), calls in found.items():
        parts[schedule_id].append(calls)
    return parts


def _add_received(calls: PartCalls, line: ScheduleLine) -> None:
    if line.cumulative_received is not None:
        calls.received = (calls.received or 0) + line.cumulative_received
        calls.received_since = calls.received_since or line.cumulative_from


def _add_call_offs(
    owner: Cooperative,
    schedules: Mapping[int, DeliverySchedule],
    found: Mapping[tuple[int, int], PartCalls],
) -> None:
    sums = (
        CallOff.objects.filter(cooperative=owner, line__schedule__in=schedules)
        .order_by()
        .values_list("line__schedule_id", "line__revision_id", "kind", "plan_month")
        .annotate(pieces=Sum("quantity"))
    )
    for schedule_id, revision_id, kind, month, pieces in sums:
        calls = found[schedule_id, revision_id]
        is_later = month > calls.months[-1]
        if kind == CallOffKind.BACKLOG:
            calls.backlog += pieces
        elif kind == CallOffKind.FIRM and is_later:
            calls.firm_later += pieces
        elif kind == CallOffKind.FIRM:
            calls.firm[month] += pieces
        elif is_later:
            calls.forecast_later += pieces
        else:
            calls.forecast[month] += pieces


def _add_history(
    owner: Cooperative,
    schedules: Mapping[int, DeliverySchedule],
    found: Mapping[tuple[int, int], PartCalls],
) -> None:
    """What was called before: the customer's own count, or else our record of earlier months."""
    customers = {schedule.customer_id for schedule in schedules.values()}
    earlier: dict[tuple[int, int], list[tuple[date, int]]] = defaultdict(list)
    sums = (
        confirmed_call_offs(owner)
        .filter(line__schedule__customer__in=customers)
        .order_by()
        .values_list("line__schedule__customer_id", "line__revision_id", "plan_month")
        .annotate(pieces=Sum("quantity"))
    )
    for customer_id, revision_id, month, pieces in sums:
        earlier[customer_id, revision_id].append((month, pieces))
    for (schedule_id, revision_id), calls in found.items():
        if calls.received is not None:
            calls.called_before = calls.received
            continue
        months = earlier[schedules[schedule_id].customer_id, revision_id]
        calls.called_before = sum(pieces for month, pieces in months if month < calls.months[0])


# What a release changed


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One call-off of the old release, the new one or both, and what became of it."""

    line: LineChange
    change: Change

    @property
    def kind_label(self) -> str:
        return str(CallOffKind(self.line.kind).label)


@dataclass(frozen=True, slots=True)
class ReleaseChanges:
    """A release beside the one it superseded; the first release of a customer has none."""

    previous: DeliverySchedule | None
    lines: list[ChangedLine]
    parts: tuple[PartTotal, ...]

    @property
    def changed(self) -> list[ChangedLine]:
        return [row for row in self.lines if row.change not in (Change.SAME, Change.PAST)]


def changes_of(schedule: DeliverySchedule) -> ReleaseChanges:
    """Compare a release with the one it superseded, call-off by call-off."""
    previous = schedule.supersedes
    called = _called_by_schedule(schedule, previous)
    old = called[previous.pk] if previous else []
    difference = difference_between(old, called[schedule.pk])
    issued_on = timezone.localdate(schedule.issued_at)
    lines = [
        ChangedLine(
            line,
            change_between(
                line.old_quantity, line.new_quantity, due_on=line.due_on, issued_on=issued_on
            ),
        )
        for line in difference.lines
        if line.old_quantity or line.new_quantity
    ]
    return ReleaseChanges(previous, lines, difference.parts)


def _called_by_schedule(
    schedule: DeliverySchedule, previous: DeliverySchedule | None
) -> dict[int, list[Called]]:
    ids = [schedule.pk, *([previous.pk] if previous else [])]
    rows = (
        CallOff.objects.filter(cooperative_id=schedule.cooperative_id, line__schedule__in=ids)
        .order_by()
        .values_list(
            "line__schedule_id",
            "line__revision__part__number",
            "line__ship_to",
            "due_on",
            "kind",
            "quantity",
        )
    )
    called: dict[int, list[Called]] = defaultdict(list)
    for schedule_id, part, ship_to, due_on, kind, quantity in rows:
        called[schedule_id].append(Called(part, ship_to, due_on, FileKind(kind), quantity))
    return called
