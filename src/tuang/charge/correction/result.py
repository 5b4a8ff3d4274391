"""What a correction answers: a plan, or the nearest reachable iron and what would do it."""

from dataclasses import dataclass, field
from enum import StrEnum


class CorrectionStatus(StrEnum):
    """INSIDE needs nothing; INFEASIBLE cannot be corrected in this furnace."""

    INSIDE = "inside"
    SOLVED = "solved"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True)
class BindingLimit:
    """A limit that the plan touches, and what one unit of relief would save.

    The saving holds for the same set of additions; None where weighing steps leave no
    room to say. unit: `%` for a percent of the window, `kg` for a mass, as for a charge.
    """

    limit: str
    saves_per_unit: float | None
    unit: str


@dataclass(frozen=True)
class Relief:
    """One limit that, moved alone, lets the bath be corrected.

    kind: `stock`, `capacity`, `tap`, `pig-out`, `steps`, `max-additions`, or `window`.
    name: the material, or the limit of the window; needed and given are in its own unit.
    """

    kind: str
    name: str
    given: float | None
    needed: float | None


@dataclass(frozen=True)
class Nearest:
    """The iron with the smallest worst miss, relative to the limit missed."""

    additions: dict[str, float]
    pig_out_kg: float
    metal_kg: float
    expected_pct: dict[str, float]
    cost: float
    worst_miss: float
    missed: tuple[str, ...]


@dataclass(frozen=True)
class CorrectionPlan:
    """Kilograms to throw on and to pig out; percents and cost are not rounded.

    cost and metal_kg are None when the bath cannot be corrected, and nearest, hopeless
    (limits that nothing offered moves the right way) and reliefs then say why.
    """

    status: CorrectionStatus
    additions: dict[str, float]
    pig_out_kg: float
    metal_kg: float | None
    expected_pct: dict[str, float]
    cost: float | None
    minutes: float
    binding: tuple[BindingLimit, ...] = ()
    nearest: Nearest | None = None
    hopeless: tuple[str, ...] = ()
    reliefs: tuple[Relief, ...] = field(default=())
