"""What a furnace still holds when the next charge goes in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tuang.charge.checks import at_least_zero, percents


@dataclass(frozen=True)
class Heel:
    """Liquid metal left in the furnace, in kilograms and mass percent as last read."""

    kg: float = 0.0
    pct: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        at_least_zero("heel.kg", self.kg)
        percents("heel.pct", self.pct)
