"""A month to share: a released schedule and the members' decision, in one call each."""

from datetime import date
from typing import Any

from rantai.orders.actions import receive_schedule
from rantai.orders.models import DeliverySchedule
from rantai.plans.actions import propose_allocation, publish_allocation, set_sharing_rule
from rantai.plans.models import Allocation, Rule, SharingRule, WorkOrder
from tests.cast import Cast
from tests.rantai.orders.files import april

APRIL = date(2019, 4, 1)


def call_off(
    cast: Cast, pieces: int, number: str = "7", issued: str = "01/04/2019"
) -> DeliverySchedule:
    return receive_schedule(
        content=april(number, issued, april_pieces=pieces),
        name="jadwal.csv",
        customer=cast.customer,
        by=cast.planner,
        at=cast.at,
    )


def decide(cast: Cast, rule: Rule = Rule.CAPACITY, **numbers: Any) -> SharingRule:
    return set_sharing_rule(
        part=cast.block.part,
        rule=rule,
        valid_from=date(2019, 1, 12),
        decision="Rapat anggota 12 Jan 2019",
        by=cast.planner,
        at=cast.at,
        **numbers,
    )


def propose(cast: Cast) -> Allocation:
    return propose_allocation(revision=cast.block, month=APRIL, by=cast.planner, at=cast.at)


def publish(cast: Cast) -> list[WorkOrder]:
    allocation = publish_allocation(allocation=propose(cast), by=cast.planner, at=cast.at)
    orders = WorkOrder.objects.filter(
        cooperative=cast.cooperative, share__allocation=allocation
    ).select_related("workshop", "revision__part")
    return list(orders.order_by("workshop__code"))
