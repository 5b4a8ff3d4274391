"""What a charge may be made of, and the iron it must become."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tuang.charge.checks import (
    UnusableFigure,
    Window,
    above_zero,
    at_least_zero,
    closed,
    fraction,
    percent,
    percents,
    recoveries,
)
from tuang.charge.equivalent import EquivalentRange
from tuang.charge.heel import Heel

Vector = NDArray[np.float64]
PCT_SPREAD = 0.02
"""Half-width of an analysis that states none, as a fraction of the percent."""
RECOVERY_SPREAD = 0.02
"""Half-width of a recovery that states none, as a fraction of the recovery."""


@dataclass(frozen=True)
class Material:
    """A material as it behaves in the charge.

    pct: mass percent of each element; one not named is absent. recovery: the part, as a
    fraction, that reaches the melt; one not named counts 1. stock_kg, max_kg: None is no
    limit. min_kg: must be used up at least. Shares are fractions of the charged mass.
    step_kg: weighed in whole steps; None is as fine as wanted.
    pct_spread, recovery_spread: half-widths around percent and recovery, in their own unit,
    for a charge with a confidence; PCT_SPREAD and RECOVERY_SPREAD of the figure if not named.
    """

    name: str
    price_per_kg: float
    pct: Mapping[str, float]
    recovery: Mapping[str, float] = field(default_factory=dict)
    stock_kg: float | None = None
    min_kg: float = 0.0
    max_kg: float | None = None
    min_share: float = 0.0
    max_share: float = 1.0
    step_kg: float | None = None
    pct_spread: Mapping[str, float] = field(default_factory=dict)
    recovery_spread: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise UnusableFigure("name", "a material needs a name.")
        at_least_zero("price_per_kg", self.price_per_kg)
        percents("pct", self.pct)
        self._check_masses()
        self._check_shares()
        recoveries("recovery", self.recovery)
        self._check_spreads()

    def _check_masses(self) -> None:
        at_least_zero("min_kg", self.min_kg)
        for name, limit in (("stock_kg", self.stock_kg), ("max_kg", self.max_kg)):
            if limit is not None:
                at_least_zero(name, limit)
                if self.min_kg > limit:
                    raise UnusableFigure("min_kg", f"is {self.min_kg:g}, {name} {limit:g}.")
        if self.step_kg is not None:
            above_zero("step_kg", self.step_kg)

    def _check_shares(self) -> None:
        fraction("min_share", self.min_share)
        fraction("max_share", self.max_share)
        if self.min_share > self.max_share:
            raise UnusableFigure(
                "min_share", f"is {self.min_share:g} and max_share {self.max_share:g}."
            )

    def _check_spreads(self) -> None:
        for element, spread in self.pct_spread.items():
            at_least_zero(f"pct_spread.{element}", spread)
            if not spread <= self.pct.get(element, 0.0) <= 100 - spread:
                raise UnusableFigure(
                    f"pct_spread.{element}", f"is {spread:g}, which reaches outside 0 to 100."
                )
        for element, spread in self.recovery_spread.items():
            at_least_zero(f"recovery_spread.{element}", spread)
            if spread > self.recovery.get(element, 1.0):
                raise UnusableFigure(
                    f"recovery_spread.{element}", f"is {spread:g}, which reaches below zero."
                )

    @property
    def most_kg(self) -> float:
        """The smaller of stock and limit; infinite when neither is given."""
        # Asked for several times a charge: plainly, without building a list.
        stock, most = self.stock_kg, self.max_kg
        if stock is None:
            return math.inf if most is None else most
        return stock if most is None or stock <= most else most

    def most_label(self) -> str:
        """That limit in shop words."""
        if self.stock_kg is not None and self.stock_kg == self.most_kg:
            return f"stock of {self.name}, {self.stock_kg:g} kg"
        return f"at most {self.most_kg:g} kg of {self.name}"

    def least_label(self) -> str:
        """What must be used up, in shop words."""
        return f"at least {self.min_kg:g} kg of {self.name}"

    def most_share_label(self) -> str:
        return f"{self.name} at most {100 * self.max_share:g} % of the charge"

    def least_share_label(self) -> str:
        return f"{self.name} at least {100 * self.min_share:g} % of the charge"

    def brings_pct(self, element: str) -> float:
        """Percent of its own mass that reaches the melt as this element."""
        return self.pct.get(element, 0.0) * self.recovery.get(element, 1.0)

    def spread_of_pct(self, element: str) -> float:
        return self.pct_spread.get(element, PCT_SPREAD * self.pct.get(element, 0.0))

    def spread_of_recovery(self, element: str) -> float:
        return self.recovery_spread.get(element, RECOVERY_SPREAD * self.recovery.get(element, 1.0))


@dataclass(frozen=True)
class SulphurBalance:
    """Mn at least factor x S + offset, in mass percent; the defaults are the trade's."""

    factor: float = 1.7
    offset: float = 0.3

    def __post_init__(self) -> None:
        at_least_zero("mn_s.factor", self.factor)
        at_least_zero("mn_s.offset", self.offset)


@dataclass(frozen=True)
class ChargeProblem:
    """A tap to be filled. Kilograms, mass percent and one currency throughout.

    melt_loss: fraction of the charged mass that never becomes metal; the heel loses none.
    window: least and most of each element in the iron, None for no limit on that side.
    inoculant_si_pct: silicon that the ladle will still add, so that the furnace leaves it out.
    max_materials: different materials at most. confidence: the first reading is inside the
    whole window with this probability; None looks at expected figures only.
    """

    tap_kg: float
    materials: Sequence[Material]
    window: Mapping[str, Window]
    melt_loss: float = 0.0
    heel: Heel = field(default_factory=Heel)
    carbon_equivalent: EquivalentRange | None = None
    mn_s: SulphurBalance | None = None
    inoculant_si_pct: float = 0.0
    max_materials: int | None = None
    confidence: float | None = None

    def __post_init__(self) -> None:
        above_zero("tap_kg", self.tap_kg)
        fraction("melt_loss", self.melt_loss)
        if self.melt_loss >= 1:
            raise UnusableFigure("melt_loss", "is 1, so that nothing would be left to tap.")
        if self.tap_kg <= self.heel.kg:
            raise UnusableFigure(
                "tap_kg", f"is {self.tap_kg:g} and the heel alone {self.heel.kg:g} kg."
            )
        self._check_materials()
        percent("inoculant_si_pct", self.inoculant_si_pct)
        self._check_window()
        if self.max_materials is not None and self.max_materials < 1:
            raise UnusableFigure("max_materials", "must be at least 1.")
        if self.confidence is not None:
            above_zero("confidence", self.confidence)
            if self.confidence >= 1:
                raise UnusableFigure(
                    "confidence", f"is {self.confidence:g}; give a fraction below 1, such as 0.9."
                )

    def _check_materials(self) -> None:
        if not self.materials:
            raise UnusableFigure("materials", "names none, so there is nothing to charge.")
        seen: set[str] = set()
        for place, material in enumerate(self.materials):
            if material.name in seen:
                raise UnusableFigure(
                    f"materials[{place}].name", f"{material.name!r} is given twice; keep one."
                )
            seen.add(material.name)

    def _check_window(self) -> None:
        for element, (low, high) in self.window.items():
            closed(f"window.{element}", low, high)
            added = self.inoculant_si_pct if element == "Si" else 0.0
            if low is not None and low > added and not self._is_carried(element):
                raise UnusableFigure(
                    f"window.{element}", f"asks for {low:g} percent and no material carries any."
                )

    def _is_carried(self, element: str) -> bool:
        return self.heel.pct.get(element, 0.0) * self.heel.kg > 0 or any(
            each.pct.get(element, 0.0) * each.recovery.get(element, 1.0) > 0
            for each in self.materials
        )

    @property
    def needed_kg(self) -> float:
        """What must be charged so that the tap is filled exactly."""
        return (self.tap_kg - self.heel.kg) / (1 - self.melt_loss)

    @cached_property
    def elements(self) -> list[str]:
        """Everything that the window names, a material brings or the heel holds."""
        brought = (element for material in self.materials for element in material.pct)
        return list(dict.fromkeys((*self.window, *brought, *self.heel.pct)))

    @cached_property
    def brings_pct(self) -> dict[str, Vector]:
        """Percent of its own mass that each material brings to the melt, by element."""
        known = [(each.pct, each.recovery) for each in self.materials]
        return {
            element: np.array(
                [pct.get(element, 0.0) * recovery.get(element, 1.0) for pct, recovery in known]
            )
            for element in self.elements
        }

    @cached_property
    def prices(self) -> Vector:
        """Money per kilogram of each material."""
        return np.array([each.price_per_kg for each in self.materials])

    @cached_property
    def is_all_in_steps(self) -> bool:
        return all(each.step_kg is not None for each in self.materials)
