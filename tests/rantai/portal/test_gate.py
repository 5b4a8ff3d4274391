"""Beyond so many requests, the next is told at once when to come again."""

import json
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from rantai.portal.gate import COME_BACK_AFTER, Gate

Said = tuple[str, dict[str, str], str]
OTHER = {"/api/sync": "/leburan/", "/leburan/": "/api/sync"}


def ask(gate: Gate, path: str) -> Said:
    said: list[Any] = []
    body = b"".join(gate({"PATH_INFO": path}, lambda *answer: said.append(answer)))
    status, headers = said[0]
    return status, dict(headers), body.decode()


@pytest.mark.parametrize("path", OTHER)
def test_whoever_finds_it_full_is_told_when_to_come_again(path: str) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], respond: Any) -> Iterable[bytes]:
        begun.set()
        go.wait(10)
        respond("200 OK", [])
        return [b"here"]

    gate = Gate(slow, most=1)
    first = threading.Thread(target=ask, args=(gate, path))
    first.start()
    begun.wait(10)
    status, headers, body = ask(gate, path)
    assert status == "503 Service Unavailable"
    assert headers["Retry-After"] == str(COME_BACK_AFTER)
    assert int(headers["Content-Length"]) == len(body.encode())
    if path.startswith("/api/"):
        assert all(json.loads(body)[each] for each in ("sentence", "remedy"))
    # Whoever looks takes no place from a device that tells, nor the other way round.
    answers: list[Said] = []
    other = threading.Thread(target=lambda: answers.append(ask(gate, OTHER[path])))
    other.start()
    go.set()
    other.join()
    assert answers[0][0] == "200 OK"
    first.join()
    assert ask(gate, path)[0] == "200 OK"


def test_whoever_fails_inside_makes_room_too() -> None:
    def failing(environ: dict[str, Any], respond: Any) -> Iterable[bytes]:
        raise ZeroDivisionError

    gate = Gate(failing, most=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            ask(gate, "/")
