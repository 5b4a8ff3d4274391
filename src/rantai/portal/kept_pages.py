"""A page is answered as it was, while every row that it was made from still stands.

People have the same few pages open all day, and look at them more often than anything changes
there. To find the rows of a page costs a tenth of drawing it.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import parse_cookie
from django.urls import reverse
from django.utils import timezone

from rantai.portal.gate import Application, Environ, Respond
from rantai.records.database.kept import Kept

ADDRESSES = ("home", "shopfloor:index")
"""What these show is made of rows, of what their reader asks and of the clock; of nothing else."""
SECONDS = 20.0
"""How far behind the clock a kept page may be. What has been recorded is always on it."""
RUSH_SECONDS = 300.0
"""How far while another is being drawn. Beside the day, which each page is kept for, only whether
an answer is overdue hangs on the clock: nobody need wait for that.
"""
MOST_PAGES = 500


class Turn(Protocol):
    """One has it at a time, the others wait; as a lock."""

    def locked(self) -> bool: ...
    def __enter__(self) -> object: ...
    def __exit__(self, *fault: Any) -> object: ...


class Open:
    """A turn that everybody has at once, where nobody need wait for another."""

    def locked(self) -> bool:
        return False

    def __enter__(self) -> None: ...

    def __exit__(self, *fault: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Page:
    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def may_be_kept(self, environ: Environ) -> bool:
        has = parse_cookie(environ.get("HTTP_COOKIE", "")).items()
        sets = (value for name, value in self.headers if name == "Set-Cookie")
        return (
            self.status.startswith(str(HTTPStatus.OK.value))
            # Django sends the form's token again for another year; a new one is for this answer.
            and all(has >= parse_cookie(each.partition(";")[0]).items() for each in sets)
        )


class KeptPages:
    """Stands before the site in each server process; whatever is no such page goes on to it."""

    def __init__(self, site: Application, turn: Callable[[], Turn] | None = None) -> None:
        self._site = site
        self._paths = frozenset(reverse(address) for address in ADDRESSES)
        self._kept: Kept[Page] = Kept(seconds=SECONDS, most=MOST_PAGES)
        # One looks at a time, and one draws. A file answers at once, and threads that read it
        # together only snatch the interpreter from one another. But nobody need wait for what a
        # database server has not answered somebody else.
        turn = turn or (Lock if connections[DEFAULT_DB_ALIAS].vendor == "sqlite" else Open)
        self._looks, self._draws = turn(), turn()

    def __call__(self, environ: Environ, respond: Respond) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or environ.get("PATH_INFO") not in self._paths:
            return self._site(environ, respond)
        asked = _question(environ)
        page = self._look(asked)
        if page is None and self._draws.locked():
            page = self._look(asked, behind=RUSH_SECONDS)
        if page is None:
            with self._draws:
                # Another may have asked the same, and drawn it meanwhile.
                page = self._look(asked) or self._kept.make(
                    asked, lambda: self._draw(environ), lambda made: made.may_be_kept(environ)
                )
        respond(page.status, page.headers)
        return [page.body]

    def _look(self, asked: Hashable, *, behind: float = 0.0) -> Page | None:
        with self._looks:
            return self._kept.get(asked, behind=behind)

    def _draw(self, environ: Environ) -> Page:
        answer: list[Any] = []
        parts = self._site(environ, lambda *said: answer.extend(said))
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return Page(answer[0], answer[1], body)


def _question(environ: Environ) -> Hashable:
    """All that a page may learn of who asks, from where, for what, and on which day."""
    told = sorted(each for each in environ.items() if each[0].startswith("HTTP_"))
    rest = ("PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "wsgi.url_scheme", "SCRIPT_NAME")
    return (timezone.localdate(), *(environ.get(name) for name in rest), *told)
