"""Today in the co-operative's office: what will be late, what to ship, what can be settled."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.timezone import localdate

from rantai.delivery.models import Box, BoxStatus, Shipment
from rantai.delivery.queries import boxes_visible_to, shipments_without_receipt, standing_lines
from rantai.orders.models import DeliverySchedule
from rantai.orders.queries import current_schedules
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.plans.queries import MonthRow, months_visible_to, work_orders_visible_to
from rantai.portal.queries.conflicts import conflicts_visible_to
from rantai.quality.queries.eightd import Act, waiting_actions
from rantai.quality.queries.risk import RiskAct, waiting_risk_acts
from rantai.records.models import Account, Conflict
from rantai.records.queries import owned_by
from rantai.settlement.models import Settlement
from rantai.settlement.queries import settlements_visible_to
from rantai.shopfloor.queries import OrderProgress, progress_of, unfinished

SOON = timedelta(days=7)
SHOWN = 12
LIVE = (WorkOrderStatus.ISSUED, WorkOrderStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class BoxesToShip:
    customer: str
    boxes: int
    held: int
    pieces: int
    since: datetime


@dataclass(frozen=True, slots=True)
class PlannerDay:
    late: list[OrderProgress]
    late_count: int
    to_allocate: list[MonthRow]
    to_ship: list[BoxesToShip]
    declined: list[WorkOrder]
    releases: list[DeliverySchedule]
    conflicts: list[Conflict]
    actions: list[Act]
    risks: list[RiskAct]


@dataclass(frozen=True, slots=True)
class ToSettle:
    customer: str
    accepted: int
    rejected: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class TreasurerDay:
    to_settle: list[ToSettle]
    without_receipt: list[Shipment]
    settled: list[Settlement]


def planner_day(viewer: Account, at: datetime) -> PlannerDay:
    late, open_months = late_orders(viewer, at), to_allocate(viewer)
    first = progress_of(late[: SHOWN + 1])
    return PlannerDay(
        late=first[:SHOWN],
        late_count=len(first) if len(first) <= SHOWN else late.count(),
        to_allocate=open_months,
        declined=declined_in(viewer, open_months)[:SHOWN],
        to_ship=boxes_to_ship(viewer),
        releases=list(current_schedules(viewer).order_by("-received_at")[:5]),
        conflicts=list(conflicts_visible_to(viewer).filter(resolved_at__isnull=True)[:SHOWN]),
        actions=waiting_actions(viewer, at),
        risks=waiting_risk_acts(viewer, at),
    )


def late_orders(viewer: Account, at: datetime) -> QuerySet[WorkOrder]:
    """Work orders due within a week, or past, that still lack pieces; the earliest first."""
    due = work_orders_visible_to(viewer).filter(status__in=LIVE, due_on__lte=localdate(at + SOON))
    named = due.select_related(None).select_related("workshop", "revision__part")
    return unfinished(named).order_by("due_on", "code")


def to_allocate(viewer: Account) -> list[MonthRow]:
    """Confirmed pieces that no workshop makes; the earliest month first."""
    return sorted(
        (row for row in months_visible_to(viewer) if row.count.to_allocate),
        key=lambda row: (row.month, row.revision.part.number),
    )


def declined_in(viewer: Account, months: list[MonthRow]) -> list[WorkOrder]:
    """Work orders an owner declined in months that still lack a workshop."""
    lacking = {(row.revision.pk, row.month) for row in months}
    if not lacking:
        return []
    declined = work_orders_visible_to(viewer).filter(
        status=WorkOrderStatus.DECLINED, month__in={month for _revision, month in lacking}
    )
    return [order for order in declined if (order.revision_id, order.month) in lacking]


def boxes_to_ship(viewer: Account) -> list[BoxesToShip]:
    """Packed boxes still here, customer by customer, and how many of them may not leave."""
    rows = (
        boxes_visible_to(viewer)
        .filter(status=BoxStatus.PACKED)
        .order_by()
        .values("customer__name")
        .annotate(
            all=Count("pk"),
            on_hold=Count("pk", filter=Q(node__open_holds__gt=0)),
            since=Min("packed_at"),
        )
    )
    pieces = dict(
        owned_by(viewer, Box.objects.filter(status=BoxStatus.PACKED))
        .order_by()
        .values_list("customer__name")
        .annotate(Sum("contents__quantity"))
    )
    found = [
        BoxesToShip(
            customer=row["customer__name"],
            boxes=row["all"],
            held=row["on_hold"],
            pieces=pieces[row["customer__name"]] or 0,
            since=row["since"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: row.since)


def treasurer_day(viewer: Account, at: datetime) -> TreasurerDay:
    return TreasurerDay(
        to_settle=to_settle(viewer),
        without_receipt=list(shipments_without_receipt(viewer)[:SHOWN]),
        settled=list(settlements_visible_to(viewer).order_by("-period_to")[:5]),
    )


def to_settle(viewer: Account) -> list[ToSettle]:
    """What customers received and no settlement has paid, customer by customer."""
    if viewer.cooperative_id is None:
        return []
    rows = (
        standing_lines(viewer.cooperative_id)
        .filter(settlement_lines__isnull=True)
        .values("receipt__shipment__customer__name")
        .annotate(
            good=Sum("accepted"),
            bad=Sum("rejected"),
            since=Min("receipt__received_on"),
            until=Max("receipt__received_on"),
        )
        .order_by("since")
    )
    return [
        ToSettle(
            customer=row["receipt__shipment__customer__name"],
            accepted=row["good"],
            rejected=row["bad"],
            since=row["since"],
            until=row["until"],
        )
        for row in rows
    ]
