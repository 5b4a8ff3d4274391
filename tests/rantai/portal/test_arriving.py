"""What is cut off on its way is not taken for a whole, and a lost line is noticed."""

import io
import socket
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict, UnreadablePostError

from rantai.portal.arriving import CutOff, WholeBodies, notice_lost_lines

SENT = urlencode({"heat": "L-1", "mass_kg": "1250"}).encode()


def posted(came: bytes, read: Any = None) -> list[Any]:
    """What is read of a form of which only so much came."""
    read_of: list[Any] = []

    def form(environ: dict[str, Any], respond: Any) -> Iterable[bytes]:
        read_of.append((read or (lambda environ: WSGIRequest(environ).POST))(environ))
        return []

    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(SENT)),
        "wsgi.input": io.BytesIO(came),
    }
    list(WholeBodies(form)(environ, print))
    return read_of


def test_a_form_that_was_cut_off_is_no_shorter_form() -> None:
    assert posted(SENT) == [QueryDict(SENT)]
    with pytest.raises(UnreadablePostError):
        posted(SENT[:-2])


def test_whatever_way_it_is_read_the_end_is_missed() -> None:
    def by_lines(environ: dict[str, Any]) -> bytes:
        stream = environ["wsgi.input"]
        return b"".join(iter(lambda: stream.readline(7), b""))

    def at_once(environ: dict[str, Any]) -> Any:
        return environ["wsgi.input"].read()

    for read in (by_lines, at_once):
        assert posted(SENT + b"of the next", read) == [SENT]
        with pytest.raises(CutOff):
            posted(SENT[:-2], read)


def test_what_announces_nothing_is_left_alone() -> None:
    stream = io.BytesIO(b"")
    environ = {"REQUEST_METHOD": "GET", "wsgi.input": stream}
    WholeBodies(lambda *_said: [])(environ, print)
    assert environ["wsgi.input"] is stream


def test_the_system_asks_after_silent_lines() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        notice_lost_lines()
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as line:
            asks = line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    assert bool(asks) == (sys.platform == "linux")
