"""The example is the same on every machine and every time."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from pytest_django import Settings

from rantai.portal.example.story import tell_story


def our_tables() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_config.name.startswith("rantai.")
    }


@contextmanager
def numbers_from_one(tables: set[str]) -> Iterator[None]:
    """PostgreSQL counts on whatever becomes of a transaction; afterwards as from before."""
    numbered = [
        sequence
        for sequence in connection.introspection.sequence_list()
        if sequence["table"] in tables
    ]
    before = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for sequence in numbered:
                cursor.execute(f'SELECT last_value FROM "{sequence["name"]}"')
                before[sequence["name"]] = cursor.fetchone()[0]
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), numbered):
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for name, last in before.items():
            cursor.execute("SELECT setval(%s, %s)", [name, last])


def load_and_digest(folder: Path, settings: Settings) -> tuple[str, int]:
    """Load a short example with fresh numbers and files, take it back, return what it was."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": folder}},
    }
    tables = our_tables()
    digest, count = hashlib.sha256(), 0
    with numbers_from_one(tables), transaction.atomic(), connection.cursor() as cursor:
        tell_story(months=1)
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            for row in cursor.fetchall():
                digest.update(repr(row).encode())
                count += 1
        transaction.set_rollback(True)
    return digest.hexdigest(), count


@pytest.mark.django_db
def test_two_loads_give_the_same_rows(tmp_path: Path, settings: Settings) -> None:
    first = load_and_digest(tmp_path / "first", settings)
    second = load_and_digest(tmp_path / "second", settings)
    assert first[1] > 10_000
    assert first == second
