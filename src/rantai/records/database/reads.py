"""What was read of the database, with every row that was found, and whether it still stands.

Whatever is made of rows alone is made the same again while its statements find the same rows: the
first ones lead to the second statement with the same values, those to the third, and so on. So
nobody has to say which deed changes what, and nothing can be forgotten in saying it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from rantai.records.database.sqlite.pen import PlainCursor

Row = tuple[Any, ...]


@dataclass(slots=True)
class Reads:
    """Statements in the order they were made, and what each found."""

    made: list[tuple[str, Sequence[Any], list[Row]]] = field(default_factory=list)
    only_read: bool = True
    """Whether rows were asked for and nothing else: what writes must be done each time."""

    @property
    def rows(self) -> int:
        return sum(len(found) for _statement, _values, found in self.made)

    def still_stand(self) -> bool:
        """Whether the same statements find the same rows now."""
        database = connections[DEFAULT_DB_ALIAS]
        _refuse_within_another(database)
        try:
            with database.wrap_database_errors, _one_moment(database) as cursor:
                return all(
                    cursor.execute(statement, values).fetchall() == rows
                    for statement, values, rows in self.made
                )
        except DatabaseError:
            # Whoever then asks in the usual way hears of it there.
            return False


@contextmanager
def noted() -> Iterator[Reads]:
    """Note what this thread reads; its cursors fetch all their rows at once meanwhile."""
    database = connections[DEFAULT_DB_ALIAS]
    _refuse_within_another(database)
    reads = Reads()
    database.make_cursor = lambda cursor: _NotedCursor(cursor, database, reads)  # type: ignore[method-assign]
    try:
        yield reads
    finally:
        del database.make_cursor


def _refuse_within_another(database: BaseDatabaseWrapper) -> None:
    if "make_cursor" in vars(database):
        raise RuntimeError("Whoever notes outside would not note what is looked up in here.")


class _NotedCursor(CursorWrapper):
    """Hands on what was found, and leaves a note of it."""

    def __init__(self, cursor: Any, database: BaseDatabaseWrapper, reads: Reads) -> None:
        super().__init__(cursor, database)
        self._reads = reads
        self._rows: Iterator[Row] = iter(())

    def execute(self, sql: Any, params: Any = None) -> Any:
        super().execute(sql, params)
        rows: list[Row] = []
        if self.cursor.description is not None:
            with self.db.wrap_database_errors:
                rows = self.cursor.fetchall()
        if str(sql).startswith("SELECT") and not isinstance(params, Mapping):
            self._reads.made.append((sql, params or (), rows))
        else:
            self._reads.only_read = False
        self._rows = iter(rows)
        return self

    def executemany(self, sql: Any, param_list: Any) -> Any:
        self._reads.only_read = False
        return super().executemany(sql, param_list)

    def fetchone(self) -> Row | None:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Row]:
        return [*islice(self._rows, size)]

    def fetchall(self) -> list[Row]:
        return [*self._rows]

    def __iter__(self) -> Iterator[Row]:
        return self._rows


@contextmanager
def _one_moment(database: Any) -> Iterator[Any]:
    """The driver's own cursor; on a SQLite file all that it reads stands at one moment.

    One look at the file for all statements costs less than one look for each.
    """
    database.ensure_connection()
    if database.vendor != "sqlite":
        with database.connection.cursor() as cursor:
            yield cursor
        return
    cursor, is_alone = database.connection.cursor(PlainCursor), not database.in_atomic_block
    try:
        if is_alone:
            cursor.execute("BEGIN")
        yield cursor
    finally:
        if is_alone:
            cursor.execute("ROLLBACK")
