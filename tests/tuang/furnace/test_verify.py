"""The verifier knows only problem and plan: the cost by hand, and every rule broken once."""

from dataclasses import replace

import pytest

from tests.tuang.furnace.shops import two_grades
from tests.worked_tables import worked_table
from tuang.planning.furnace import Heat, Violation, read_problem, verify

PROBLEM = read_problem({**two_grades(), "grades": [*two_grades()["grades"]]})
FIRST = Heat("F1", 0, 0, "grey", {"block": 4})
SECOND = Heat("F1", 0, 1, "ductile", {"sleeve": 100})
THIRD = Heat("F1", 1, 0, "grey", {"block": 2})


def test_each_change_of_grade_pays_and_the_first_heat_does_too() -> None:
    costs = verify(PROBLEM, [THIRD, SECOND, FIRST])
    assert (costs.setup, costs.hold, costs.late) == (5 + 8 + 5, 0, 0)


def test_a_cold_position_keeps_the_grade() -> None:
    early = replace(THIRD, day=1, position=1)
    assert verify(PROBLEM, [FIRST, early]).setup == 5


def test_stock_and_lateness_are_counted_at_each_days_end() -> None:
    early = Heat("F1", 0, 1, "grey", {"block": 2})
    costs = verify(PROBLEM, [FIRST, early])
    assert costs.hold == 2 * 0.5
    assert costs.late == 100 * 1 * 2


def test_ten_tenths_of_a_kilogram_are_one_kilogram() -> None:
    assert verify(PROBLEM, [SECOND]).setup == 8


@pytest.mark.parametrize(
    ("heat", "rule"),
    [
        (replace(SECOND, pieces={"sleeve": 101}), "more than the furnace's 10 kg"),
        (replace(SECOND, furnace="F2"), "no such furnace"),
        (replace(SECOND, position=2), "no such position"),
        (replace(SECOND, day=-1), "no such position"),
        (replace(SECOND, position=0), "two heats at one position"),
        (replace(SECOND, pieces={"block": 1}), "block is not of ductile"),
        (replace(SECOND, pieces={"sleeve": -1}), "not a whole number of pieces"),
        (replace(SECOND, grade="steel"), "may not melt steel"),
    ],
)
def test_a_heat_that_cannot_be_poured_is_named(heat: Heat, rule: str) -> None:
    with pytest.raises(Violation, match=rule):
        verify(PROBLEM, [FIRST, heat])


def test_a_closed_position_pours_nothing() -> None:
    shop = two_grades()
    shop["furnaces"][0]["closed"] = [[0, 1]]
    with pytest.raises(Violation, match="closed for maintenance"):
        verify(read_problem(shop), [FIRST, SECOND])


def test_the_first_heat_after_a_change_loses_its_metal() -> None:
    shop = two_grades()
    shop["grades"][0]["setup_kg"] = 2.5
    with pytest.raises(Violation, match=r"12\.5 kg are more"):
        verify(read_problem(shop), [FIRST])


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    for row in worked_table("planning.md", "## Worked table: two grades"):
        heats = []
        for told in row["Heats"].split("; "):
            place, grade, count, name = told.split()
            day, position = map(int, place.split("/"))
            heats.append(Heat("F1", day, position, grade, {name: int(count)}))
        costs = verify(PROBLEM, heats)
        printed = [float(row[title]) for title in ("Setup", "Hold", "Late", "Cost")]
        assert printed == [costs.setup, costs.hold, costs.late, costs.total]
