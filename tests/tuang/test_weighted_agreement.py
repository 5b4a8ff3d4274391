"""Weighted kappa against printed output and against what it must always satisfy."""

from itertools import chain, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuang.msa import UnusableStudy, cohen, weighted

# The printed example of SAS PROC FREQ that statsmodels' tests quote as well.
TABLE = ((0, 4, 1), (0, 8, 0), (0, 1, 5))


def pairs() -> tuple[list[int], list[int]]:
    cells = [(i, j) for i in range(3) for j in range(3)]
    rated = list(chain.from_iterable(repeat(cell, TABLE[cell[0]][cell[1]]) for cell in cells))
    return [one for one, _ in rated], [two for _, two in rated]


def test_linear_weights_give_the_printed_kappa_and_error() -> None:
    found = weighted(*pairs(), squared=False)
    assert found.kappa == pytest.approx(0.4701, abs=5e-5)
    assert found.se == pytest.approx(0.1457, abs=5e-5)


def test_two_scores_leave_nothing_to_weigh() -> None:
    first, second = [0, 1, 1, 0, 1, 0, 1], [0, 1, 0, 0, 1, 1, 1]
    plain = cohen(list(map(str, first)), list(map(str, second)))
    for squared in (True, False):
        found = weighted(first, second, squared=squared)
        assert found.kappa == pytest.approx(plain.kappa)
        assert found.se == pytest.approx(plain.se)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=2, max_size=30))
def test_a_rater_agrees_with_itself_fully_or_nothing_can_be_told(scores: list[int]) -> None:
    kappa = weighted(scores, scores).kappa
    assert kappa is None if len(set(scores)) == 1 else kappa == pytest.approx(1)


def test_raters_of_different_things_are_refused() -> None:
    with pytest.raises(UnusableStudy):
        weighted([1, 2], [1])
    with pytest.raises(UnusableStudy):
        weighted([], [])
