"""Run rules of control charts."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worked_tables import worked_table
from tuang.spc import NELSON, WESTERN_ELECTRIC, ControlLimits, RunRule, Signal, signals

# Centre 0 and sigma 1, so a reading is its own distance in sigmas.
STANDARD = ControlLimits(
    lower=-3, centre=0, upper=3, sigma=1, mean_moving_range=1.128, upper_moving_range=3.685
)


def points(readings: Sequence[float], rule: RunRule) -> list[int]:
    return [signal.index for signal in signals(readings, STANDARD, [rule])]


def test_a_reading_on_the_limit_is_not_beyond_it() -> None:
    assert points([3.0, 3.001, -3.0, -3.001], RunRule.BEYOND_LIMIT) == [1, 3]


def test_two_of_three_beyond_two_sigma_on_one_side_signal_at_the_second() -> None:
    assert points([0, 2.1, 0, 2.2], RunRule.TWO_OF_THREE) == [3]


def test_two_beyond_two_sigma_on_opposite_sides_do_not_signal() -> None:
    assert points([0, 2.1, -2.2], RunRule.TWO_OF_THREE) == []


def test_the_point_that_signals_is_itself_in_the_zone() -> None:
    assert points([2.1, 2.1, 0.0], RunRule.TWO_OF_THREE) == []


def test_four_of_five_beyond_one_sigma_signal() -> None:
    assert points([1.1, 1.2, -0.5, 1.3, 1.4, 0.1], RunRule.FOUR_OF_FIVE) == [4]


def test_eight_on_one_side_signal_and_go_on_signalling() -> None:
    assert points([0.1] * 9, RunRule.EIGHT_ON_ONE_SIDE) == [7, 8]


def test_a_reading_on_the_centre_breaks_a_run() -> None:
    assert points([0.1] * 7 + [0.0] + [0.1] * 7, RunRule.EIGHT_ON_ONE_SIDE) == []


def test_nelson_waits_for_nine_on_one_side() -> None:
    assert points([-0.1] * 9, RunRule.NINE_ON_ONE_SIDE) == [8]


def test_six_rising_or_falling_signal_and_a_standstill_does_not() -> None:
    assert points([0.0, 0.1, 0.2, 0.3, 0.4, 0.5], RunRule.SIX_IN_TREND) == [5]
    assert points([0.5, 0.4, 0.3, 0.2, 0.1, 0.0], RunRule.SIX_IN_TREND) == [5]
    assert points([0.0, 0.1, 0.2, 0.2, 0.4, 0.5], RunRule.SIX_IN_TREND) == []


def test_fourteen_alternating_signal() -> None:
    zigzag = [0.5 if heat % 2 else -0.5 for heat in range(14)]

    assert points(zigzag, RunRule.FOURTEEN_ALTERNATING) == [13]
    assert points(zigzag[:13], RunRule.FOURTEEN_ALTERNATING) == []


def test_fifteen_within_one_sigma_signal_and_one_on_the_line_breaks_them() -> None:
    near = [0.9 if heat % 2 else -0.2 for heat in range(15)]

    assert points(near, RunRule.FIFTEEN_WITHIN) == [14]
    assert points([*near[:7], 1.0, *near[8:]], RunRule.FIFTEEN_WITHIN) == []


def test_eight_beyond_one_sigma_signal_only_with_points_on_both_sides() -> None:
    assert points([1.1, -1.2, 1.3, 1.4, -1.5, 1.6, 1.7, 1.8], RunRule.EIGHT_BEYOND) == [7]
    assert points([1.1] * 8, RunRule.EIGHT_BEYOND) == []
    assert points([1.1, -1.2, 1.3, 1.0, -1.5, 1.6, 1.7, 1.8], RunRule.EIGHT_BEYOND) == []


def test_only_the_rules_switched_on_signal() -> None:
    everything = [4.0] * 9

    assert {signal.rule for signal in signals(everything, STANDARD, WESTERN_ELECTRIC)} == set(
        WESTERN_ELECTRIC
    )
    assert {signal.rule for signal in signals(everything, STANDARD, NELSON)} == {
        RunRule.BEYOND_LIMIT,
        RunRule.NINE_ON_ONE_SIDE,
        RunRule.TWO_OF_THREE,
        RunRule.FOUR_OF_FIVE,
    }
    assert signals(everything, STANDARD, []) == ()


def test_readings_without_spread_do_not_signal() -> None:
    flat = ControlLimits(5, 5, 5, 0, 0, 0)

    assert signals([5.0] * 20, flat, list(RunRule)) == ()


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="zone-c"):
        signals([1.0], STANDARD, ["zone-c"])  # type: ignore[list-item]  # what a stored setting may hold


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    rows = worked_table("spc.md", "## Worked table: run rules")
    printed = [
        Signal(int(row["Point"]) - 1, RunRule(row["Signal"])) for row in rows if row["Signal"]
    ]

    assert list(signals([float(row["Sigmas"]) for row in rows], STANDARD)) == printed


@given(st.lists(st.floats(-4, 4), max_size=40))
def test_a_mirrored_chart_signals_at_the_same_points(readings: list[float]) -> None:
    mirrored = [-reading for reading in readings]

    assert signals(readings, STANDARD, list(RunRule)) == signals(mirrored, STANDARD, list(RunRule))
