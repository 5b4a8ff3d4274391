"""What was read is noted with every row, and compared with what the same statements find later."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from rantai.records.database.reads import Reads, noted
from rantai.records.models import Centre

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = Centre._meta.db_table


@pytest.fixture(autouse=True)
def three(db: None) -> None:
    for code in ("A", "B", "C"):
        Centre.objects.create(code=code, name=code, province="", latitude=0, longitude=0)


def elsewhere(work: Callable[[], object]) -> None:
    def run() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def read() -> Reads:
    with noted() as reads:
        assert [each.code for each in Centre.objects.filter(code__gte="B")] == ["B", "C"]
        assert Centre.objects.filter(code__contains="B").count() == 1
    return reads


def test_what_nobody_changed_stands() -> None:
    reads = read()
    assert (len(reads.made), reads.only_read) == (2, True)
    elsewhere(lambda: Centre.objects.filter(code="A").update(name="Ceper"))
    assert reads.still_stand()


def test_whatever_another_connection_commits_is_seen() -> None:
    changed, gone, come = read(), read(), read()
    elsewhere(lambda: Centre.objects.filter(code="B").update(name="Ceper"))
    assert not changed.still_stand()
    elsewhere(lambda: Centre.objects.filter(code="B").delete())
    assert not gone.still_stand()
    elsewhere(lambda: Centre.objects.create(code="D", province="", latitude=0, longitude=0))
    assert not come.still_stand()


def test_what_this_thread_has_not_committed_is_seen_by_itself_alone() -> None:
    reads, seen = read(), list[bool]()
    with transaction.atomic():
        Centre.objects.filter(code="B").update(name="Ceper")
        elsewhere(lambda: seen.append(reads.still_stand()))
        assert not reads.still_stand()
    assert seen == [True]
    assert not reads.still_stand()


def test_a_write_is_no_reading() -> None:
    with noted() as reads:
        Centre.objects.filter(code="B").update(name="Ceper")
    assert not reads.only_read
    with noted() as reads, connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE code = %s", [["A"], ["B"]])
    assert not reads.only_read
    assert Centre.objects.count() == 1


@pytest.mark.parametrize(
    "fetch",
    [
        lambda cursor: [cursor.fetchone(), cursor.fetchone(), cursor.fetchone(), cursor.fetchone()],
        lambda cursor: [*cursor.fetchmany(2), *cursor.fetchmany(2), None],
        lambda cursor: [*cursor, cursor.fetchone()],
        lambda cursor: [*cursor.fetchall(), cursor.fetchone()],
    ],
)
def test_rows_are_handed_on_in_every_way(fetch: Callable[[Any], list[Any]]) -> None:
    with noted(), connection.cursor() as cursor:
        cursor.execute(f"SELECT code FROM {TABLE} WHERE code <> %s ORDER BY code", ["%"])
        assert fetch(cursor) == [("A",), ("B",), ("C",), None]


def test_a_percent_sign_of_the_statement_itself_stays_one() -> None:
    with noted() as reads, connection.cursor() as cursor:
        cursor.execute(f"SELECT code FROM {TABLE} WHERE code <> %s AND name LIKE 'A%%'", ["x"])
        assert cursor.fetchall() == [("A",)]
    assert reads.still_stand()


def test_what_can_no_longer_be_asked_does_not_stand() -> None:
    reads = read()
    reads.made.append(("SELECT code FROM nothing WHERE code = %s", ["A"], []))
    assert not reads.still_stand()
    reads.made.pop()
    assert reads.still_stand()


def test_nothing_is_noted_within_what_is_noted() -> None:
    reads = read()
    with noted():
        with pytest.raises(RuntimeError), noted():
            pass
        with pytest.raises(RuntimeError):
            reads.still_stand()
    assert reads.still_stand()
