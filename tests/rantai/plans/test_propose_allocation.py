"""A proposal splits what is left by the members' rule, among those who may, and says why."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from rantai.members.models import CapacityAudit, Membership, MembershipStatus, Workshop
from rantai.parts.models import Approval
from rantai.plans.actions import (
    NobodyMayTakePart,
    NoSharingRule,
    NothingToAllocate,
    ReceivedOf,
    count_received,
    decline_work_order,
    propose_allocation,
    set_source,
)
from rantai.plans.models import AllocationStatus, Rule, Share, SourcePlace
from rantai.plans.queries import roster_of, shares_of
from rantai.plans.reasons import explained
from rantai.plans.rules import Cause
from tests.cast import Cast
from tests.rantai.plans.months import APRIL, call_off, decide, propose, publish


def given(cast: Cast) -> dict[str, int]:
    return {share.workshop.code: share.quantity for share in shares_of(propose(cast))}


def causes(cast: Cast) -> dict[str, str]:
    return {row["workshop"]: row["cause"] for row in propose(cast).refused}


def audit(cast: Cast, workshop: Workshop, kg: int) -> None:
    CapacityAudit.objects.create(
        cooperative=cast.cooperative,
        workshop=workshop,
        valid_from=date(2019, 3, 1),
        kg_per_month=kg,
    )


def test_confirmed_pieces_are_split_by_audited_capacity_in_whole_boxes(cast: Cast) -> None:
    audit(cast, cast.workshop_b, 10_000)
    call_off(cast, 900)
    decide(cast)
    assert given(cast) == {"B-017": 600, "B-031": 300}


def test_a_rotation_gives_whole_lots(cast: Cast) -> None:
    call_off(cast, 200)
    decide(cast, Rule.ROTATION, lot_pieces=200)
    assert sorted(given(cast).values()) == [0, 200]


def received(cast: Cast, workshop: Workshop, month: date, accepted: int, rejected: int) -> None:
    place = ReceivedOf(month, workshop.pk, cast.block.part_id)
    count_received(cast.cooperative.pk, {place: (accepted, rejected)})


def decide_by_record(cast: Cast) -> None:
    decide(
        cast,
        Rule.RECORD,
        record_part_pct=50,
        accepted_min_pct=Decimal("99.0"),
        record_months=3,
    )


def test_a_good_record_gets_its_part_by_capacity_beside_that_of_all(cast: Cast) -> None:
    call_off(cast, 400)
    received(cast, cast.workshop_a, date(2019, 3, 1), 990, 10)
    received(cast, cast.workshop_b, date(2019, 2, 1), 989, 11)
    decide_by_record(cast)
    # Equal capacity: half of the 400 to each half and half, the other half to B-017 alone.
    assert given(cast) == {"B-017": 300, "B-031": 100}


def test_a_record_older_than_the_months_that_count_is_none(cast: Cast) -> None:
    call_off(cast, 400)
    received(cast, cast.workshop_a, date(2018, 12, 1), 1000, 0)
    decide_by_record(cast)
    assert given(cast) == {"B-017": 200, "B-031": 200}


def test_the_running_month_does_not_count_yet(cast: Cast) -> None:
    call_off(cast, 400)
    received(cast, cast.workshop_a, date(2019, 4, 1), 1000, 0)
    decide_by_record(cast)
    assert given(cast) == {"B-017": 200, "B-031": 200}


def test_each_reads_its_own_record_and_of_the_others_how_many(cast: Cast) -> None:
    call_off(cast, 400)
    received(cast, cast.workshop_a, date(2019, 3, 1), 990, 10)
    received(cast, cast.workshop_b, date(2019, 2, 1), 98_995, 1_005)
    decide_by_record(cast)
    with translation.override("en"):
        told = {share.workshop.code: explained(share)[0] for share in shares_of(propose(cast))}
    assert "50 % of the pieces go by audited capacity" in told["B-017"]
    assert "the one workshop of which customers accepted at least 99 % in 3 months" in told["B-031"]
    assert told["B-017"].endswith("Of this one 99 % of 1,000 were accepted: it is among them.")
    # 98.995 is cut, not rounded up to the least.
    assert "98.99 % of 100,000 were accepted: it is not among them" in told["B-031"]


def test_sources_get_their_per_cent_and_others_are_left_out(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast, Rule.SOURCES, first_source_pct=70)
    for workshop, place in (
        (cast.workshop_a, SourcePlace.SECOND),
        (cast.workshop_b, SourcePlace.FIRST),
    ):
        set_source(
            part=cast.block.part,
            workshop=workshop,
            place=place,
            valid_from=date(2019, 1, 1),
            by=cast.planner,
            at=cast.at,
        )
    assert given(cast) == {"B-017": 30, "B-031": 70}
    set_source(
        part=cast.block.part,
        workshop=cast.workshop_a,
        place=SourcePlace.NONE,
        valid_from=date(2019, 4, 1),
        by=cast.planner,
        at=cast.at,
    )
    assert given(cast) == {"B-031": 100}
    assert causes(cast)["B-017"] == Cause.NOT_A_SOURCE


def test_the_cap_counts_what_the_month_already_gave(cast: Cast) -> None:
    call_off(cast, 500)
    decide(cast, Rule.EQUAL, cap_pieces=300)
    publish(cast)
    call_off(cast, 2_000, "8", "10/04/2019")
    allocation = propose(cast)
    assert [share.quantity for share in shares_of(allocation)] == [50, 50]
    assert allocation.unplaced == 1_400
    assert allocation.reasons == [{"pieces": 1_400, "reason": "limits-reached"}]


def test_work_of_another_part_in_the_month_takes_up_capacity(cast: Cast) -> None:
    audit(cast, cast.workshop_a, 1_150)
    audit(cast, cast.workshop_b, 1_150)
    call_off(cast, 100)
    decide(cast)
    orders = publish(cast)
    assert [order.quantity for order in orders] == [50, 50]
    roster = roster_of(cast.cooperative, cast.sleeve, APRIL, cast.at.date())
    assert [contender.load_kg for contender in roster.contenders] == [
        Decimal("575"),
        Decimal("575"),
    ]
    # 575 kg of 11.5 kg blocks are 205.4 sleeves of 2.8 kg.
    assert [contender.candidate.load_pieces for contender in roster.contenders] == [206, 206]


def test_every_workshop_left_out_is_named_with_its_cause(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    shops = {
        code: Workshop.objects.create(cooperative=cast.cooperative, code=code, name=code)
        for code in ("B-201", "B-202", "B-203", "B-204", "B-205", "B-206")
    }
    for code, shop in shops.items():
        Membership.objects.create(
            cooperative=cast.cooperative,
            workshop=shop,
            status=MembershipStatus.DORMANT if code == "B-204" else MembershipStatus.ACTIVE,
            valid_from=date(2016, 1, 1),
        )
        Approval.objects.create(
            cooperative=cast.cooperative,
            workshop=shop,
            revision=cast.block,
            approved_on=date(2019, 4, 13) if code == "B-203" else date(2018, 1, 1),
            valid_until=date(2019, 4, 11) if code == "B-201" else date(2020, 1, 1),
            withdrawn_on=date(2019, 2, 1) if code == "B-202" else None,
            withdrawn_because="PPM 9.000" if code == "B-202" else "",
        )
        if code != "B-205":
            audit(cast, shop, 20_000)
    allocation = propose(cast)
    assert {
        row["workshop"]: (row["cause"], row["on"], row["note"]) for row in allocation.refused
    } == {
        "B-099": (Cause.NO_APPROVAL, None, ""),
        "B-201": (Cause.APPROVAL_EXPIRED, "2019-04-11", ""),
        "B-202": (Cause.APPROVAL_WITHDRAWN, "2019-02-01", "PPM 9.000"),
        "B-203": (Cause.APPROVAL_LATER, "2019-04-13", ""),
        "B-204": (Cause.DORMANT, None, ""),
        "B-205": (Cause.NEVER_AUDITED, None, ""),
    }
    assert {share.workshop.code for share in shares_of(allocation)} == {"B-017", "B-031", "B-206"}


def test_whoever_declined_is_not_asked_again_in_that_month(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    orders = publish(cast)
    decline_work_order(order=orders[0], reason="Tungku rusak", by=cast.owner, at=cast.at)
    assert given(cast) == {"B-031": 50}
    assert causes(cast)["B-017"] == Cause.DECLINED


def test_a_new_proposal_discards_the_draft_before_it(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    first, second = propose(cast), propose(cast)
    first.refresh_from_db()
    assert first.status == AllocationStatus.DISCARDED
    assert (first.version, second.version) == (1, 2)


def test_the_steps_of_a_share_are_kept_with_it(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    propose(cast)
    kinds = [step["kind"] for step in Share.objects.all()[0].steps]
    assert kinds[0] == "rule"
    assert kinds[-1] == "given"


def test_nothing_confirmed_means_nothing_to_propose(cast: Cast) -> None:
    decide(cast)
    with pytest.raises(NothingToAllocate):
        propose(cast)


def test_without_a_decision_of_the_members_nothing_is_proposed(cast: Cast) -> None:
    call_off(cast, 100)
    with pytest.raises(NoSharingRule):
        propose(cast)


def test_with_nobody_approved_nothing_is_proposed(cast: Cast) -> None:
    call_off(cast, 100)
    decide(cast)
    Approval.objects.filter(cooperative=cast.cooperative).delete()
    with pytest.raises(NobodyMayTakePart):
        propose(cast)


@pytest.mark.parametrize("who", ["stranger", "owner", "lab", "treasurer", "customer_engineer"])
def test_only_the_planner_proposes(cast: Cast, who: str) -> None:
    call_off(cast, 100)
    decide(cast)
    with pytest.raises(Http404):
        propose_allocation(revision=cast.block, month=APRIL, by=getattr(cast, who), at=cast.at)


def test_weighing_members_takes_the_same_queries_however_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call_off(cast, 100)
    decide(cast)
    for number in range(30):
        shop = Workshop.objects.create(
            cooperative=cast.cooperative, code=f"B-3{number:02}", name="Baru"
        )
        audit(cast, shop, 1_000)
    with django_assert_num_queries(11):
        roster_of(cast.cooperative, cast.block, APRIL, cast.at.date())
