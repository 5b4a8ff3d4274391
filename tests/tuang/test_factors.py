"""Chart factors against the printed tables and against other ways of computing them."""

from math import gamma, pi, sqrt

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import poch
from scipy.stats import norm

from tuang.spc.factors import c4, c5, d2, d3, range_tail

# Montgomery, Introduction to Statistical Quality Control, appendix VI.
PRINTED = {
    #   d2,    d3,    c4,     A2,    A3,    B3,    B4,    D3,    D4
    2: (1.128, 0.853, 0.7979, 1.880, 2.659, 0.000, 3.267, 0.000, 3.267),
    3: (1.693, 0.888, 0.8862, 1.023, 1.954, 0.000, 2.568, 0.000, 2.574),
    4: (2.059, 0.880, 0.9213, 0.729, 1.628, 0.000, 2.266, 0.000, 2.282),
    5: (2.326, 0.864, 0.9400, 0.577, 1.427, 0.000, 2.089, 0.000, 2.114),
    6: (2.534, 0.848, 0.9515, 0.483, 1.287, 0.030, 1.970, 0.000, 2.004),
    7: (2.704, 0.833, 0.9594, 0.419, 1.182, 0.118, 1.882, 0.076, 1.924),
    8: (2.847, 0.820, 0.9650, 0.373, 1.099, 0.185, 1.815, 0.136, 1.864),
    9: (2.970, 0.808, 0.9693, 0.337, 1.032, 0.239, 1.761, 0.184, 1.816),
    10: (3.078, 0.797, 0.9727, 0.308, 0.975, 0.284, 1.716, 0.223, 1.777),
}


@pytest.mark.parametrize("n", PRINTED)
def test_the_printed_table_is_reproduced_to_its_last_digit_but_one(n: int) -> None:
    computed = (
        d2(n),
        d3(n),
        c4(n),
        3 / (d2(n) * sqrt(n)),
        3 / (c4(n) * sqrt(n)),
        max(0.0, 1 - 3 * c5(n) / c4(n)),
        1 + 3 * c5(n) / c4(n),
        max(0.0, 1 - 3 * d3(n) / d2(n)),
        1 + 3 * d3(n) / d2(n),
    )

    # Printed factors were worked out from rounded ones, so the last digit can be one off.
    assert computed == pytest.approx(PRINTED[n], abs=0.0011)


def test_pairs_and_triples_have_closed_forms() -> None:
    assert d2(2) == pytest.approx(2 / sqrt(pi), rel=1e-14)
    assert d2(3) == pytest.approx(3 / sqrt(pi), rel=1e-14)
    assert d3(2) == pytest.approx(sqrt(2 - 4 / pi), rel=1e-11)


def test_d2_agrees_with_harter_to_ten_decimals() -> None:
    # Harter, Order Statistics and Their Use (1970), vol. 1: mean ranges.
    assert d2(5) == pytest.approx(2.3259289473, abs=1e-10)
    assert d2(10) == pytest.approx(3.0775054617, abs=1e-10)


@pytest.mark.parametrize("n", [2, 7, 25, 100, 1000])
def test_the_range_integrates_to_what_adaptive_quadrature_finds(n: int) -> None:
    mean, _ = quad(lambda x: 1 - norm.cdf(x) ** n - norm.sf(x) ** n, -12, 12, limit=400)

    assert d2(n) == pytest.approx(mean, rel=1e-9)


def test_the_spread_of_a_range_is_that_of_simulated_ranges() -> None:
    ranges = np.ptp(np.random.default_rng(11).normal(size=(400_000, 5)), axis=1)

    assert d3(5) == pytest.approx(ranges.std(), rel=0.005)
    assert range_tail(5, 4.918) == pytest.approx(np.mean(ranges > 4.918), abs=0.0004)


@pytest.mark.parametrize("n", [2, 10, 200, 201, 202, 5_000, 1_000_000])
def test_c4_is_the_ratio_of_gamma_functions_where_that_still_can_be_computed(n: int) -> None:
    freedom = n - 1

    assert c4(n) == pytest.approx(poch(freedom / 2, 0.5) * sqrt(2 / freedom), rel=1e-9)
    if n <= 200:
        assert c4(n) == pytest.approx(
            gamma(n / 2) / gamma(freedom / 2) * sqrt(2 / freedom), rel=1e-14
        )


@pytest.mark.parametrize("factor", [d2, d3, c4])
def test_a_single_reading_has_no_factor(factor: object) -> None:
    with pytest.raises(ValueError, match="at least two"):
        factor(1)  # type: ignore[operator]  # one of three functions
