"""The pages of the plans room: the board with its reasons, the rules, and work orders."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rantai.members.models import CapacityAudit, Membership, MembershipStatus, Workshop
from rantai.parts.models import Approval
from rantai.plans.actions import ReceivedOf, count_received, decline_work_order
from rantai.plans.models import Allocation, AllocationStatus, SharingRule, WorkOrder
from rantai.records.models import Account
from tests.cast import Cast
from tests.rantai.plans.months import call_off, decide, propose, publish


@pytest.fixture(autouse=True)
def on_the_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock; it stands at the cast's day."""
    monkeypatch.setattr(timezone, "now", lambda: cast.at)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    client.cookies["django_language"] = "en"
    return client


def board(cast: Cast) -> str:
    return reverse("plans:allocation", args=[cast.block.pk, "2019-04"])


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_planner_proposes_looks_and_publishes(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    planner = signed_in(cast.planner)
    assert "Propose 110 pieces" in text(planner, board(cast))
    planner.post(reverse("plans:propose", args=[cast.block.pk, "2019-04"]))
    page = text(planner, board(cast))
    assert "Publish 2 work orders" in page
    draft = Allocation.objects.get()
    planner.post(reverse("plans:publish", args=[draft.pk]))
    assert WorkOrder.objects.count() == 2
    assert "Publish" not in text(planner, board(cast))


def test_a_discarded_proposal_leaves_the_month_as_it_was(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    draft = propose(cast)
    planner = signed_in(cast.planner)
    planner.post(reverse("plans:discard", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.status == AllocationStatus.DISCARDED
    assert "Propose 110 pieces" in text(planner, board(cast))


def test_a_refusal_is_a_sentence_on_the_board(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    draft = propose(cast)
    call_off(cast, 90, "8", "10/04/2019")
    response = signed_in(cast.planner).post(reverse("plans:publish", args=[draft.pk]), follow=True)
    assert "Nothing was issued; propose again" in response.content.decode()


def test_owner_and_planner_read_the_same_reasons(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    order = publish(cast)[0]
    sentences = (
        "Audited capacity 1,739 of 3,478 pieces a month over 2 workshops = 50.00 %.",
        "Of 110 pieces that is 55.",
    )
    panel = text(signed_in(cast.planner), f"{board(cast)}?bengkel=B-017")
    page = text(signed_in(cast.owner), reverse("plans:work_order", args=[order.code]))
    for sentence in sentences:
        assert sentence in panel
        assert sentence in page


def test_a_member_sees_no_other_member_on_its_work_order(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    order = publish(cast)[0]
    page = text(signed_in(cast.owner), reverse("plans:work_order", args=[order.code]))
    assert "B-031" not in page
    assert "Batur Lor" not in page


def test_the_panel_alone_answers_an_htmx_request(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    propose(cast)
    response = signed_in(cast.planner).get(
        f"{board(cast)}?bengkel=B-017", headers={"HX-Request": "true"}
    )
    assert b"<h1" not in response.content
    assert b"B-017" in response.content
    assert "HX-Request" in response["Vary"]


def test_those_left_out_are_told_why(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    page = text(signed_in(cast.planner), f"{board(cast)}?lihat=lain")
    assert "B-099" in page
    assert "No approval for this revision." in page


def test_the_owner_accepts_and_declines_by_button(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    mine, theirs = publish(cast)
    signed_in(cast.owner).post(reverse("plans:accept", args=[mine.code]))
    no_reason = signed_in(cast.owner_b).post(reverse("plans:decline", args=[theirs.code]), {})
    assert "This field is required" in no_reason.content.decode()
    signed_in(cast.owner_b).post(reverse("plans:decline", args=[theirs.code]), {"reason": "Penuh"})
    assert list(WorkOrder.objects.values_list("status", flat=True)) == ["accepted", "declined"]


def test_pieces_are_reported_short_from_the_work_order(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    order = publish(cast)[0]
    response = signed_in(cast.owner).post(
        reverse("plans:short", args=[order.code]),
        {"quantity": "12", "cause": "Cetakan pecah"},
        follow=True,
    )
    assert "Cetakan pecah" in response.content.decode()


def test_the_members_decision_is_entered_with_its_day(cast: Cast) -> None:
    planner = signed_in(cast.planner)
    address = reverse("plans:part_rules", args=[cast.block.part_id])
    decision = {"rule": "rotation", "valid_from": "2019-01-12", "decision": "Rapat 12 Jan"}
    assert (
        "Rotation needs the pieces of one turn" in planner.post(address, decision).content.decode()
    )
    planner.post(address, {**decision, "lot_pieces": "200"})
    assert SharingRule.objects.get().lot_pieces == 200


def test_a_record_needs_its_part_its_least_and_its_months(cast: Cast) -> None:
    planner = signed_in(cast.planner)
    address = reverse("plans:part_rules", args=[cast.block.part_id])
    decision = {"rule": "record", "valid_from": "2019-01-12", "decision": "Rapat 12 Jan"}
    told = planner.post(address, decision).content.decode()
    assert "must be 1 to 50 per cent" in told
    told = planner.post(address, {**decision, "record_part_pct": "20"}).content.decode()
    assert "the least per cent accepted and the months that count" in told
    whole = {**decision, "record_part_pct": "20", "accepted_min_pct": "99,5", "record_months": "12"}
    planner.post(address, whole)
    rule = SharingRule.objects.get()
    assert (rule.record_part_pct, str(rule.accepted_min_pct), rule.record_months) == (
        20,
        "99.5",
        12,
    )


def test_the_members_choose_from_what_a_good_record_would_change(cast: Cast) -> None:
    planner = signed_in(cast.planner)
    address = reverse("plans:part_rules", args=[cast.block.part_id])
    assert "What a good record could count" not in text(planner, address)
    Approval.objects.filter(cooperative=cast.cooperative).update(valid_until=date(2999, 12, 31))
    month = timezone.localdate().replace(day=1) - timedelta(days=1)
    for workshop, rejected in ((cast.workshop_a, 0), (cast.workshop_b, 40)):
        place = ReceivedOf(month.replace(day=1), workshop.pk, cast.block.part_id)
        count_received(cast.cooperative.pk, {place: (1000 - rejected, rejected)})
    page = text(planner, address)
    assert "What a good record could count" in page
    # Twenty of a thousand come back at even parts; half for the good one leaves ten.
    assert "20.0" in page
    assert "10.0" in page


def test_a_source_is_entered_with_its_day(cast: Cast) -> None:
    planner = signed_in(cast.planner)
    planner.post(
        reverse("plans:new_source", args=[cast.block.part_id]),
        {"workshop": cast.workshop_a.pk, "place": "1", "valid_from": "2019-01-12"},
    )
    page = text(planner, reverse("plans:part_rules", args=[cast.block.part_id]))
    assert "First source" in page


def test_a_month_that_is_none_is_not_there(cast: Cast) -> None:
    address = reverse("plans:allocation", args=[cast.block.pk, "2019-13"])
    assert signed_in(cast.planner).get(address).status_code == 404


OFFICE_PAGES = ("index", "rules", "part_rules", "allocation")


def address_of(cast: Cast, name: str) -> str:
    arguments: dict[str, list[object]] = {
        "allocation": [cast.block.pk, "2019-04"],
        "part_rules": [cast.block.part_id],
    }
    return reverse(f"plans:{name}", args=arguments.get(name))


@pytest.mark.parametrize("name", OFFICE_PAGES)
@pytest.mark.parametrize("who", ["owner", "operator", "customer_engineer", "mentor", "ministry"])
def test_only_the_office_sees_how_work_is_shared(cast: Cast, name: str, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(address_of(cast, name)).status_code == 404


def test_a_stranger_reaches_nothing_of_ours(cast: Cast) -> None:
    call_off(cast, 110)
    decide(cast)
    order = publish(cast)[0]
    stranger = signed_in(cast.stranger)
    for address in (
        board(cast),
        address_of(cast, "part_rules"),
        reverse("plans:work_order", args=[order.code]),
    ):
        assert stranger.get(address).status_code == 404
    for address in (
        reverse("plans:propose", args=[cast.block.pk, "2019-04"]),
        reverse("plans:publish", args=[order.share.allocation_id]),
        reverse("plans:discard", args=[order.share.allocation_id]),
        reverse("plans:new_source", args=[cast.block.part_id]),
        reverse("plans:short", args=[order.code]),
        reverse("plans:accept", args=[order.code]),
    ):
        assert stranger.post(address, {}).status_code == 404


@pytest.mark.parametrize("name", [*OFFICE_PAGES, "work_orders"])
def test_a_visitor_who_is_not_signed_in_is_sent_to_sign_in(cast: Cast, name: str) -> None:
    response = Client().get(address_of(cast, name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def many_workshops(cast: Cast, count: int) -> None:
    for number in range(count):
        shop = Workshop.objects.create(
            cooperative=cast.cooperative, code=f"B-3{number:02}", name="Baru"
        )
        Membership.objects.create(
            cooperative=cast.cooperative,
            workshop=shop,
            status=MembershipStatus.ACTIVE,
            valid_from=cast.block.valid_from,
        )
        CapacityAudit.objects.create(
            cooperative=cast.cooperative,
            workshop=shop,
            valid_from=cast.block.valid_from,
            kg_per_month=5_000,
        )
        Approval.objects.create(
            cooperative=cast.cooperative,
            workshop=shop,
            revision=cast.block,
            approved_on=cast.block.valid_from,
            valid_until=cast.at.date(),
            reference="PPAP",
        )


def test_the_board_takes_the_same_queries_for_many_workshops_and_orders(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many_workshops(cast, 25)
    call_off(cast, 4_000)
    decide(cast)
    orders = publish(cast)
    own = next(order for order in orders if order.workshop == cast.workshop_a)
    decline_work_order(order=own, reason="Penuh", by=cast.owner, at=cast.at)
    propose(cast)
    client = signed_in(cast.planner)
    with django_assert_max_num_queries(28):
        text(client, f"{board(cast)}?bengkel=B-301")
    with django_assert_max_num_queries(14):
        text(client, reverse("plans:index"))
    with django_assert_max_num_queries(12):
        text(client, reverse("plans:work_orders"))
