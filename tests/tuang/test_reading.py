"""A reading against the window of a grade."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worked_tables import worked_table
from tuang.charge import Figure, Limits, Verdict, read_against


@pytest.mark.parametrize("figure", [3.40, Decimal("3.40"), Decimal("3.400")])
def test_a_reading_on_the_limit_is_inside(figure: Figure) -> None:
    (carbon,) = read_against({"C": Limits(low=3.20, high=Decimal("3.40"))}, {"C": figure})

    assert carbon.verdict is Verdict.IN
    assert carbon.inside
    assert carbon.distance == 0


def test_a_hundredth_beyond_the_limit_is_outside_by_a_hundredth() -> None:
    high, low = (
        read_against({"C": Limits(low=3.20, high=3.40)}, {"C": figure})[0]
        for figure in (3.41, 3.19)
    )

    assert (high.verdict, high.distance) == (Verdict.HIGH, Decimal("-0.01"))
    assert (low.verdict, low.distance) == (Verdict.LOW, Decimal("-0.01"))
    assert not high.inside
    assert not low.inside


def test_a_reading_near_a_limit_is_inside_and_says_so() -> None:
    window = {"C": Limits(low=3.20, high=3.40, near=0.05)}

    assert read_against(window, {"C": 3.36})[0].verdict is Verdict.NEAR_LIMIT
    assert read_against(window, {"C": 3.36})[0].inside
    assert read_against(window, {"C": 3.35})[0].verdict is Verdict.IN


def test_an_element_that_was_not_read_is_not_inside() -> None:
    (sulphur,) = read_against({"S": Limits(low=None, high=0.12)}, {"C": 3.3})

    assert sulphur.verdict is Verdict.NOT_READ
    assert not sulphur.inside


def test_verdicts_come_in_the_order_of_the_window() -> None:
    window = {"Si": Limits(1.8, 2.3), "C": Limits(3.2, 3.4), "P": Limits(None, 0.2)}

    found = read_against(window, {"C": 3.3, "P": 0.1, "Si": 2.0, "Cr": 0.4})

    assert [each.element for each in found] == ["Si", "C", "P"]


@pytest.mark.parametrize(
    ("low", "high", "near", "why"),
    [
        (None, None, 0, "at least one side"),
        (3.4, 3.2, 0, "must not lie above"),
        (3.2, 3.4, -0.1, "below zero"),
        (float("nan"), 3.4, 0, "finite"),
    ],
)
def test_limits_that_cannot_be_are_refused(
    low: float | None, high: float | None, near: float, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        Limits(low, high, near)


def test_a_reading_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        read_against({"C": Limits(3.2, 3.4)}, {"C": float("nan")})


percents = st.decimals(0, 10, places=3)


@given(percents, percents, percents, st.booleans())
def test_inside_means_no_limit_is_passed(
    one: Decimal, other: Decimal, value: Decimal, as_float: bool
) -> None:
    low, high = sorted((one, other))
    figure = float(value) if as_float else value
    (found,) = read_against({"Si": Limits(float(low), high)}, {"Si": figure})

    assert found.inside == (low <= value <= high)
    assert found.distance is not None
    assert (found.distance >= 0) == found.inside


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    for row in worked_table("charge.md", "## Worked table: verdicts"):
        limits = Limits(
            low=Decimal(row["Low"]) if row["Low"] else None,
            high=Decimal(row["High"]) if row["High"] else None,
            near=Decimal(row["Near"]),
        )
        (found,) = read_against({row["Element"]: limits}, {row["Element"]: Decimal(row["Reading"])})

        assert (row["Verdict"], row["Distance"]) == (found.verdict, str(found.distance))
