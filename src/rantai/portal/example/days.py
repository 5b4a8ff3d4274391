"""The days on which the example happens; none of it looks at the real clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2019, 4, 12, 9, 40, tzinfo=JAKARTA)
"""The story ends here, in the middle of a working day."""

CURRENT_MONTH = date(2019, 4, 1)
SETTLED_BEFORE = date(2019, 3, 1)
"""March is received but not yet paid, so that the treasurer finds something to do."""

FOR_YEARS = date(2030, 12, 31)
"""Approvals and calibrations hold as long as anyone may look at the example."""

HOLIDAYS = frozenset(
    {
        date(2018, 11, 20),
        date(2018, 12, 25),
        date(2019, 1, 1),
        date(2019, 2, 5),
        date(2019, 3, 7),
        date(2019, 4, 3),
    }
)
SUNDAY = 6


def moment(day: date, clock: str) -> datetime:
    """
    >>> moment(date(2019, 4, 12), "09:40") == NOW
    True
    """
    hour, minute = clock.split(":")
    return datetime.combine(day, time(int(hour), int(minute)), tzinfo=JAKARTA)


def month_after(month: date, count: int = 1) -> date:
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def months_of_the_story(count: int) -> list[date]:
    """So many whole months before the current one, and the current one."""
    return [month_after(CURRENT_MONTH, back) for back in range(-count, 1)]


def working_days(month: date) -> list[date]:
    """The month's days from Monday to Saturday, up to the day on which the story ends."""
    last = min(month_after(month) - timedelta(days=1), NOW.date())
    return days_worked(month, last)


def days_worked(first: date, last: date) -> list[date]:
    span = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in span if day.weekday() != SUNDAY and day not in HOLIDAYS]
