"""Where the metal of a heat went, or of a month of heats: in equals out, or somebody looks."""

from dataclasses import dataclass, fields
from decimal import Decimal

from tuang.charge.figures import Figure, exact, exact_mass


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
