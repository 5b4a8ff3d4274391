"""Writers of one file queue at its door: in turn, and past nobody who was killed inside."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from rantai.records.database.sqlite.door import Door
from rantai.records.models import Centre

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there SQLite's own wait is used")


def test_one_is_inside_at_a_time(tmp_path: Path) -> None:
    inside, most = [0], [0]

    def write() -> None:
        for _ in range(50):
            door = Door(tmp_path / "db")
            door.enter()
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.0001)
            inside[0] -= 1
            door.leave()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (most, inside) == ([1], [0])


def test_whoever_comes_back_at_once_overtakes_nobody(tmp_path: Path) -> None:
    mine, other = Door(tmp_path / "db"), Door(tmp_path / "db")
    order: list[str] = []
    mine.enter()

    def wait() -> None:
        other.enter()
        order.append("other")
        other.leave()

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.2)
    mine.leave()
    mine.enter()
    order.append("mine again")
    mine.leave()
    waiting.join()
    assert order == ["other", "mine again"]


def test_a_killed_process_leaves_the_door_open(tmp_path: Path) -> None:
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        Door(tmp_path / "db").enter()
        os.write(writes, b".")
        time.sleep(60)
    os.read(reads, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    door = Door(tmp_path / "db")
    door.enter()
    door.leave()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_holds_the_door_to_its_end_however_it_ends() -> None:
    def is_inside() -> bool:
        return getattr(connection, "door", None) is not None

    needs_a_door = connection.vendor == "sqlite"  # a server has doors of its own
    with transaction.atomic():
        assert is_inside() == needs_a_door
        with transaction.atomic():
            Centre.objects.count()
        assert is_inside() == needs_a_door
    assert not is_inside()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert not is_inside()
    with transaction.atomic():
        connection.close()
        transaction.set_rollback(True)
    assert not is_inside()


@pytest.mark.django_db(transaction=True)
def test_a_write_of_its_own_waits_at_the_door_too() -> None:
    if connection.vendor != "sqlite":
        return  # a server has doors of its own
    door, ended = Door(Path(connection.settings_dict["NAME"])), threading.Event()

    def write() -> None:
        Centre.objects.update(name="Ceper")
        with connection.cursor() as cursor:
            # Open since before the transaction that it writes in.
            with transaction.atomic():
                cursor.execute(f"DELETE FROM {Centre._meta.db_table} WHERE id = %s", [0])
            cursor.executemany(f"DELETE FROM {Centre._meta.db_table} WHERE id = %s", [[0], [0]])
        connection.close()
        ended.set()

    writer = threading.Thread(target=write)
    with door.held():
        writer.start()
        assert not ended.wait(0.2)
    assert ended.wait(10)
    writer.join()
