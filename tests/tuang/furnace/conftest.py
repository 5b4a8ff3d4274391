"""The loops are compiled before the first test: a search of a second never waits for them."""

import pytest

from tuang.planning.furnace import _heats


@pytest.fixture(autouse=True, scope="session")
def compiled_loops() -> None:
    if not _heats.is_compiled():
        _heats.compile_now()
