"""How points, letters and what is missing follow from the figures and the decided weights."""

import pytest

from rantai.delivery.scoring import Letter, Measure, Terms, Weight, score
from tests.worked_tables import worked_table

TERMS = Terms(
    [
        Weight(Measure.PPM, 50, full_at=0, none_at=10_000),
        Weight(Measure.ON_TIME, 30, full_at=100, none_at=80),
        Weight(Measure.CLAIMS, 20, full_at=0, none_at=4),
    ],
    a_from=90,
    b_from=75,
    c_from=60,
)


def test_points_are_weighed_and_summed() -> None:
    found = score({Measure.PPM: 5_000, Measure.ON_TIME: 100, Measure.CLAIMS: 1}, TERMS)

    assert found is not None
    assert [each.earned for each in found.scored] == [25, 30, 15]
    assert (found.points, found.letter) == (70, Letter.C)
    assert [each.weight.measure for each in found.lost] == [Measure.PPM, Measure.CLAIMS]


def test_a_measure_without_a_record_leaves_its_weight_to_the_others() -> None:
    found = score({Measure.PPM: 5_000, Measure.ON_TIME: 100, Measure.CLAIMS: None}, TERMS)

    assert found is not None
    assert [each.share for each in found.scored] == [62.5, 37.5]
    assert found.points == pytest.approx(68.75)


def test_nothing_recorded_is_no_grade() -> None:
    assert score(dict.fromkeys(Measure), TERMS) is None


@pytest.mark.parametrize(("value", "points"), [(-1, 100), (0, 100), (2_500, 75), (90_000, 0)])
def test_points_stop_at_both_limits(value: float, points: float) -> None:
    assert TERMS.weights[0].points(value) == points


def test_the_figure_that_earns_so_many_points_earns_them() -> None:
    weight = TERMS.weights[1]
    assert weight.points(weight.value_for(40)) == pytest.approx(40)


def test_the_letter_is_that_of_the_points_as_shown() -> None:
    assert TERMS.letter(89.6) == Letter.A
    assert TERMS.letter(89.4) == Letter.B
    assert TERMS.letter(0) == Letter.D


def test_the_worked_table_is_what_is_computed() -> None:
    rows = worked_table("scorecard.md", "## Points")
    values = {
        each.measure: float(row["value"].replace(",", ""))
        for each, row in zip(TERMS.weights, rows, strict=True)
    }

    found = score(values, TERMS)

    assert found is not None
    assert [each.points for each in found.scored] == [float(row["points"]) for row in rows]
    assert [each.earned for each in found.scored] == [float(row["earned"]) for row in rows]
