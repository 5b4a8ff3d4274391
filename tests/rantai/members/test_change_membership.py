"""A workshop's standing changes from a day on, and never behind anyone's back."""

from datetime import date

import pytest
from django.http import Http404

from rantai.members.actions import NoHeir, NothingChanges, TooEarly, change_membership
from rantai.members.models import MembershipStatus
from rantai.members.queries import count_members, membership_on
from rantai.records.models import AuditEntry
from tests.cast import Cast


def test_the_standing_holds_from_its_day_and_not_before(cast: Cast) -> None:
    change_membership(
        workshop=cast.workshop_a,
        status=MembershipStatus.DORMANT,
        valid_from=date(2019, 4, 1),
        by=cast.planner,
        at=cast.at,
    )
    workshop = cast.workshop_a.pk
    assert membership_on(cast.cooperative, date(2019, 3, 31))[workshop] == "active"
    assert membership_on(cast.cooperative, date(2019, 4, 1))[workshop] == "dormant"


def test_who_left_is_no_member_any_more_but_was_one(cast: Cast) -> None:
    change_membership(
        workshop=cast.workshop_b,
        status=MembershipStatus.LEFT,
        valid_from=date(2019, 1, 1),
        by=cast.treasurer,
        at=cast.at,
    )
    assert count_members(cast.cooperative, date(2018, 12, 31))["members"] == 3
    assert count_members(cast.cooperative, date(2019, 1, 1))["members"] == 2


def test_a_workshop_goes_on_after_a_death_only_with_an_heir(cast: Cast) -> None:
    with pytest.raises(NoHeir):
        change_membership(
            workshop=cast.workshop_a,
            status=MembershipStatus.DECEASED,
            valid_from=date(2019, 4, 1),
            heir=" ",
            by=cast.planner,
            at=cast.at,
        )
    kept = change_membership(
        workshop=cast.workshop_a,
        status=MembershipStatus.DECEASED,
        valid_from=date(2019, 4, 1),
        heir="Siti Aminah",
        by=cast.planner,
        at=cast.at,
    )
    assert kept.heir == "Siti Aminah"


def test_no_day_before_the_last_entry_can_be_rewritten(cast: Cast) -> None:
    with pytest.raises(TooEarly):
        change_membership(
            workshop=cast.workshop_a,
            status=MembershipStatus.DORMANT,
            valid_from=date(2016, 1, 1),
            by=cast.planner,
            at=cast.at,
        )


def test_the_same_standing_again_is_refused(cast: Cast) -> None:
    with pytest.raises(NothingChanges):
        change_membership(
            workshop=cast.workshop_a,
            status=MembershipStatus.ACTIVE,
            valid_from=date(2019, 4, 1),
            by=cast.planner,
            at=cast.at,
        )


def test_an_owner_cannot_change_a_standing(cast: Cast) -> None:
    with pytest.raises(Http404):
        change_membership(
            workshop=cast.workshop_a,
            status=MembershipStatus.LEFT,
            valid_from=date(2019, 4, 1),
            by=cast.owner,
            at=cast.at,
        )


def test_the_change_stands_in_the_audit_trail(cast: Cast) -> None:
    change_membership(
        workshop=cast.workshop_a,
        status=MembershipStatus.DORMANT,
        valid_from=date(2019, 4, 1),
        by=cast.planner,
        at=cast.at,
    )
    entry = AuditEntry.objects.get(cooperative=cast.cooperative, key="membership.changed")
    assert (entry.actor, entry.details["status"]) == (cast.planner, "dormant")
