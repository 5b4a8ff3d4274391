"""After every test of a folder that takes this in, the running counts agree with the facts."""

from collections.abc import Iterator

import pytest

from rantai.portal.queries.tallies import differences
from rantai.records.models import Cooperative


@pytest.fixture(autouse=True)
def tallies_agree(request: pytest.FixtureRequest) -> Iterator[None]:
    if "cast" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("cast")  # so that the tables are still there when this looks at them
    yield
    wrong = [row for owner in Cooperative.objects.all() for row in differences(owner.pk)]
    assert not wrong, wrong
