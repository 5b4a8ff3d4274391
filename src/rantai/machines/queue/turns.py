"""Whose turn it is: safety parts, then the nearer deadline, then who has used it least."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TurnRule:
    safety_first: bool
    band_days: int
    """Due days within one band count as equally near, or fair share would never decide."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish for minutes on a machine."""

    key: int
    workshop: int
    minutes: int
    due_on: date
    asked_at: datetime
    is_safety: bool = False
    family: str = ""


class Because(StrEnum):
    """What put a wish before the next one in the queue."""

    SAFETY = "safety"
    DEADLINE = "deadline"
    SHARE = "share"
    DUE_DAY = "due_day"
    ASKED_FIRST = "asked_first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Turn:
    asked: Asked
    place: int
    minutes_before: int
    """What its workshop had used in the rule's window, with what stands ahead of it here."""
    before_the_next: Because


def in_turn(
    asked: Sequence[Asked], rule: TurnRule, *, used: Mapping[int, int], today: date
) -> list[Turn]:
    """Every wish in its turn, with what it had over the next.

    What a workshop is about to get counts as used when its next wish is weighed, so that nobody
    comes first five times by asking five times.
    """
    left, minutes = list(asked), dict(used)
    turns: list[Turn] = []
    while left:
        keys = {each.key: _key(each, rule, minutes, today) for each in left}
        left.sort(key=lambda each: keys[each.key])
        first = left.pop(0)
        because = _first_difference(keys[first.key], keys[left[0].key]) if left else Because.LAST
        before = minutes.get(first.workshop, 0)
        turns.append(Turn(first, len(turns) + 1, before, because))
        minutes[first.workshop] = before + first.minutes
    return turns


Key = tuple[bool, int, int, date, datetime, int]


def _key(each: Asked, rule: TurnRule, minutes: Mapping[int, int], today: date) -> Key:
    return (
        rule.safety_first and not each.is_safety,
        (each.due_on - today).days // rule.band_days,
        minutes.get(each.workshop, 0),
        each.due_on,
        each.asked_at,
        each.key,
    )


_IN_ORDER = (
    Because.SAFETY,
    Because.DEADLINE,
    Because.SHARE,
    Because.DUE_DAY,
    Because.ASKED_FIRST,
    Because.ASKED_FIRST,
)


def _first_difference(one: Key, other: Key) -> Because:
    return next(
        because
        for because, mine, theirs in zip(_IN_ORDER, one, other, strict=True)
        if mine != theirs
    )
