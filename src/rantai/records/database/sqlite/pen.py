"""A connection of a process's own for what it writes most often, held by one thread at a time.

Each thread's connection keeps pages of its own, which any other's commit spoils, and each of its
statements passes through five of Django's layers: together dearer than what is written.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

from rantai.records.database.sqlite.base import DatabaseWrapper
from rantai.records.database.sqlite.door import Door


@lru_cache(maxsize=256)
def _in_its_own_style(statement: str) -> str:
    return FORMAT_QMARK_REGEX.sub("?", statement).replace("%%", "%")


class PlainCursor(sqlite3.Cursor):
    """Takes statements as Django's cursors take them, and does nothing else with them."""

    def execute(self, statement: str, values: Any = ()) -> "PlainCursor":
        super().execute(_in_its_own_style(statement), values)
        return self

    def executemany(self, statement: str, rows: Any) -> "PlainCursor":
        super().executemany(_in_its_own_style(statement), rows)
        return self


class Pen:
    """Whoever writes with it holds the door, as all writers do; callers take turns themselves."""

    def __init__(self, make: Callable[[], DatabaseWrapper]) -> None:
        self._make = make
        self._wrapper: DatabaseWrapper | None = None
        self._opened: Sequence[object] = ()

    @contextmanager
    def transaction(self) -> Iterator[PlainCursor]:
        """Commit what is done within, or none of it; faults are raised as Django's.

        Raises:
            django.db.DatabaseError: nothing of it was kept.
        """
        wrapper = self._held()
        with wrapper.wrap_database_errors:
            door, database = Door(Path(wrapper.settings_dict["NAME"])), wrapper.connection
            door.enter()
            try:
                database.execute("BEGIN IMMEDIATE")
                yield database.cursor(PlainCursor)
                database.execute("COMMIT")
            except BaseException:
                # Opened anew next time: this one may have been what is broken.
                try:
                    if database.in_transaction:
                        database.execute("ROLLBACK")
                finally:
                    self.close()
                raise
            finally:
                door.leave()

    def _held(self) -> DatabaseWrapper:
        """The connection, opened anew after a fork, or when another file has taken its place."""
        if self._wrapper is None or self._opened != self._here(self._wrapper):
            self.close()
            self._wrapper = self._make()
            self._wrapper.inc_thread_sharing()
            self._wrapper.connect()
            self._opened = self._here(self._wrapper)
        return self._wrapper

    def _here(self, wrapper: DatabaseWrapper) -> Sequence[object]:
        place = os.stat(wrapper.settings_dict["NAME"])
        return os.getpid(), place.st_dev, place.st_ino

    def close(self) -> None:
        if self._wrapper is not None:
            wrapper, self._wrapper = self._wrapper, None
            wrapper.close()
