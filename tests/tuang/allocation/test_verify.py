"""The verifier of allocations catches each broken rule, and counts by hand's figures."""

from typing import Any

import pytest

from tests.tuang.allocation.cases import two_shops
from tuang.planning.allocation import Allocation, Violation, gini, read_problem, verify


def made(*rows: tuple[str, int, int]) -> list[Allocation]:
    return [Allocation("housing", shop, week, pieces) for shop, week, pieces in rows]


def test_the_account_is_that_of_the_hand() -> None:
    plan = made(("A", 1, 10), ("B", 2, 5))
    account = verify(read_problem(two_shops()), plan, qualification=True)
    assert account.pieces == pytest.approx(10 * 10 + 5 * (10.5 + 1.2 + 1.0))
    assert account.qualification == 55
    assert account.unmet == {"housing": 1}
    assert account.unmet_cost == 200
    # A holds a third of the capacity and made 20 of 30 kg.
    assert account.shares == pytest.approx({"A": 2.0, "B": 0.5})
    assert account.gini == gini([2.0, 0.5])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("C", 1, 1)], "may not make"),
        ([("A", 0, 1)], "outside the weeks"),
        ([("A", 1, 11)], "22.000000 kg of 20 kg"),
        ([("A", 1, 10), ("B", 1, 7)], "17 pieces of source 1, of 16 asked"),
        ([("A", 1, 0)], "not a whole number"),
        ([("A", 1, 1), ("A", 1, 2)], "there twice"),
        ([("A", 1, 3), ("B", 1, 13)], "below the lot of 4"),
    ],
)
def test_a_broken_rule_is_named(rows: list[tuple[str, int, int]], words: str) -> None:
    with pytest.raises(Violation, match=words):
        verify(read_problem(two_shops()), made(*rows), qualification=True)


def test_too_many_workshops_for_a_line_are_caught() -> None:
    given: dict[str, Any] = two_shops()
    given["lines"][0]["max_workshops"] = 1
    with pytest.raises(Violation, match="2 workshops, of 1 allowed"):
        verify(read_problem(given), made(("A", 1, 4), ("B", 1, 4)), qualification=True)


def test_a_share_below_the_least_is_caught() -> None:
    with pytest.raises(Violation, match=r"smallest share is 0\.5"):
        verify(read_problem(two_shops()), made(("A", 1, 10), ("B", 2, 5)), fair_min=0.6)
