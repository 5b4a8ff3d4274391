"""The standing cast, and a watch over every statement, for every test in this folder."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation

from tests.cast import cast as cast
from tests.distribution import Watch


@pytest.fixture(autouse=True)
def fit_for_a_distributed_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test whose statements forget the owner, since such a database is not at hand here."""
    if not {"db", "cast", "transactional_db"} & set(request.fixturenames):
        yield
        return
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield
    assert not watch.complaints, "\n".join(sorted(watch.complaints))


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    """Start every test in the house's language, whatever a page before it spoke last."""
    with translation.override("id"):
        yield
