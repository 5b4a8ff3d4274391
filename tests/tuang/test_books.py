"""Printed examples that were first run when the code was done: nothing was fitted to them."""

import numpy as np
import pytest

from tests.tuang.test_study import agreeing_digits
from tuang.sampling import (
    Plan,
    acceptance,
    average_inspected,
    outgoing,
    outgoing_limit,
    variables_plan,
)
from tuang.spc import NELSON, RunRule, individuals_limits, xbar_chart
from tuang.spc.charts.attributes import attribute_chart
from tuang.spc.charts.measured import Kind
from tuang.spc.studies.normality import mean_and_deviation, neighbour_correlation
from tuang.spc.studies.study import Tolerance, study

# Montgomery, Introduction to Statistical Quality Control: flow width, tables 6.1 and 6.2.
FLOW_WIDTH = """
1.3235 1.4128 1.6744 1.4573 1.6914  1.4314 1.3592 1.6075 1.4666 1.6109
1.4284 1.4871 1.4932 1.4324 1.5674  1.5028 1.6352 1.3841 1.2831 1.5507
1.5604 1.2735 1.5265 1.4363 1.6441  1.5955 1.5451 1.3574 1.3281 1.4198
1.6274 1.5064 1.8366 1.4177 1.5144  1.4190 1.4303 1.6637 1.6067 1.5519
1.3884 1.7277 1.5355 1.5176 1.3688  1.4039 1.6697 1.5089 1.4627 1.5220
1.4158 1.7667 1.4278 1.5928 1.4181  1.5821 1.3355 1.5777 1.3908 1.7559
1.2856 1.4106 1.4447 1.6398 1.1928  1.4951 1.4036 1.5893 1.6458 1.4969
1.3589 1.2863 1.5996 1.2497 1.5471  1.5747 1.5301 1.5171 1.1839 1.8662
1.3680 1.7269 1.3957 1.5014 1.4449  1.4163 1.3864 1.3057 1.6210 1.5573
1.5796 1.4185 1.6541 1.5116 1.7247  1.7106 1.4412 1.2361 1.3820 1.7601
1.4371 1.5051 1.3485 1.5670 1.4880  1.4738 1.5936 1.6583 1.4973 1.4720
1.5917 1.4333 1.5551 1.5295 1.6866  1.6399 1.5243 1.5705 1.5563 1.5530
1.5797 1.3663 1.6240 1.3732 1.6887
1.4483 1.5458 1.4538 1.4303 1.6206  1.5435 1.6899 1.5830 1.3358 1.4187
1.5175 1.3446 1.4723 1.6657 1.6661  1.5454 1.0931 1.4072 1.5039 1.5264
1.4418 1.5059 1.5124 1.4620 1.6263  1.4301 1.2725 1.5945 1.5397 1.5252
1.4981 1.4506 1.6174 1.5837 1.4962  1.3009 1.5060 1.6231 1.5831 1.6454
1.4132 1.4603 1.5808 1.7111 1.7313  1.3817 1.3135 1.4953 1.4894 1.4596
1.5765 1.7014 1.4026 1.2773 1.4541  1.4936 1.4373 1.5139 1.4808 1.5293
1.5729 1.6738 1.5048 1.5651 1.7473  1.8089 1.5513 1.8250 1.4389 1.6558
1.6236 1.5393 1.6738 1.8698 1.5036  1.4120 1.7931 1.7345 1.6391 1.7791
1.7372 1.5663 1.4910 1.7809 1.5504  1.5971 1.7394 1.6832 1.6677 1.7974
1.4295 1.6536 1.9134 1.7272 1.4370  1.6217 1.8220 1.7915 1.6744 1.9404
"""

# Montgomery: nonconformities on printed circuit boards, 26 samples of 100 boards.
CIRCUIT_BOARDS = [
    21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16,
    19, 17, 15,
]  # fmt: skip

# Montgomery: juice cans, 50 a sample, after the new machine was set: 24 samples, then 40.
JUICE_CANS = [
    9, 6, 12, 5, 6, 4, 6, 3, 7, 6, 2, 4, 3, 6, 5, 4, 8, 5, 6, 7, 5, 6, 3, 5,
    8, 7, 5, 6, 4, 5, 2, 3, 4, 7, 6, 5, 5, 3, 7, 9, 6, 10, 4, 3, 5, 8, 11, 9, 7, 3, 5, 2, 1, 4,
    5, 3, 7, 6, 4, 4, 6, 8, 5, 6,
]  # fmt: skip

# NIST StRD, Lew (beam deflection) and Mavro (transmittance, less 2, times 100,000).
LEW = """
-213 -564 -35 -15 141 115 -420 -360 203 -338 -431 194 -220 -513 154 -125 -559 92 -21 -579
-52 99 -543 -175 162 -457 -346 204 -300 -474 164 -107 -572 -8 83 -541 -224 180 -420 -374
201 -236 -531 83 27 -564 -112 131 -507 -254 199 -311 -495 143 -46 -579 -90 136 -472 -338
202 -287 -477 169 -124 -568 17 48 -568 -135 162 -430 -422 172 -74 -577 -13 92 -534 -243
194 -355 -465 156 -81 -578 -64 139 -449 -384 193 -198 -538 110 -44 -577 -6 66 -552 -164
161 -460 -344 205 -281 -504 134 -28 -576 -118 156 -437 -381 200 -220 -540 83 11 -568 -160
172 -414 -408 188 -125 -572 -32 139 -492 -321 205 -262 -504 142 -83 -574 0 48 -571 -106
137 -501 -266 190 -391 -406 194 -186 -553 83 -13 -577 -49 103 -515 -280 201 300 -506 131
-45 -578 -80 138 -462 -361 201 -211 -554 32 74 -533 -235 187 -372 -442 182 -147 -566 25
68 -535 -244 194 -351 -463 174 -125 -570 15 72 -550 -190 172 -424 -385 198 -218 -536 96
"""
MAVRO = """
180 170 180 190 180 170 150 140 150 150 170 180 180 190 190 210 200 160 140 130 130 150 150
160 150 140 130 140 150 140 150 160 150 160 190 200 200 210 220 230 240 250 270 260 260 260
270 260 250 240
"""


def in_fives(text: str) -> list[list[float]]:
    values = [float(word) for word in text.split()]
    return [values[at : at + 5] for at in range(0, len(values), 5)]


def test_the_flow_width_of_montgomery_before_and_after_its_shift() -> None:
    chart = xbar_chart(in_fives(FLOW_WIDTH), baseline=25)
    assert chart.dispersion is not None
    mean, spread = chart.location.points[0], chart.dispersion.points[0]

    assert (round(mean.centre, 4), round(spread.centre, 5)) == (1.5056, 0.32521)
    # Printed with A2 and D4 of three decimals: 1.69325, 1.31795 and 0.68749.
    assert (mean.upper, mean.lower) == pytest.approx((1.69325, 1.31795), abs=1e-4)
    assert spread.upper == pytest.approx(0.68749, abs=2e-4)
    assert [signal.index + 1 for signal in chart.location.signals] == [43, 45]
    assert not chart.dispersion.signals


def test_the_capability_of_the_flow_width() -> None:
    found = study(in_fives(FLOW_WIDTH)[:25], Tolerance(1.0, 2.0)).indices

    assert found is not None
    assert found.cp is not None
    assert found.ppm_within is not None
    assert round(found.cp, 3) == 1.192
    # Printed: 0.00035 outside, with the sigma of 0.1398 and both tails.
    assert round(found.ppm_within / 1e6, 5) == 0.00035


@pytest.mark.parametrize(
    ("readings", "centre", "mean_range", "limits", "range_limit"),
    [
        # Montgomery: cost of processing loan applications.
        (
            [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293,
             306, 301, 304],
            300.5, 7.79, (279.78, 321.22), 25.45,
        ),
        # Montgomery, earlier editions: viscosity of aircraft primer paint.
        (
            [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00,
             33.54, 33.12, 33.84],
            33.52, 0.48, (32.24, 34.80), 1.57,
        ),
        # ISO 8258: moisture of skim milk powder; it rounds the mean range to 0.38 first.
        ([2.9, 3.2, 3.6, 4.3, 3.8, 3.5, 3.0, 3.1, 3.6, 3.5], 3.45, 0.38, (2.44, 4.46), 1.24),
    ],
)  # fmt: skip
def test_single_readings_of_three_books(
    readings: list[float],
    centre: float,
    mean_range: float,
    limits: tuple[float, float],
    range_limit: float,
) -> None:
    found = individuals_limits(readings)

    assert found.centre == pytest.approx(centre, abs=0.005)
    assert found.mean_moving_range == pytest.approx(mean_range, abs=0.005)
    # d2 of four digits and rounded mean ranges leave two hundredths in the printed ones.
    assert (found.lower, found.upper) == pytest.approx(limits, abs=0.012)
    assert found.upper_moving_range == pytest.approx(range_limit, abs=0.012)


def test_the_circuit_boards_of_montgomery_and_their_revised_limits() -> None:
    chart = attribute_chart(Kind.C, CIRCUIT_BOARDS, [1] * 26).location
    point = chart.points[0]
    assert [round(x, 2) for x in (point.lower, point.centre, point.upper)] == [6.48, 19.85, 33.21]
    assert [signal.index + 1 for signal in chart.signals] == [6, 20]

    kept = [count for at, count in enumerate(CIRCUIT_BOARDS) if at not in (5, 19)]
    point = attribute_chart(Kind.C, kept, [1] * 24).location.points[0]
    assert [round(x, 2) for x in (point.lower, point.centre, point.upper)] == [6.36, 19.67, 32.97]


@pytest.mark.parametrize(
    ("counts", "size", "printed"),
    [
        # Montgomery: personal computers, five a sample.
        (
            [10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5], 5,
            (0.07, 1.93, 3.79),
        ),
        # Montgomery: shipments with errors, fifty a week.
        ([2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4], 50, (0, 0.074, 0.1894)),
    ],
)  # fmt: skip
def test_defects_for_each_unit_of_samples_of_one_size(
    counts: list[int], size: int, printed: tuple[float, float, float]
) -> None:
    point = attribute_chart(Kind.U, counts, [size] * 20).location.points[0]

    assert (point.lower, point.centre, point.upper) == pytest.approx(printed, abs=0.004)


def test_the_dyed_cloth_of_montgomery_has_limits_for_each_length() -> None:
    counts = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
    lengths = [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5]
    chart = attribute_chart(Kind.U, counts, lengths).location

    # Printed from a centre rounded to 1.42, hence up to a hundredth below ours.
    printed = {
        10: (0.29, 2.55), 8: (0.16, 2.68), 13: (0.43, 2.41), 9.5: (0.26, 2.58),
        12: (0.39, 2.45), 10.5: (0.32, 2.52), 12.5: (0.41, 2.43),
    }  # fmt: skip
    for point in chart.points:
        assert (point.lower, point.upper) == pytest.approx(printed[point.size], abs=0.011)
    assert not chart.signals


def test_juice_cans_after_the_new_setting_stay_inside_for_forty_samples_more() -> None:
    chart = attribute_chart(Kind.P, JUICE_CANS, [50] * 64, baseline=24).location
    point = chart.points[0]

    assert (round(point.centre, 4), round(point.upper, 4), point.lower) == (0.1108, 0.2440, 0)
    assert not chart.signals


def test_the_shift_of_the_flow_width_is_seen_earlier_by_zones() -> None:
    # The book sees the pattern before sample 43; the rules say it at 40.
    chart = xbar_chart(in_fives(FLOW_WIDTH), baseline=25, rules=NELSON)
    first = chart.location.signals[0]

    assert (first.index + 1, first.rule) == (40, RunRule.TWO_OF_THREE)


@pytest.mark.parametrize(
    ("values", "mean", "deviation", "correlation", "digits"),
    [
        ([float(x) for x in LEW.split()], -177.435, 277.332168044316, -0.307304800605679, 14),
        (
            [2 + int(x) / 100_000 for x in MAVRO.split()],
            2.001856, 0.000429123454003053, 0.937989183438248, 11,
        ),
    ],
)  # fmt: skip
def test_two_more_data_sets_certified_by_nist(
    values: list[float], mean: float, deviation: float, correlation: float, digits: int
) -> None:
    found = mean_and_deviation(np.array(values))

    assert agreeing_digits(found[0], mean) >= 14.9
    assert agreeing_digits(found[1], deviation) >= digits
    assert agreeing_digits(neighbour_correlation(np.array(values)), correlation) >= digits


def test_the_single_plan_of_the_nist_handbook() -> None:
    plan = Plan("-", "-", ((52, 3, 4),))  # e-Handbook 6.2.3.2, lots of 10,000
    passes = [0.998, 0.980, 0.930, 0.845, 0.739, 0.620, 0.502, 0.394, 0.300, 0.223, 0.162, 0.115]
    looked_at = [70, 253, 753, 1584, 2655, 3836, 5007, 6083, 7012, 7779, 8388, 8854]

    for percent, (chance, pieces) in enumerate(zip(passes, looked_at, strict=True), start=1):
        assert acceptance(plan, percent / 100) == pytest.approx(chance, abs=0.001)
        assert average_inspected(plan, percent / 100, 10_000) == pytest.approx(pieces, abs=1)
    assert outgoing(plan, 0.03, 10_000) == pytest.approx(0.0278, abs=1e-4)
    assert outgoing_limit(plan, 10_000)[0] == pytest.approx(0.0372, abs=1e-4)


def test_plans_between_two_points_of_two_r_packages() -> None:
    # AccSamplingDesign, introduction: n 132, c 3 between 1 % and 5 %.
    plan = Plan("-", "-", ((132, 3, 4),))
    assert 1 - acceptance(plan, 0.01) == pytest.approx(0.04425251, abs=5e-9)
    assert acceptance(plan, 0.05) == pytest.approx(0.0992283, abs=5e-8)
    assert acceptance(plan, 0.03) == pytest.approx(0.4384354, abs=5e-8)

    # AcceptanceSampling, manual: between 5 % and 15 %, risks 5 % and 7.5 %.
    known = variables_plan(0.05, 0.15, 0.05, 0.075, is_sigma_known=True)
    unknown = variables_plan(0.05, 0.15, 0.05, 0.075)
    assert (known.n, round(known.k, 6)) == (26, 1.322271)
    assert unknown.n == 49
    assert unknown.k == pytest.approx(1.326538, abs=5e-6)
