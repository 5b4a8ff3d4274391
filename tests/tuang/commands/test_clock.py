"""A command's time runs since its process began, which it tells without being asked."""

import time

from tuang.commands.clock import started


def test_the_time_before_python_had_loaded_is_counted() -> None:
    assert started(1e9) < time.monotonic() - 0.01


def test_a_long_set_up_never_takes_more_than_a_quarter_of_the_limit() -> None:
    before = time.monotonic()
    assert started(0.04) >= before - 0.01
