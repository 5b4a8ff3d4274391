"""Capability studies: printed examples, certified figures, models, and what is refused."""

from itertools import cycle, islice

import numpy as np
import pytest
from scipy import stats

from tests.tuang.published import MICHELSON, PISTON_RINGS
from tests.tuang.test_capability import with_mean_and_spread
from tuang.spc.charts.measured import individuals_chart
from tuang.spc.charts.runs import NELSON
from tuang.spc.charts.stability import why_unstable
from tuang.spc.spread import Within
from tuang.spc.studies.bound import capability
from tuang.spc.studies.normality import anderson_darling, mean_and_deviation, neighbour_correlation
from tuang.spc.studies.percentiles import fitted
from tuang.spc.studies.requirement import Requirement, Standing, judge
from tuang.spc.studies.study import Indices, Model, Study, Tolerance, study
from tuang.spc.studies.transforms import Johnson, box_cox, johnson


def of_singles(readings: list[float] | np.ndarray, tolerance: Tolerance, **how: object) -> Study:
    return study([[float(each)] for each in readings], tolerance, **how)  # type: ignore[arg-type]  # any keyword


def indices_of(found: Study) -> Indices:
    assert found.indices is not None
    return found.indices


def alternating(first: float, low: float, high: float) -> list[float]:
    return [first, *islice(cycle([low, high]), 1000)]


def agreeing_digits(found: float, certified: float) -> float:
    """NIST's measure: minus the logarithm of the relative error, 15 where nothing differs."""
    return 15.0 if found == certified else -np.log10(abs(found - certified) / abs(certified))


@pytest.mark.parametrize(
    ("name", "readings", "mean", "deviation", "correlation", "digits"),
    [
        ("NumAcc1", [10000001, 10000003, 10000002], 10000002, 1, -0.5, 15),
        ("NumAcc2", alternating(1.2, 1.1, 1.3), 1.2, 0.1, -0.999, 14),
        # The readings themselves cannot be written in binary: the next two lose what they lost.
        ("NumAcc3", alternating(1000000.2, 1000000.1, 1000000.3), 1000000.2, 0.1, -0.999, 9),
        ("NumAcc4", alternating(10000000.2, 10000000.1, 10000000.3), 10000000.2, 0.1, -0.999, 8),
        (
            "Michelso",
            [float(f"{299 + each // 1000}.{each % 1000:03d}") for each in MICHELSON],
            299.8524,
            0.0790105478190518,
            0.535199668621283,
            13,
        ),
    ],
)
def test_nists_certified_figures_are_reached_to_the_stated_digits(
    name: str, readings: list[float], mean: float, deviation: float, correlation: float, digits: int
) -> None:
    values = np.array(readings, dtype=float)  # NIST Statistical Reference Datasets, univariate
    found = mean_and_deviation(values)

    assert agreeing_digits(found[0], mean) == 15
    assert agreeing_digits(found[1], deviation) >= digits
    assert agreeing_digits(neighbour_correlation(values), correlation) >= min(digits, 11)


def test_the_indices_of_the_nist_handbook() -> None:
    # e-Handbook 6.1.6: limits 8 and 20, mean 16, s = 2; the target is the middle.
    readings = with_mean_and_spread(200, mean=16.0, spread=2.0)
    found = indices_of(of_singles(readings, Tolerance(8, 20)))

    assert found.pp == pytest.approx(1.0)
    assert found.ppk == pytest.approx(0.6667, abs=1e-4)
    assert found.cpm == pytest.approx(12 / (6 * 8**0.5))


def test_montgomerys_intervals_of_cp_and_cpk() -> None:
    # Examples 8.4 and 8.5: n = 20, s = 1.75, limits 38 and 62: Cp 2.29 from 1.57 to 3.01;
    # n = 20, Cpk 1.33 from 0.88 to 1.78.
    readings = with_mean_and_spread(20, mean=50.0, spread=1.75)
    width = 3 * 1.75 * 2.29
    wide = indices_of(of_singles(readings, Tolerance(50 - width, 50 + width)))
    half = 3 * 1.75 * 1.33
    near = indices_of(of_singles(readings, Tolerance(None, 50.0 + half)))

    assert [round(each, 2) for each in wide.intervals["pp"]] == [1.57, 3.01]
    assert [round(each, 2) for each in near.intervals["ppk"]] == [0.88, 1.78]


def test_a_one_sided_drawing_has_no_width_to_compare() -> None:
    found = indices_of(study(PISTON_RINGS, Tolerance(upper=74.05)))

    assert (found.cp, found.pp, found.cpm) == (None, None, None)
    assert set(found.intervals) == {"cpk", "ppk"}


def test_a_study_of_single_readings_agrees_with_the_short_one() -> None:
    readings = [float(each) for each in np.random.default_rng(8).normal(10, 1, 60)]
    short = capability(readings, lower_limit=5, upper_limit=15)
    found = indices_of(of_singles(readings, Tolerance(5, 15), even_if_unstable=True))

    assert (found.ppk, found.cpk) == pytest.approx((short.ppk, short.cpk), rel=1e-12)


def test_an_unstable_process_gets_no_index_and_the_reason() -> None:
    readings = [10.0, 10.2, 9.8, 10.1, 9.9] * 4 + [14.0]
    found = of_singles(readings, Tolerance(5, 15))

    assert found.indices is None
    assert not found.is_stable
    assert "point 21" in found.unstable_because[0]


def test_an_unstable_process_gets_indices_when_asked_and_stays_unstable() -> None:
    readings = [10.0, 10.2, 9.8, 10.1, 9.9] * 4 + [14.0]
    found = of_singles(readings, Tolerance(5, 15), even_if_unstable=True)

    assert found.indices is not None
    assert not found.is_stable


def test_one_point_of_forty_just_beyond_is_chance_and_a_wild_one_is_not() -> None:
    steady = [9.0, 11.0, 10.0, 10.5, 9.5] * 8

    def against(last: float) -> tuple[str, ...]:
        return why_unstable([[each] for each in [*steady, last]], Within.MOVING_RANGE)

    assert individuals_chart([*steady, 13.2]).location.signals
    assert not against(13.2)
    assert "far beyond" in against(20.0)[0]


def test_a_shift_halfway_shows_as_a_run_even_when_no_point_is_beyond() -> None:
    level = [10.0 + 0.3 * (place % 3) + (1.5 if place >= 15 else 0.0) for place in range(30)]
    small = [10.0 + 0.3 * (place % 3) for place in range(30)]

    assert (
        "in a row, up to point 15"
        in why_unstable([[each] for each in level], Within.MOVING_RANGE)[-1]
    )
    assert not why_unstable([[each] for each in small], Within.MOVING_RANGE)


def test_a_rule_switched_on_makes_its_pattern_count() -> None:
    rising = [[10.0 + 0.01 * heat + (0.3 if heat % 2 else -0.3)] for heat in range(40)]
    one_sided = [[each[0] + (0.35 if place > 20 else 0)] for place, each in enumerate(rising)]

    assert not why_unstable(one_sided, Within.MOVING_RANGE)
    assert why_unstable(one_sided, Within.MOVING_RANGE, NELSON)


def test_readings_that_follow_their_neighbours_are_said_to() -> None:
    path = np.cumsum(np.random.default_rng(15).normal(0, 0.1, 60))
    found = of_singles(path, Tolerance(-9, 9), even_if_unstable=True)

    assert any("resemble each other" in note for note in found.notes)


def test_expected_rejects_follow_the_normal_tails() -> None:
    readings = with_mean_and_spread(50, mean=0.0, spread=1.0)
    found = of_singles(readings, Tolerance(-3, 3))

    assert indices_of(found).ppm_overall == pytest.approx(2699.796, abs=0.001)
    assert found.observed_ppm == 0


def test_box_cox_finds_the_power_that_scipy_finds() -> None:
    readings = np.random.default_rng(9).lognormal(1, 0.4, 150)

    assert box_cox(readings).power == pytest.approx(
        stats.boxcox_normmax(readings, method="mle"), abs=1e-5
    )


def test_the_logarithm_makes_lognormal_readings_capable_as_their_logarithms_are() -> None:
    logs = np.random.default_rng(10).normal(1, 0.3, 100)
    found = indices_of(
        of_singles(np.exp(logs), Tolerance(upper=20.0), model=Model.PERCENTILES, family="lognormal")
    )
    z = (np.log(20) - logs.mean()) / logs.std()
    low = np.exp(logs.mean())
    expected = (20 - low) / (np.exp(logs.mean() + 3 * logs.std()) - low)

    assert found.ppk == pytest.approx(expected, rel=1e-3)
    assert found.ppm_overall == pytest.approx(stats.norm.sf(z) * 1e6, rel=0.01)


@pytest.mark.parametrize(
    ("family", "readings"),
    [
        ("SU", stats.johnsonsu.rvs(1, 1.5, loc=5, scale=2, size=500, random_state=3)),
        ("SB", stats.johnsonsb.rvs(0.5, 0.8, loc=2, scale=4, size=500, random_state=4)),
    ],
)
def test_johnsons_curve_makes_its_own_family_normal(family: str, readings: np.ndarray) -> None:
    curve = johnson(readings)
    p = anderson_darling(curve(readings)).p

    assert curve.family == family
    assert p is not None
    assert p > 0.05


def test_johnsons_curve_has_the_percentiles_of_the_distribution_it_came_from() -> None:
    # A known SU: gamma -1, eta 1.5 in Johnson's sign, location 10, scale 2.
    known = Johnson("SU", -1.0, 1.5, 10.0, 2.0)
    shares = np.array([0.01, 0.5, 0.99])
    values = stats.johnsonsu.ppf(shares, -1.0, 1.5, loc=10, scale=2)

    assert known(values) == pytest.approx(stats.norm.ppf(shares), abs=1e-9)


def test_a_limit_that_a_bounded_curve_never_reaches_leaves_the_other_side() -> None:
    readings = np.random.default_rng(12).beta(2, 2, 200)
    found = of_singles(readings, Tolerance(-5.0, 0.99), model=Model.JOHNSON, even_if_unstable=True)

    assert indices_of(found).cp is None
    assert indices_of(found).ppk is not None
    assert any("never reaches the lower" in note for note in found.notes)


def test_the_nearest_family_is_the_one_the_readings_came_from() -> None:
    readings = stats.weibull_min.rvs(2, scale=5, size=2000, random_state=5)

    assert fitted(np.asarray(readings)).family == "weibull"


def test_the_p_value_falls_with_the_distance_and_is_none_for_seven_readings() -> None:
    random = np.random.default_rng(13)
    normal, skewed = random.normal(size=100), random.exponential(size=100)
    near, far = anderson_darling(normal).p, anderson_darling(skewed).p

    assert near is not None
    assert far is not None
    assert near > 0.05 > 1e-6 > far
    assert anderson_darling(normal[:7]).p is None


def test_the_p_value_is_small_as_often_as_it_says() -> None:
    random = np.random.default_rng(14)
    small = [anderson_darling(random.normal(size=30)).p for _ in range(2000)]

    assert 0.035 < np.mean([p is not None and p < 0.05 for p in small]) < 0.065


@pytest.mark.parametrize(
    ("value", "standing"),
    [(1.67, Standing.ACCEPTED), (1.5, Standing.CONDITIONAL), (1.2, Standing.REFUSED)],
)
def test_a_customers_class_decides_by_the_index_it_names(value: float, standing: Standing) -> None:
    asked = Requirement("critical", "ppk", accept=1.67, conditional=1.33)
    found = judge(Indices(ppk=value, intervals={"ppk": (value - 0.3, value + 0.3)}), asked)

    assert found.standing is standing
    assert not found.is_proven


def test_what_is_not_stable_is_never_accepted() -> None:
    assert judge(None, Requirement("critical", "ppk", 1.67)).standing is Standing.NOT_JUDGED


@pytest.mark.parametrize(
    ("subgroups", "limits", "why"),
    [
        ([[1.0]], (0, 2), "One reading"),
        ([[1.0, 2.0, 3.0]], (0, 4), "One subgroup"),
        ([[5.0]] * 10, (0, 9), "no spread"),
        ([[1.0], [2.0]], (3, 1), "exchanged"),
        ([[1.0], [2.0]], (3, 3), "exchanged"),
        ([[1.0], [2.0]], (None, None), "at least one drawing limit"),
        ([[1.0], [2.0]], (0, 9, 10), "outside the drawing limits"),
        ([[1.0], [2.0]], (None, 9, 10), "outside the drawing limits"),
    ],
)
def test_what_cannot_be_studied_is_refused_with_its_cause(
    subgroups: list[list[float]], limits: tuple[float | None, ...], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        study(subgroups, Tolerance(*limits))


@pytest.mark.parametrize(
    ("model", "readings", "why"),
    [
        (Model.BOX_COX, [-1.0, 1.0, 2.0] * 4, "above zero"),
        (Model.JOHNSON, [1.0, 2.0, 3.0], "at least 8"),
    ],
)
def test_a_model_that_cannot_hold_the_readings_says_so(
    model: Model, readings: list[float], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        of_singles(readings, Tolerance(-5, 5), model=model)
