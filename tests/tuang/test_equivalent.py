"""Carbon equivalent and the manganese for sulphur."""

from decimal import Decimal

import pytest

from tests.worked_tables import worked_table
from tuang.charge import CarbonEquivalent, carbon_equivalent_pct, manganese_needed_pct


def test_the_two_formulas_do_not_agree_on_the_same_iron() -> None:
    iron = {"C": Decimal("3.30"), "Si": Decimal("2.10"), "P": Decimal("0.30")}

    assert carbon_equivalent_pct(iron, CarbonEquivalent.COMPOSITION) == Decimal("4.10")
    assert carbon_equivalent_pct(iron, CarbonEquivalent.LIQUIDUS) == Decimal("3.975")


def test_a_formula_is_found_by_its_stored_name() -> None:
    assert CarbonEquivalent("C+(Si+P)/3") is CarbonEquivalent.COMPOSITION
    assert CarbonEquivalent("C+Si/4+P/2") is CarbonEquivalent.LIQUIDUS


def test_an_element_that_was_not_read_is_not_taken_as_zero() -> None:
    with pytest.raises(ValueError, match=r"not read: Si, P\."):
        carbon_equivalent_pct({"C": 3.3}, CarbonEquivalent.COMPOSITION)


def test_manganese_follows_sulphur() -> None:
    assert manganese_needed_pct(0.12) == Decimal("0.504")
    with pytest.raises(ValueError, match="below zero"):
        manganese_needed_pct(-0.01)


def test_the_worked_table_of_the_method_page_is_what_is_computed() -> None:
    for row in worked_table("charge.md", "## Worked table: carbon equivalent"):
        iron = {element: Decimal(row[element]) for element in ("C", "Si", "P")}
        composition = carbon_equivalent_pct(iron, CarbonEquivalent.COMPOSITION)

        assert row["C+(Si+P)/3"] == f"{composition:.3f}"
        assert row["C+Si/4+P/2"] == f"{carbon_equivalent_pct(iron, CarbonEquivalent.LIQUIDUS):.3f}"
        assert row["Mn needed"] == f"{manganese_needed_pct(Decimal(row['S'])):.3f}"
