"""A bath, its reading, the window it must meet, and what may be thrown on it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tuang.charge.checks import (
    UnusableFigure,
    Window,
    above_zero,
    at_least_zero,
    closed,
    fraction,
    percents,
    recoveries,
)
from tuang.charge.equivalent import EquivalentRange

LEAST_LEFT = 0.01
"""Part of the bath that remains whatever the tap asks for."""


@dataclass(frozen=True)
class Addition:
    """A material as it behaves on the bath, which is not how it behaves in the charge.

    pct: mass percent of each element; one not named is absent. recovery: the part, as a
    fraction, of the element that reaches the metal when thrown on late; one not named
    counts 1. None is no limit. min_kg must be added, as in a charge. max_share: of the
    metal afterwards. melt_loss: fraction of the addition that never becomes metal; its
    whole mass still needs room in the furnace.
    """

    name: str
    price_per_kg: float
    pct: Mapping[str, float]
    recovery: Mapping[str, float] = field(default_factory=dict)
    stock_kg: float | None = None
    min_kg: float = 0.0
    max_kg: float | None = None
    max_share: float = 1.0
    step_kg: float | None = None
    melt_loss: float = 0.0

    def __post_init__(self) -> None:
        where = f"additions.{self.name}"
        if not self.name.strip():
            raise UnusableFigure("additions.name", "an addition needs a name.")
        at_least_zero(f"{where}.price_per_kg", self.price_per_kg)
        at_least_zero(f"{where}.min_kg", self.min_kg)
        for name, limit in (("stock_kg", self.stock_kg), ("max_kg", self.max_kg)):
            if limit is not None:
                at_least_zero(f"{where}.{name}", limit)
        if self.min_kg > self.most_kg:
            raise UnusableFigure(
                f"{where}.min_kg", f"is {self.min_kg:g} and only {self.most_kg:g} kg may be added."
            )
        if self.step_kg is not None:
            above_zero(f"{where}.step_kg", self.step_kg)
        fraction(f"{where}.max_share", self.max_share)
        fraction(f"{where}.melt_loss", self.melt_loss)
        percents(f"{where}.pct", self.pct)
        recoveries(f"{where}.recovery", self.recovery)

    @property
    def most_kg(self) -> float:
        """The smaller of stock and limit; infinite when neither is given."""
        limits = [kg for kg in (self.stock_kg, self.max_kg) if kg is not None]
        return min(limits, default=math.inf)

    def brings(self, element: str) -> float:
        """Kilograms of the element that reach the metal per kilogram thrown on."""
        return self.pct.get(element, 0.0) / 100 * self.recovery.get(element, 1.0)


@dataclass(frozen=True)
class CorrectionProblem:
    """A bath that was read. Kilograms, mass percent and one currency throughout.

    tap_kg: least metal that must remain, never under a hundredth of the bath; None means
    as much as is there now.
    pig_out_cost_per_kg: what a kilogram pigged loses; None means that nobody can say, and
    pigging out is then the last resort. pig_out_value_per_kg is taken off that cost.
    minutes_per_addition: holding time for each material used.
    """

    bath_kg: float
    capacity_kg: float
    reading: Mapping[str, float]
    window: Mapping[str, Window]
    additions: Sequence[Addition]
    hold_cost_per_min: float = 0.0
    minutes_per_addition: float = 0.0
    carbon_equivalent: EquivalentRange | None = None
    tap_kg: float | None = None
    pig_out_cost_per_kg: float | None = None
    pig_out_value_per_kg: float = 0.0
    pig_out_step_kg: float | None = None
    max_pig_out_kg: float | None = None
    max_additions: int | None = None

    def __post_init__(self) -> None:
        self._check_masses()
        self._check_reading_and_window()
        self._check_additions()
        at_least_zero("hold_cost_per_min", self.hold_cost_per_min)
        at_least_zero("minutes_per_addition", self.minutes_per_addition)
        self._check_pig_out()

    def _check_masses(self) -> None:
        above_zero("bath_kg", self.bath_kg)
        above_zero("capacity_kg", self.capacity_kg)
        if self.bath_kg > self.capacity_kg:
            raise UnusableFigure(
                "bath_kg", f"is {self.bath_kg:g} and the furnace holds {self.capacity_kg:g} kg."
            )
        if self.tap_kg is not None:
            at_least_zero("tap_kg", self.tap_kg)
            if self.tap_kg > self.capacity_kg:
                raise UnusableFigure(
                    "tap_kg", f"is {self.tap_kg:g} and the furnace holds {self.capacity_kg:g} kg."
                )

    def _check_reading_and_window(self) -> None:
        percents("reading", self.reading)
        if not self.window and self.carbon_equivalent is None:
            raise UnusableFigure("window", "names no element, so there is nothing to meet.")
        for element, (low, high) in self.window.items():
            closed(f"window.{element}", low, high)
            self._must_be_read(element, "the window")
        if self.carbon_equivalent is not None:
            closed(
                "carbon_equivalent.range", self.carbon_equivalent.low, self.carbon_equivalent.high
            )
            for element in self.carbon_equivalent.weights:
                self._must_be_read(element, "the carbon equivalent")

    def _must_be_read(self, element: str, asker: str) -> None:
        if element not in self.reading:
            raise UnusableFigure(
                f"reading.{element}", f"was not read, and {asker} names it; a gap is not a zero."
            )

    def _check_additions(self) -> None:
        names = [addition.name for addition in self.additions]
        for name in names:
            if names.count(name) > 1:
                raise UnusableFigure(f"additions.{name}", "is offered twice; keep one of them.")
        if self.max_additions is not None and self.max_additions < 0:
            raise UnusableFigure("max_additions", "cannot be below zero.")

    def _check_pig_out(self) -> None:
        if self.pig_out_cost_per_kg is not None:
            at_least_zero("pig_out_cost_per_kg", self.pig_out_cost_per_kg)
        at_least_zero("pig_out_value_per_kg", self.pig_out_value_per_kg)
        if self.pig_out_value_per_kg > (self.pig_out_cost_per_kg or 0.0):
            raise UnusableFigure(
                "pig_out_value_per_kg",
                "is more than pigging out costs, so the bath would earn by being emptied; "
                "give pig_out_cost_per_kg what the iron in the bath has cost.",
            )
        if self.pig_out_step_kg is not None:
            above_zero("pig_out_step_kg", self.pig_out_step_kg)
        if self.max_pig_out_kg is not None:
            at_least_zero("max_pig_out_kg", self.max_pig_out_kg)

    @property
    def least_kg(self) -> float:
        """Metal that must remain after the correction; an emptied furnace meets any window."""
        wanted = self.bath_kg if self.tap_kg is None else self.tap_kg
        return max(wanted, LEAST_LEFT * self.bath_kg)

    @property
    def cost_per_use(self) -> float:
        """Holding the furnace for one more addition."""
        return self.hold_cost_per_min * self.minutes_per_addition

    @property
    def elements(self) -> list[str]:
        """Everything that was read or that an addition brings along."""
        brought = (element for addition in self.additions for element in addition.pct)
        return list(dict.fromkeys((*self.reading, *brought)))
