"""When a workshop's pillar has to be looked at again, and whether it got better."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ASSESS_EVERY = timedelta(days=90)
"""A mentor comes back within a quarter, as the programme's plan of visits has it."""


@dataclass(frozen=True, slots=True)
class Score:
    on: date
    score: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One pillar of one workshop: where it was and where it is."""

    scores: Sequence[Score]
    since: date

    @property
    def latest(self) -> Score | None:
        return self.scores[-1] if self.scores else None

    @property
    def first(self) -> Score | None:
        """Where it started, when there is more than one look to compare."""
        return self.scores[0] if len(self.scores) > 1 else None

    @property
    def values(self) -> list[int]:
        return [score.score for score in self.scores]

    @property
    def change(self) -> int | None:
        if self.latest is None or self.first is None:
            return None
        return self.latest.score - self.first.score

    @property
    def due_on(self) -> date:
        """Never assessed: a pillar is due from the day the workshop joined."""
        return self.latest.on + ASSESS_EVERY if self.latest else self.since

    def is_overdue(self, today: date) -> bool:
        return self.due_on < today
