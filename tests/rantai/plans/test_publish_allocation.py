"""Publishing issues work orders, once, and never beyond what is confirmed."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rantai.orders.queries import confirmed_quantity
from rantai.parts.models import Approval
from rantai.plans.actions import (
    NothingToAllocate,
    ProposalClosed,
    ProposalOutdated,
    accept_work_order,
    decline_work_order,
    discard_allocation,
    propose_allocation,
    publish_allocation,
    report_shortfall,
)
from rantai.plans.models import Allocation, AllocationStatus, FairnessEntry, WorkOrder
from rantai.plans.queries import fairness_balances, month_count, months_visible_to
from rantai.records.models import Account, AuditEntry
from rantai.records.refusals import Refusal
from tests.cast import Cast
from tests.rantai.plans.months import APRIL, call_off, decide, propose, publish


def test_publishing_issues_a_numbered_work_order_for_every_share(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    orders = publish(cast)
    assert [(order.code, order.workshop.code, order.quantity) for order in orders] == [
        ("SPK-19-0001", "B-017", 50),
        ("SPK-19-0002", "B-031", 50),
    ]
    assert {order.due_on for order in orders} == {date(2019, 4, 26)}
    entry = AuditEntry.objects.get(key="allocation.published")
    assert entry.details["orders"] == {"SPK-19-0001": 50, "SPK-19-0002": 50}


def test_what_was_due_before_today_is_due_as_soon_as_it_can_be_made(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    late = cast.at + timedelta(days=40)
    allocation = propose_allocation(revision=cast.block, month=APRIL, by=cast.planner, at=late)
    publish_allocation(allocation=allocation, by=cast.planner, at=late)
    assert {order.due_on for order in WorkOrder.objects.all()} == {late.date()}


def test_the_balance_is_carried_into_the_next_month(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    publish(cast)
    balances = fairness_balances(cast.block.part)
    assert balances == {
        cast.workshop_a.pk: Decimal("-5.0000"),
        cast.workshop_b.pk: Decimal("5.0000"),
    }
    call_off(cast, 220, "8", "10/04/2019")
    assert [order.quantity for order in publish(cast)] == [50, 60]
    assert set(fairness_balances(cast.block.part).values()) == {Decimal(0)}


def test_a_draft_moves_no_balance(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    propose(cast)
    assert not FairnessEntry.objects.exists()


def test_declined_pieces_can_be_allocated_again_and_no_more(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    first, _second = publish(cast)
    decline_work_order(order=first, reason="Tungku rusak", by=cast.owner, at=cast.at)
    assert month_count(cast.cooperative, cast.block, APRIL).to_allocate == 50
    assert [order.quantity for order in publish(cast)] == [50]
    with pytest.raises(NothingToAllocate):
        propose(cast)


def test_pieces_reported_short_can_be_allocated_again(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    first, _second = publish(cast)
    accept_work_order(order=first, by=cast.owner, at=cast.at)
    report_shortfall(work_order=first, quantity=20, cause="Leburan afkir", by=cast.lab, at=cast.at)
    assert sum(order.quantity for order in publish(cast)) == 20


def test_a_newer_release_below_what_is_issued_shows_as_over_allocated(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    publish(cast)
    call_off(cast, 70, "8", "10/04/2019")
    (row,) = months_visible_to(cast.planner)
    assert (row.count.confirmed, row.count.allocated, row.count.over) == (70, 100, 30)
    assert row.count.to_allocate == 0


def test_a_proposal_is_outdated_when_call_offs_changed(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    allocation = propose(cast)
    call_off(cast, 90, "8", "10/04/2019")
    with pytest.raises(ProposalOutdated):
        publish_allocation(allocation=allocation, by=cast.planner, at=cast.at)
    assert not WorkOrder.objects.exists()


def test_a_proposal_is_outdated_when_a_workshop_lost_its_approval(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    allocation = propose(cast)
    Approval.objects.filter(cooperative=cast.cooperative, workshop=cast.workshop_a).update(
        withdrawn_on=cast.at.date()
    )
    with pytest.raises(ProposalOutdated):
        publish_allocation(allocation=allocation, by=cast.planner, at=cast.at)


def test_a_discarded_proposal_cannot_be_published(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    allocation = propose(cast)
    discard_allocation(allocation=allocation, by=cast.planner, at=cast.at)
    with pytest.raises(ProposalClosed):
        publish_allocation(allocation=allocation, by=cast.planner, at=cast.at)


@pytest.mark.parametrize("who", ["stranger", "owner", "lab", "treasurer", "customer_engineer"])
def test_only_the_planner_publishes_and_discards(cast: Cast, who: str) -> None:
    call_off(cast, 100)
    decide(cast)
    allocation = propose(cast)
    for action in (publish_allocation, discard_allocation):
        with pytest.raises(Http404):
            action(allocation=allocation, by=getattr(cast, who), at=cast.at)


@pytest.mark.django_db(transaction=True)
def test_of_two_planners_publishing_at_once_one_survives(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    allocation = propose(cast)
    start = threading.Barrier(2)
    refusals: list[ProposalClosed] = []

    def press_publish() -> None:
        start.wait()
        try:
            publish_allocation(
                allocation=Allocation.objects.get(pk=allocation.pk), by=cast.planner, at=cast.at
            )
        except ProposalClosed as refused:
            refusals.append(refused)
        finally:
            connection.close()

    people = [threading.Thread(target=press_publish) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(refusals) == 1
    assert sum(order.quantity for order in WorkOrder.objects.all()) == 100


class Story:
    """Someone plays with a month: releases, proposals, answers and losses in any order."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.releases = 0

    def release(self, pieces: int) -> None:
        self.releases += 1
        call_off(self.cast, pieces, f"R{self.releases}", "01/04/2019")

    def propose(self, _n: int) -> None:
        propose(self.cast)

    def publish(self, _n: int) -> None:
        draft = Allocation.objects.filter(status=AllocationStatus.DRAFT).first()
        if draft:
            publish_allocation(allocation=draft, by=self.cast.planner, at=self.cast.at)
            self.must_stay_within_confirmed()

    def decline(self, n: int) -> None:
        if order := self._order(n):
            decline_work_order(order=order, reason="Penuh", by=self._owner(order), at=self.cast.at)

    def accept(self, n: int) -> None:
        if order := self._order(n):
            accept_work_order(order=order, by=self._owner(order), at=self.cast.at)

    def lose(self, n: int) -> None:
        if order := self._order(n):
            report_shortfall(
                work_order=order, quantity=n, cause="Afkir", by=self.cast.lab, at=self.cast.at
            )

    def _order(self, n: int) -> WorkOrder | None:
        orders = list(WorkOrder.objects.order_by("pk"))
        return orders[n % len(orders)] if orders else None

    def _owner(self, order: WorkOrder) -> Account:
        return self.cast.owner if order.workshop == self.cast.workshop_a else self.cast.owner_b

    def must_stay_within_confirmed(self) -> None:
        count = month_count(self.cast.cooperative, self.cast.block, APRIL)
        confirmed = confirmed_quantity(self.cast.cooperative, self.cast.block, APRIL)
        assert count.allocated <= confirmed
        assert count.to_allocate + count.allocated == confirmed


STEPS = st.tuples(
    st.sampled_from(["release", "propose", "publish", "publish", "decline", "accept", "lose"]),
    st.integers(min_value=1, max_value=400),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
@pytest.mark.django_db
def test_whatever_happens_publishing_never_goes_beyond_what_is_confirmed(
    cast: Cast, steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        decide(cast)
        story = Story(cast)
        for name, number in steps:
            try:
                getattr(story, name)(number)
            except Refusal:
                continue  # a sentence for the person; nothing was done
        transaction.set_rollback(True)
