"""Charts of counts against printed ones."""

from itertools import pairwise
from math import sqrt

import pytest

from tests.tuang.published import ORDERS, ORDERS_WITH_ERRORS, REJECTED_CHIPS, WAFER_DEFECTS
from tuang.spc.charts.attributes import attribute_chart
from tuang.spc.charts.measured import Kind
from tuang.spc.factors import d2


def test_the_wafers_of_the_nist_handbook_on_a_c_chart() -> None:
    chart = attribute_chart(Kind.C, WAFER_DEFECTS, [1] * 25)  # e-Handbook 6.3.3.1
    point = chart.location.points[0]

    assert (point.lower, point.centre, point.upper) == (4, 16, 28)
    assert [signal.index + 1 for signal in chart.location.signals] == [24]


def test_the_chips_of_the_nist_handbook_on_a_p_chart() -> None:
    chart = attribute_chart(Kind.P, REJECTED_CHIPS, [50] * 30)  # e-Handbook 6.3.3.2
    point = chart.location.points[0]

    assert round(point.centre, 4) == 0.2313
    assert (round(point.lower, 4), round(point.upper, 4)) == (0.0524, 0.4102)
    assert [signal.index + 1 for signal in chart.location.signals] == [15, 23]


def test_an_np_chart_is_the_p_chart_in_counts() -> None:
    shares = attribute_chart(Kind.P, REJECTED_CHIPS, [50] * 30).location
    counts = attribute_chart(Kind.NP, REJECTED_CHIPS, [50] * 30).location

    assert counts.points[0].upper == pytest.approx(50 * shares.points[0].upper)
    assert counts.points[0].value == REJECTED_CHIPS[0]
    assert counts.signals == shares.signals


def test_montgomerys_purchase_orders_have_limits_of_their_own_size() -> None:
    chart = attribute_chart(Kind.P, ORDERS_WITH_ERRORS, ORDERS)
    eleventh = chart.location.points[10]

    assert round(eleventh.centre, 4) == 0.0955
    assert round(eleventh.upper, 2) == 0.18
    assert [signal.index + 1 for signal in chart.location.signals] == [11]


def test_a_u_chart_counts_defects_for_each_unit() -> None:
    chart = attribute_chart(Kind.U, [10, 20, 12], [5, 10, 4])
    point = chart.location.points[1]

    assert (point.value, point.centre) == (2.0, 42 / 19)
    assert point.upper == pytest.approx(42 / 19 + 3 * sqrt(42 / 19 / 10))


def test_laney_widens_limits_by_what_the_points_spread_more_than_binomial() -> None:
    counts, sizes = [500, 620, 480, 700, 450, 640], [10_000] * 6
    plain = attribute_chart(Kind.P, counts, sizes)
    mended = attribute_chart(Kind.LANEY_P, counts, sizes)

    share = sum(counts) / 60_000
    scores = [(count / 10_000 - share) / sqrt(share * (1 - share) / 10_000) for count in counts]
    steps = [abs(after - before) for before, after in pairwise(scores)]
    assert mended.standards[0].sigma == pytest.approx(sum(steps) / 5 / d2(2))
    assert plain.location.signals
    assert not mended.location.signals


def test_nothing_rejected_leaves_limits_of_zero_that_one_reject_breaks() -> None:
    chart = attribute_chart(Kind.P, [0, 0, 0, 1], [50] * 4, baseline=3)

    assert [signal.index for signal in chart.location.signals] == [3]


@pytest.mark.parametrize(
    ("kind", "counts", "sizes", "why"),
    [
        (Kind.P, [3, 2], [2, 2], "3 rejected are more than 2"),
        (Kind.P, [1, 2], [0, 2], "size above zero"),
        (Kind.P, [-1, 2], [5, 5], "not a whole count"),
        (Kind.NP, [1, 2], [5, 6], "use p"),
        (Kind.C, [1, 2], [5, 6], "use u"),
        (Kind.P, [1], [5], "One point"),
        (Kind.P, [], [], "no count"),
        (Kind.LANEY_P, [0, 0], [5, 5], "Nothing was rejected"),
    ],
)
def test_counts_that_set_no_limits_are_refused(
    kind: Kind, counts: list[int], sizes: list[float], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        attribute_chart(kind, counts, sizes)
