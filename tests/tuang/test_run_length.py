"""False alarms: the Markov chain against Champ and Woodall, and a million points against it."""

import numpy as np
import pytest

from tests.worked_tables import worked_table
from tuang.spc.charts.runs import NELSON, WESTERN_ELECTRIC, RunRule
from tuang.spc.many.engine import run_lengths
from tuang.spc.many.run_length import average_run_length

# Champ and Woodall, Technometrics 29 (1987), table 1, without a shift.
PUBLISHED = {
    (1,): 370.40,
    (1, 2): 225.44,
    (1, 3): 166.05,
    (1, 4): 152.73,
    (1, 2, 3): 132.89,
    (1, 2, 4): 122.05,
    (1, 3, 4): 105.78,
    (1, 2, 3, 4): 91.75,
}


@pytest.mark.parametrize("numbers", PUBLISHED)
def test_the_published_run_lengths_are_reached(numbers: tuple[int, ...]) -> None:
    # Ours are up to 0.2 % longer: they let two of two points, where no third was taken, pass.
    found = average_run_length([WESTERN_ELECTRIC[number - 1] for number in numbers])

    assert PUBLISHED[numbers] - 0.005 <= found <= 1.002 * PUBLISHED[numbers]


def test_runs_on_one_side_are_those_of_a_coin() -> None:
    assert average_run_length([RunRule.EIGHT_ON_ONE_SIDE]) == pytest.approx(2**8 - 1)
    assert average_run_length([RunRule.NINE_ON_ONE_SIDE]) == pytest.approx(2**9 - 1)


def test_a_shift_is_found_sooner_than_chance_alarms() -> None:
    moved = average_run_length([RunRule.BEYOND_LIMIT], shift=1.0)

    assert moved == pytest.approx(43.89, abs=0.01)  # Montgomery, section 6.2.6: about 44


@pytest.mark.parametrize("rule", NELSON)
def test_a_million_points_alarm_as_often_as_theory_says(rule: RunRule) -> None:
    lengths = run_lengths(np.random.default_rng(99).normal(size=1_000_000), [rule])
    error = lengths.std(ddof=1) / len(lengths) ** 0.5

    assert lengths.mean() == pytest.approx(average_run_length([rule]), abs=4 * error)


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    for row in worked_table("spc.md", "## Worked table: false alarms"):
        name, _, numbers = row["Rules"].partition(" ")
        rules = (
            [NELSON[int(each) - 1] for each in numbers.split(",")]
            if name == "Nelson"
            else WESTERN_ELECTRIC
        )

        assert row["Points"] == f"{average_run_length(rules):.1f}"


@pytest.mark.parametrize(
    ("rules", "why"),
    [([], "Without a rule"), ([RunRule.SIX_IN_TREND, RunRule.BEYOND_LIMIT], "ask for it alone")],
)
def test_a_chain_that_does_not_exist_is_refused(rules: list[RunRule], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        average_run_length(rules)
