"""Mass balances: what a charge should become, and where the metal of a heat went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal

from tuang.charge.figures import Figure, exact, exact_mass, exact_percents
from tuang.charge.heel import Heel


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
    heel_kg = exact(heel.kg) if heel else Decimal(0)
    heel_pct = dict(heel.pct) if heel else {}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MetalFlow:
    """Kilograms that went into a furnace and what became of them.

    loss_kg is the loss expected to slag and fume. A casting that was scrapped and returned
    counts once, as returned. Refuses a mass below zero with ValueError.
    """

    charged_kg: Decimal
    heel_kg: Decimal = Decimal(0)
    castings_kg: Decimal = Decimal(0)
    returned_kg: Decimal = Decimal(0)
    pigged_kg: Decimal = Decimal(0)
    spilled_kg: Decimal = Decimal(0)
    heel_left_kg: Decimal = Decimal(0)
    loss_kg: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        for each in fields(self):
            exact_mass(getattr(self, each.name), each.name)

    def __add__(self, other: "MetalFlow") -> "MetalFlow":
        """The flow of both together; a heel handed on cancels out."""
        return MetalFlow(
            **{
                each.name: getattr(self, each.name) + getattr(other, each.name)
                for each in fields(self)
            }
        )

    @property
    def in_kg(self) -> Decimal:
        return self.charged_kg + self.heel_kg

    @property
    def out_kg(self) -> Decimal:
        """Everything accounted for, the expected loss included."""
        weighed = self.castings_kg + self.returned_kg + self.pigged_kg + self.spilled_kg
        return weighed + self.heel_left_kg + self.loss_kg

    @property
    def gap_kg(self) -> Decimal:
        """What is missing; below zero when more came out than went in.

        >>> MetalFlow(charged_kg=Decimal(100), castings_kg=Decimal(60), loss_kg=Decimal(3)).gap_kg
        Decimal('37')
        """
        return self.in_kg - self.out_kg

    @property
    def gap_pct(self) -> Decimal:
        """The gap in percent of what went in; zero when nothing did."""
        return self.gap_kg * 100 / self.in_kg if self.in_kg else Decimal(0)

    def is_over(self, limit_pct: Figure) -> bool:
        """Whether the gap, either way, is more than the limit; on the limit is inside."""
        return abs(self.gap_pct) > exact(limit_pct)
