"""Where scipy, capstat-core and mfgqc compute the same, we agree; where not, the page says why.

Each disagreement is explained in docs/methods/spc.md under "Where others differ".
"""

import capstat_core
import mfgqc
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tuang.spc.charts.measured import individuals_chart, xbar_chart
from tuang.spc.charts.runs import NELSON, WESTERN_ELECTRIC, RunRule
from tuang.spc.charts.time_weighted import cusum, ewma_chart
from tuang.spc.factors import c4, d2, d3
from tuang.spc.spread import Within
from tuang.spc.studies.normality import anderson_darling
from tuang.spc.studies.study import Tolerance, study

RANDOM = np.random.default_rng(21)
SUBGROUPS = RANDOM.normal(50, 1.5, (40, 5)) + RANDOM.normal(0, 0.8, (40, 1))
SINGLES = RANDOM.normal(10, 1, 120)
DISPUTED = {RunRule.TWO_OF_THREE, RunRule.FOUR_OF_FIVE}


def as_mfgqc(values: np.ndarray, size: int) -> mfgqc.QCData:
    return mfgqc.load(pd.DataFrame({"x": values.ravel()}), measure="x", subgroup_size=size)


@pytest.mark.parametrize("n", [2, 5, 10, 25])
def test_factors_are_those_of_capstat(n: int) -> None:
    assert d2(n) == pytest.approx(capstat_core.d2(n), abs=1e-7)
    assert d3(n) == pytest.approx(capstat_core.constants.d3(n), abs=1e-6)
    assert c4(n) == pytest.approx(capstat_core.c4(n), rel=1e-12)


@pytest.mark.parametrize(
    ("way", "theirs"),
    [
        (Within.RANGE, capstat_core.xbar_r_chart),
        (Within.DEVIATION, capstat_core.xbar_s_chart),
    ],
)
def test_charts_of_means_are_those_of_capstat(way: Within, theirs: object) -> None:
    pair = theirs(SUBGROUPS)  # type: ignore[operator]  # one of two functions
    chart = xbar_chart(SUBGROUPS.tolist(), way=way)
    assert chart.dispersion is not None

    for ours, other in ((chart.location, pair.location), (chart.dispersion, pair.dispersion)):
        point = ours.points[0]
        assert (point.lower, point.centre, point.upper) == pytest.approx(
            (other.limits.lower, other.limits.center, other.limits.upper), rel=1e-6
        )
        assert tuple(signal.index for signal in ours.signals) == other.violations


def test_single_readings_are_those_of_capstat_and_to_three_digits_of_mfgqc() -> None:
    point = individuals_chart(SINGLES.tolist()).location.points[0]
    pair = capstat_core.i_mr_chart(SINGLES)
    table = as_mfgqc(SINGLES, 1).control_chart(kind="i_mr")

    assert point.upper == pytest.approx(pair.location.limits.upper, rel=1e-7)
    # mfgqc takes d2 from a table of three decimals.
    assert point.upper == pytest.approx(float(table.location_ucl[0]), rel=5e-4)


@pytest.mark.parametrize(
    ("rules", "theirs"),
    [(NELSON, capstat_core.nelson_rules), (WESTERN_ELECTRIC, capstat_core.western_electric_rules)],
)
def test_run_rules_are_those_of_capstat_but_for_zones_at_the_first_points(
    rules: tuple[RunRule, ...], theirs: object
) -> None:
    drifting = np.cumsum(RANDOM.normal(0, 0.3, 400)) + RANDOM.normal(0, 1, 400)
    chart = individuals_chart(drifting.tolist(), rules=rules)
    ours = {(signal.index, signal.rule) for signal in chart.location.signals}
    found = theirs(capstat_core.i_mr_chart(drifting).location)  # type: ignore[operator]  # a function
    other = {(each.point, rules[each.rule - 1]) for each in found}

    assert len(ours) > 20
    # capstat tells a zone rule also before the third or fifth point was taken.
    assert {each for each in ours ^ other if each[1] not in DISPUTED} == set()
    assert all(index < 4 for index, _rule in ours ^ other)


def test_indices_are_those_of_capstat_with_the_same_sigmas() -> None:
    readings = RANDOM.normal(50, 1.5, (40, 5))
    ours = study(readings.tolist(), Tolerance(40, 60), even_if_unstable=True)
    theirs = capstat_core.capability(readings, lsl=40, usl=60, target=50, within_method="rbar_d2")
    assert ours.indices is not None

    for name in ("cp", "cpk", "pp", "ppk"):
        assert getattr(ours.indices, name) == pytest.approx(getattr(theirs, name), rel=1e-7)
    # Cpm: capstat takes sigma within; we, as the NIST handbook, that of all readings.
    away = theirs.mean - 50
    assert theirs.cpm == pytest.approx(20 / (6 * np.hypot(ours.sigma_within, away)), rel=1e-7)
    assert ours.indices.cpm == pytest.approx(20 / (6 * np.hypot(ours.sigma_overall, away)))


def test_indices_are_those_of_mfgqc_to_its_three_digit_factors() -> None:
    readings = RANDOM.normal(50, 1.5, (40, 5))
    ours = study(readings.tolist(), Tolerance(40, 60), even_if_unstable=True)
    theirs = as_mfgqc(readings, 5).spec(lower=40, upper=60, target=50).capability()
    assert ours.indices is not None

    assert theirs.cpk == pytest.approx(ours.indices.cpk, rel=5e-4)
    assert theirs.ppk == pytest.approx(ours.indices.ppk, rel=1e-9)
    assert theirs.cpm == pytest.approx(ours.indices.cpm, rel=1e-9)


@pytest.mark.parametrize("kind", ["normal", "exponential", "uniform"])
def test_anderson_darling_is_that_of_scipy_and_capstat(kind: str) -> None:
    readings = getattr(np.random.default_rng(22), kind)(size=60)
    ours = anderson_darling(readings)
    theirs = capstat_core.normality.anderson_darling(readings)

    distance = stats.anderson(readings, "norm", method=stats.MonteCarloMethod(n_resamples=1))
    assert ours.a_squared == pytest.approx(distance.statistic, rel=1e-9)
    assert ours.p == pytest.approx(theirs.p_value, rel=1e-9)


def test_charts_with_a_memory_are_those_of_capstat() -> None:
    singles = [[each] for each in SINGLES.tolist()]
    ours = ewma_chart(singles, weight=0.2, width=2.962, target=10, sigma=1).location.points
    theirs = capstat_core.time_weighted.ewma_chart(SINGLES, target=10, sigma=1, lmbda=0.2, L=2.962)
    sums = cusum(singles, target=10, sigma=1)
    others = capstat_core.time_weighted.cusum_chart(SINGLES, target=10, sigma=1)

    assert [each.value for each in ours] == pytest.approx(theirs.points)
    assert [each.upper for each in ours] == pytest.approx(theirs.upper)
    assert [each.value for each in sums.high.points] == pytest.approx(others.upper, abs=1e-9)
    assert [-each.value for each in sums.low.points] == pytest.approx(others.lower, abs=1e-9)
