"""Allocations and work orders a person may see, and how much of a month is shared."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from rantai.members.models import Workshop
from rantai.members.queries import in_sight, seen, sight_of
from rantai.orders.queries import confirmed_months, confirmed_quantity
from rantai.parts.models import PartRevision
from rantai.plans.models import (
    Allocation,
    AllocationStatus,
    Share,
    Shortfall,
    WorkOrder,
    WorkOrderStatus,
)
from rantai.plans.rules import MonthCount
from rantai.records.models import Account, Cooperative
from rantai.records.prepared import prepared
from rantai.records.queries import OFFICE, has_role, owned_by

LIVE = (WorkOrderStatus.ISSUED, WorkOrderStatus.ACCEPTED)


def allocations_visible_to(viewer: Account) -> QuerySet[Allocation]:
    """Only the office sees allocations whole; a member sees its own share on its work order."""
    rows = owned_by(viewer, Allocation.objects.select_related("revision__part", "rule", "made_by"))
    return rows if has_role(viewer, *OFFICE) else rows.none()


def work_orders_visible_to(viewer: Account) -> QuerySet[WorkOrder]:
    """The office sees every SPK, a workshop's people those of their own workshop."""
    sight = sight_of(viewer)
    return in_sight(_shown(), *sight) if sight else _shown().none()


def _shown() -> QuerySet[WorkOrder]:
    """With all that a line of a list says of it."""
    return WorkOrder.objects.select_related("workshop", "revision__part", "share__allocation__rule")


def work_order_with_code(viewer: Account, code: str) -> WorkOrder:
    """One of the SPKs this person sees; raises Http404 where there is none."""
    return seen(_with_code, viewer, code)


@prepared
def _with_code(owner: int, workshop: int | None, code: str) -> QuerySet[WorkOrder]:
    return in_sight(WorkOrder.objects.select_related("workshop"), owner, workshop).filter(code=code)


def shortfalls_of(order: WorkOrder) -> QuerySet[Shortfall]:
    rows: QuerySet[Shortfall] = (
        Shortfall.objects.current()
        .filter(cooperative_id=order.cooperative_id, work_order=order)
        .select_related("recorded_by")
        .order_by("occurred_at")
    )
    return rows


# How much is to be shared


def month_count(cooperative: Cooperative, revision: PartRevision, month: date) -> MonthCount:
    """The pieces of one revision and month, from call-off to answered work orders."""
    counts = _order_counts(
        WorkOrder.objects.filter(cooperative=cooperative, revision=revision, month=month)
    )
    return MonthCount(
        confirmed=confirmed_quantity(cooperative, revision, month),
        **counts.get((revision.pk, month), {}),
    )


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One line of the planner's board."""

    revision: PartRevision
    month: date
    count: MonthCount
    has_draft: bool


def months_visible_to(viewer: Account) -> list[MonthRow]:
    """Every revision and month with something confirmed or issued, newest month first."""
    confirmed = confirmed_months(viewer)
    orders = (
        work_orders_visible_to(viewer) if has_role(viewer, *OFFICE) else WorkOrder.objects.none()
    )
    counts = _order_counts(orders.select_related(None))
    drafts = set(
        allocations_visible_to(viewer)
        .filter(status=AllocationStatus.DRAFT)
        .values_list("revision_id", "month")
    )
    keys = {*confirmed, *counts, *drafts}
    revisions = owned_by(viewer, PartRevision.objects.select_related("part")).in_bulk(
        {revision_id for revision_id, _month in keys}
    )
    rows = [
        MonthRow(
            revision=revisions[revision_id],
            month=month,
            count=MonthCount(
                confirmed=confirmed.get((revision_id, month), 0),
                **counts.get((revision_id, month), {}),
            ),
            has_draft=(revision_id, month) in drafts,
        )
        for revision_id, month in keys
    ]
    by_part = sorted(rows, key=lambda row: (row.revision.part.number, row.revision.revision))
    return sorted(by_part, key=lambda row: row.month, reverse=True)


def _order_counts(orders: QuerySet[WorkOrder]) -> dict[tuple[int, date], dict[str, int]]:
    """Pieces issued, accepted and declined, and those of live orders that will not come."""
    counts: dict[tuple[int, date], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = (
        orders.order_by()
        .values("revision_id", "month", "status")
        .annotate(pieces=Sum("quantity"), lost=Sum("given_up"))
    )
    for row in rows:
        count = counts[row["revision_id"], row["month"]]
        name = "waiting" if row["status"] == WorkOrderStatus.ISSUED else row["status"]
        count[name] += row["pieces"]
        if row["status"] in LIVE:
            count["short"] += row["lost"]
    return counts


# What was shared


def shares_of(allocation: Allocation) -> list[Share]:
    return list(
        Share.objects.filter(cooperative_id=allocation.cooperative_id, allocation=allocation)
        .select_related("workshop")
        .order_by("workshop__code")
    )


def draft_of(revision: PartRevision, month: date) -> Allocation | None:
    return (
        Allocation.objects.filter(
            cooperative_id=revision.cooperative_id,
            revision=revision,
            month=month,
            status=AllocationStatus.DRAFT,
        )
        .select_related("revision__part", "rule", "made_by")
        .first()
    )


def versions_of(viewer: Account, revision: PartRevision, month: date) -> list[Allocation]:
    """The draft and the published versions of a month, newest first; discarded ones left out."""
    return list(
        allocations_visible_to(viewer)
        .filter(revision=revision, month=month)
        .exclude(status=AllocationStatus.DISCARDED)
        .order_by("-version")
    )


def orders_of_month(viewer: Account, revision: PartRevision, month: date) -> list[WorkOrder]:
    rows = work_orders_visible_to(viewer).filter(revision=revision, month=month)
    return list(rows.order_by("workshop__code", "code"))


def waiting_for_answer(workshop: Workshop) -> int:
    """How many SPKs wait for the answer of this workshop's owner."""
    status = WorkOrderStatus.ISSUED.value
    return len(_numbers_of(workshop.cooperative_id, workshop.pk, status))


@prepared
def _numbers_of(owner: int, workshop: int, status: str) -> QuerySet[WorkOrder, int]:
    rows = WorkOrder.objects.filter(cooperative_id=owner, workshop_id=workshop, status=status)
    return rows.values_list("pk", flat=True)


def waiting_orders(viewer: Account) -> list[WorkOrder]:
    """SPKs that wait for their owner's answer, the longest waiting first."""
    sight = sight_of(viewer)
    return _issued(*sight) if sight else []


@prepared
def _issued(owner: int, workshop: int | None) -> QuerySet[WorkOrder]:
    rows = in_sight(_shown(), owner, workshop).filter(status=WorkOrderStatus.ISSUED)
    return rows.order_by("share__allocation__published_at", "code")
