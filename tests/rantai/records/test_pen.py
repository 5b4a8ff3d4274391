"""One connection for all threads of a process that write one after another."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connections

from rantai.records.database.sqlite.base import DatabaseWrapper
from rantai.records.database.sqlite.pen import Pen


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "book.sqlite3"
    _make(place)
    return place


@pytest.fixture
def pen(place: Path) -> Iterator[Pen]:
    settings = {
        **connections.settings["default"],
        "ENGINE": "rantai.records.database.sqlite",
        "NAME": place,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 1},
    }
    pen = Pen(lambda: DatabaseWrapper(settings, "book"))
    yield pen
    pen.close()


def _make(place: Path) -> None:
    with sqlite3.connect(place) as database:
        database.execute("CREATE TABLE line (word TEXT UNIQUE)")


def words(place: Path) -> list[str]:
    with sqlite3.connect(place) as database:
        return [word for (word,) in database.execute("SELECT word FROM line ORDER BY rowid")]


def write(pen: Pen, *told: str) -> None:
    with pen.transaction() as cursor:
        cursor.executemany("INSERT INTO line VALUES (%s)", [(word,) for word in told])


def write_and_fail(pen: Pen) -> None:
    with pen.transaction() as cursor:
        cursor.execute("INSERT INTO line VALUES (%s)", ["pasir"])
        raise ZeroDivisionError


def test_what_is_written_is_kept_and_seen_by_everyone(pen: Pen, place: Path) -> None:
    write(pen, "besi", "pasir")
    assert words(place) == ["besi", "pasir"]
    with pen.transaction() as cursor:
        cursor.execute("SELECT count(*) FROM line WHERE word <> %s", ["besi"])
        assert cursor.fetchall() == [(1,)]


def test_a_fault_keeps_nothing_and_is_raised_as_djangos(pen: Pen, place: Path) -> None:
    with pytest.raises(IntegrityError):
        write(pen, "besi", "besi")
    with pytest.raises(ZeroDivisionError):
        write_and_fail(pen)
    assert words(place) == []
    write(pen, "inti")
    assert words(place) == ["inti"]


def write_on_a_broken_connection(pen: Pen) -> None:
    with pen.transaction() as cursor:
        cursor.connection.close()


def test_a_connection_that_breaks_shuts_nobody_out(pen: Pen, place: Path) -> None:
    with pytest.raises(DatabaseError):
        write_on_a_broken_connection(pen)
    later = threading.Thread(target=write, args=[pen, "inti"], daemon=True)
    later.start()
    later.join(10)
    assert words(place) == ["inti"]


def test_threads_write_with_it_in_turn(pen: Pen, place: Path) -> None:
    turn = threading.Lock()

    def told(number: int) -> None:
        with turn:
            write(pen, str(number))

    threads = [threading.Thread(target=told, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(words(place)) == [str(number) for number in range(8)]


def test_a_file_that_took_the_place_of_another_is_opened_anew(
    pen: Pen, place: Path, tmp_path: Path
) -> None:
    write(pen, "lama")
    restored = tmp_path / "restored.sqlite3"
    _make(restored)
    os.replace(restored, place)
    write(pen, "baru")
    assert words(place) == ["baru"]
