"""A charge in kilograms, what it becomes, and which limits it costs."""

from dataclasses import dataclass, field
from enum import StrEnum


class ChargeStatus(StrEnum):
    """Infeasible: no weighing of these materials meets every limit."""

    SOLVED = "solved"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True)
class BindingLimit:
    """A limit that the charge touches, and the money one unit of relief would save.

    unit: `%` for a percent of the window, `kg` for a mass, `share` for a whole share (so a
    hundredth of it for one percent of the charge), `material` for one more material.
    The saving is the slope at this charge: it holds for a small relief.
    """

    limit: str
    saves_per_unit: float
    unit: str


@dataclass(frozen=True)
class Relaxation:
    """One limit that, moved alone, makes a charge possible, how far, and what that costs."""

    limit: str
    given: float | None
    needed: float | None
    unit: str
    cost: float


@dataclass(frozen=True)
class ChargePlan:
    """Kilograms by material, zeros included; percents and cost are not rounded.

    metal_kg is the tap, or up to one weighing step above it where everything is weighed in
    steps. expected_pct is the iron in the furnace, before the ladle. first_shot: the
    probability that the first reading is inside, estimated where a confidence was asked;
    for an infeasible one the highest that was reached. conflict: the smallest set of limits
    that cannot hold together; relaxations: each that would do alone, cheapest first.
    gap: relative distance to the proven bound, 0 when optimal.
    """

    status: ChargeStatus
    cost: float | None
    kg: dict[str, float]
    metal_kg: float | None
    expected_pct: dict[str, float]
    binding: tuple[BindingLimit, ...] = ()
    conflict: tuple[str, ...] = ()
    relaxations: tuple[Relaxation, ...] = field(default=())
    first_shot: float | None = None
    gap: float = 0.0
