"""Lets so many requests in at once; the others are told at once when to come again.

A server that takes everyone in serves nobody: all of them wait until they have given up. Whoever
is turned away here has had nothing stored and nothing lost.
"""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Lock
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

Environ = dict[str, Any]
Respond = Callable[..., Any]
Application = Callable[[Environ, Respond], Iterable[bytes]]

COME_BACK_AFTER = 5
"""Seconds that whoever is turned away is asked to wait."""


class Gate:
    """Stands before the whole site, in each server process.

    Devices that tell and people who look have as many places each: neither takes the other's.
    """

    def __init__(self, application: Application, most: int) -> None:
        self._application, self._most = application, most
        self._inside, self._lock = {True: 0, False: 0}, Lock()

    def __call__(self, environ: Environ, respond: Respond) -> Iterable[bytes]:
        is_device = environ.get("PATH_INFO", "").startswith("/api/")
        with self._lock:
            is_full = self._inside[is_device] >= self._most
            self._inside[is_device] += not is_full
        if is_full:
            return turned_away(environ, respond)
        try:
            return self._application(environ, respond)
        finally:
            with self._lock:
                self._inside[is_device] -= 1


def turned_away(environ: Environ, respond: Respond) -> Iterable[bytes]:
    with translation.override(settings.LANGUAGE_CODE):
        sentence = _("So many are here at this moment that you have to wait; nothing is lost.")
        remedy = _("Try again in a few seconds.")
    if environ.get("PATH_INFO", "").startswith("/api/"):
        kind, said = "application/json", json.dumps({"sentence": sentence, "remedy": remedy})
    else:
        kind, said = "text/plain; charset=utf-8", f"{sentence} {remedy}\n"
    body = said.encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(COME_BACK_AFTER)),
        ("Cache-Control", "no-store"),
    ]
    full = HTTPStatus.SERVICE_UNAVAILABLE
    respond(f"{full.value} {full.phrase}", headers)
    return [body]
