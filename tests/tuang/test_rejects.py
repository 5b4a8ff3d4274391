"""Rejects per million and the exact interval."""

from fractions import Fraction
from math import comb, exp, lgamma, log, log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from tests.worked_tables import worked_table
from tuang.spc import (
    Kind,
    defects_per_million,
    rejects_per_million,
    why_unstable_counts,
    wilson_per_million,
)

TEN_MILLION = 10_000_000


@pytest.mark.parametrize(
    ("rejected", "inspected", "confidence", "lower", "upper"),
    [
        # Printed by R's binom.test in its own documentation and in published examples.
        (682, 925, 0.95, 0.7076683, 0.7654066),
        (9, 24, 0.95, 0.1879929, 0.5940636),
        (10, 20, 0.95, 0.2719578, 0.7280422),
        (1, 1497, 0.90, 3.426347e-05, 3.164954e-03),
    ],
)
def test_published_intervals_are_reproduced(
    rejected: int, inspected: int, confidence: float, lower: float, upper: float
) -> None:
    rate = rejects_per_million(rejected, inspected, confidence)

    assert rate.lower_per_million == pytest.approx(lower * 1e6, rel=3e-7)
    assert rate.upper_per_million == pytest.approx(upper * 1e6, rel=3e-7)


def test_one_reject_of_two_hundred_is_five_thousand_and_proves_little() -> None:
    rate = rejects_per_million(1, 200)

    assert rate.per_million == 5000
    assert rate.lower_per_million < 130
    assert rate.upper_per_million > 27_000


@pytest.mark.parametrize("inspected", [1, 30, 200, TEN_MILLION])
def test_no_reject_leaves_an_upper_limit_in_closed_form(inspected: int) -> None:
    rate = rejects_per_million(0, inspected)

    assert rate.lower_per_million == 0
    closed = -1e6 * (exp(log(0.025) / inspected) - 1)
    assert rate.upper_per_million == pytest.approx(closed, rel=1e-6)


@pytest.mark.parametrize("inspected", [1, 30, TEN_MILLION])
def test_all_rejected_leaves_a_lower_limit_in_closed_form(inspected: int) -> None:
    rate = rejects_per_million(inspected, inspected)

    assert rate.upper_per_million == 1e6
    assert rate.lower_per_million == pytest.approx(1e6 * exp(log(0.025) / inspected), rel=1e-9)


def test_ten_million_pieces_agree_with_the_tail_summed_term_by_term() -> None:
    rate = rejects_per_million(50, TEN_MILLION)

    def at_most(count: int, p: float) -> float:
        n = TEN_MILLION
        return sum(
            exp(log_choose(n, k) + k * log(p) + (n - k) * log1p(-p)) for k in range(count + 1)
        )

    def log_choose(n: int, k: int) -> float:
        return sum(log(n - k + i) for i in range(1, k + 1)) - lgamma(k + 1)

    assert at_most(50, rate.upper_per_million / 1e6) == pytest.approx(0.025, rel=1e-5)
    assert 1 - at_most(49, rate.lower_per_million / 1e6) == pytest.approx(0.025, rel=1e-5)


def test_half_of_ten_million_agrees_with_the_normal_limit() -> None:
    rate = rejects_per_million(TEN_MILLION // 2, TEN_MILLION)

    half_width = 1e6 * (1.959964 * 0.5 / TEN_MILLION**0.5 + 0.5 / TEN_MILLION)
    assert rate.upper_per_million - 5e5 == pytest.approx(half_width, rel=1e-4)
    assert 5e5 - rate.lower_per_million == pytest.approx(half_width, rel=1e-4)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_each_limit_leaves_exactly_its_tail(counts: tuple[int, int]) -> None:
    rejected, inspected = counts
    rate = rejects_per_million(rejected, inspected)

    def chance(wanted: range, per_million: float) -> float:
        p = Fraction(per_million / 1e6)
        terms = (comb(inspected, k) * p**k * (1 - p) ** (inspected - k) for k in wanted)
        return float(sum(terms))

    if rejected > 0:
        above = chance(range(rejected, inspected + 1), rate.lower_per_million)
        assert above == pytest.approx(0.025, rel=1e-8)
    if rejected < inspected:
        below = chance(range(rejected + 1), rate.upper_per_million)
        assert below == pytest.approx(0.025, rel=1e-8)


@given(
    st.integers(1, TEN_MILLION).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.floats(0.5, 0.999),
)
def test_the_interval_holds_the_rate_and_turns_over_with_it(
    counts: tuple[int, int], confidence: float
) -> None:
    rejected, inspected = counts
    rate = rejects_per_million(rejected, inspected, confidence)
    accepted = rejects_per_million(inspected - rejected, inspected, confidence)

    assert rate.lower_per_million <= rate.per_million <= rate.upper_per_million
    assert rate.lower_per_million == pytest.approx(1e6 - accepted.upper_per_million, abs=1e-3)


@pytest.mark.parametrize(
    ("rejected", "inspected", "confidence", "why"),
    [
        (0, 0, 0.95, "at least one inspected"),
        (3, 2, 0.95, "between none and all"),
        (-1, 2, 0.95, "between none and all"),
        (1, 2, 1.0, "between 0 and 1"),
        (1, 2, 0.0, "between 0 and 1"),
    ],
)
def test_counts_that_cannot_be_are_refused(
    rejected: int, inspected: int, confidence: float, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        rejects_per_million(rejected, inspected, confidence)


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    for row in worked_table("spc.md", "## Worked table: rejects"):
        rate = rejects_per_million(int(row["Rejected"]), int(row["Inspected"].replace(",", "")))

        assert row["PPM"] == f"{rate.per_million:,.1f}"
        assert row["Lower"] == f"{rate.lower_per_million:,.1f}"
        assert row["Upper"] == f"{rate.upper_per_million:,.1f}"


@pytest.mark.parametrize(("rejected", "inspected"), [(0, 10), (1, 200), (5, 5), (37, 1000)])
def test_wilsons_interval_agrees_with_scipy(rejected: int, inspected: int) -> None:
    theirs = binomtest(rejected, inspected).proportion_ci(method="wilson")
    ours = wilson_per_million(rejected, inspected)
    assert ours == pytest.approx((theirs.low * 1e6, theirs.high * 1e6), abs=1e-4)


@pytest.mark.parametrize(("defects", "units"), [(0, 7), (1, 100), (20, 7), (500, 100), (40_000, 1)])
def test_the_interval_of_faults_agrees_with_the_chi_square_of_scipy(
    defects: int, units: int
) -> None:
    """Garwood's limits are half the chi-square percentiles of 2d and 2d + 2 degrees of freedom."""
    found = defects_per_million(defects, units)
    low = chi2.ppf(0.025, 2 * defects) / 2 / units * 1e6 if defects else 0.0
    high = chi2.ppf(0.975, 2 * defects + 2) / 2 / units * 1e6
    assert found.lower_per_million == pytest.approx(low, rel=1e-9)
    assert found.upper_per_million == pytest.approx(high, rel=1e-9)


def test_counts_without_a_ceiling_are_still_counts() -> None:
    with pytest.raises(ValueError, match="from zero"):
        defects_per_million(-1, 10)


def test_a_run_below_the_centre_is_no_news_where_most_samples_have_none() -> None:
    rare = [1 if place % 8 == 7 else 0 for place in range(25)]
    assert why_unstable_counts(Kind.P, rare, [50] * 25) == ()
    assert why_unstable_counts(Kind.U, rare, [50] * 25) == ()
    half = [30] * 12 + [20] * 13
    assert "lie on one side" in why_unstable_counts(Kind.P, half, [50] * 25)[0]
