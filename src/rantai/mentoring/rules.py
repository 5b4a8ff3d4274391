"""When a pillar is looked at again, whether it got better, and what a stage asks for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Required:
    """A criterion on the day it is asked: by a pillar's score, or by what the mentor has seen."""

    number: int
    words: str
    pillar: str = ""
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether one criterion is met, and by what."""

    required: Required
    is_met: bool
    score: int | None = None
    by_word: bool = False


def judge(
    required: Sequence[Required], scores: Mapping[str, int | None], seen: Collection[int]
) -> list[Judged]:
    """A score that was never taken meets nothing; a word counts only for what needs one."""
    return [
        Judged(each, each.number in seen, by_word=True)
        if each.at_least is None
        else Judged(
            each,
            (score := scores.get(each.pillar)) is not None and score >= each.at_least,
            score,
        )
        for each in required
    ]


def next_number(numbers: Collection[int], reached: int | None) -> int | None:
    """The stage after the one reached; the first when none is, and none after the last."""
    later = [number for number in numbers if reached is None or number > reached]
    return min(later, default=None)


# Check sheets


@dataclass(frozen=True, slots=True)
class Marked:
    """One item of a filled sheet; a score of None does not apply and counts nowhere."""

    pillar: str
    score: int | None
    best: int


def percent_of(marked: Iterable[Marked]) -> int | None:
    """Points given of points possible, in whole percent; None when nothing applies.

    >>> percent_of([Marked("quality", 3, 4), Marked("quality", None, 4), Marked("people", 1, 4)])
    50
    """
    counted = [each for each in marked if each.score is not None]
    best = sum(each.best for each in counted)
    given = sum(each.score for each in counted if each.score is not None)
    return (200 * given + best) // (2 * best) if best else None


NEAR = timedelta(days=31)
"""Two assessors looked at the same workshop when their visits lie no further apart."""


def is_near(one: date, other: date) -> bool:
    return abs(one - other) <= NEAR
