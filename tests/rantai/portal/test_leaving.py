"""A workshop leaves with iron on hold, orders open, money owed: all is said first, nothing lost."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.test import Client

from rantai.machines.models import Booking, BookingStatus
from rantai.members.models import Membership, MembershipStatus
from rantai.plans.models import Shortfall, WorkOrder, WorkOrderStatus
from rantai.plans.queries import month_count
from rantai.portal.leaving import NotReadYet, change_standing, digest_of, ties_of, what_happens
from rantai.quality.actions import raise_nonconformity
from rantai.settlement.actions import give_advance
from rantai.settlement.models import DeductionKind, Statement
from rantai.shopfloor.models import CastingLot
from rantai.traceability.models import Node
from rantai.traceability.queries import trace_of
from tests.cast import Cast
from tests.rantai.machines.story import queued_machine, wish
from tests.rantai.quality.story import passed_lot
from tests.rantai.settlement.story import agree_prices, close, deliver
from tests.rantai.shopfloor.story import accepted_order

FROM = date(2019, 4, 12)


@pytest.fixture
def tied(cast: Cast) -> Cast:
    """Workshop A: 28 pieces accepted and unpaid, a lot on hold, an order of 200, an advance."""
    agree_prices(cast)
    deliver(cast)
    lot = passed_lot(cast, 20)
    raise_nonconformity(root=lot.heat.node, reason="Karbon 3,52 %", by=cast.lab, at=cast.at)
    give_advance(
        workshop=cast.workshop_a,
        rupiah=5_000_000,
        purpose="Kokas",
        by=cast.treasurer,
        at=cast.at,
        given_on=FROM,
    )
    queued_machine(cast)
    wish(cast)
    return cast


def told(cast: Cast, status: MembershipStatus, since: date = FROM) -> list[str]:
    ties = ties_of(cast.workshop_a, since, FROM)
    return what_happens(ties, status, since, sees_money=True)


def leave(cast: Cast, status: MembershipStatus = MembershipStatus.LEFT, **more: str) -> Membership:
    sentences = told(cast, status)
    return change_standing(
        workshop=cast.workshop_a,
        status=status,
        valid_from=FROM,
        read=digest_of(sentences, status, FROM),
        by=cast.treasurer,
        at=cast.at,
        **more,
    )


def test_every_tie_is_said_in_a_sentence_before_anything_is_done(tied: Cast) -> None:
    sentences = told(tied, MembershipStatus.LEFT)
    held = CastingLot.objects.get(node__open_holds__gt=0)
    for word in (held.code, "Karbon 3,52 %", "Kokas", "5.000.000", "SPK-19-", "SPK-1", "28"):
        if word != "Kokas":  # an advance is named by its code
            assert any(word in each for each in sentences), word
    with pytest.raises(NotReadYet):
        change_standing(
            workshop=tied.workshop_a,
            status=MembershipStatus.LEFT,
            valid_from=FROM,
            by=tied.treasurer,
            at=tied.at,
        )
    assert not Membership.objects.filter(status=MembershipStatus.LEFT).exists()
    assert not Shortfall.objects.exists()


def test_held_pieces_stay_held_and_traceable(tied: Cast) -> None:
    held = CastingLot.objects.get(node__open_holds__gt=0)
    leave(tied)
    node = Node.objects.get(pk=held.node_id)
    assert node.is_held
    assert held.heat.node in trace_of(tied.lab, node).behind


def test_open_pieces_go_back_to_be_allocated_again_and_cast_ones_stay(tied: Cast) -> None:
    orders = list(WorkOrder.objects.order_by("pk"))
    made = sum(order.made for order in orders)
    assert made == 50
    before = month_count(tied.cooperative, tied.block, date(2019, 4, 1)).to_allocate
    leave(tied)
    after = month_count(tied.cooperative, tied.block, date(2019, 4, 1)).to_allocate
    back = sum(order.quantity for order in orders) - made
    assert Shortfall.objects.count() == len(orders)
    assert sum(each.quantity for each in Shortfall.objects.all()) == back
    assert after - before in (back, 0)  # nothing was called off in this story
    assert [order.wanted for order in WorkOrder.objects.order_by("pk")] == [
        order.made for order in orders
    ]


def test_an_order_nobody_answered_goes_back_whole(cast: Cast) -> None:
    order = accepted_order(cast, status=WorkOrderStatus.ISSUED)
    leave(cast)
    order.refresh_from_db()
    assert order.status == WorkOrderStatus.DECLINED
    assert not Shortfall.objects.exists()


def test_an_order_due_before_the_day_can_still_be_finished(cast: Cast) -> None:
    order = accepted_order(cast)
    after = order.due_on + timedelta(days=1)
    assert not any(order.code in each for each in told(cast, MembershipStatus.LEFT, after))


def test_bookings_end_with_a_leaver_and_stay_with_an_heir(tied: Cast) -> None:
    leave(tied, MembershipStatus.DECEASED, heir="Siti Aminah")
    assert Booking.objects.get().status == BookingStatus.WAITING
    later = FROM + timedelta(days=1)
    sentences = told(tied, MembershipStatus.LEFT, later)
    change_standing(
        workshop=tied.workshop_a,
        status=MembershipStatus.LEFT,
        valid_from=later,
        read=digest_of(sentences, MembershipStatus.LEFT, later),
        by=tied.treasurer,
        at=tied.at,
    )
    booking = Booking.objects.get()
    assert (booking.status, booking.ended_on) == (BookingStatus.CANCELLED, FROM)


def test_the_next_closing_pays_what_was_accepted_and_keeps_the_advance_back(tied: Cast) -> None:
    leave(tied)
    close(tied, 28 * 78_000)
    statement = Statement.objects.get()
    assert statement.workshop == tied.workshop_a
    assert statement.gross_rupiah == 28 * 70_000
    advance = statement.deductions.get(kind=DeductionKind.ADVANCE)
    assert advance.rupiah + advance.carried_rupiah == 5_000_000


def test_what_changed_between_reading_and_doing_is_read_again(tied: Cast) -> None:
    sentences = told(tied, MembershipStatus.LEFT)
    accepted_order(tied)
    with pytest.raises(NotReadYet):
        change_standing(
            workshop=tied.workshop_a,
            status=MembershipStatus.LEFT,
            valid_from=FROM,
            read=digest_of(sentences, MembershipStatus.LEFT, FROM),
            by=tied.treasurer,
            at=tied.at,
        )


def test_by_the_page_it_is_read_first_then_done(
    tied: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: tied.at)
    client.force_login(tied.planner)
    address, chosen = "/anggota/B-017/keanggotaan/", {"status": "left", "valid_from": "2019-04-12"}
    page = client.post(address, chosen)
    assert "5.000.000" not in page.content.decode()  # a planner reads no member's money
    done = client.post(address, {**chosen, "read": page.context["read"]})
    assert done.headers["Location"] == "/anggota/B-017/"
    assert Membership.objects.filter(status=MembershipStatus.LEFT).exists()


def test_nobody_else_changes_a_standing(cast: Cast) -> None:
    for who in (cast.owner, cast.lab, cast.mentor, cast.stranger, cast.customer_engineer):
        with pytest.raises(Http404):
            change_standing(
                workshop=cast.workshop_a,
                status=MembershipStatus.ACTIVE,
                valid_from=FROM,
                by=who,
                at=cast.at,
            )
