"""An empty database for each process: migrated once, then copied as often as anyone asks.

The migrated original outlives the run, under a name that changes with the migrations: the
temporary folder holds it for SQLite, the server itself for PostgreSQL.
"""

import hashlib
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def empty_database() -> Iterator[None]:
    """The default connection's database is a fresh copy meanwhile, and gone afterwards."""
    before: str = connection.settings_dict["NAME"]
    wanted: str = connection.settings_dict["TEST"]["NAME"] or f"test_{before}"
    place = Sqlite() if connection.vendor == "sqlite" else Postgres()
    with one_at_a_time():
        if not place.has_original():
            place.keep_original(migrated(place.unfinished, before))
        place.copy_to(wanted)
    point_at(wanted)
    yield
    connection.creation.destroy_test_db(before, verbosity=0)


def identity() -> str:
    """Changes with whatever a migrated database depends on, and with the person."""
    digest = hashlib.sha256(repr((sys.version_info[:2], str(Path.home()))).encode())
    digest.update((ROOT / "requirements.txt").read_bytes())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        if Path(app.path).is_relative_to(ROOT / "src"):
            for source in sorted(Path(app.path, "migrations").glob("*.py")):
                digest.update(f"{app.label}/{source.name}".encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def in_temporary_folder(name: str) -> Path:
    return Path(tempfile.gettempdir(), f"rantai-empty-{identity()}{name}")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Across processes. A lock of SQLite's works on every system and dies with its owner."""
    lock = sqlite3.connect(
        in_temporary_folder(f".{connection.vendor}.lock"), timeout=300, isolation_level=None
    )
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


def migrated(name: str, before: str) -> str:
    test = connection.settings_dict["TEST"]
    wanted, test["NAME"] = test["NAME"], name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    test["NAME"] = wanted
    point_at(before)
    return name


def point_at(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


class Sqlite:
    def __init__(self) -> None:
        self.original = in_temporary_folder(".sqlite3")
        self.unfinished = str(in_temporary_folder(".unfinished"))

    def has_original(self) -> bool:
        return self.original.exists()

    def keep_original(self, name: str) -> None:
        Path(name).replace(self.original)

    def copy_to(self, name: str) -> None:
        shutil.copyfile(self.original, name)


class Postgres:
    def __init__(self) -> None:
        self.original = f"rantai_empty_{identity()}"
        self.unfinished = f"{self.original}_unfinished"

    def has_original(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.original])
            return cursor.fetchone() is not None

    def keep_original(self, name: str) -> None:
        """Instead of those of earlier migrations, which nobody will ask for again."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^rantai_empty_'")
            for (earlier,) in cursor.fetchall():
                if earlier != name:
                    cursor.execute(f'DROP DATABASE "{earlier}"')
            cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{self.original}"')

    def copy_to(self, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.original}"')
            # Whoever lends us a server keeps it durable; this database ends with the tests.
            cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
