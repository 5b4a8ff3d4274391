"""What the rooms tell a phone is put together once, and anew as soon as it would say otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import Mock, patch

import pytest
from django.utils import timezone

from rantai.members.models import Person
from rantai.records.database.kept import Kept
from rantai.records.models import Account, Role
from rantai.shopfloor.queries import day
from rantai.shopfloor.queries.progress import progress_of
from rantai.shopfloor.queries.visible import material_lots_for
from tests.cast import Cast
from tests.rantai.portal.phone import Phone
from tests.rantai.shopfloor.story import pig_iron

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Made:
    """How often each part was put together."""

    orders: Mock
    materials: Mock


@pytest.fixture
def made() -> Iterator[Made]:
    with (
        patch.object(day, "PARTS", Kept(seconds=60, most=100)),
        patch.object(day, "progress_of", wraps=progress_of) as orders,
        patch.object(day, "material_lots_for", wraps=material_lots_for) as materials,
        # The next day would begin with papers of its own.
        patch.object(timezone, "now", return_value=timezone.now().replace(hour=5)),
    ):
        yield Made(orders, materials)


def test_all_phones_of_a_person_carry_what_was_put_together_once(cast: Cast, made: Made) -> None:
    one, other = Phone(cast.operator), Phone(cast.operator)
    assert one.day() == one.day() == other.day()
    assert made.orders.call_count == made.materials.call_count == 1


def test_what_stands_is_not_kept_under_another_name_for_each_minute(cast: Cast, made: Made) -> None:
    phone = Phone(cast.operator)
    first = phone.day()
    later = timezone.now() + timedelta(minutes=1)
    with patch.object(timezone, "now", return_value=later):
        assert phone.day() == first
    assert made.orders.call_count == made.materials.call_count == 1
    with patch.object(timezone, "now", return_value=later + timedelta(days=1)):
        phone.day()
    assert made.orders.call_count == 2


def test_what_has_changed_is_carried_at_once_and_nothing_else_is_made(
    cast: Cast, made: Made
) -> None:
    phone = Phone(cast.operator)
    assert phone.day()["materials"] == []
    lot = pig_iron(cast)
    assert [each["code"] for each in phone.day()["materials"]] == [lot.code]
    assert (made.materials.call_count, made.orders.call_count) == (2, 1)


def test_each_person_role_and_language_has_its_own(cast: Cast, made: Made) -> None:
    phone = Phone(cast.operator)
    first = phone.day()
    phone.client.cookies["django_language"] = "en"
    assert phone.day()["workshop"] == first["workshop"]
    assert Phone(cast.owner).day()["account"]["name"] == cast.owner.name
    Account.objects.filter(pk=cast.operator.pk).update(role=Role.OWNER)
    assert phone.day()["account"]["role"] == Role.OWNER
    assert made.orders.call_count == 4
    people = Person.objects.filter(cooperative=cast.cooperative, account=cast.operator)
    people.update(workshop=cast.workshop_b)
    assert phone.day()["workshop"]["code"] == cast.workshop_b.code
    assert made.orders.call_count == 5
