"""Home is today's work: each role finds its own, and an empty day says what to do next."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rantai.orders.models import CallOff, CallOffKind, DeliverySchedule, ScheduleLine
from rantai.plans.models import WorkOrderStatus
from rantai.portal.queries.today.customer import customer_day
from rantai.portal.queries.today.lab import lab_day
from rantai.portal.queries.today.mentor import mentor_day
from rantai.portal.queries.today.office import planner_day, treasurer_day
from rantai.portal.queries.today.workshop import operator_day, owner_day
from rantai.quality.actions import raise_nonconformity
from rantai.quality.actions.risking import plan_risk_action
from rantai.shopfloor.actions import take_sample
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.mentoring.story import assessed, programme
from tests.rantai.portal.story import chain
from tests.rantai.quality.risk_story import foundation, said
from tests.rantai.quality.story import passed_lot
from tests.rantai.settlement.story import agree_prices, close, deliver
from tests.rantai.shopfloor.story import accepted_order, charged_heat, poured_lot, read_sample

ROLES = ("operator", "owner", "lab", "planner", "treasurer", "customer_engineer", "mentor")


@pytest.mark.parametrize("name", ROLES)
def test_an_empty_day_still_says_something(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    response = client.get("/")
    assert response.status_code == 200
    assert "Hari ini" in response.content.decode()


@pytest.mark.parametrize("name", ROLES)
def test_a_full_day_is_drawn_without_a_question_for_each_row(
    client: Client, cast: Cast, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    chain(cast)
    for _row in range(4):
        accepted_order(cast)
        accepted_order(cast, status=WorkOrderStatus.ISSUED)
        charged_heat(cast)
    client.force_login(getattr(cast, name))
    with django_assert_max_num_queries(20):
        assert client.get("/").status_code == 200


def test_an_action_about_a_risk_waits_on_the_home_of_whoever_must_do_it(
    client: Client, cast: Cast
) -> None:
    shared = foundation(cast)
    row = said(cast, shared).row
    for owner in (cast.owner, cast.lab, cast.planner):
        plan_risk_action(
            fmea=shared,
            row=row,
            text=f"Beli alat ukur kadar air, {owner.name}",
            owner=owner,
            due_on=cast.at.date(),
            by=cast.lab,
            at=cast.at,
        )
    for owner, other in (
        (cast.owner, cast.lab),
        (cast.lab, cast.planner),
        (cast.planner, cast.owner),
    ):
        client.force_login(owner)
        page = client.get("/").content.decode()
        assert f"Beli alat ukur kadar air, {owner.name}" in page
        assert other.name not in page.partition("Beli alat ukur")[2].partition("</section>")[0]


def test_the_operator_sees_the_next_heat_of_the_order_due_first(cast: Cast) -> None:
    first, second = accepted_order(cast), accepted_order(cast)
    type(second).objects.filter(cooperative=cast.cooperative, pk=second.pk).update(
        due_on=first.due_on - timedelta(days=1)
    )
    day = operator_day(cast.operator, cast.at)
    assert day.next is not None
    assert day.next.order == second
    assert day.pieces_open == 400


def test_what_was_cast_is_no_longer_to_make(cast: Cast) -> None:
    poured_lot(cast, 30)
    assert operator_day(cast.operator, cast.at).pieces_open == 170


def test_the_owner_sees_what_waits_for_an_answer_and_what_is_not_yet_paid(cast: Cast) -> None:
    waiting = accepted_order(cast, status=WorkOrderStatus.ISSUED)
    agree_prices(cast)
    deliver(cast, 30, rejected=2)
    day = owner_day(cast.owner, cast.at)
    assert day.to_answer == [waiting]
    assert (day.pieces_unpaid, day.unpaid_since) == (28, date(2019, 4, 15))
    assert day.quality is not None
    assert (day.quality.accepted, day.quality.rejected) == (28, 2)


def test_the_owner_sees_what_accepted_pieces_will_bring_and_why(client: Client, cast: Cast) -> None:
    agree_prices(cast)
    deliver(cast, 30, rejected=2)
    client.force_login(cast.owner)
    page = client.get("/").content.decode().replace("\xa0", " ")
    assert "Rp 1.960.000" in page
    assert "28 × Rp 70.000" in page
    client.force_login(cast.owner_b)
    assert "1.960.000" not in client.get("/").content.decode()


def test_pieces_without_an_agreed_price_are_named_and_not_guessed(cast: Cast) -> None:
    deliver(cast, 30, rejected=2)
    day = owner_day(cast.owner, cast.at)
    assert [(each.pieces, each.rupiah_each) for each in day.expected] == [(28, None)]
    assert day.rupiah_expected == 0


def test_what_was_paid_is_no_longer_expected(cast: Cast) -> None:
    agree_prices(cast)
    deliver(cast, 30, rejected=2)
    close(cast, 28 * 78_000)
    assert owner_day(cast.owner, cast.at).expected == []


def test_the_owner_sees_the_last_payment_and_no_neighbour_does(cast: Cast) -> None:
    agree_prices(cast)
    deliver(cast, 30, rejected=2)
    close(cast, 28 * 78_000)
    mine, theirs = owner_day(cast.owner, cast.at), owner_day(cast.owner_b, cast.at)
    assert mine.last_payment is not None
    assert mine.pieces_unpaid == 0
    assert theirs.last_payment is None
    assert theirs.quality is None


def test_the_lab_sees_the_longest_waiting_furnace_first(cast: Cast) -> None:
    late, early = charged_heat(cast), charged_heat(cast)
    take_sample(heat=late, by=cast.operator, at=cast.at)
    take_sample(heat=early, by=cast.operator, at=cast.at - timedelta(minutes=5))
    day = lab_day(cast.lab, cast.at)
    assert [sample.heat for sample in day.samples] == [early, late]


def test_the_lab_sees_what_to_decide_and_what_to_inspect(cast: Cast) -> None:
    heat = charged_heat(cast)
    read_sample(cast, heat)
    lot = poured_lot(cast)
    held = charged_heat(cast)
    raise_nonconformity(root=held.node, reason="Karbon 3,52 %", by=cast.lab, at=cast.at)
    day = lab_day(cast.lab, cast.at)
    assert heat in day.heats_to_decide
    assert [row.code for row in day.lots] == [lot.code]
    assert [hold.root for hold in day.holds] == [held.node]


def test_the_planner_sees_what_is_late_and_what_may_leave(cast: Cast) -> None:
    order = accepted_order(cast)
    passed_lot(cast, 30)
    packed(cast, 20)
    day = planner_day(cast.planner, cast.at.replace(month=5))
    assert order in [progress.order for progress in day.late]
    [ready] = day.to_ship
    assert (ready.boxes, ready.pieces, ready.held) == (2, 20, 0)


def test_the_planner_sees_confirmed_pieces_without_a_workshop(cast: Cast) -> None:
    call_off(cast, 250)
    accepted_order(cast, quantity=200)
    [row] = planner_day(cast.planner, cast.at).to_allocate
    assert (row.revision, row.count.to_allocate) == (cast.block, 50)


def test_the_treasurer_sees_what_can_be_settled_and_what_has_no_receipt(cast: Cast) -> None:
    agree_prices(cast)
    deliver(cast, 30, rejected=2)
    passed_lot(cast, 10)
    on_the_way = shipped(cast, packed(cast, 10))
    day = treasurer_day(cast.treasurer, cast.at)
    [ready] = day.to_settle
    assert (ready.customer, ready.accepted, ready.rejected) == (cast.customer.name, 28, 2)
    assert day.without_receipt == [on_the_way]


def test_the_customer_sees_what_arrives_and_what_it_rejected(cast: Cast) -> None:
    call_off(cast, 250)
    passed_lot(cast, 30)
    received(cast, shipped(cast, packed(cast, 10)), rejected=1)
    on_the_way = shipped(cast, packed(cast, 10))
    day = customer_day(cast.customer_engineer, cast.at)
    assert day.on_the_way == [on_the_way]
    assert [line.rejected for line in day.rejects] == [1]
    assert [call.quantity for call in day.next_call_offs] == [250]


def test_the_mentor_sees_the_longest_overdue_first(cast: Cast) -> None:
    running = programme(cast)
    assessed(cast, running, date(2019, 4, 1), 60)
    day = mentor_day(cast.mentor, cast.at)
    assert [person.workshop for person in day.overdue] == [cast.workshop_a]
    assert day.overdue[0].due_on == date(2016, 7, 1)  # two pillars were never looked at


def call_off(cast: Cast, quantity: int) -> CallOff:
    """A release that confirms so many brake blocks for April."""
    release = DeliverySchedule.objects.create(
        cooperative=cast.cooperative,
        customer=cast.customer,
        release_number="7",
        issued_at=cast.at,
        received_at=cast.at,
        received_by=cast.planner,
        file_name="jadwal.xlsx",
        file_sha256="0" * 64,
    )
    line = ScheduleLine.objects.create(
        cooperative=cast.cooperative, schedule=release, revision=cast.block, ship_to="Cibitung"
    )
    return CallOff.objects.create(
        cooperative=cast.cooperative,
        line=line,
        kind=CallOffKind.FIRM,
        due_on=date(2019, 4, 26),
        plan_month=date(2019, 4, 1),
        quantity=quantity,
    )
