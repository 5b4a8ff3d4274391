"""Capability indices and what a sample can prove of them."""

from random import Random

import pytest

from tests.worked_tables import worked_table
from tuang.spc import capability
from tuang.spc.studies.bound import bissell_bound

Z_95_TWO_SIDED = 1.959964


def with_mean_and_spread(n: int, mean: float, spread: float) -> list[float]:
    """Readings whose sample mean and standard deviation are exactly those given."""
    step = spread * ((n - 1) / n) ** 0.5
    return [mean + step if each % 2 else mean - step for each in range(n)]


@pytest.mark.parametrize(
    ("index", "readings", "printed"),
    [
        # Quality Digest, May 2000, "The last word": n = 45, 1.15 lies between 0.89 and 1.41.
        (1.15, 45, "0.89"),
        # Montgomery, Introduction to Statistical Quality Control: n = 30, 0.625 (97, s = 1.6).
        (0.625, 30, "0.42"),
    ],
)
def test_published_two_sided_bounds_are_reproduced(
    index: float, readings: int, printed: str
) -> None:
    assert f"{bissell_bound(index, readings, readings - 1, Z_95_TWO_SIDED):.2f}" == printed


def test_a_ppk_of_1_67_on_thirty_pieces_proves_only_1_30() -> None:
    readings = with_mean_and_spread(30, mean=80.0, spread=0.05)
    found = capability(readings, lower_limit=80 - 1.67 * 0.15, upper_limit=80 + 1.67 * 0.15)

    assert found.ppk == pytest.approx(1.67)
    assert round(found.ppk_lower, 2) == 1.30


def test_the_nearer_drawing_limit_decides() -> None:
    readings = with_mean_and_spread(20, mean=97.0, spread=1.6)

    both = capability(readings, lower_limit=90, upper_limit=100)
    upper_only = capability(readings, lower_limit=None, upper_limit=100)
    lower_only = capability(readings, lower_limit=90, upper_limit=None)

    assert both.ppk == upper_only.ppk == pytest.approx(0.625)
    assert lower_only.ppk == pytest.approx(7 / 4.8)


def test_a_mean_outside_the_drawing_gives_a_negative_index() -> None:
    found = capability([101.0, 102.0, 101.5], lower_limit=90, upper_limit=100)

    assert found.ppk < 0
    assert found.ppk_lower < found.ppk


def test_a_drift_shows_as_a_gap_between_cpk_and_ppk() -> None:
    drift = [10 + 0.1 * heat + (0.05 if heat % 2 else -0.05) for heat in range(30)]
    found = capability(drift, lower_limit=5, upper_limit=18)

    assert found.cpk > 2 * found.ppk


def test_the_bounds_hold_about_as_often_as_they_promise() -> None:
    random = Random(20190101)
    true_index, runs = 1.33, 2000
    ppk_held = cpk_held = 0
    for _ in range(runs):
        readings = [random.gauss(0, 1) for _ in range(30)]
        found = capability(readings, lower_limit=-3 * true_index, upper_limit=3 * true_index)
        ppk_held += found.ppk_lower <= true_index
        cpk_held += found.cpk_lower <= true_index

    # An approximation: a nominal 95 % may come out a little lower or higher.
    assert 0.93 < ppk_held / runs < 0.985
    assert 0.93 < cpk_held / runs < 0.985


@pytest.mark.parametrize(
    ("readings", "lower", "upper", "confidence", "why"),
    [
        ([1.0], 0, 2, 0.95, "at least two"),
        ([1.0, 2.0], None, None, 0.95, "at least one drawing limit"),
        ([1.0, 2.0], 3, 3, 0.95, "below the upper"),
        ([1.0, 2.0], 0, 3, 0.5, "one-sided"),
        ([1.0, 1.0, 1.0], 0, 3, 0.95, "no spread"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    readings: list[float], lower: float | None, upper: float | None, confidence: float, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        capability(readings, lower_limit=lower, upper_limit=upper, confidence=confidence)


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    for row in worked_table("spc.md", "## Worked table: capability"):
        n, index = int(row["Readings"]), float(row["Ppk"])
        readings = with_mean_and_spread(n, mean=0.0, spread=1.0)
        found = capability(readings, lower_limit=-3 * index, upper_limit=3 * index)

        assert row["Lower bound, 95 %"] == f"{found.ppk_lower:.2f}"
