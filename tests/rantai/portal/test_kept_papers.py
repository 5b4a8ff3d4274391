"""What the rooms tell a phone is put together once, and anew as soon as it would say otherwise."""

from collections.abc import Iterator
from unittest.mock import Mock, patch

import pytest
from django.utils import timezone

from rantai.members.models import Person
from rantai.portal.queries import phone as carried
from rantai.records.database.kept import Kept
from rantai.records.models import Account, Role
from rantai.shopfloor.queries.day import day_of
from tests.cast import Cast
from tests.rantai.portal.phone import Phone
from tests.rantai.shopfloor.story import pig_iron

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Iterator[Mock]:
    with (
        patch.object(carried, "PAPERS", Kept(seconds=60, most=10)),
        patch.object(carried, "day_of", wraps=day_of) as put_together,
        # The next minute would begin a day of its own.
        patch.object(timezone, "now", return_value=timezone.now()),
    ):
        yield put_together


def test_all_phones_of_a_person_carry_what_was_put_together_once(cast: Cast, made: Mock) -> None:
    one, other = Phone(cast.operator), Phone(cast.operator)
    assert one.day() == one.day() == other.day()
    assert made.call_count == 1


def test_what_has_changed_is_carried_at_once(cast: Cast, made: Mock) -> None:
    phone = Phone(cast.operator)
    assert phone.day()["materials"] == []
    lot = pig_iron(cast)
    assert [each["code"] for each in phone.day()["materials"]] == [lot.code]
    assert made.call_count == 2


def test_each_person_role_and_language_has_its_own(cast: Cast, made: Mock) -> None:
    phone = Phone(cast.operator)
    first = phone.day()
    phone.client.cookies["django_language"] = "en"
    assert phone.day()["workshop"] == first["workshop"]
    assert Phone(cast.owner).day()["account"]["name"] == cast.owner.name
    Account.objects.filter(pk=cast.operator.pk).update(role=Role.OWNER)
    assert phone.day()["account"]["role"] == Role.OWNER
    assert made.call_count == 4
    Person.objects.filter(cooperative=cast.cooperative, account=cast.operator).update(
        workshop=cast.workshop_b
    )
    assert phone.day()["workshop"]["code"] == cast.workshop_b.code
