"""The owner's yes or no, and pieces that will not come."""

import pytest
from django.http import Http404

from rantai.plans.actions import (
    AlreadyAnswered,
    ReasonMissing,
    accept_work_order,
    decline_work_order,
    report_shortfall,
)
from rantai.plans.models import Shortfall, WorkOrder, WorkOrderStatus
from rantai.plans.queries import month_count, work_orders_visible_to
from rantai.records.models import AuditEntry
from tests.cast import Cast
from tests.rantai.plans.months import APRIL, call_off, decide, publish


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    """B-017's work order of 50 brake blocks."""
    call_off(cast, 100)
    decide(cast)
    return publish(cast)[0]


def test_the_owner_accepts_the_own_work_order(cast: Cast, order: WorkOrder) -> None:
    accept_work_order(order=order, by=cast.owner, at=cast.at)
    order.refresh_from_db()
    assert (order.status, order.answered_by) == (WorkOrderStatus.ACCEPTED, cast.owner)
    assert AuditEntry.objects.get(key="work_order.accepted").actor == cast.owner


def test_declining_keeps_the_reason(cast: Cast, order: WorkOrder) -> None:
    decline_work_order(order=order, reason="  Tungku rusak ", by=cast.owner, at=cast.at)
    order.refresh_from_db()
    assert (order.status, order.reason) == (WorkOrderStatus.DECLINED, "Tungku rusak")
    assert month_count(cast.cooperative, cast.block, APRIL).declined == 50


def test_declining_without_a_reason_is_refused(cast: Cast, order: WorkOrder) -> None:
    with pytest.raises(ReasonMissing):
        decline_work_order(order=order, reason="  ", by=cast.owner, at=cast.at)


def test_an_answer_is_given_once(cast: Cast, order: WorkOrder) -> None:
    accept_work_order(order=order, by=cast.owner, at=cast.at)
    with pytest.raises(AlreadyAnswered):
        decline_work_order(order=order, reason="Berubah", by=cast.owner, at=cast.at)


@pytest.mark.parametrize("who", ["owner_b", "operator", "planner", "stranger", "customer_engineer"])
def test_nobody_but_the_own_owner_answers(cast: Cast, order: WorkOrder, who: str) -> None:
    with pytest.raises(Http404):
        accept_work_order(order=order, by=getattr(cast, who), at=cast.at)
    with pytest.raises(Http404):
        decline_work_order(order=order, reason="x", by=getattr(cast, who), at=cast.at)


def test_a_workshop_sees_its_own_work_orders_and_no_others(cast: Cast, order: WorkOrder) -> None:
    assert [one.code for one in work_orders_visible_to(cast.owner)] == [order.code]
    assert [one.code for one in work_orders_visible_to(cast.operator)] == [order.code]
    assert work_orders_visible_to(cast.planner).count() == 2
    for outsider in (cast.stranger, cast.customer_engineer, cast.mentor, cast.ministry):
        assert not work_orders_visible_to(outsider).exists()


def test_a_shortfall_never_exceeds_what_the_order_still_promises(
    cast: Cast, order: WorkOrder
) -> None:
    for quantity in (30, 30, 30):
        report_shortfall(
            work_order=order, quantity=quantity, cause="Afkir", by=cast.lab, at=cast.at
        )
    assert [one.quantity for one in Shortfall.objects.order_by("pk")] == [30, 20]


def test_a_declined_order_has_nothing_to_fall_short(cast: Cast, order: WorkOrder) -> None:
    decline_work_order(order=order, reason="Penuh", by=cast.owner, at=cast.at)
    assert (
        report_shortfall(work_order=order, quantity=5, cause="Afkir", by=cast.lab, at=cast.at)
        is None
    )


def test_a_stranger_reports_nothing(cast: Cast, order: WorkOrder) -> None:
    with pytest.raises(Http404):
        report_shortfall(work_order=order, quantity=5, cause="x", by=cast.stranger, at=cast.at)
