"""What is kept back of a time limit grows with what the machine makes of a second's work."""

import time

import pytest

from tuang.planning.pace import Pace


@pytest.mark.parametrize(("wall_s", "kept_s"), [(1.0, 0.3), (4.0, 0.6), (100.0, 0.8)])
def test_more_is_kept_back_where_work_takes_longer(wall_s: float, kept_s: float) -> None:
    # A second of work that took so many by the wall, of a limit of ten.
    pace = Pace(10.0, 0.3, time.monotonic() - wall_s, time.process_time() - 1.0)
    assert pace.reserve() == pytest.approx(kept_s, abs=0.05)


def test_of_a_short_limit_a_tenth_is_kept_back() -> None:
    assert Pace(1.0, 0.3).reserve() == pytest.approx(0.1)
