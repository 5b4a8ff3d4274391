"""A connection is lent to a request, and then to the next one, whichever thread answers that.

Each thread would open one of its own, and reading the whole schema costs as much as three pages;
in a rush dozens of threads would do so at the same moment. What one has just used is lent first,
so that few are ever opened, and they keep at hand what was asked for last.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Answer = Iterable[bytes]


class Lending:
    """Stands before whatever asks the database, in each server process."""

    def __init__(self, site: Callable[[dict[str, Any], Any], Answer]) -> None:
        self._site = site
        self._free: list[BaseDatabaseWrapper] = []

    def __call__(self, environ: dict[str, Any], respond: Any) -> Answer:
        connection = self._lend()
        try:
            answer = self._site(environ, respond)
            if getattr(answer, "streaming", not isinstance(answer, list)):
                # It may read as long as it is read, and the server may close it from anywhere.
                return _Streamed(answer, lambda: self._free.append(connection))
            body = b"".join(answer)
            _close(answer)
        except BaseException:
            self._take_back(connection)
            raise
        self._take_back(connection)
        return [body]

    def _lend(self) -> BaseDatabaseWrapper:
        try:
            connection = self._free.pop()
        except IndexError:
            connection = connections.create_connection(DEFAULT_DB_ALIAS)
            connection.inc_thread_sharing()
        connections[DEFAULT_DB_ALIAS] = connection
        return connection

    def _take_back(self, connection: BaseDatabaseWrapper) -> None:
        del connections[DEFAULT_DB_ALIAS]
        self._free.append(connection)


class _Streamed:
    """An answer that comes in pieces; the connection is its own until it is closed."""

    def __init__(self, answer: Answer, at_end: Callable[[], None]) -> None:
        self._answer, self._at_end = answer, at_end

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        try:
            _close(self._answer)
        finally:
            self._at_end()


def _close(answer: Answer) -> None:
    if hasattr(answer, "close"):
        answer.close()
