"""Did it help: planted effects are covered, nothing planted stays quiet, too little says so."""

import numpy as np
import pytest

from bench.effect import STUDIED, STUDIES
from tuang.effect import Effect, Point, Stream, UnusableSeries, Verdict, interrupted, staggered


def plain(values: list[float], start: int) -> Effect:
    return interrupted(Stream([Point(t, value) for t, value in enumerate(values)], start))


@pytest.mark.parametrize("name", STUDIED)
def test_a_planted_effect_is_covered_and_none_is_not_invented(name: str) -> None:
    studies = 60  # the bench does 2,000; of 60, fewer than 51 covered happens in 1 of 2,000
    chance = np.random.default_rng(7)
    found = [STUDIED[name](chance, -0.5) for _ in range(studies)]
    told = [each for each in found if each.low is not None and each.high is not None]
    assert len(told) > 0.9 * studies
    assert sum((each.low or 0) <= -0.5 <= (each.high or 0) for each in told) >= 0.85 * len(told)
    quiet = [STUDIED[name](chance, 0.0) for _ in range(studies)]
    assert sum(each.verdict != Verdict.CANNOT_TELL for each in quiet) <= 9
    assert STUDIES >= 1_000


def test_without_noise_to_speak_of_the_step_is_found_over_the_line() -> None:
    values = [2 + 0.3 * t - (5 if t >= 12 else 0) + 0.01 * (-1) ** t for t in range(24)]
    found = plain(values, 12)
    assert found.change == pytest.approx(-5, abs=0.05)
    assert found.verdict == Verdict.LOWER


def test_a_trend_alone_is_no_effect() -> None:
    chance = np.random.default_rng(3)
    for slope in (-0.5, 0.5):
        points = [Point(t, slope * t + chance.normal()) for t in range(30)]
        found = interrupted(Stream(points, 15))
        assert found.verdict == Verdict.CANNOT_TELL
        assert abs(found.change or 0) < 2


def test_a_ratio_of_rates_is_told_for_counts() -> None:
    points = [Point(t, 40 + t % 3 if t < 12 else 20 + t % 3, 1000) for t in range(24)]
    ratio = interrupted(Stream(points, 12), trend=False).ratio
    assert ratio is not None
    assert ratio[0] == pytest.approx(21 / 41, abs=0.01)
    assert ratio[1] < ratio[0] < ratio[2] < 1


@pytest.mark.parametrize(
    ("points", "because"),
    [
        ([Point(t, 1.0 * (t % 4)) for t in range(10)], "5 periods before and 5 after"),
        ([], "0 periods before"),
        ([Point(t, int(t in (3, 14)), 500) for t in range(20)], "2 counted in all"),
        ([Point(t, 3 if t < 10 else 0, 500) for t in range(20)], "none at all was counted"),
        ([Point(t, 7.0) for t in range(20)], "never changed"),
    ],
)
def test_too_little_is_said_and_not_guessed(points: list[Point], because: str) -> None:
    found = interrupted(Stream(points, 5 if len(points) == 10 else 10))
    assert found.verdict == Verdict.CANNOT_TELL
    assert found.change is None
    assert because in found.because


def test_one_helped_earlier_never_serves_as_comparison() -> None:
    def shop(start: int | None, step: float) -> Stream:
        points = [
            Point(t, t + (step * (t - start + 1) if start is not None and t >= start else 0))
            for t in range(24)
        ]
        return Stream(points, start)

    # The effect of the early ones grows for ever; a two-way fit would count it against the late.
    early, late = [shop(6, -2.0)] * 4, [shop(14, -2.0)] * 4
    found = staggered([*early, *late, *[shop(None, 0)] * 4])
    assert found.change == pytest.approx(-2.0 * 3.5)


def test_three_workshops_are_too_few() -> None:
    shops = [Stream([Point(t, t % 5, 100) for t in range(20)], s) for s in (8, 8, 8, None)]
    assert "3 helped workshops and 1 not yet" in staggered(shops).because


@pytest.mark.parametrize(
    ("points", "field"),
    [
        ([Point(1, 2.0), Point(1, 3.0)], "period"),
        ([Point(1, 2.0, 5), Point(2, 3.0)], "exposure"),
        ([Point(1, float("nan"))], "value"),
        ([Point(1, 2, 0)], "exposure"),
        ([Point(1, -2, 10)], "value"),
    ],
)
def test_figures_that_cannot_be_are_refused(points: list[Point], field: str) -> None:
    with pytest.raises(UnusableSeries) as refused:
        Stream(points, 1)
    assert refused.value.field == field


def test_a_stream_never_helped_has_no_before_and_after() -> None:
    with pytest.raises(UnusableSeries, match="no before and after"):
        interrupted(Stream([Point(1, 2.0)]))
    with pytest.raises(UnusableSeries, match="confidence"):
        interrupted(Stream([Point(1, 2.0)], 1), confidence=95)
    with pytest.raises(UnusableSeries, match="window"):
        staggered([], window=0)
