"""What goes in the furnace, what should come out, and whether the reading agrees."""

from tuang.charge.balance import (
    BalanceVerdict,
    ChargeLine,
    ExpectedMetal,
    Heel,
    MetalBalance,
    expected_metal,
    metal_balance,
)
from tuang.charge.equivalent import (
    CarbonEquivalent,
    carbon_equivalent_pct,
    manganese_needed_pct,
)
from tuang.charge.figures import Figure
from tuang.charge.metal import MetalFlow
from tuang.charge.reading import ElementVerdict, Limits, Verdict, read_against

__all__ = [
    "BalanceVerdict",
    "CarbonEquivalent",
    "ChargeLine",
    "ElementVerdict",
    "ExpectedMetal",
    "Figure",
    "Heel",
    "Limits",
    "MetalBalance",
    "MetalFlow",
    "Verdict",
    "carbon_equivalent_pct",
    "expected_metal",
    "manganese_needed_pct",
    "metal_balance",
    "read_against",
]
