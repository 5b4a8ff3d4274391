"""Mass balances: what a charge should become, and whether the metal of a heat adds up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from tuang.charge.figures import Figure, exact, exact_mass, exact_percents


@dataclass(frozen=True)
class ChargeLine:
    """One weighed material: its analysis and how much of each element survives melting.

    recovery_pct: percent of the element that reaches the melt; one not named counts 100.
    It may pass 100 where a shop has learnt that lining or slag gives some back.
    """

    material: str
    mass_kg: Figure
    composition_pct: Mapping[str, Figure]
    recovery_pct: Mapping[str, Figure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        exact_mass(self.mass_kg, self.material)
        exact_percents(self.composition_pct, self.material)
        if any(exact(recovery) < 0 for recovery in self.recovery_pct.values()):
            raise ValueError(f"A recovery of {self.material} cannot be below zero.")

    def element_kg(self, element: str) -> Decimal:
        """Kilograms of the element that this line brings to the melt."""
        percent = exact(self.composition_pct.get(element, 0))
        recovery = exact(self.recovery_pct.get(element, 100))
        return exact(self.mass_kg) * percent * recovery / 10_000


@dataclass(frozen=True)
class Heel:
    """Liquid metal left in the furnace from the heat before."""

    mass_kg: Figure
    composition_pct: Mapping[str, Figure]

    def __post_init__(self) -> None:
        exact_mass(self.mass_kg, "the heel")
        exact_percents(self.composition_pct, "the heel")


@dataclass(frozen=True)
class ExpectedMetal:
    """Metal in the furnace after melting; mass percents are not rounded."""

    mass_kg: Decimal
    composition_pct: dict[str, Decimal]


def expected_metal(
    charge: Sequence[ChargeLine], *, melt_loss_pct: Figure = 0, heel: Heel | None = None
) -> ExpectedMetal:
    """The melt that a charge should give, as a plain mass balance.

    Per element: kilograms charged x percent x recovery, plus the heel's, over the metal
    in the furnace, which is the charge less its melting loss plus the heel. The heel
    suffers no second loss. An element that a line does not name counts as absent there.
    melt_loss_pct: percent of the charged mass, at least 0 and below 100.
    Raises ValueError outside these bounds or when there is no metal.
    Source: conservation of mass; the arithmetic of any charge calculation sheet.
    """
    loss = exact(melt_loss_pct)
    if not 0 <= loss < 100:
        raise ValueError("A melt loss must be at least 0 and below 100 percent.")
    heel_kg = exact(heel.mass_kg) if heel else Decimal(0)
    heel_pct = heel.composition_pct if heel else {}
    charged_kg = sum((exact(line.mass_kg) for line in charge), Decimal(0))
    metal_kg = charged_kg * (100 - loss) / 100 + heel_kg
    if metal_kg == 0:
        raise ValueError("A charge needs some metal.")

    elements = sorted({*heel_pct, *(each for line in charge for each in line.composition_pct)})
    return ExpectedMetal(
        mass_kg=metal_kg,
        composition_pct={
            element: (
                sum((line.element_kg(element) for line in charge), Decimal(0)) * 100
                + heel_kg * exact(heel_pct.get(element, 0))
            )
            / metal_kg
            for element in elements
        },
    )


class BalanceVerdict(StrEnum):
    """Whether the metal of a heat adds up within the window that the shop has set."""

    BALANCED = "balanced"
    METAL_MISSING = "metal-missing"
    METAL_UNEXPLAINED = "metal-unexplained"


@dataclass(frozen=True)
class MetalBalance:
    """What went in less everything accounted for; positive when metal is missing."""

    difference_kg: Decimal
    difference_pct: Decimal
    verdict: BalanceVerdict


def metal_balance(
    *,
    charged_kg: Figure,
    poured_kg: Figure,
    pigged_kg: Figure,
    returned_kg: Figure,
    melt_loss_pct: Figure,
    window_pct: tuple[Figure, Figure],
) -> MetalBalance:
    """Does the metal of a heat add up?

    difference = charged - melt loss - poured - pigged - returned, in kilograms and in
    percent of the charge. Above the window metal is missing, below it more came out than
    went in; a difference on the edge of the window is inside. A heel enters as charged
    when it was there before, as returned when it stays behind.
    melt_loss_pct: expected loss, percent of the charge. window_pct: lowest and highest
    difference accepted, percent of the charge.
    Raises ValueError for a mass below zero, no charge, or a window the wrong way round.
    Source: conservation of mass.
    """
    charged = exact_mass(charged_kg, "the charge")
    if charged == 0:
        raise ValueError("A metal balance needs a charge.")
    low, high = exact(window_pct[0]), exact(window_pct[1])
    if low > high:
        raise ValueError("The lower edge of the window must not lie above the upper one.")
    outputs = (poured_kg, "the pours"), (pigged_kg, "the pigs"), (returned_kg, "the returns")
    accounted = sum((exact_mass(mass, whose) for mass, whose in outputs), Decimal(0))

    difference = charged * (100 - exact(melt_loss_pct)) / 100 - accounted
    percent = difference * 100 / charged
    if percent > high:
        verdict = BalanceVerdict.METAL_MISSING
    elif percent < low:
        verdict = BalanceVerdict.METAL_UNEXPLAINED
    else:
        verdict = BalanceVerdict.BALANCED
    return MetalBalance(difference, percent, verdict)
