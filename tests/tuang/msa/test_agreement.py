"""Attribute agreement against published kappas."""

import pytest

from tuang.msa import UnusableStudy, agreement, cohen, fleiss

FOURTEEN_RATERS = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)


def test_fleiss_of_fourteen_raters_and_ten_subjects() -> None:
    # The worked example of the encyclopaedia article on Fleiss' kappa: 0.210.
    found = fleiss([{str(i): n for i, n in enumerate(row) if n} for row in FOURTEEN_RATERS])

    assert found.kappa == pytest.approx(0.210, abs=5e-4)


def test_cohen_of_fifty_grants() -> None:
    found = cohen(["y"] * 25 + ["n"] * 25, ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15)

    assert found.kappa == pytest.approx(0.4)
    # By hand from the margins: Pe 0.5, 0.5 x 0.6 x 1.1 + 0.5 x 0.4 x 0.9 = 0.51.
    assert found.se_if_zero == pytest.approx((0.5 + 0.25 - 0.51) ** 0.5 / (0.5 * 50**0.5))


def test_two_raters_of_fleiss_lie_close_to_cohen_with_equal_margins() -> None:
    first, second = ["y", "n"] * 10, ["y", "n"] * 8 + ["n", "y"] * 2
    counts = [{x: [a, b].count(x) for x in {a, b}} for a, b in zip(first, second, strict=True)]

    assert fleiss(counts).kappa == pytest.approx(cohen(first, second).kappa)


def test_misses_and_false_alarms_are_shares_of_bad_and_of_good() -> None:
    truth = {"1": "ng", "2": "ng", "3": "ok", "4": "ok"}
    ratings = {
        ("1", "A"): ["ng", "ng"],
        ("2", "A"): ["ok", "ng"],
        ("3", "A"): ["ok", "ok"],
        ("4", "A"): ["ng", "ng"],
    }
    (one,) = agreement(ratings, truth, "ng").appraisers

    assert one.miss_pct == 25
    assert one.false_alarm_pct == 50
    assert one.within.agreed == 3
    assert one.against is not None
    assert one.against.pct == 50


def test_unequal_trials_name_the_cell() -> None:
    ratings = {("1", "A"): ["ok"], ("2", "A"): ["ok", "ng"]}

    with pytest.raises(UnusableStudy, match="part 1, operator A has 1"):
        agreement(ratings)


def test_one_category_leaves_kappa_open() -> None:
    ratings = {(part, who): ["ok"] for part in "12" for who in "AB"}

    assert agreement(ratings).fleiss.kappa is None
