"""The watch over statements sees what a distributed database would refuse."""

import pytest

from rantai.delivery.models import BoxContent
from rantai.members.models import Person
from rantai.shopfloor.models import Reading
from tests.distribution import owned_tables, violations

OWNED = frozenset({"a", "b"})


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        (
            'UPDATE "a" SET "cooperative_id" = 2 WHERE "a"."cooperative_id" = 1',
            "writes the owner of an existing row",
        ),
        ('UPDATE "a" SET "x" = 2 WHERE "a"."id" = 1', "updates without naming the owner"),
        (
            'SELECT 1 FROM "a" INNER JOIN "b" ON ("a"."b_id" = "b"."id") WHERE "a"."x" = 1',
            "joins b without matching the owner",
        ),
        (
            'SELECT 1 FROM "a" WHERE "a"."id" = 1 FOR UPDATE',
            "locks rows of a without naming the owner",
        ),
    ],
)
def test_a_statement_that_forgets_the_owner_is_named(sql: str, complaint: str) -> None:
    assert violations(sql, OWNED) == (complaint,)


def test_shared_tables_need_no_owner() -> None:
    assert violations('UPDATE "shared" SET "x" = 2 WHERE "shared"."id" = 1', OWNED) == ()


@pytest.mark.django_db
def test_our_joins_match_the_owner() -> None:
    for rows in (
        Person.objects.select_related("workshop"),
        Reading.objects.current().filter(sample__heat__code="L-1"),
        BoxContent.objects.select_related("box__shipment", "lot__heat", "casting"),
    ):
        assert violations(str(rows.query), owned_tables()) == ()
