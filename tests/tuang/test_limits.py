"""Limits of individuals charts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worked_tables import worked_table
from tuang.spc import individuals_limits
from tuang.spc.factors import d2

FLOWRATE = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def test_the_flowrate_example_of_the_nist_handbook_is_reproduced() -> None:
    limits = individuals_limits(FLOWRATE)  # NIST/SEMATECH e-Handbook 6.3.2.2

    assert round(limits.centre, 2) == 50.81
    assert round(limits.mean_moving_range, 4) == 1.8778
    # The handbook divides by 1.128, d2 rounded to three decimals; we divide by d2 itself.
    half = 3 * limits.mean_moving_range / round(d2(2), 3)
    assert round(limits.centre + half, 4) == 55.8041
    assert round(limits.centre - half, 4) == 45.8159
    assert limits.upper == pytest.approx(55.8041, abs=0.002)
    assert limits.lower == pytest.approx(45.8159, abs=0.002)


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    readings = [float(row["Reading"]) for row in worked_table("spc.md", "## Worked table: limits")]
    printed = {row["Figure"]: row["Value"] for row in worked_table("spc.md", "### What they give")}

    limits = individuals_limits(readings)

    assert readings == FLOWRATE
    assert printed == {
        "Centre": f"{limits.centre:.2f}",
        "Mean moving range": f"{limits.mean_moving_range:.4f}",
        "Sigma": f"{limits.sigma:.4f}",
        "Lower limit": f"{limits.lower:.4f}",
        "Upper limit": f"{limits.upper:.4f}",
        "Upper limit of the moving range": f"{limits.upper_moving_range:.4f}",
    }


def test_a_slow_drift_widens_the_limits_less_than_a_standard_deviation_would() -> None:
    drift = [1400.0 + heat for heat in range(30)]

    assert individuals_limits(drift).sigma < 1


@given(
    st.lists(st.integers(-1000, 1000), min_size=2, max_size=40),
    st.integers(-500, 500),
    st.sampled_from([0.5, 2.0, 10.0]),
)
def test_limits_follow_a_change_of_unit(readings: list[int], shift: int, scale: float) -> None:
    here = individuals_limits(readings)
    there = individuals_limits([reading * scale + shift for reading in readings])

    assert there.upper == pytest.approx(here.upper * scale + shift, abs=1e-6)
    assert there.lower == pytest.approx(here.lower * scale + shift, abs=1e-6)


@pytest.mark.parametrize("readings", [[], [1.0]])
def test_one_reading_gives_no_limits(readings: list[float]) -> None:
    with pytest.raises(ValueError, match="at least two readings"):
        individuals_limits(readings)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_reading_that_is_not_finite_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        individuals_limits([1.0, bad, 2.0])
