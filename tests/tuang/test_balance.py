"""Mass balances of a charge and of a heat."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worked_tables import worked_table
from tuang.charge import ChargeLine, Heel, MetalFlow, expected_metal


def flow(castings_kg: float, **changes: float) -> MetalFlow:
    """1,000 kg charged, 3 % lost, 30 kg pigged, 20 kg returned, unless told otherwise."""
    usual = {"charged_kg": 1000, "pigged_kg": 30, "returned_kg": 20, "loss_kg": 30}
    given = {**usual, "castings_kg": castings_kg, **changes}
    return MetalFlow(**{name: Decimal(str(kg)) for name, kg in given.items()})


def test_metal_that_disappears_shows_as_missing() -> None:
    found = flow(880)

    assert (found.gap_kg, found.gap_pct) == (Decimal(40), Decimal(4))
    assert found.is_over(2)


def test_more_metal_out_than_in_is_over_the_limit_too() -> None:
    assert flow(945).gap_kg == -25
    assert flow(945).is_over(2)


@pytest.mark.parametrize("castings_kg", [900, 940])
def test_a_gap_on_the_limit_is_inside(castings_kg: float) -> None:
    assert not flow(castings_kg).is_over(2)


def test_a_heel_comes_in_and_stays_behind() -> None:
    assert flow(920, heel_kg=50).gap_kg == 50
    assert flow(920, heel_kg=50, heel_left_kg=50).gap_kg == 0


def test_a_heel_handed_on_cancels_out_over_two_heats() -> None:
    both = flow(880, heel_left_kg=40) + flow(960, heel_kg=40)

    assert both.gap_kg == 0
    assert both.in_kg - both.out_kg == 0


def test_nothing_charged_leaves_no_gap() -> None:
    assert MetalFlow(charged_kg=Decimal(0)).gap_pct == 0


def test_a_mass_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="spilled_kg"):
        flow(900, spilled_kg=-1)


def test_a_heel_dilutes_the_charge_and_is_not_lost_twice() -> None:
    steel = ChargeLine("steel", 100, {"C": 0})
    metal = expected_metal([steel], melt_loss_pct=5, heel=Heel(95, {"C": 3.4}))

    assert metal.mass_kg == 190
    assert metal.composition_pct == {"C": Decimal("1.7")}


def test_recovery_takes_away_what_burns_off() -> None:
    carburiser = ChargeLine("carburiser", 10, {"C": 98}, {"C": 90})
    steel = ChargeLine("steel", 240, {"C": 0})

    assert expected_metal([carburiser, steel]).composition_pct["C"] == Decimal("3.528")


def test_an_element_that_a_line_does_not_name_is_absent_there() -> None:
    metal = expected_metal([ChargeLine("a", 50, {"Cu": 1}), ChargeLine("b", 50, {"C": 2})])

    assert metal.composition_pct == {"C": 1, "Cu": Decimal("0.5")}


@pytest.mark.parametrize(
    ("mass_kg", "composition_pct", "recovery_pct"),
    [(-1, {}, {}), (1, {"C": -1}, {}), (1, {"Fe": 90, "C": 11}, {}), (1, {"C": 3}, {"C": -1})],
)
def test_a_material_that_cannot_be_is_refused(
    mass_kg: float, composition_pct: dict[str, float], recovery_pct: dict[str, float]
) -> None:
    with pytest.raises(ValueError, match="scrap"):
        ChargeLine("scrap", mass_kg, composition_pct, recovery_pct)


@pytest.mark.parametrize("loss", [-1, 100])
def test_a_melt_loss_that_cannot_be_is_refused(loss: int) -> None:
    with pytest.raises(ValueError, match="melt loss"):
        expected_metal([ChargeLine("steel", 1, {})], melt_loss_pct=loss)


def test_a_charge_without_metal_is_refused() -> None:
    with pytest.raises(ValueError, match="some metal"):
        expected_metal([])


lines = st.builds(
    ChargeLine,
    st.just("lot"),
    st.integers(1, 500),
    st.fixed_dictionaries({"C": st.integers(0, 50), "Si": st.integers(0, 50)}),
)


@given(st.lists(lines, min_size=1, max_size=6))
def test_without_loss_an_element_lies_between_the_poorest_and_richest_material(
    charge: list[ChargeLine],
) -> None:
    metal = expected_metal(charge)

    for element, percent in metal.composition_pct.items():
        offered = [Decimal(str(line.composition_pct[element])) for line in charge]
        slack = Decimal("1e-20")
        assert min(offered) - slack <= percent <= max(offered) + slack


@given(st.lists(lines, min_size=1, max_size=6), st.integers(2, 9))
def test_a_bigger_charge_of_the_same_recipe_gives_the_same_metal(
    charge: list[ChargeLine], times: int
) -> None:
    once, repeated = expected_metal(charge), expected_metal(charge * times)

    assert repeated.mass_kg == once.mass_kg * times
    for element, percent in once.composition_pct.items():
        assert abs(repeated.composition_pct[element] - percent) < Decimal("1e-20")


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    *materials, printed = worked_table("charge.md", "## Worked table: expected composition")
    elements = ("C", "Si", "Mn", "S")
    charge = [
        ChargeLine(
            row["Material"],
            Decimal(row["kg"]),
            {element: Decimal(row[element].split(" x ")[0]) for element in elements},
            {
                element: Decimal(row[element].split(" x ")[1])
                for element in elements
                if " x " in row[element]
            },
        )
        for row in materials
    ]

    metal = expected_metal(charge, melt_loss_pct=3)

    assert printed["kg"] == f"{metal.mass_kg:.0f}"
    for element in elements:
        assert printed[element] == f"{metal.composition_pct[element]:.3f}"


def test_the_worked_balances_of_the_method_page_are_what_is_computed() -> None:
    for row in worked_table("charge.md", "## Worked table: metal balance"):
        found = flow(
            int(row["Castings"]),
            pigged_kg=int(row["Pigged"]),
            returned_kg=int(row["Returned"]),
        )

        assert row["Gap kg"] == str(found.gap_kg)
        assert row["Gap %"] == f"{found.gap_pct:.1f}"
        assert row["Over 2 %"] == ("yes" if found.is_over(2) else "no")
