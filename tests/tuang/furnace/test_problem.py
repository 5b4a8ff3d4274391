"""A shop that makes no sense is refused, with the field and the cause."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.tuang.furnace.shops import two_grades
from tuang.planning.furnace import read_problem
from tuang.planning.refusal import Unusable

Shop = dict[str, Any]


def asks_for_what_nobody_makes(shop: Shop) -> None:
    shop["furnaces"][0]["items"] = ["sleeve"]


def has_a_negative_tap(shop: Shop) -> None:
    shop["furnaces"][0]["tap_kg"] = -10


def has_a_piece_heavier_than_the_furnace(shop: Shop) -> None:
    shop["items"][0]["kg"] = 10.1


def has_a_weight_that_is_no_number(shop: Shop) -> None:
    shop["items"][1]["kg"] = float("nan")


def has_a_demand_a_day_short(shop: Shop) -> None:
    shop["items"][0]["demand"] = [4]


def has_half_a_piece(shop: Shop) -> None:
    shop["items"][0]["demand"] = [4, 0.5]


def melts_an_unknown_grade(shop: Shop) -> None:
    shop["furnaces"][0]["grades"] = ["grey", "steel"]


def casts_an_unknown_grade(shop: Shop) -> None:
    shop["items"][0]["grade"] = "steel"


def names_two_items_alike(shop: Shop) -> None:
    shop["items"][1]["name"] = "block"


def has_a_closed_position_that_is_not_there(shop: Shop) -> None:
    shop["furnaces"][0]["closed"] = [[0, 2]]


def has_no_days(shop: Shop) -> None:
    del shop["days"]


@pytest.mark.parametrize(
    ("spoil", "field", "cause"),
    [
        (asks_for_what_nobody_makes, "items[0].demand", "no furnace may make it"),
        (has_a_negative_tap, "furnaces[0].tap_kg", "must be above zero"),
        (has_a_piece_heavier_than_the_furnace, "items[0].kg", "taps 10 kg"),
        (has_a_weight_that_is_no_number, "items[1].kg", "give a finite number"),
        (has_a_demand_a_day_short, "items[0].demand", "1 figures for 2 days"),
        (has_half_a_piece, "items[0].demand[1]", "whole number"),
        (melts_an_unknown_grade, "furnaces[0].grades[1]", "'steel' is not one of the grades"),
        (casts_an_unknown_grade, "items[0].grade", "'steel' is not one of the grades"),
        (names_two_items_alike, "items[1].name", "block is there twice"),
        (has_a_closed_position_that_is_not_there, "furnaces[0].closed[0]", "no position 2"),
        (has_no_days, "days", "is missing"),
    ],
)
def test_a_shop_that_makes_no_sense_is_refused(
    spoil: Callable[[Shop], None], field: str, cause: str
) -> None:
    shop = two_grades()
    spoil(shop)
    with pytest.raises(Unusable) as refused:
        read_problem(shop)
    assert refused.value.field == field
    assert cause in refused.value.cause


def test_without_lists_a_furnace_melts_every_grade_and_makes_every_item() -> None:
    (furnace,) = read_problem(two_grades()).furnaces
    assert furnace.grades == {"grey", "ductile"}
    assert furnace.items == {"block", "sleeve"}
