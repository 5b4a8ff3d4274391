"""Many charts at once, one reading at a time, and summaries that add up: all say the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuang.spc.charts.measured import individuals_chart, xbar_chart
from tuang.spc.charts.runs import NELSON, RunRule, rules_in
from tuang.spc.charts.stream import Stream
from tuang.spc.many.engine import many_charts
from tuang.spc.many.summaries import Summary, summaries
from tuang.spc.studies.study import Tolerance, study

EVERY_RULE = tuple(RunRule)


def drifting(
    seed: int, characteristics: int = 20, subgroups: int = 120, size: int = 5
) -> np.ndarray:
    """Readings that drift, jump and repeat themselves, so that every rule has its turn."""
    random = np.random.default_rng(seed)
    path = np.cumsum(random.normal(0, 0.15, (characteristics, subgroups, 1)), axis=1)
    return random.normal(10, 1, (characteristics, subgroups, size)) + path


def test_a_thousand_charts_say_what_each_says_alone() -> None:
    readings = drifting(1)
    many = many_charts(readings, EVERY_RULE)
    seen: set[RunRule] = set()
    for one, own in enumerate(readings):
        alone = xbar_chart(own.tolist(), rules=EVERY_RULE)
        standard = alone.standards[0]
        assert many.centre[one] == pytest.approx(standard.centre, rel=1e-12)
        assert many.sigma[one] == pytest.approx(standard.sigma, rel=1e-12)
        assert many.upper[one] == pytest.approx(alone.location.points[0].upper, rel=1e-12)
        together = {
            (place, rule)
            for place, bits in enumerate(many.rules[one])
            for rule in rules_in(int(bits))
        }
        assert together == {(signal.index, signal.rule) for signal in alone.location.signals}
        assert alone.dispersion is not None
        beyond = {point.index for point in alone.dispersion.points if point.is_beyond}
        assert set(np.flatnonzero(many.spreads_beyond[one])) == beyond
        seen |= {rule for _place, rule in together}
    assert {RunRule.BEYOND_LIMIT, RunRule.NINE_ON_ONE_SIDE, RunRule.TWO_OF_THREE} <= seen


def test_only_the_rules_asked_for_are_in_the_bits() -> None:
    many = many_charts(drifting(2), [RunRule.NINE_ON_ONE_SIDE])

    assert {rule for bits in np.unique(many.rules) for rule in rules_in(int(bits))} == {
        RunRule.NINE_ON_ONE_SIDE
    }


@pytest.mark.parametrize("shape", [(3, 10), (3, 1, 5), (3, 10, 1)])
def test_readings_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="characteristics x subgroups x readings"):
        many_charts(np.ones(shape))


def test_a_reading_that_is_not_finite_is_refused_among_thousands() -> None:
    readings = drifting(3)
    readings[4, 7, 2] = np.nan

    with pytest.raises(ValueError, match="finite"):
        many_charts(readings)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_verdict_on_each_new_reading_is_that_of_the_full_chart(size: int) -> None:
    subgroups = drifting(4, 1, 60, size)[0].tolist()
    stream = Stream(size=size)
    for count, subgroup in enumerate(subgroups, start=1):
        stream = stream.after(subgroup)
        if count < 3:
            continue
        so_far = subgroups[:count]
        chart = (
            individuals_chart([each[0] for each in so_far], rules=NELSON)
            if size == 1
            else xbar_chart(so_far, rules=NELSON)
        )
        point = chart.location.points[-1]
        verdict = stream.verdict(NELSON, lower_limit=2.0, upper_limit=18.0)
        full = study(so_far, Tolerance(2.0, 18.0), even_if_unstable=True).indices
        assert full is not None
        assert verdict.lower == pytest.approx(point.lower, rel=1e-9)
        assert verdict.upper == pytest.approx(point.upper, rel=1e-9)
        assert verdict.cpk == pytest.approx(full.cpk, rel=1e-9)
        assert verdict.ppk == pytest.approx(full.ppk, rel=1e-9)
        last = {each.rule for each in chart.location.signals if each.index == count - 1}
        assert set(verdict.rules) == last


def test_frozen_limits_do_not_move_with_new_readings() -> None:
    stream = Stream(centre=10.0, sigma=1.0)
    for _ in range(9):
        stream = stream.after([10.5])

    verdict = stream.verdict(NELSON)

    assert (verdict.lower, verdict.upper) == (7.0, 13.0)
    assert verdict.rules == (RunRule.NINE_ON_ONE_SIDE,)


def test_a_stream_remembers_no_more_than_fifteen_points() -> None:
    stream = Stream()
    for number in range(1000):
        stream = stream.after([float(number % 7)])

    assert len(stream.last) == 15


@pytest.mark.parametrize("readings", [[1.0], [1.0, float("nan")]])
def test_a_stream_refuses_what_does_not_fit(readings: list[float]) -> None:
    with pytest.raises(ValueError, match=r"readings here|finite"):
        Stream(size=2).after(readings)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=40),
    st.integers(0, 40),
)
def test_summaries_of_two_halves_make_that_of_the_whole(values: list[float], cut: int) -> None:
    first, second = Summary.of(values[:cut]), Summary.of(values[cut:])
    whole = Summary.of(values)

    for both in (first + second, second + first):
        assert both.n == whole.n
        assert (both.low, both.high) == (whole.low, whole.high)
        assert both.mean == pytest.approx(whole.mean, abs=1e-9)
        assert both.squares == pytest.approx(whole.squares, rel=1e-9, abs=1e-6)


def test_each_characteristic_keeps_to_itself_in_any_order() -> None:
    random = np.random.default_rng(5)
    kinds, values = random.integers(0, 7, 5000), random.normal(50, 0.12, 5000)

    for kind, found in enumerate(summaries(kinds, values, 8)[:7]):
        own = values[kinds == kind]
        assert found.n == len(own)
        assert found.mean == pytest.approx(own.mean(), rel=1e-14)
        assert found.sigma == pytest.approx(own.std(ddof=1), rel=1e-12)
        assert (found.low, found.high) == (own.min(), own.max())
        assert found.ppk(49.0, 51.0) == pytest.approx(
            min(own.mean() - 49, 51 - own.mean()) / (3 * own.std(ddof=1)), rel=1e-9
        )
    assert summaries(kinds, values, 8)[7] == Summary()


def test_a_characteristic_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="outside 0 to 1"):
        summaries(np.array([0, 2]), np.array([1.0, 2.0]), 2)
