"""An allocation problem that makes no sense is refused with field and cause."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from tests.tuang.allocation.cases import two_shops
from tuang.planning.allocation import read_problem
from tuang.planning.refusal import Unusable


def set_at(*path: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    def change(given: Any) -> None:
        for step in path[:-1]:
            given = given[step]
        given[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (set_at("weeks", to=0), "weeks"),
        (set_at("weeks", to="26"), "weeks"),
        (
            set_at("workshops", 0, "capacity_kg_per_week", to=-1.0),
            "workshops[0].capacity_kg_per_week",
        ),
        (
            set_at("workshops", 0, "capacity_kg_per_week", to=[1.0, 2.0]),
            "workshops[0].capacity_kg_per_week",
        ),
        (
            set_at("workshops", 0, "capacity_kg_per_week", to=[1.0, math.nan, 2.0]),
            "workshops[0].capacity_kg_per_week[1]",
        ),
        (set_at("workshops", 1, "name", to="A"), "workshops[1].name"),
        (set_at("lines", to=[]), "lines"),
        (set_at("lines", 0, "kg", to=0), "lines[0].kg"),
        (set_at("lines", 0, "kg", to=math.nan), "lines[0].kg"),
        (set_at("lines", 0, "pieces", to=2.5), "lines[0].pieces"),
        (set_at("lines", 0, "due_week", to=0), "lines[0].due_week"),
        (set_at("lines", 0, "min_lot_share", to=1.5), "lines[0].min_lot_share"),
        (set_at("lines", 0, "max_workshops", to=0), "lines[0].max_workshops"),
        (set_at("lines", 0, "approved", to=["A"]), "lines[0].approved"),
        (set_at("lines", 0, "approved", "A", "price", to=None), "lines[0].approved.A.price"),
        (
            set_at("lines", 0, "approved", "A", "scrap_rate", to=1.0),
            "lines[0].approved.A.scrap_rate",
        ),
        (set_at("lines", 0, "approved", "Z", to={"price": 1.0}), "lines[0].approved.Z"),
        (
            set_at("lines", 0, "approved", "A", to={"price": 1, "first_week": 2, "last_week": 1}),
            "lines[0].approved.A.last_week",
        ),
    ],
)
def test_nonsense_is_refused_by_field(change: Callable[[Any], None], field: str) -> None:
    given = two_shops()
    change(given)
    with pytest.raises(Unusable) as refused:
        read_problem(given)
    assert refused.value.field == field


def test_a_line_without_lots_and_sources_has_one_part_and_lots_of_one() -> None:
    given = two_shops()
    for key in ("max_workshops", "min_lot_share"):
        del given["lines"][0][key]
    line = read_problem(given).lines[0]
    assert (line.min_lot, line.parts, line.max_workshops) == (1, (16,), None)


def test_a_lot_of_a_whole_number_is_not_rounded_up() -> None:
    given = two_shops()
    given["lines"][0] |= {"pieces": 300, "min_lot_share": 0.07}
    assert read_problem(given).lines[0].min_lot == 21
