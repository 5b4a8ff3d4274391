"""Django's SQLite back end; grouping names every selected column, and writers queue at a door.

A distributed table's primary key is (cooperative, id), so grouping by id alone is refused
there.
"""

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base, features

from rantai.records.database.sqlite.door import Door


class DatabaseFeatures(features.DatabaseFeatures):
    allows_group_by_selected_pks = False


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.door: Door | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            self.door = Door(Path(self.settings_dict["NAME"]))
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
