"""When a machine is due for maintenance, and how often it breaks and how long it stands; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, fsum, lgamma, log, sqrt

CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True)
class Interval:
    """How often a plan asks for its work; either alone or whichever comes first."""

    days: int | None
    hours: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """What is left until the work is due; nothing left, or less, is due."""

    due_on: date | None
    hours_left: float | None
    days_left: int | None

    @property
    def is_due(self) -> bool:
        return (self.days_left is not None and self.days_left < 0) or (
            self.hours_left is not None and self.hours_left <= 0
        )


def due(
    interval: Interval, *, done_on: date, done_at_hours: float, hours_now: float, today: date
) -> Due:
    """The day itself is still in time.

    >>> due(
    ...     Interval(30, None),
    ...     done_on=date(2019, 3, 1),
    ...     done_at_hours=0,
    ...     hours_now=0,
    ...     today=date(2019, 4, 1),
    ... ).is_due
    True
    """
    due_on = done_on + timedelta(days=interval.days) if interval.days else None
    return Due(
        due_on,
        done_at_hours + interval.hours - hours_now if interval.hours else None,
        (due_on - today).days if due_on else None,
    )


@dataclass(frozen=True, slots=True)
class Reliability:
    """Hours between failures and to repair, each with what it rests on.

    mtbf_from and mtbf_to are a two-sided interval at CONFIDENCE: with no failure there is only a
    lower end, and with no hours nothing can be told.
    """

    failures: int
    hours: float
    mtbf: float | None
    mtbf_from: float | None
    mtbf_to: float | None
    repaired: int
    mttr: float | None


def reliability(hours: float, stops: Sequence[tuple[datetime, datetime | None]]) -> Reliability:
    """From hours worked and each stop's beginning and end; an open stop has no end.

    Failures are taken as a Poisson process over working hours: the exact interval of Garwood
    (1936) for their number, turned into hours for each.
    """
    count = len(stops)
    ended = [(end - start) / timedelta(hours=1) for start, end in stops if end is not None]
    tail = (1 - CONFIDENCE) / 2
    most = _mean_with_tail(count, tail)
    least = _mean_with_tail(count - 1, 1 - tail) if count else 0.0
    return Reliability(
        failures=count,
        hours=hours,
        mtbf=hours / count if count and hours else None,
        mtbf_from=hours / most if hours else None,
        mtbf_to=hours / least if count and hours else None,
        repaired=len(ended),
        mttr=fsum(ended) / len(ended) if ended else None,
    )


def _mean_with_tail(count: int, tail: float) -> float:
    """The Poisson mean under which so few, or fewer, come about with this probability."""
    low, high = 0.0, count + 10 * sqrt(count + 1) + 10
    for _ in range(80):
        middle = (low + high) / 2
        if _at_most(count, middle) > tail:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at_most(count: int, mean: float) -> float:
    if mean <= 0:
        return 1.0
    return fsum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1))
