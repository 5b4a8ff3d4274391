"""Whether rejects became fewer, against a published table, scipy, and plain sense."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from tuang.spc import chance_if_unchanged, rejects_per_million


def test_the_lady_who_tasted_tea_gives_fishers_own_chance() -> None:
    # Three of four cups right: 17 of 70 ways are as good or better (Fisher 1935, chapter 2).
    chance = chance_if_unchanged(rejects_per_million(3, 4), rejects_per_million(1, 4))
    assert chance == pytest.approx(17 / 70, rel=1e-12)


@given(st.data())
def test_scipy_finds_the_same_chance(data: st.DataObject) -> None:
    before, after = (data.draw(st.integers(1, 5_000)) for _ in range(2))
    bad, still = data.draw(st.integers(0, before)), data.draw(st.integers(0, after))

    chance = chance_if_unchanged(
        rejects_per_million(bad, before), rejects_per_million(still, after)
    )

    table = np.array([[still, after - still], [bad, before - bad]])
    theirs = fisher_exact(table, alternative="less").pvalue
    assert chance == pytest.approx(theirs, rel=1e-6, abs=1e-12)


def test_nothing_before_proves_nothing() -> None:
    none = rejects_per_million(0, 400)
    assert chance_if_unchanged(none, none) == pytest.approx(1.0)
