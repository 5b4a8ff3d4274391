"""What a customer reads of our quality: a scorecard by month, approvals and capability."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404
from django.utils.timezone import localdate

from rantai.delivery.models import BoxContent, BoxStatus, ReceiptLine
from rantai.delivery.queries import standing_lines
from rantai.members.models import Workshop
from rantai.members.queries import names_shown_on
from rantai.orders.models import CallOff, CallOffKind, Customer, ScheduleLine
from rantai.orders.queries import confirmed_call_offs, customers_visible_to
from rantai.parts.models import Approval
from rantai.parts.queries import state_of
from rantai.portal.rules import months_back
from rantai.quality.models import EightD, Stream
from rantai.quality.queries.effect import claim_rules, clock_on
from rantai.quality.queries.streams import StreamChart, charts_of
from rantai.records.models import Account
from rantai.records.prepared import only_one, prepared
from tuang.spc import RejectRate, rejects_per_million

MONTHS = 12


@lru_cache(maxsize=1_000)
def _rate(rejected: int, received: int) -> RejectRate:
    """Exact limits take a millisecond or two, and a page asks for each of them four times."""
    return rejects_per_million(rejected, received)


@dataclass(slots=True)
class Month:
    """One month of a customer's scorecard: counts first, and rates only from counts."""

    month: date
    accepted: int = 0
    rejected: int = 0
    due: int = 0
    in_full: int = 0
    claims: int = 0
    answered_late: int = 0
    answer_hours: list[float] = field(default_factory=list)

    @property
    def received(self) -> int:
        return self.accepted + self.rejected

    @property
    def rate(self) -> RejectRate | None:
        return _rate(self.rejected, self.received) if self.received else None

    @property
    def in_full_pct(self) -> float | None:
        return 100 * self.in_full / self.due if self.due else None

    @property
    def mean_answer_hours(self) -> float | None:
        return sum(self.answer_hours) / len(self.answer_hours) if self.answer_hours else None

    @property
    def is_empty(self) -> bool:
        return not (self.received or self.due or self.claims)


@dataclass(frozen=True, slots=True)
class Approved:
    part: str
    maker: str
    reference: str
    approved_on: date
    valid_until: date
    state: str


@dataclass(frozen=True, slots=True)
class Capable:
    """One characteristic of one maker, with its chart's own figures."""

    part: str
    maker: str
    chart: StreamChart


@dataclass(frozen=True, slots=True)
class CustomerQuality:
    customer: Customer
    months: list[Month]
    year: Month
    approvals: list[Approved]
    capability: list[Capable]
    names_workshops: bool
    until: date


def quality_for(viewer: Account, at: datetime) -> CustomerQuality:
    customer = customers_visible_to(viewer).first()
    if customer is None:
        raise Http404
    today = localdate(at)
    names = names_shown_on(customer.cooperative_id, today)
    months = scorecard_of(customer, at)
    return CustomerQuality(
        customer,
        [month for month in reversed(months) if not month.is_empty],
        _together(months),
        list(_approvals(customer, today, names=names)),
        list(_capability(customer, names=names)),
        names,
        months[-1].month,
    )


# The scorecard


def scorecard_of(customer: Customer, at: datetime) -> list[Month]:
    """Twelve months up to the last receipt: a customer may not buy every month."""
    today = localdate(at)
    until = only_one(_last_received(customer.cooperative_id, customer.pk)) or today
    months = {month: Month(month) for month in months_back(min(until, today), MONTHS)}
    _count_received(customer, months)
    _count_deliveries(customer, months, today)
    _count_claims(customer, months, at)
    return list(months.values())


def _together(months: list[Month]) -> Month:
    return Month(
        months[0].month,
        accepted=sum(each.accepted for each in months),
        rejected=sum(each.rejected for each in months),
        due=sum(each.due for each in months),
        in_full=sum(each.in_full for each in months),
        claims=sum(each.claims for each in months),
        answered_late=sum(each.answered_late for each in months),
        answer_hours=[hours for each in months for hours in each.answer_hours],
    )


def _count_received(customer: Customer, months: dict[date, Month]) -> None:
    rows = _received(customer.cooperative_id, customer.pk, min(months))
    for day, accepted, rejected in rows:
        month = months.get(day.replace(day=1))
        if month is not None:
            month.accepted += accepted
            month.rejected += rejected


@prepared
def _last_received(owner: int, customer: int) -> QuerySet[ReceiptLine, date]:
    rows = standing_lines(owner).filter(receipt__shipment__customer=customer)
    newest = rows.order_by("-receipt__received_on")
    return newest.values_list("receipt__received_on", flat=True)[:1]


@prepared
def _received(
    owner: int, customer: int, since: date
) -> QuerySet[ReceiptLine, tuple[date, int, int]]:
    rows = standing_lines(owner).filter(
        receipt__shipment__customer=customer, receipt__received_on__gte=since
    )
    return (
        rows.order_by()
        .values_list("receipt__received_on")
        .annotate(Sum("accepted"), Sum("rejected"))
    )


def _count_deliveries(customer: Customer, months: dict[date, Month], today: date) -> None:
    """Cumulative, as the customer counts: early pieces serve the next call-off, and a call-off is
    late as long as any before it is open."""
    left = _shipped(customer)
    calls = _called_off(customer.cooperative_id, customer.pk, today)
    for part, rows in groupby(calls, key=lambda row: row[0]):
        due = [(day, pieces) for _part, day, pieces in rows]
        called = accumulate(pieces for _day, pieces in due)
        for (day, _pieces), wanted in zip(due, called, strict=True):
            month = months.get(day.replace(day=1))
            if month is not None:
                gone = sum(pieces for shipped, pieces in left[part] if shipped <= day)
                month.due += 1
                month.in_full += gone >= wanted


@prepared
def _called_off(
    owner: int, customer: int, before: date
) -> QuerySet[CallOff, tuple[int, date, int]]:
    rows = confirmed_call_offs(owner).filter(
        line__schedule__customer=customer, kind=CallOffKind.FIRM, due_on__lt=before
    )
    in_order = rows.order_by("line__revision__part", "due_on", "pk")
    return in_order.values_list("line__revision__part", "due_on", "quantity")


@prepared
def _boxes(owner: int, customer: int) -> QuerySet[BoxContent, tuple[int, datetime, int]]:
    rows = BoxContent.objects.filter(
        cooperative_id=owner, box__customer=customer, box__status=BoxStatus.SHIPPED
    )
    return (
        rows.order_by()
        .values_list("box__revision__part", "box__shipment__shipped_at")
        .annotate(Sum("quantity"))
    )


def _shipped(customer: Customer) -> defaultdict[int, list[tuple[date, int]]]:
    rows = _boxes(customer.cooperative_id, customer.pk)
    found: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    for part, moment, pieces in rows:
        found[part].append((localdate(moment), pieces))
    return found


def _count_claims(customer: Customer, months: dict[date, Month], at: datetime) -> None:
    rules = claim_rules(customer.cooperative_id)
    for claimed, answered in _claims(customer.cooperative_id, customer.pk):
        month = months.get(localdate(claimed).replace(day=1))
        if month is None:
            continue
        month.claims += 1
        allowed = timedelta(hours=clock_on(rules, localdate(claimed)).answer_hours)
        if answered is not None:
            month.answer_hours.append((answered - claimed) / timedelta(hours=1))
        told = at if answered is None else answered
        month.answered_late += told - claimed > allowed


@prepared
def _claims(owner: int, customer: int) -> QuerySet[EightD, tuple[Any, Any]]:
    rows = EightD.objects.filter(cooperative_id=owner, customer=customer, claimed_at__isnull=False)
    return rows.values_list("claimed_at", "first_answers__occurred_at")


# Approvals and capability


def _parts_of(owner: int, customer: int) -> QuerySet[ScheduleLine, int]:
    """The parts that this customer has ever called off."""
    rows = ScheduleLine.objects.filter(cooperative_id=owner, schedule__customer=customer)
    return rows.values_list("revision__part", flat=True)


@prepared
def _leaves(owner: int, customer: int) -> QuerySet[Approval]:
    rows = Approval.objects.filter(
        cooperative_id=owner, revision__part__in=_parts_of(owner, customer)
    )
    return rows.select_related("workshop", "revision__part").order_by(
        "revision__part__number", "workshop__code", "-approved_on"
    )


@prepared
def _streams(owner: int, customer: int) -> QuerySet[Stream]:
    rows = Stream.objects.filter(
        cooperative_id=owner, characteristic__revision__part__in=_parts_of(owner, customer)
    )
    return rows.select_related("workshop", "characteristic__revision__part").order_by(
        "characteristic__revision__part__number", "characteristic__number", "workshop__code"
    )


def _called(workshop: Workshop, *, names: bool) -> str:
    return str(workshop) if names else workshop.code


def _approvals(customer: Customer, today: date, *, names: bool) -> Iterator[Approved]:
    for each in _leaves(customer.cooperative_id, customer.pk):
        yield Approved(
            f"{each.revision} {each.revision.part.name}",
            _called(each.workshop, names=names),
            each.reference,
            each.approved_on,
            each.valid_until,
            state_of(each, today),
        )


def _capability(customer: Customer, *, names: bool) -> Iterator[Capable]:
    streams = _streams(customer.cooperative_id, customer.pk)
    for chart in charts_of(streams):
        if chart.points:
            part = chart.characteristic.revision.part
            yield Capable(
                f"{part.number} {part.name}", _called(chart.stream.workshop, names=names), chart
            )
