"""Charts of measured values against printed ones, and what happens at their edges."""

from math import sqrt

import pytest

from tests.tuang.published import EWMA_READINGS, PISTON_RINGS
from tuang.spc.charts.limits import individuals_limits
from tuang.spc.charts.measured import Standard, individuals_chart, standard_of, xbar_chart
from tuang.spc.charts.runs import NELSON, RunRule
from tuang.spc.charts.short_run import Piece, short_run_chart
from tuang.spc.factors import c4, d2
from tuang.spc.spread import Within, spread_within


def test_montgomerys_piston_rings_by_ranges() -> None:
    chart = xbar_chart(PISTON_RINGS, rules=NELSON)
    assert chart.dispersion is not None
    mean, spread = chart.location.points[0], chart.dispersion.points[0]

    assert round(mean.centre, 3) == 74.001
    assert round(spread.centre * 25, 3) == 0.581
    assert (round(mean.lower, 3), round(mean.upper, 3)) == (73.988, 74.015)
    assert (spread.lower, round(spread.upper, 3)) == (0, 0.049)
    assert chart.is_quiet


def test_montgomerys_piston_rings_by_standard_deviations() -> None:
    chart = xbar_chart(PISTON_RINGS, way=Within.DEVIATION)
    assert chart.dispersion is not None
    mean, spread = chart.location.points[0], chart.dispersion.points[0]

    assert round(spread.centre, 4) == 0.0094
    assert (round(mean.lower, 3), round(mean.upper, 3)) == (73.988, 74.015)
    assert (spread.lower, round(spread.upper, 4)) == (0, 0.0196)


def test_single_readings_have_the_limits_that_the_platform_shows() -> None:
    chart = individuals_chart(EWMA_READINGS)
    known = individuals_limits(EWMA_READINGS)
    assert chart.dispersion is not None

    point = chart.location.points[0]
    assert (point.lower, point.centre, point.upper) == pytest.approx(
        (known.lower, known.centre, known.upper), rel=1e-12
    )
    assert chart.dispersion.points[0].index == 1
    assert chart.dispersion.points[0].upper == pytest.approx(known.upper_moving_range, rel=1e-9)


def test_subgroups_of_different_sizes_have_limits_of_their_own() -> None:
    mixed = [[10.0, 11.0, 9.0], [10.5, 9.5], [9.0, 10.0, 11.0, 10.0], [10.2]]
    chart = xbar_chart(mixed)
    sigma = chart.standards[0].sigma

    for point in chart.location.points:
        assert point.upper - point.centre == pytest.approx(3 * sigma / sqrt(point.size))
    assert chart.dispersion is not None
    assert [point.index for point in chart.dispersion.points] == [0, 1, 2]
    assert chart.dispersion.points[1].centre == pytest.approx(d2(2) * sigma)


def test_the_centre_is_the_mean_of_all_readings_and_not_of_unequal_means() -> None:
    assert standard_of([[1.0, 2.0, 3.0, 4.0], [10.0]], Within.RANGE).centre == 4.0


@pytest.mark.parametrize(
    ("way", "sigma"),
    [
        (Within.RANGE, 1.5 / d2(2)),
        (Within.DEVIATION, 1.5 / sqrt(2) / c4(2)),
        (Within.POOLED, sqrt((0.5 + 2.0) / 2)),
        (Within.MOVING_RANGE, (1 + 4 + 2) / 3 / d2(2)),
    ],
)
def test_each_way_takes_the_spread_by_its_own_formula(way: Within, sigma: float) -> None:
    assert spread_within([[1.0, 2.0], [6.0, 4.0]], way).sigma == pytest.approx(sigma)


def test_limits_of_a_baseline_are_frozen_for_what_follows() -> None:
    steady, moved = [10.0, 10.2, 9.8, 10.1, 9.9] * 4, [12.0] * 5
    frozen = individuals_chart([*steady, *moved], baseline=20)

    assert frozen.standards == individuals_chart(steady).standards
    assert [signal.index for signal in frozen.location.signals] == [20, 21, 22, 23, 24]


def test_new_limits_hold_from_their_point_and_patterns_begin_anew() -> None:
    readings = [10.4] * 8 + [10.4] * 8
    two = [Standard(10.0, 1.0), Standard(10.2, 1.0, first=8)]
    chart = individuals_chart(readings, rules=[RunRule.NINE_ON_ONE_SIDE], standards=two)

    assert chart.location.points[7].centre == 10.0
    assert chart.location.points[8].centre == 10.2
    assert chart.location.signals == ()
    assert individuals_chart(
        readings, rules=[RunRule.NINE_ON_ONE_SIDE], standards=two[:1]
    ).location.signals


@pytest.mark.parametrize(
    ("subgroups", "why"),
    [
        ([[1.0, 2.0]], "One subgroup gives no limits"),
        ([[1.0], [2.0]], "No subgroup has two readings"),
        ([[5.0, 5.0], [5.0, 5.0]], "no spread"),
        ([[1.0, 2.0], []], "Subgroup 2 is empty"),
        ([[1.0, 2.0], [1.0, float("nan")]], "Subgroup 2 has a reading that is not"),
        ([], "no reading"),
    ],
)
def test_subgroups_that_set_no_limits_are_refused(subgroups: list[list[float]], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        xbar_chart(subgroups)


def test_one_subgroup_can_be_judged_by_limits_already_known() -> None:
    chart = xbar_chart([[13.1, 13.3]], standards=[Standard(10.0, 1.0)])

    assert [signal.index for signal in chart.location.signals] == [0]


@pytest.mark.parametrize(
    "standards",
    [[Standard(10, 1, first=3)], [Standard(10, 1), Standard(11, 1, first=0)]],
)
def test_limits_out_of_their_order_are_refused(standards: list[Standard]) -> None:
    with pytest.raises(ValueError, match=r"first limits|order"):
        individuals_chart([10.0, 11.0], standards=standards)


def test_deviations_put_parts_of_different_nominals_on_one_chart() -> None:
    pieces = [
        Piece("A", (50.2,), nominal=50.0),
        Piece("B", (19.9,), nominal=20.0),
        Piece("A", (50.1,), nominal=50.0),
        Piece("B", (20.0,), nominal=20.0),
    ]
    chart = short_run_chart(pieces)

    assert [point.value for point in chart.location.points] == pytest.approx([0.2, -0.1, 0.1, 0.0])
    assert chart.standards[0].centre == pytest.approx(0.05)


def test_standardised_deviations_put_parts_of_different_spreads_on_one_chart() -> None:
    pieces = [Piece("A", (50.0 + each,), 50.0) for each in (0.1, -0.1, 0.1, -0.1)] + [
        Piece("B", (20.0 + each,), 20.0) for each in (1.0, -1.0, 1.0, -1.0)
    ]
    chart = short_run_chart(pieces, standardised=True)
    places = [point.value for point in chart.location.points]

    assert places[:4] == pytest.approx(places[4:])
    assert places[0] == pytest.approx(0.1 / (0.2 / d2(2)))
    assert (chart.standards[0].centre, chart.standards[0].sigma) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("pieces", "standardised", "why"),
    [
        ([Piece("A", (1.0,))], False, "one reading and no nominal"),
        ([Piece("A", (1.0,), 1.0), Piece("A", (1.0,), 2.0)], False, "more than one nominal"),
        ([Piece("A", (1.0,), 1.0)], True, "one reading and no sigma"),
        ([Piece("A", (1.0,), 1.0)] * 2, True, "no spread"),
    ],
)
def test_parts_that_cannot_be_compared_are_refused(
    pieces: list[Piece], standardised: bool, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        short_run_chart(pieces, standardised=standardised)
