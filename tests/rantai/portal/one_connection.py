"""A request closes connections that are too old; a test's own, in its transaction, must stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def connections_stay() -> Iterator[None]:
    """As Django's own test client does it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with patch.object(BaseDatabaseWrapper, "close_if_unusable_or_obsolete"):
            yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
