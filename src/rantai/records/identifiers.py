"""Identifiers born where the fact is born: UUID version 7 (RFC 9562)."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID


def uuid7() -> UUID:
    """Return a new time-ordered identifier, so that neighbours in time are neighbours on disk."""
    return _source.get()()


def uuid7_at(milliseconds: int, randomness: int) -> UUID:
    """Return the identifier for an instant and 74 random bits."""
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76
    value |= (randomness >> 62 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= randomness & (1 << 62) - 1
    return UUID(int=value)


def _now() -> UUID:
    return uuid7_at(time.time_ns() // 1_000_000, secrets.randbits(74))


_source: ContextVar[Callable[[], UUID]] = ContextVar("identifiers", default=_now)


@contextmanager
def identifiers_from(source: Callable[[], UUID]) -> Iterator[None]:
    """Take identifiers from elsewhere for a while: example data is the same on every machine."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)
