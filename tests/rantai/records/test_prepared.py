"""A prepared query answers as the queryset it was written from, whatever its values."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rantai.members.models import Person, Workshop
from rantai.records.actions import write_audit
from rantai.records.models import Account, AuditEntry, Sequence
from rantai.records.prepared import (
    CannotBePrepared,
    Change,
    Limit,
    only_one,
    prepared,
    prepared_change,
)
from rantai.shopfloor.models import Scrap
from rantai.traceability.models import Node
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def people(owner: int, workshops: list[int], on: date) -> QuerySet[Person]:
    return (
        Person.objects.filter(cooperative_id=owner, workshop__in=workshops, joined_on__lte=on)
        .select_related("workshop")
        .order_by("pk")
    )


def names(owner: int, *, of: str | None = None) -> QuerySet[Person, tuple[int, str]]:
    rows = Person.objects.filter(cooperative_id=owner).order_by("pk")
    if of is not None:
        rows = rows.filter(workshop__code=of)
    return rows.values_list("pk", "name")


def stranger_of(cast: Cast) -> int:
    owner = cast.stranger.cooperative_id
    assert owner is not None
    return owner


def both(build: Callable[..., QuerySet[Any, Any]], *values: Any, **named: Any) -> list[Any]:
    """The answer of the prepared query, after it was held against the ordinary one."""
    quick = prepared(build)
    for _time in range(2):
        assert quick(*values, **named) == list(build(*values, **named))
    return quick(*values, **named)


def test_rows_come_with_what_they_were_selected_with(cast: Cast) -> None:
    workshops = list(Workshop.objects.values_list("pk", flat=True))
    found = both(people, cast.cooperative.pk, workshops, date(2030, 1, 1))
    assert found
    with CaptureQueriesContext(connection) as asked:
        assert all(person.workshop.code for person in found)
    assert not asked.captured_queries


@pytest.mark.parametrize("many", [1, 2, 3, 5, 9])
def test_lists_of_any_length_share_statements_and_keep_their_rows_apart(
    cast: Cast, many: int
) -> None:
    quick = prepared(people)
    owner, day = cast.cooperative.pk, date(2030, 1, 1)
    every = [*Workshop.objects.values_list("pk", flat=True)]
    chosen = (every * many)[:many]
    assert quick(owner, chosen, day) == list(people(owner, chosen, day))
    assert quick(owner, [-1] * many, day) == []
    assert quick(owner, [], day) == []


def test_a_very_long_list_takes_no_more_places_than_it_has_values(cast: Cast) -> None:
    every = [*Workshop.objects.values_list("pk", flat=True), *range(-5_000, 0)]
    with CaptureQueriesContext(connection) as asked:
        assert both(people, cast.cooperative.pk, every, date(2030, 1, 1))
    assert len({query["sql"] for query in asked}) == 1


def test_the_next_call_answers_for_its_own_values(cast: Cast) -> None:
    quick = prepared(names)
    codes = Workshop.objects.filter(cooperative=cast.cooperative).values_list("code", flat=True)
    answers = {code: quick(cast.cooperative.pk, of=code) for code in codes}
    assert answers == {code: list(names(cast.cooperative.pk, of=code)) for code in codes}
    assert len({tuple(rows) for rows in answers.values()}) > 1
    # None has a statement of its own: without the condition.
    assert quick(cast.cooperative.pk, of=None) == list(names(cast.cooperative.pk))


def test_another_cooperative_sees_nothing_of_the_first(cast: Cast) -> None:
    quick = prepared(names)
    ours = quick(cast.cooperative.pk)
    theirs = quick(stranger_of(cast))
    assert ours
    assert not set(ours) & set(theirs)


def test_models_come_with_what_is_counted_and_without_what_is_left_out(cast: Cast) -> None:
    def shops(owner: int) -> QuerySet[Workshop]:
        rows = Workshop.objects.filter(cooperative_id=owner).annotate(crew=Count("people"))
        return rows.only("cooperative_id", "name").order_by("pk")

    for quick, slow in zip(
        prepared(shops)(cast.cooperative.pk), shops(cast.cooperative.pk), strict=True
    ):
        assert vars(quick).keys() == vars(slow).keys()
        assert vars(quick)["crew"] == vars(slow)["crew"]
        assert quick.get_deferred_fields() == slow.get_deferred_fields() != set()


def test_a_key_that_leads_nowhere_selects_nothing_with_it(cast: Cast) -> None:
    def deeds(owner: int) -> QuerySet[AuditEntry]:
        rows = AuditEntry.objects.filter(cooperative_id=owner).select_related("actor")
        return rows.order_by("pk")

    write_audit("workshop.joined", cast.workshop_a, by=None, at=cast.at)
    write_audit("workshop.joined", cast.workshop_b, by=cast.planner, at=cast.at, note={"kg": 3})
    found = both(deeds, cast.cooperative.pk)
    with CaptureQueriesContext(connection) as asked:
        assert [deed.actor for deed in found[-2:]] == [None, cast.planner]
    assert not asked.captured_queries
    assert found[-1].details == {"note": {"kg": 3}}


def test_an_instant_is_the_same_instant_in_any_zone(cast: Cast) -> None:
    def joined_before(at: datetime) -> QuerySet[Account]:
        return Account.objects.filter(date_joined__lte=at).order_by("pk")

    now = timezone.now() + timedelta(days=1)
    assert both(joined_before, now)
    assert both(joined_before, timezone.localtime(now)) == both(joined_before, now)


def test_a_count_and_a_limit_are_prepared_as_well(cast: Cast) -> None:
    def crews(owner: int, most: Limit) -> QuerySet[Person, tuple[int, int]]:
        rows = Person.objects.filter(cooperative_id=owner).order_by("workshop")
        return rows.values_list("workshop").annotate(Count("pk"))[:most]

    quick = prepared(crews)
    assert len(quick(cast.cooperative.pk, Limit(1))) == 1
    assert quick(cast.cooperative.pk, Limit(50)) == list(crews(cast.cooperative.pk, Limit(50)))


def test_a_column_for_small_numbers_is_asked_for_them(cast: Cast) -> None:
    def held_by(owner: int, nodes: list[int], holds: int) -> QuerySet[Node]:
        return Node.objects.filter(cooperative_id=owner, pk__in=nodes, open_holds=holds)

    rows = (Node(cooperative=cast.cooperative, code=code) for code in ("L-1", "L-2", "L-3"))
    nodes = [node.pk for node in Node.objects.bulk_create(rows)]
    assert len(both(held_by, cast.cooperative.pk, nodes, 0)) == 3
    assert not both(held_by, cast.cooperative.pk, nodes, 32_000)
    assert not both(held_by, cast.cooperative.pk, nodes, 40_000)


def test_the_statement_is_written_once(cast: Cast) -> None:
    written: list[int] = []

    def counted(owner: int) -> QuerySet[Workshop]:
        written.append(owner)
        return Workshop.objects.filter(cooperative_id=owner)

    quick = prepared(counted)
    for owner in (cast.cooperative.pk, stranger_of(cast), cast.cooperative.pk):
        quick(owner)
    assert len(written) == 2  # with two stand-ins, and never with a value
    assert cast.cooperative.pk not in written


def number_changed_on_the_way(owner: int) -> QuerySet[Workshop]:
    return Workshop.objects.filter(cooperative_id=owner + 1)


def value_left_out(owner: int, other: int) -> QuerySet[Workshop]:
    return Workshop.objects.filter(cooperative_id=owner)


def statement_after_the_value(owner: int) -> QuerySet[Workshop]:
    return Workshop.objects.filter(cooperative_id=owner).order_by("code" if owner % 2 else "name")


def number_as_a_limit(owner: int) -> QuerySet[Workshop]:
    return Workshop.objects.all()[:owner]


def rows_by_name(owner: int) -> QuerySet[Workshop, Any]:
    return Workshop.objects.filter(cooperative_id=owner).values("code")


def second_query(owner: int) -> QuerySet[Workshop]:
    return Workshop.objects.filter(cooperative_id=owner).prefetch_related("people")


@pytest.mark.parametrize(
    ("build", "values"),
    [
        (number_changed_on_the_way, (1,)),
        (value_left_out, (1, 2)),
        (statement_after_the_value, (1,)),
        (number_as_a_limit, (1,)),
        (second_query, (1,)),
        (rows_by_name, (1,)),
        (number_changed_on_the_way, (1.5,)),
    ],
)
def test_what_would_answer_wrongly_is_refused_at_the_first_call(
    build: Callable[..., QuerySet[Any, Any]], values: tuple[Any, ...]
) -> None:
    with pytest.raises(CannotBePrepared):
        prepared(build)(*values)


def test_a_value_beside_a_column_keeps_its_place(cast: Cast) -> None:
    def others(owner: int, person: int) -> QuerySet[Person]:
        rows = Person.objects.filter(cooperative_id=owner, pk__gt=person)
        return rows.filter(workshop_id=F("workshop_id")).order_by("pk")

    first = only_one(prepared(names)(cast.cooperative.pk))
    assert first is not None
    assert both(others, cast.cooperative.pk, first[0])


def crew_to_change(owner: int, workshop: int) -> QuerySet[Person]:
    rows = Person.objects.select_for_update(of=("self",)).select_related("workshop")
    return rows.filter(cooperative_id=owner, workshop=workshop).order_by("pk")


def test_rows_are_locked_each_time_and_no_others(cast: Cast) -> None:
    quick = prepared(crew_to_change)
    with CaptureQueriesContext(connection) as asked:
        for _time in range(2):
            assert quick(cast.cooperative.pk, cast.workshop_a.pk)
    locking = 'FOR UPDATE OF "members_person"'
    is_able = connection.features.has_select_for_update
    assert [locking in query["sql"] for query in asked] == [is_able, is_able]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_locked_and_nothing_answered(cast: Cast) -> None:
    quick = prepared(crew_to_change)
    with transaction.atomic():
        assert quick(cast.cooperative.pk, cast.workshop_a.pk)
    with pytest.raises(transaction.TransactionManagementError):
        quick(cast.cooperative.pk, cast.workshop_a.pk)


def move(owner: int, person: int, *, workshop: int, name: str) -> Change:
    rows = Person.objects.filter(cooperative_id=owner, pk=person)
    return rows, {"workshop": workshop, "name": name}


def test_a_change_reaches_the_rows_it_names_and_no_others(cast: Cast) -> None:
    quick, owner = prepared_change(move), cast.cooperative.pk
    before = dict(Person.objects.exclude(account=cast.operator).values_list("pk", "name"))
    person = Person.objects.get(account=cast.operator)
    for name in ("Sri", "Sri Wahyuni"):
        assert quick(owner, person.pk, workshop=cast.workshop_b.pk, name=name) == 1
        person.refresh_from_db()
        assert (person.workshop, person.name) == (cast.workshop_b, name)
    assert quick(stranger_of(cast), person.pk, workshop=cast.workshop_a.pk, name="Stolen") == 0
    assert dict(Person.objects.exclude(pk=person.pk).values_list("pk", "name")) == before


def test_a_change_may_count_on_from_what_stands_there(cast: Cast) -> None:
    @prepared_change
    def count_on(owner: int, prefix: str, *, more: int) -> Change:
        return Sequence.objects.filter(cooperative_id=owner, prefix=prefix), {
            "last": F("last") + more
        }

    Sequence.objects.create(cooperative=cast.cooperative, prefix="L-", last=3)
    for more in (2, 40):
        assert count_on(cast.cooperative.pk, "L-", more=more) == 1
    assert Sequence.objects.get(prefix="L-").last == 45


def test_a_fact_is_not_edited_by_a_prepared_change_either(cast: Cast) -> None:
    @prepared_change
    def forget(owner: int, *, quantity: int) -> Change:
        return Scrap.objects.filter(cooperative_id=owner), {"quantity": quantity}

    with pytest.raises(CannotBePrepared):
        forget(cast.cooperative.pk, quantity=0)


def test_a_change_that_fails_spoils_the_transaction_around_it(cast: Cast) -> None:
    @prepared_change
    def rename(owner: int, prefix: str, *, to: str) -> Change:
        return Sequence.objects.filter(cooperative_id=owner, prefix=prefix), {"prefix": to}

    for prefix in ("L-", "M-"):
        Sequence.objects.create(cooperative=cast.cooperative, prefix=prefix)
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            rename(cast.cooperative.pk, "L-", to="M-")
        assert connection.needs_rollback


def test_only_one_of_none_is_nothing() -> None:
    assert only_one([]) is None
