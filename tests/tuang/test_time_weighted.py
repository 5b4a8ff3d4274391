"""EWMA and CUSUM against printed tables."""

import pytest

from tests.tuang.published import (
    CUSUM_READINGS,
    EWMA_PRINTED,
    EWMA_READINGS,
    SHIFT_OF_ONE_SIGMA,
)
from tuang.spc.charts.time_weighted import cusum, ewma_chart


def singles(readings: list[float]) -> list[list[float]]:
    return [[reading] for reading in readings]


def test_the_ewma_of_the_nist_handbook() -> None:
    # e-Handbook 6.3.2.4: lambda 0.3, target 50, s 2.0539; limits long after the start.
    chart = ewma_chart(singles(EWMA_READINGS), weight=0.3, target=50, sigma=2.0539)
    last = chart.location.points[-1]

    assert [each.value for each in chart.location.points] == pytest.approx(EWMA_PRINTED, abs=0.0051)
    assert (round(last.lower, 3), round(last.upper, 3)) == (47.412, 52.588)
    assert not chart.location.signals


def test_montgomerys_ewma_signals_at_the_twenty_ninth_point() -> None:
    chart = ewma_chart(
        singles(SHIFT_OF_ONE_SIGMA), weight=0.1, width=2.7, target=10, sigma=1
    )  # table 9.10
    first = chart.location.points[0]

    assert (round(first.value, 3), round(first.lower, 2), round(first.upper, 2)) == (
        9.945,
        9.73,
        10.27,
    )
    assert [signal.index + 1 for signal in chart.location.signals] == [29, 30]


def test_the_cusum_of_the_nist_handbook() -> None:
    # e-Handbook 6.3.2.3: K 0.3175 and H 4.1959 in the unit of the readings, sigma 0.635.
    sums = cusum(singles(CUSUM_READINGS), target=325, sigma=0.635, decision=4.1959 / 0.635)

    assert [round(each.value, 2) for each in sums.high.points[12:15]] == [3.01, 4.94, 7.45]
    assert (round(sums.slack, 4), round(sums.decision, 4)) == (0.3175, 4.1959)
    assert sums.high.signals[0].index + 1 == 14
    assert not sums.low.signals


def test_montgomerys_cusum_signals_at_the_twenty_ninth_period() -> None:
    sums = cusum(singles(SHIFT_OF_ONE_SIGMA), target=10, sigma=1)  # table 9.2

    assert [round(each.value, 2) for each in sums.high.points[-3:]] == [4.47, 5.28, 5.30]
    assert [signal.index + 1 for signal in sums.high.signals] == [29, 30]


def test_a_head_start_halfway_signals_sooner() -> None:
    moved = singles([11.0] * 12)

    plain = cusum(moved, target=10, sigma=1)
    hurried = cusum(moved, target=10, sigma=1, head_start=0.5)

    assert (plain.high.signals[0].index, hurried.high.signals[0].index) == (10, 5)


def test_the_spread_of_an_ewma_follows_the_size_of_each_subgroup() -> None:
    chart = ewma_chart([[1.0, 2.0], [2.0], [1.0, 3.0, 2.0]], weight=1.0, target=2, sigma=1)

    assert [each.sigma**2 for each in chart.location.points] == pytest.approx([1 / 2, 1, 1 / 3])


@pytest.mark.parametrize("weight", [0.0, 1.1])
def test_a_weight_outside_its_range_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        ewma_chart([[1.0], [2.0]], weight=weight)


@pytest.mark.parametrize(
    "wrong", [{"slack": -1.0}, {"decision": 0.0}, {"head_start": 1.0}], ids=str
)
def test_a_cusum_of_nonsense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="K must"):
        cusum([[1.0], [2.0]], **wrong)  # type: ignore[arg-type]  # none of them is the baseline
