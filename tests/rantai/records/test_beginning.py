"""The migrations a room begins with: what they stand for, and who may go on from before them."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder

from rantai.records.beginning import Beginning

EVERY = MigrationLoader(None, replace_migrations=False)
BEGINNINGS: dict[tuple[str, str], Migration] = {
    key: migration
    for key, migration in EVERY.disk_migrations.items()
    if isinstance(migration, Beginning) and migration.replaces
}
STANDS_FOR = {key: migration.replaces for key, migration in BEGINNINGS.items()}


def test_a_beginning_says_what_all_those_say_that_it_stands_for() -> None:
    short = MigrationLoader(None).project_state(list(BEGINNINGS))
    long = EVERY.project_state([replaced[-1] for replaced in STANDS_FOR.values()])
    ours = {app for app, _ in BEGINNINGS}
    assert {key: model for key, model in short.models.items() if key[0] in ours} == {
        key: model for key, model in long.models.items() if key[0] in ours
    }


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=lambda key: key[0])
def test_a_database_from_before_goes_on_with_what_it_lacks(
    beginning: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacks = STANDS_FOR[beginning][-1]
    # A later migration of another room names the beginning that stands for what is lacking.
    waits = {*EVERY.graph.backwards_plan(lacks), *EVERY.graph.backwards_plan(beginning)}
    done = {key: one for key, one in EVERY.disk_migrations.items() if key not in waits}
    done = {key: one for key, one in done.items() if key not in BEGINNINGS}
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _: dict(done))
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    ran = {(migration.app_label, migration.name) for migration, _ in plan}
    assert lacks in ran
    assert not ran & set(BEGINNINGS)
    assert ran == waits - set(BEGINNINGS)
