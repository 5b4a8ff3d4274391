"""Gauge studies against the figures that books print."""

from math import pi

import pytest
from capstat_core.gage_rr import gage_rr

from tests.tuang.msa.published import FIVE_REFERENCES, TEN_PARTS, TWENTY_PARTS
from tests.worked_tables import worked_table
from tuang.msa import (
    Reading,
    UnusableStudy,
    bias_at,
    crossed,
    crossed_anova,
    crossed_ranges,
    d2_star,
    linearity,
    nested,
    nested_anova,
    range_moments,
    type_one,
)


def test_the_ten_parts_of_the_manual_by_ranges() -> None:
    found = crossed_ranges(crossed(TEN_PARTS))  # AIAG MSA 4th ed., figure III-B 16

    assert found.ev == pytest.approx(0.20188, abs=5e-5)  # prints K1 to four digits
    assert found.av == pytest.approx(0.22963, abs=1e-4)
    assert found.grr == pytest.approx(0.30575, abs=1e-4)
    assert found.pv == pytest.approx(1.10456, abs=2e-4)
    assert found.tv == pytest.approx(1.14610, abs=2e-4)
    assert found.grr_pct_study == pytest.approx(26.68, abs=0.01)
    assert found.ndc == 5


def test_the_ten_parts_of_the_manual_by_analysis_of_variance() -> None:
    found = crossed_anova(crossed(TEN_PARTS))  # AIAG MSA 4th ed., tables III-B 7 and 8

    assert found.is_pooled
    assert found.with_interaction is not None
    assert [round(line.ss, 4) for line in found.with_interaction.anova] == [
        88.3619,
        3.1673,
        0.3590,
        2.7589,
    ]
    assert found.used.ev == pytest.approx(0.199933, abs=5e-7)
    assert found.used.av == pytest.approx(0.226838, abs=5e-7)
    assert found.used.grr == pytest.approx(0.302373, abs=2e-6)
    assert found.used.pv == pytest.approx(1.042327, abs=5e-7)
    assert round(found.used.grr_pct_study, 1) == 27.9
    assert found.used.ndc == 4


def test_the_twenty_parts_of_montgomery() -> None:
    found = crossed_anova(crossed(TWENTY_PARTS)).with_interaction  # table 8.7

    assert found is not None
    assert [round(line.ss, 3) for line in found.anova] == [1185.425, 2.617, 27.05, 59.5]
    assert [round(line.f or 0, 2) for line in found.anova[:3]] == [87.65, 1.84, 0.72]
    assert round(found.ev**2, 2) == 0.99
    assert any("negative" in note for note in found.notes)


def test_a_second_package_finds_the_same_components() -> None:
    study = crossed(TWENTY_PARTS)
    theirs = gage_rr([[list(row[part]) for row in study.cells] for part in range(20)])
    ours = crossed_anova(study).used

    assert theirs.var_repeatability == pytest.approx(ours.ev**2)
    assert theirs.var_gage_rr == pytest.approx(ours.grr**2)
    assert theirs.var_total == pytest.approx(ours.tv**2)
    assert theirs.ndc == ours.ndc


def test_limits_hold_the_estimate_and_widen_with_fewer_operators() -> None:
    used = crossed_anova(crossed(TEN_PARTS)).used

    assert used.intervals is not None
    for name, (low, high) in used.intervals.items():
        assert low <= getattr(used, name) <= high
    # Exact for one mean square: 78 x MS over the chi-square quantiles 55.466 and 104.316.
    assert used.intervals["ev"] == pytest.approx((0.172885, 0.237094), abs=1e-6)


def test_range_factors_are_those_of_the_tables() -> None:
    # Duncan, Quality Control and Industrial Statistics; AIAG MSA appendix C.
    assert round(d2_star(2, 1), 5) == 1.41421
    # The square of the range of three has the closed mean 2 + 3 sqrt(3) / pi; tables print 1.91155.
    assert d2_star(3, 1) == pytest.approx((2 + 3 * 3**0.5 / pi) ** 0.5, rel=1e-9)
    assert round(range_moments(2)[0], 5) == 1.12838
    assert round(range_moments(5)[0], 3) == 2.326
    assert round(range_moments(10)[1], 3) == 0.797


def test_linearity_of_the_manual() -> None:
    found = linearity([(at, value) for at, row in FIVE_REFERENCES.items() for value in row])

    assert round(found.slope, 5) == -0.13167  # AIAG MSA 4th ed., figure III-B 5
    assert round(found.intercept, 5) == 0.73667
    assert round(found.r_squared, 3) == 0.714
    assert not found.is_acceptable


def test_type_one_compares_a_fifth_of_the_tolerance() -> None:
    readings = [10.0, 10.1, 9.9, 10.0, 10.0]  # mean 10, s 0.0707107
    found = type_one(10.0, readings, tolerance=4.0)

    assert found.cg == pytest.approx(0.8 / (6 * 0.0707107), rel=1e-6)
    assert found.cgk == pytest.approx(found.cg)
    assert bias_at(10.0, readings).is_zero


def test_a_nested_study_keeps_the_pieces_of_each_operator_apart() -> None:
    readings = [
        Reading(part, operator, value)
        for operator, part, values in (
            ("A", "1", (1.0, 2.0)),
            ("A", "2", (4.0, 5.0)),
            ("B", "1", (2.0, 3.0)),
            ("B", "2", (7.0, 8.0)),
        )
        for value in values
    ]
    found = nested_anova(nested(readings))

    assert [(line.source, line.df, line.ss) for line in found.anova] == [
        ("operator", 1, 8.0),
        ("part(operator)", 2, 34.0),
        ("repeatability", 4, 2.0),
    ]
    assert found.pv**2 == pytest.approx((17 - 0.5) / 2)
    assert found.operator == 0


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        ([r for r in TEN_PARTS if r.part == "1"], "two parts"),
        (TEN_PARTS[1:], "part 1, operator A has 2"),
        ([Reading(str(i % 3), "A", 5.0) for i in range(9)], "all readings are equal"),
        ([Reading("1", "A", float("nan")), Reading("2", "A", 1.0)], "finite"),
    ],
)
def test_what_cannot_be_judged_is_refused(readings: list[Reading], said: str) -> None:
    with pytest.raises(UnusableStudy, match=said):
        crossed(readings)


def test_one_operator_leaves_reproducibility_at_zero_and_says_so() -> None:
    study = crossed([r for r in TEN_PARTS if r.operator == "A"])

    for used in (crossed_anova(study).used, crossed_ranges(study)):
        assert used.av == 0
        assert any(note.startswith("One operator") for note in used.notes)


def test_a_gauge_that_repeats_exactly_has_no_number_of_categories() -> None:
    readings = [
        Reading(str(part), operator, 0.1 * part)
        for part in range(5)
        for operator in "AB"
        for _ in range(3)
    ]
    used = crossed_anova(crossed(readings)).used

    assert used.grr == 0
    assert used.ndc is None


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    study = crossed(TEN_PARTS)
    by = {"ANOVA": crossed_anova(study).used, "ranges": crossed_ranges(study)}

    for row in worked_table("msa.md", "## Worked table: ten parts"):
        found = by[row["Method"]]
        assert [row[name] for name in ("EV", "AV", "GRR", "PV", "TV")] == [
            f"{value:.4f}" for value in (found.ev, found.av, found.grr, found.pv, found.tv)
        ]
        assert row["GRR %"] == f"{found.grr_pct_study:.2f}"
        assert row["ndc"] == str(found.ndc)
