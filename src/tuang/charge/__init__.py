"""What goes in the furnace, what should come out, and whether the reading agrees."""

from tuang.charge.balance import (
    ChargeLine,
    ExpectedMetal,
    MetalFlow,
    expected_metal,
)
from tuang.charge.equivalent import (
    CarbonEquivalent,
    carbon_equivalent_pct,
    manganese_needed_pct,
)
from tuang.charge.figures import Figure
from tuang.charge.heel import Heel
from tuang.charge.reading import ElementVerdict, Limits, Verdict, read_against

__all__ = [
    "CarbonEquivalent",
    "ChargeLine",
    "ElementVerdict",
    "ExpectedMetal",
    "Figure",
    "Heel",
    "Limits",
    "MetalFlow",
    "Verdict",
    "carbon_equivalent_pct",
    "expected_metal",
    "manganese_needed_pct",
    "read_against",
]
