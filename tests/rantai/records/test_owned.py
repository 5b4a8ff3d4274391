"""Owned rows stay with their owner, in every join and every update."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rantai.members.models import Person, Workshop
from rantai.parts.models import Approval
from rantai.shopfloor.models import MaterialLot, Scrap
from tests.cast import Cast


def test_a_join_between_owned_rows_also_matches_the_owner(cast: Cast) -> None:
    sql = str(Approval.objects.select_related("workshop", "revision__part").query)

    assert sql.count('"cooperative_id" = ') == 3


def test_following_a_key_filters_by_the_owner(cast: Cast) -> None:
    person = Person.objects.get(account=cast.operator)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert person.workshop == cast.workshop_a

    assert '"members_workshop"."cooperative_id" = ' in queries[0]["sql"]


def test_saving_an_existing_row_never_writes_its_owner(cast: Cast) -> None:
    cast.workshop_a.name = "Tegalrejo Baru"

    with CaptureQueriesContext(connection) as queries:
        cast.workshop_a.save()

    written, condition = queries[0]["sql"].split(" WHERE ")
    assert "cooperative_id" not in written
    assert "cooperative_id" in condition


def test_a_row_given_to_another_owner_in_memory_is_not_found_to_update(cast: Cast) -> None:
    cast.workshop_a.cooperative = cast.other_cooperative
    cast.workshop_a.name = "Dicuri"

    with pytest.raises(IntegrityError), transaction.atomic():
        cast.workshop_a.save()

    assert Workshop.objects.get(code="B-017").cooperative == cast.cooperative


def test_facts_are_added_and_never_edited(cast: Cast) -> None:
    with pytest.raises(TypeError, match="never edited"):
        Scrap.objects.update(quantity=0)
    with pytest.raises(TypeError, match="never deleted"):
        Scrap.objects.all().delete()
    MaterialLot.objects.all().delete()  # not a fact: a register entry
