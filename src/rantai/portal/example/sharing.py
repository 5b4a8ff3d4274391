"""How the members decided to share, and each month shared by the real rules and actions."""

from datetime import date, datetime, timedelta

from rantai.members.models import Workshop
from rantai.parts.models import PartRevision
from rantai.plans.actions import (
    accept_work_order,
    decline_work_order,
    propose_allocation,
    publish_allocation,
)
from rantai.plans.models import Allocation, Rule, SharingRule, Source, SourcePlace, WorkOrder
from rantai.portal.example.makers import SLEEVE_MAKERS
from rantai.portal.example.parts import Catalogue
from rantai.records.models import Account, Cooperative

SINCE = date(2018, 8, 1)


def decide_rules(cooperative: Cooperative, catalogue: Catalogue, workshops: list[Workshop]) -> None:
    """Blocks by audited capacity; sleeves seventy per cent to the first source."""
    shops = {workshop.code: workshop for workshop in workshops}
    SharingRule.objects.bulk_create(
        [
            SharingRule(
                cooperative=cooperative,
                part=catalogue.block.part,
                valid_from=SINCE,
                rule=Rule.CAPACITY,
                decision="Rapat anggota 28 Juli 2018, keputusan 4",
            ),
            SharingRule(
                cooperative=cooperative,
                part=catalogue.sleeve.part,
                valid_from=SINCE,
                rule=Rule.SOURCES,
                decision="Rapat anggota 28 Juli 2018, keputusan 5",
                first_source_pct=70,
            ),
        ]
    )
    Source.objects.bulk_create(
        Source(
            cooperative=cooperative,
            part=catalogue.sleeve.part,
            workshop=shops[code],
            place=place,
            valid_from=SINCE,
        )
        for code, place in zip(SLEEVE_MAKERS, (SourcePlace.FIRST, SourcePlace.SECOND), strict=True)
    )


def propose(revision: PartRevision, month: date, at: datetime, planner: Account) -> Allocation:
    return propose_allocation(revision=revision, month=month, by=planner, at=at)


def share_out(
    revision: PartRevision, month: date, at: datetime, planner: Account
) -> list[WorkOrder]:
    """Propose, publish, and return the work orders in the order of their numbers."""
    allocation = propose(revision, month, at, planner)
    publish_allocation(allocation=allocation, by=planner, at=at + timedelta(minutes=2))
    return list(
        WorkOrder.objects.filter(
            cooperative_id=revision.cooperative_id, share__allocation=allocation
        )
        .select_related("workshop", "revision__part")
        .order_by("code")
    )


def accept(order: WorkOrder, owner: Account, at: datetime) -> WorkOrder:
    answered = accept_work_order(order=order, by=owner, at=at)
    answered.workshop, answered.revision = order.workshop, order.revision
    return answered


def decline(order: WorkOrder, owner: Account, at: datetime) -> WorkOrder:
    reason = "Tungku dibongkar, lapisan diganti"
    return decline_work_order(order=order, reason=reason, by=owner, at=at)
