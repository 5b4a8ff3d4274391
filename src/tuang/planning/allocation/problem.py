"""What is to be shared out over workshops and weeks, refused when it makes no sense."""

import math
from dataclasses import dataclass, field

from tuang.planning.fields import not_among
from tuang.planning.refusal import Unusable


@dataclass(frozen=True, slots=True)
class Workshop:
    """capacity_kg: what it can pour in each week, scrap included."""

    name: str
    capacity_kg: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """A workshop that may make a line in the weeks from first_week to last_week, both included.

    price: money a piece. scrap_rate: part of the pieces poured that are lost, 0 to below 1.
    qualification_cost: once, if it makes any of the line. source: 1 first, 2 second.
    """

    workshop: str
    price: float
    scrap_rate: float = 0.0
    qualification_cost: float = 0.0
    first_week: int = 0
    last_week: int | None = None
    source: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """Good pieces of kg each, wanted in due_week and made no sooner than release_week.

    max_workshops and min_lot_share (of the line's pieces, for each workshop that makes any) hold
    where qualification is asked for. first_source_share: the first source's part of the pieces,
    0..1, to the nearest piece; what a source has no room for does not pass to the other.
    """

    name: str
    pieces: int
    kg: float
    release_week: int
    due_week: int
    approved: tuple[Approval, ...]
    max_workshops: int | None = None
    min_lot_share: float = 0.0
    first_source_share: float | None = None

    @property
    def min_lot(self) -> int:
        """The fewest pieces that a workshop may make of it, if it makes any.

        A product that is whole but for the arithmetic is not rounded up: 5 % of 300 is 15.
        """
        return max(1, math.ceil(self.min_lot_share * self.pieces - 1e-9))

    @property
    def parts(self) -> tuple[int, ...]:
        """All pieces, or those of the first and of the second source."""
        if self.first_source_share is None:
            return (self.pieces,)
        first = round(self.first_source_share * self.pieces)
        return first, self.pieces - first


@dataclass(frozen=True, slots=True)
class AllocationProblem:
    """Weeks count from 0. Costs: money per kg, and per kg and week for late and early pieces."""

    weeks: int
    workshops: tuple[Workshop, ...]
    lines: tuple[Line, ...]
    late_weeks: int = 0
    late_cost_per_kg_week: float = 0.0
    early_cost_per_kg_week: float = 0.0
    scrap_cost_per_kg: float = 0.0
    unmet_cost_per_kg: float = 10.0
    place: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.place.update({shop.name: number for number, shop in enumerate(self.workshops)})
        for number, shop in enumerate(self.workshops):
            if len(shop.capacity_kg) != self.weeks:
                raise Unusable(
                    f"workshops[{number}].capacity_kg_per_week",
                    f"has {len(shop.capacity_kg)} figures for {self.weeks} weeks; give "
                    "one for each week, or a single figure for all.",
                )
        for number, line in enumerate(self.lines):
            if line.due_week < line.release_week:
                raise Unusable(
                    f"lines[{number}].due_week",
                    f"is week {line.due_week}, before the release in week {line.release_week}; "
                    "give the week agreed anew.",
                )
            for approval in line.approved:
                if approval.workshop not in self.place:
                    raise Unusable(
                        f"lines[{number}].approved.{approval.workshop}",
                        not_among(approval.workshop, "workshops", self.place),
                    )

    def window(self, line: Line, approval: Approval) -> range:
        """The weeks in which the workshop may make the line, perhaps none."""
        last = min(self.weeks - 1, line.due_week + self.late_weeks)
        if approval.last_week is not None:
            last = min(last, approval.last_week)
        return range(max(line.release_week, approval.first_week), last + 1)

    def piece_cost(self, line: Line, approval: Approval, week: int) -> float:
        """Price, scrap and lateness of one good piece made there in that week."""
        late, early = max(week - line.due_week, 0), max(line.due_week - week, 0)
        return (
            approval.price
            + self.scrap_cost_per_kg * approval.scrap_rate * line.kg
            + line.kg * (self.late_cost_per_kg_week * late + self.early_cost_per_kg_week * early)
        )
