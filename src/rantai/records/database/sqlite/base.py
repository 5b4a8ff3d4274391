"""Django's SQLite back end; grouping names every selected column, and writers queue at a door.

A distributed table's primary key is (cooperative, id), so grouping by id alone is refused
there.
"""

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base, features

from rantai.records.database.sqlite.door import Door

WRITING = ("INSERT", "UPDATE", "DELETE")


class DatabaseFeatures(features.DatabaseFeatures):
    allows_group_by_selected_pks = False


class Cursor(base.SQLiteCursorWrapper):
    """Writes queue at the door even where each is a transaction of its own."""

    database: "DatabaseWrapper"

    def execute(self, query: str, params: Any = None) -> Any:
        if not self.database.writes_alone(query):
            return super().execute(query, params)
        with self.database.own_door().held():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        if not self.database.writes_alone(query):
            return super().executemany(query, param_list)
        with self.database.own_door().held():
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.door: Door | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=Cursor)
        cursor.database = self
        return cursor

    def writes_alone(self, query: str) -> bool:
        return query.startswith(WRITING) and not self.in_atomic_block and not self.is_in_memory_db()

    def own_door(self) -> Door:
        return Door(Path(self.settings_dict["NAME"]))

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            self.door = self.own_door()
            self.door.enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        # A commit that failed is rolled back, or its connection closed: both leave too.
        self._leave()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave()

    def _leave(self) -> None:
        if self.door:
            self.door.leave()
            self.door = None
