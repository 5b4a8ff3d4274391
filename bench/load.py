"""A client that sends on time whatever the server does, and waits for no answer before the next.

Latency counts from the moment a request was due, so a server that stops for a second is blamed
for everything that was due meanwhile. Raw sockets and one thread: it takes a few per cent of a
core where a usual client would take the machine it measures.
"""

import gc
import random
import selectors
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

CONNECTIONS = 200
GIVE_UP_AFTER = 30.0
"""Seconds after the last request was due."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One request, and when it is due, in seconds from the start."""

    due: float
    label: str
    request: bytes


@dataclass(frozen=True, slots=True)
class Hit:
    """What came of it; status 0 is no answer at all."""

    shot: Shot
    status: int
    ms: float
    answer: bytes

    @property
    def body(self) -> bytes:
        return self.answer.partition(b"\r\n\r\n")[2]


def poisson(rate: float, seconds: float, label: str, requests: Iterator[bytes]) -> list[Shot]:
    """Arrivals as of many people who know nothing of each other; the same ones every time."""
    chance, due, shots = random.Random(f"{label}{rate}"), 0.0, []
    while (due := due + chance.expovariate(rate)) < seconds:
        shots.append(Shot(due, label, next(requests)))
    return shots


def open_loop(port: int, shots: Iterable[Shot]) -> list[Hit]:
    """Send each when it is due; one that finds no connection free waits, and its clock runs."""
    waiting = deque(sorted(shots, key=lambda shot: shot.due))
    last = waiting[-1].due if waiting else 0.0
    with lines(port, CONNECTIONS) as (selector, idle), no_collecting():
        hits: list[Hit] = []
        wanted, start = len(waiting), time.perf_counter()
        while len(hits) < wanted:
            now = time.perf_counter() - start
            if now > last + GIVE_UP_AFTER:
                break
            while waiting and idle and waiting[0].due <= now:
                idle.pop().send(waiting.popleft())
            pause = 0.05
            if waiting and idle:
                pause = max(0.0, waiting[0].due - (time.perf_counter() - start))
            for key, _mask in selector.select(pause):
                line: Line = key.data
                if hit := line.receive(start):
                    hits.append(hit)
                    idle.append(line)
        missing = [Hit(shot, 0, GIVE_UP_AFTER * 1000, b"") for shot in waiting]
        missing += [
            Hit(line.shot, 0, GIVE_UP_AFTER * 1000, b"")
            for line in (key.data for key in selector.get_map().values())
            if line.shot
        ]
        return hits + missing


def closed_loop(port: int, requests: Iterator[bytes], *, callers: int, seconds: float) -> list[Hit]:
    """So many callers, each asking again as soon as it is answered, while there is anything."""
    with lines(port, callers) as (selector, idle), no_collecting():
        hits: list[Hit] = []
        start = time.perf_counter()
        busy = 0
        while True:
            now = time.perf_counter() - start
            while idle and now < seconds and (request := next(requests, None)):
                idle.pop().send(Shot(now, "", request))
                busy += 1
            if not busy:
                return hits
            for key, _mask in selector.select(1.0):
                if hit := key.data.receive(start):
                    hits.append(hit)
                    idle.append(key.data)
                    busy -= 1


class Line:
    """One kept-alive connection, with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.shot: Shot | None = None
        self.got = b""
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, shot: Shot) -> None:
        self.shot, self.got = shot, b""
        # Small enough for the kernel's buffer: it never blocks.
        self.socket.sendall(shot.request)

    def receive(self, start: float) -> Hit | None:
        self.got += self.socket.recv(262_144)
        head, gap, body = self.got.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head):
            return None
        shot, self.shot = self.shot, None
        assert shot is not None
        ms = (time.perf_counter() - start - shot.due) * 1000
        return Hit(shot, int(head[9:12]), ms, self.got)


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    if not rest:
        raise SystemExit(f"The server did not say how long its answer is: {head!r}")
    return int(rest.partition(b"\r")[0])


@contextmanager
def lines(port: int, count: int) -> Iterator[tuple[selectors.BaseSelector, list[Line]]]:
    opened = [Line(port) for _ in range(count)]
    selector = selectors.DefaultSelector()
    for line in opened:
        selector.register(line.socket, selectors.EVENT_READ, line)
    try:
        yield selector, list(opened)
    finally:
        for line in opened:
            line.socket.close()
        selector.close()


@contextmanager
def no_collecting() -> Iterator[None]:
    """A pause of the client would be taken for one of the server."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def http(method: str, path: str, headers: Sequence[tuple[str, str]], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
