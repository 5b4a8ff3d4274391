"""Carbon equivalent by a named formula, and the manganese that sulphur asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tuang.charge.figures import Figure, exact


class CarbonEquivalent(StrEnum):
    """The formula is stored with the value: two of them never agree on the same iron."""

    COMPOSITION = "C+(Si+P)/3"
    LIQUIDUS = "C+Si/4+P/2"


def carbon_equivalent_pct(
    composition_pct: Mapping[str, Figure], formula: CarbonEquivalent
) -> Decimal:
    """Carbon equivalent in mass percent, not rounded.

    composition_pct: mass percent of C, Si and P; other elements are ignored.
    COMPOSITION is the usual CE of a spectrometer's reading, LIQUIDUS the CEL that a
    thermal-analysis cup reports.
    Raises ValueError when one of the three was not read: a missing P is not a P of zero.
    Source: both are customary in the trade; LIQUIDUS after the liquidus work of the
    British Cast Iron Research Association.

    >>> carbon_equivalent_pct({"C": 3.3, "Si": 2.1, "P": 0.3}, CarbonEquivalent.COMPOSITION)
    Decimal('4.1')
    """
    missing = [element for element in ("C", "Si", "P") if element not in composition_pct]
    if missing:
        raise ValueError(f"A carbon equivalent needs C, Si and P; not read: {', '.join(missing)}.")
    carbon, silicon, phosphorus = (exact(composition_pct[each]) for each in ("C", "Si", "P"))
    match CarbonEquivalent(formula):
        case CarbonEquivalent.COMPOSITION:
            return carbon + (silicon + phosphorus) / 3
        case CarbonEquivalent.LIQUIDUS:
            return carbon + silicon / 4 + phosphorus / 2


def manganese_needed_pct(sulphur_pct: Figure) -> Decimal:
    """The least manganese, in mass percent, that ties up the sulphur: 1.7 S + 0.3.

    1.7 is the mass ratio in manganese sulphide, 0.3 the margin used in the trade.
    Raises ValueError for a sulphur below zero.
    Source: Goodrich, Oakwood and Gundlach, AFS Transactions 2003, paper 03-072, which
    also shows that a smaller margin can give a stronger iron.

    >>> manganese_needed_pct(0.1)
    Decimal('0.47')
    """
    sulphur = exact(sulphur_pct)
    if sulphur < 0:
        raise ValueError("A sulphur content cannot be below zero.")
    return Decimal("1.7") * sulphur + Decimal("0.3")


@dataclass(frozen=True)
class EquivalentRange:
    """A window on the carbon equivalent by one named formula, in percent."""

    formula: CarbonEquivalent
    low: float | None
    high: float | None

    @property
    def weights(self) -> dict[str, float]:
        """What a percent of each element counts."""
        if self.formula is CarbonEquivalent.COMPOSITION:
            return {"C": 1.0, "Si": 1 / 3, "P": 1 / 3}
        return {"C": 1.0, "Si": 1 / 4, "P": 1 / 2}
