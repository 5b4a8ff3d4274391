"""For which month a call-off is to be made, and what became of it in a newer release."""

from datetime import date
from enum import StrEnum

MONTHS_AHEAD = 3
"""A release speaks of its own month N and of N+1 to N+3."""


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """Return the first day of the month so many months later (or earlier, below zero)."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def plan_month(*, is_confirmed: bool, due_on: date, issued_on: date) -> date:
    """Return the month a call-off is to be made for.

    What was due before the release came out is late already, so it belongs to the release's own
    month. A forecast stays where the customer put it: nobody works on it yet.
    """
    return first_of_month(max(due_on, issued_on) if is_confirmed else due_on)


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RAISED = "raised"
    LOWERED = "lowered"
    SAME = "same"
    PAST = "past"


def change_between(old: int, new: int, *, due_on: date, issued_on: date) -> Change:
    """Name what a release issued on a day made of one call-off."""
    if old == new:
        return Change.SAME
    if not old:
        return Change.ADDED
    if not new:
        # A release says nothing of days gone by: that is no cancellation.
        return Change.PAST if due_on < issued_on else Change.REMOVED
    return Change.RAISED if new > old else Change.LOWERED
