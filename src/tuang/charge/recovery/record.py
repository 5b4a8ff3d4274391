"""One heat as it was weighed and read: what the learning starts from."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


class UnusableRecord(ValueError):
    """A record that cannot be right: which field, and why."""

    def __init__(self, field: str, cause: str) -> None:
        super().__init__(f"{field}: {cause}")
        self.field = field
        self.cause = cause


@dataclass(frozen=True)
class ChargedLine:
    """A weighed material and its analysis; late when thrown on the bath before the reading."""

    material: str
    kg: float
    pct: Mapping[str, float]
    late: bool = False

    def __post_init__(self) -> None:
        _mass(self.material, self.kg)
        _percents(self.material, self.pct)


@dataclass(frozen=True)
class HeatRecord:
    """A heat: its lines, the heel it began on, and its reading in mass percent.

    metal_kg: the metal when it was read, where it was weighed; otherwise it is the charge
    less melt_loss (a fraction) plus the heel. burns: one reading a burn; the median of an
    element counts. An element missing from a burn was not read.
    """

    heat: str
    on: date
    workshop: str
    furnace: str
    lines: Sequence[ChargedLine]
    burns: Sequence[Mapping[str, float]]
    heel_kg: float = 0.0
    heel_pct: Mapping[str, float] = field(default_factory=dict)
    metal_kg: float | None = None
    melt_loss: float = 0.03

    def __post_init__(self) -> None:
        if not self.lines or sum(line.kg for line in self.lines) <= 0:
            raise UnusableRecord(f"heat {self.heat}", "has a reading and nothing charged.")
        names = [(line.material, line.late) for line in self.lines]
        if doubled := next((name for name, late in names if names.count((name, late)) > 1), None):
            raise UnusableRecord(
                f"heat {self.heat}",
                f"lists {doubled} twice; is the heat in the file twice? Else add the weights up.",
            )
        _mass(f"the heel of heat {self.heat}", self.heel_kg)
        _percents(f"the heel of heat {self.heat}", self.heel_pct)
        for burn in self.burns:
            _percents(f"the reading of heat {self.heat}", burn)
        if not 0 <= self.melt_loss < 1:
            raise UnusableRecord("melt_loss", "must be a fraction, at least 0 and below 1.")
        if self.metal_kg is not None:
            _mass(f"the metal of heat {self.heat}", self.metal_kg)
            if not 0 < self.metal_kg <= self.charged_kg + self.heel_kg:
                raise UnusableRecord(
                    f"heat {self.heat}",
                    f"read {self.metal_kg:g} kg of metal from {self.charged_kg + self.heel_kg:g}.",
                )

    @property
    def charged_kg(self) -> float:
        return sum(line.kg for line in self.lines)

    @property
    def metal(self) -> float:
        """Kilograms that the reading speaks of."""
        if self.metal_kg is not None:
            return self.metal_kg
        return self.charged_kg * (1 - self.melt_loss) + self.heel_kg


def _mass(whose: str, kg: float) -> None:
    if not math.isfinite(kg) or kg < 0:
        raise UnusableRecord(whose, f"weighs {kg:g} kg; a mass cannot be below zero.")


def _percents(whose: str, percents: Mapping[str, float]) -> None:
    for element, value in percents.items():
        if not math.isfinite(value) or not 0 <= value <= 100:
            raise UnusableRecord(f"{whose}, {element}", f"{value:g} percent is not from 0 to 100.")
    if (total := math.fsum(percents.values())) > 100 + 1e-9:
        raise UnusableRecord(whose, f"its percents add up to {total:g}, over 100.")
