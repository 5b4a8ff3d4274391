"""Which hours a booking gets: inside opening hours, outside closures, with set-up between."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rantai.machines.queue.turns import Turn

LOOK_AHEAD_DAYS = 180
STEP = timedelta(minutes=5)
"""Nobody books from 8.03."""


@dataclass(frozen=True, slots=True)
class Opening:
    opens_at: time
    closes_at: time
    days_a_week: int

    @property
    def minutes(self) -> int:
        opens, closes = self.opens_at, self.closes_at
        return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which the machine cannot be had; without an end until something is done."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Slot:
    start: datetime
    end: datetime
    family: str = ""


def first_free(
    minutes: int,
    family: str,
    *,
    since: datetime,
    taken: Sequence[Slot],
    closed: Sequence[Span],
    opening: Opening,
    setup_minutes: int = 0,
) -> Slot | None:
    """The earliest time that fits whole; None when there is none in half a year.

    Between two bookings of different families lies the set-up; it may fall outside opening hours,
    when the custodian prepares the machine. `taken` is in order of time.
    """
    length, setup = timedelta(minutes=minutes), timedelta(minutes=setup_minutes)
    for_good = min((span.start for span in closed if span.end is None), default=None)
    for opens, closes in _days(since, opening):
        if for_good is not None and opens >= for_good:
            return None  # nothing comes after an end that nobody knows
        begin = _next_step(max(opens, since))
        while begin + length <= closes:
            free_at = _conflict(begin, begin + length, family, taken, closed, setup)
            if free_at is None:
                return Slot(begin, begin + length, family)
            begin = _next_step(free_at)
    return None


def place_in_turn(
    turns: Sequence[Turn],
    *,
    since: datetime,
    taken: Sequence[Slot],
    closed: Sequence[Span],
    opening: Opening,
    setup_minutes: int = 0,
) -> list[tuple[Turn, Slot | None]]:
    """Give each in its turn the earliest time still free; what is fixed does not move."""
    slots, placed = sorted(taken, key=lambda slot: slot.start), []
    for turn in turns:
        slot = first_free(
            turn.asked.minutes,
            turn.asked.family,
            since=since,
            taken=slots,
            closed=closed,
            opening=opening,
            setup_minutes=setup_minutes,
        )
        placed.append((turn, slot))
        if slot is not None:
            slots.insert(bisect_left([each.start for each in slots], slot.start), slot)
    return placed


def _days(since: datetime, opening: Opening) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range(LOOK_AHEAD_DAYS):
        day: date = since.date() + timedelta(days=ahead)
        if day.weekday() < opening.days_a_week:
            yield (
                datetime.combine(day, opening.opens_at, since.tzinfo),
                datetime.combine(day, opening.closes_at, since.tzinfo),
            )


def _conflict(
    start: datetime,
    end: datetime,
    family: str,
    taken: Sequence[Slot],
    closed: Sequence[Span],
    setup: timedelta,
) -> datetime | None:
    """When what is in the way has passed; None when nothing is."""
    for span in closed:
        if span.start < end and (span.end is None or start < span.end):
            return span.end or datetime.max.replace(tzinfo=start.tzinfo) - timedelta(days=2)
    for slot in taken:
        gap = setup if slot.family != family else timedelta()
        if slot.start - gap < end and start < slot.end + gap:
            return slot.end + gap
    return None


def _next_step(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 5, seconds=moment.second) + timedelta(
        microseconds=moment.microsecond
    )
    return moment if not over else moment - over + STEP
