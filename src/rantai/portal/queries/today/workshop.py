"""Today in a workshop: the operator's next heat, the owner's orders and money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404
from django.utils.timezone import localdate

from rantai.delivery.models import ReceiptLine
from rantai.delivery.queries import standing_lines
from rantai.machines.models import Booking
from rantai.machines.queries import booking_news
from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.plans.models import WorkOrder
from rantai.plans.queries import waiting_for_answer, waiting_orders
from rantai.quality.queries.eightd import Act, waiting_actions
from rantai.quality.queries.risk import RiskAct, waiting_risk_acts
from rantai.records.models import Account
from rantai.records.prepared import Limit, prepared
from rantai.settlement.accounts import Expected
from rantai.settlement.models import Statement
from rantai.settlement.queries import expected_pay, last_statement_of
from rantai.shopfloor.models import Heat, HeatStatus, Sample
from rantai.shopfloor.queries import (
    OrderProgress,
    WorkshopMonth,
    accepted_orders,
    latest_month,
    month_of,
    progress_of,
)

QUARTER = timedelta(days=90)
SHOWN = Limit(12)


class OpenHeat(NamedTuple):
    """A line of the list of heats in hand."""

    code: str
    part: str
    furnace: str
    status: str
    started_at: datetime
    is_sampled: bool


@dataclass(frozen=True, slots=True)
class OperatorDay:
    workshop: Workshop
    heats: list[OpenHeat]
    orders: list[OrderProgress]
    waiting_for_owner: int
    actions: list[Act]
    risks: list[RiskAct]
    bookings: list[Booking]

    @property
    def next(self) -> OrderProgress | None:
        return self.orders[0] if self.orders else None

    @property
    def pieces_open(self) -> int:
        return sum(progress.left for progress in self.orders)


@dataclass(frozen=True, slots=True)
class Quality:
    """What customers said about a workshop's pieces lately."""

    accepted: int
    rejected: int
    until: date

    @property
    def accepted_pct(self) -> float | None:
        total = self.accepted + self.rejected
        return 100 * self.accepted / total if total else None


@dataclass(frozen=True, slots=True)
class OwnerDay:
    workshop: Workshop
    to_answer: list[WorkOrder]
    orders: list[OrderProgress]
    pieces_unpaid: int
    unpaid_since: date | None
    expected: list[Expected]
    last_payment: Statement | None
    quality: Quality | None
    gaps: list[WorkshopMonth]
    actions: list[Act]
    risks: list[RiskAct]
    bookings: list[Booking]

    @property
    def rupiah_expected(self) -> int:
        return sum(each.rupiah for each in self.expected)


def operator_day(viewer: Account, at: datetime) -> OperatorDay:
    workshop = _own_workshop(viewer)
    return OperatorDay(
        workshop=workshop,
        heats=[*starmap(OpenHeat, _open_heats(workshop.cooperative_id, workshop.pk, SHOWN))],
        orders=_to_make(workshop),
        waiting_for_owner=waiting_for_answer(workshop),
        actions=waiting_actions(viewer, at),
        risks=waiting_risk_acts(viewer, at),
        bookings=booking_news(viewer, at),
    )


def owner_day(viewer: Account, at: datetime) -> OwnerDay:
    workshop = _own_workshop(viewer)
    said = _said_by_day(workshop.cooperative_id, workshop.pk)
    unpaid = [(day, pieces) for day, _good, _bad, pieces in said if pieces is not None]
    pieces_unpaid = sum(pieces for _day, pieces in unpaid)
    return OwnerDay(
        workshop=workshop,
        to_answer=waiting_orders(viewer),
        orders=_to_make(workshop),
        pieces_unpaid=pieces_unpaid,
        unpaid_since=unpaid[0][0] if unpaid else None,
        expected=expected_pay(workshop) if pieces_unpaid else [],
        last_payment=last_statement_of(workshop),
        quality=_quality(said),
        gaps=[row for row in month_of(viewer, latest_month(viewer, localdate(at))) if row.is_over],
        actions=waiting_actions(viewer, at),
        risks=waiting_risk_acts(viewer, at),
        bookings=booking_news(viewer, at),
    )


@prepared
def _open_heats(owner: int, workshop: int, most: Limit) -> QuerySet[Heat, tuple[Any, ...]]:
    """Heats without the lab's release, the one that has waited longest first."""
    samples = Sample.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), heat_id=OuterRef("pk")
    )
    return (
        Heat.objects.filter(cooperative_id=owner, workshop_id=workshop)
        .exclude(status=HeatStatus.RELEASED)
        .order_by("status", "started_at")
        .values_list(
            "code",
            "work_order__revision__part__name",
            "furnace__name",
            "status",
            "started_at",
            Exists(samples),
        )[:most]
    )


def _to_make(workshop: Workshop) -> list[OrderProgress]:
    """Accepted work orders that still want castings."""
    return [each for each in progress_of(accepted_orders(workshop)) if each.left]


def _own_workshop(viewer: Account) -> Workshop:
    workshop = workshop_of(viewer)
    if workshop is None:
        raise Http404
    return workshop


Day = tuple[date, int, int, int | None]


def _quality(said: Sequence[Day]) -> Quality | None:
    """The quarter up to the last receipt: a workshop may not deliver every month."""
    if not said:
        return None
    last = said[-1][0]
    lately = [(good, bad) for day, good, bad, _unpaid in said if day > last - QUARTER]
    good, bad = (sum(each) for each in zip(*lately, strict=True))
    return Quality(accepted=good, rejected=bad, until=last)


@prepared
def _said_by_day(owner: int, workshop: int) -> QuerySet[ReceiptLine, Day]:
    """What customers accepted and rejected, oldest first, and what of it is not paid yet."""
    rows = standing_lines(owner).filter(content__lot__workshop=workshop)
    return (
        rows.order_by("receipt__received_on")
        .values_list("receipt__received_on")
        .annotate(
            Sum("accepted"),
            Sum("rejected"),
            unpaid=Sum("accepted", filter=Q(settlement_lines__isnull=True)),
        )
    )
