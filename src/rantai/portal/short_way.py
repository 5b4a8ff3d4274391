"""The short way in for phones: what they tell goes straight to the inbox, past the whole site.

They show a secret of their own, so that session, form token and messages stand for nothing; and
they come in thousands, when the site's way costs more than keeping what they say.
"""

import gzip
import json
import logging
from collections.abc import Iterable
from http import HTTPStatus

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import parse_cookie
from django.utils import translation
from django.utils.translation import gettext as _

from rantai.portal.arriving import CutOff
from rantai.portal.gate import Application, Environ, Respond
from rantai.portal.middleware import known_language
from rantai.portal.telling import Reply, answer_contact, cut_off, spoken
from rantai.records.inbox.envelopes import MOST_BYTES

log = logging.getLogger(__name__)

TOLD_AT = "/api/sync"
FAULT = HTTPStatus.INTERNAL_SERVER_ERROR
WORTH_PACKING = 1_000
"""Bytes below which a packed answer is hardly shorter."""


class ShortWay:
    """Stands before the site; whatever is no phone that tells goes on to it."""

    def __init__(self, site: Application) -> None:
        self._site = site

    def __call__(self, environ: Environ, respond: Respond) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != TOLD_AT or environ["REQUEST_METHOD"] != "POST":
            return self._site(environ, respond)
        # As each request to the site begins: one that is too old or was broken is closed.
        connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()
        language = known_language(parse_cookie(environ.get("HTTP_COOKIE", "")))
        # Left as it is in the end: whatever this thread is asked next chooses its own.
        translation.activate(language)
        answer = heard(environ)
        is_packing = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        return written(answer, language, respond, is_packing=is_packing)


def heard(environ: Environ) -> Reply:
    # No more than is needed to see that it is too much, and, where the server says how long it is,
    # no further: it may wait there for what never comes.
    length = environ.get("CONTENT_LENGTH") or MOST_BYTES + 1
    most = min(int(length), MOST_BYTES + 1)

    def read() -> bytes:
        told: bytes = environ["wsgi.input"].read(most)
        return told

    try:
        return answer_contact(environ.get("HTTP_AUTHORIZATION", ""), read)
    except CutOff:
        return cut_off()
    except Exception:
        log.exception("What a phone told was not answered.")
        sentence = _("Something here is at fault, and not your phone; nothing is lost.")
        return spoken(sentence, _("The phone sends it again by itself."), status=FAULT)


def written(answer: Reply, language: str, respond: Respond, *, is_packing: bool) -> Iterable[bytes]:
    body = json.dumps(answer.said).encode()
    headers = {
        "Content-Type": "application/json",
        "Content-Language": language,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        **answer.headers,
    }
    if is_packing and len(body) > WORTH_PACKING:
        body = gzip.compress(body, 6)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    respond(f"{answer.status.value} {answer.status.phrase}", [*headers.items()])
    return [body]
