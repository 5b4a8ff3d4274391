"""A part becomes known with its drawing, how it is checked, and who may make it."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from rantai.parts.actions import (
    AlreadyWithdrawn,
    ApprovalTaken,
    Check,
    DaysReversed,
    Drawing,
    LimitsReversed,
    NothingToCheck,
    PartNumberTaken,
    RevisionTaken,
    approve_workshop,
    register_part,
    register_revision,
    set_control_plan,
    withdraw_approval,
)
from rantai.parts.models import Approval, Part, PartRevision, Tracing
from rantai.parts.queries import approval_in_force, plan_in_force, revision_in_force
from rantai.records.models import Account, AuditEntry
from tests.cast import Cast

HARDNESS = Check(
    name="Kekerasan",
    name_en="Hardness",
    method="Brinell",
    sample_size=3,
    reaction="Tahan lot.",
    unit="HB",
    lower=Decimal(180),
    upper=Decimal(220),
)


def drawing(cast: Cast, revision: str = "A") -> Drawing:
    return Drawing(
        revision=revision, valid_from=date(2019, 1, 1), grade=cast.grade, pour_within_minutes=8
    )


def registered(cast: Cast, number: str = "2550020320", by: Account | None = None) -> PartRevision:
    return register_part(
        number=number,
        name="Klep",
        traced_by=Tracing.LOT,
        mass_kg=Decimal("1.2"),
        pieces_per_box=10,
        is_machined=False,
        drawing=drawing(cast),
        by=by or cast.planner,
        at=cast.at,
    )


def approved(cast: Cast, revision: PartRevision, until: date = date(2020, 1, 1)) -> Approval:
    return approve_workshop(
        workshop=cast.workshop_a,
        revision=revision,
        approved_on=date(2019, 2, 1),
        valid_until=until,
        reference="PPAP-19-01",
        by=cast.planner,
        at=cast.at,
    )


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    client.cookies["django_language"] = "en"
    return client


def test_a_part_comes_with_a_revision_in_force(cast: Cast) -> None:
    revision = registered(cast)
    assert revision_in_force(revision.part, cast.at.date()) == revision
    assert AuditEntry.objects.get(key="part.registered").details["number"] == "2550020320"


def test_a_part_number_is_given_once(cast: Cast) -> None:
    registered(cast)
    with pytest.raises(PartNumberTaken):
        registered(cast)
    assert Part.objects.filter(number="2550020320").count() == 1


def test_a_revision_letter_is_given_once_a_part(cast: Cast) -> None:
    part = registered(cast).part
    register_revision(part=part, drawing=drawing(cast, "B"), by=cast.planner, at=cast.at)
    with pytest.raises(RevisionTaken):
        register_revision(part=part, drawing=drawing(cast, "B"), by=cast.planner, at=cast.at)


def test_an_approval_holds_between_its_days_and_until_it_is_withdrawn(cast: Cast) -> None:
    revision = registered(cast)
    approval = approved(cast, revision)
    assert approval_in_force(cast.workshop_a, revision, date(2019, 4, 12)) == approval
    withdraw_approval(
        approval=approval, on=date(2019, 4, 12), because="PPM", by=cast.planner, at=cast.at
    )
    assert approval_in_force(cast.workshop_a, revision, date(2019, 4, 11)) == approval
    assert approval_in_force(cast.workshop_a, revision, date(2019, 4, 12)) is None
    with pytest.raises(AlreadyWithdrawn):
        withdraw_approval(
            approval=approval, on=date(2019, 5, 1), because="lagi", by=cast.planner, at=cast.at
        )


def test_an_approval_is_refused_twice_or_when_its_days_are_reversed(cast: Cast) -> None:
    revision = registered(cast)
    approved(cast, revision)
    with pytest.raises(ApprovalTaken):
        approved(cast, revision)
    with pytest.raises(DaysReversed):
        approved(cast, revision, until=date(2019, 1, 1))


def test_a_newer_control_plan_takes_over_from_its_day(cast: Cast) -> None:
    revision = registered(cast)
    for day in (date(2019, 3, 1), date(2019, 5, 1)):
        set_control_plan(
            revision=revision, valid_from=day, checks=[HARDNESS], by=cast.planner, at=cast.at
        )
    plans = [plan_in_force(revision, day) for day in (date(2019, 4, 1), date(2019, 5, 1))]
    assert [plan.version for plan in plans if plan] == [1, 2]


def test_a_control_plan_without_a_check_or_with_reversed_limits_is_refused(cast: Cast) -> None:
    revision = registered(cast)
    reversed_limits = Check(
        name="X", name_en="X", method="M", sample_size=1, reaction="R",
        lower=Decimal(2), upper=Decimal(1),
    )  # fmt: skip
    for checks, refusal in (([], NothingToCheck), ([reversed_limits], LimitsReversed)):
        with pytest.raises(refusal):
            set_control_plan(
                revision=revision,
                valid_from=date(2019, 3, 1),
                checks=checks,
                by=cast.planner,
                at=cast.at,
            )


@pytest.mark.parametrize("who", ["owner", "lab", "treasurer", "customer_engineer", "mentor"])
def test_only_the_planner_registers(cast: Cast, who: str) -> None:
    with pytest.raises(Http404):
        registered(cast, by=getattr(cast, who))


def test_a_stranger_changes_nothing_of_ours(cast: Cast) -> None:
    with pytest.raises(Http404):
        register_revision(
            part=cast.block.part, drawing=drawing(cast, "Z"), by=cast.stranger, at=cast.at
        )
    with pytest.raises(Http404):
        set_control_plan(
            revision=cast.block,
            valid_from=date(2019, 3, 1),
            checks=[HARDNESS],
            by=cast.stranger,
            at=cast.at,
        )
    with pytest.raises(Http404):
        approve_workshop(
            workshop=cast.workshop_unapproved,
            revision=cast.block,
            approved_on=date(2019, 2, 1),
            valid_until=date(2020, 1, 1),
            reference="x",
            by=cast.stranger,
            at=cast.at,
        )


def test_the_whole_way_by_pages(cast: Cast) -> None:
    planner = signed_in(cast.planner)
    page = planner.get(f"{reverse('parts:new_part')}?nomor=00123-A%204").content.decode()
    assert 'value="00123-A 4"' in page
    planner.post(
        reverse("parts:new_part"),
        {
            "number": "00123-A 4",
            "name": "Klep",
            "traced_by": "lot",
            "mass_kg": "1,25",
            "pieces_per_box": "10",
            "revision": "A",
            "valid_from": "2019-01-01",
            "grade": cast.grade.pk,
            "pour_within_minutes": "8",
        },
    )
    revision = PartRevision.objects.get(part__number="00123-A 4")
    assert revision.part.mass_kg == Decimal("1.25")
    planner.post(
        reverse("parts:new_approval", args=[revision.pk]),
        {
            "workshop": cast.workshop_a.pk,
            "approved_on": "2019-01-01",
            "valid_until": "2030-01-01",
            "reference": "PPAP-1",
        },
    )
    answer = planner.post(
        reverse("parts:new_control_plan", args=[revision.pk]),
        {
            "valid_from": "2019-01-01",
            "name-1": "Kekerasan",
            "unit-1": "HB",
            "lower-1": "180",
            "upper-1": "220",
            "method-1": "Brinell",
            "sample_size-1": "3",
            "reaction-1": "Tahan",
            **{f"importance-{row}": "standard" for row in range(1, 6)},
        },
        follow=True,
    )
    page = answer.content.decode()
    for word in ("00123-A 4", "B-017 Tegalrejo", "PPAP-1", "Kekerasan", "Brinell"):
        assert word in page


def test_a_row_of_the_control_plan_must_be_whole(cast: Cast) -> None:
    response = signed_in(cast.planner).post(
        reverse("parts:new_control_plan", args=[cast.block.pk]),
        {
            "valid_from": "2019-01-01",
            "name-1": "Kekerasan",
            **{f"importance-{row}": "standard" for row in range(1, 6)},
        },
    )
    assert response.content.decode().count("this is needed too") == 3


def test_an_approval_is_withdrawn_by_page(cast: Cast) -> None:
    approval = approved(cast, registered(cast))
    signed_in(cast.planner).post(
        reverse("parts:withdraw", args=[approval.pk]), {"on": "2019-04-12", "because": "PPM"}
    )
    approval.refresh_from_db()
    assert approval.withdrawn_because == "PPM"


def test_a_workshop_sees_its_own_approval_and_no_other(cast: Cast) -> None:
    page = signed_in(cast.owner).get(reverse("parts:part", args=[cast.block.part_id]))
    assert "B-017" in page.content.decode()
    assert "B-031" not in page.content.decode()


@pytest.mark.parametrize("who", ["stranger", "customer_engineer", "ministry"])
def test_a_part_is_not_there_for_outsiders(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(reverse("parts:part", args=[cast.block.part_id])).status_code == 404
    for name in ("new_approval", "new_control_plan"):
        assert client.get(reverse(f"parts:{name}", args=[cast.block.pk])).status_code == 404


@pytest.mark.parametrize("name", ["index", "new_part"])
def test_a_visitor_who_is_not_signed_in_is_sent_to_sign_in(cast: Cast, name: str) -> None:
    response = Client().get(reverse(f"parts:{name}"))
    assert response["Location"].startswith(reverse("account_login"))


def test_a_new_plan_begins_with_the_rows_of_the_one_before(cast: Cast) -> None:
    client = signed_in(cast.planner)
    address = reverse("parts:new_control_plan", args=[cast.block.pk])
    page = client.get(address)
    text = page.content.decode()
    assert 'value="Kekerasan"' in text
    assert 'value="180"' in text
    sent = {bound.html_name: bound.value() for bound in page.context["form"]}
    kept = {name: value for name, value in sent.items() if value not in (None, "", False)}

    client.post(address, {**kept, "sample_size-1": "5"})

    newest = cast.block.control_plans.order_by("-version")[0]
    assert newest.version == 2
    sizes = newest.items.order_by("characteristic__number").values_list("sample_size", flat=True)
    assert sizes[0] == 5
    assert newest.items.count() == 2
    assert cast.block.characteristics.count() == 2  # the same ones, so their charts go on


def test_a_revision_without_a_plan_begins_with_its_forerunners_or_the_usual_rows(
    cast: Cast,
) -> None:
    client = signed_in(cast.planner)
    later = register_revision(
        part=cast.block.part, drawing=drawing(cast, "Z"), by=cast.planner, at=cast.at
    )
    page = client.get(reverse("parts:new_control_plan", args=[later.pk])).content.decode()
    assert 'value="220"' in page
    fresh = registered(cast)
    page = client.get(reverse("parts:new_control_plan", args=[fresh.pk])).content.decode()
    assert "Brinell 10/3000" in page
