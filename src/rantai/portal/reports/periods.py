"""The period a report is for: a half-year or a quarter, since sources differ on which is asked."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

WRITTEN = re.compile(r"(20\d\d)-([ST])([1-4])")
"""2019-S1 is the first half of 2019, 2019-T2 its second quarter (semester, triwulan)."""


@dataclass(frozen=True, slots=True)
class Period:
    year: int
    kind: str
    number: int

    @property
    def months(self) -> int:
        return 6 if self.kind == "S" else 3

    @property
    def first(self) -> date:
        return date(self.year, self.months * (self.number - 1) + 1, 1)

    @property
    def last(self) -> date:
        after = self.first.month + self.months
        begins = date(self.year + (after > 12), after - 12 if after > 12 else after, 1)
        return begins - timedelta(days=1)

    @property
    def code(self) -> str:
        return f"{self.year}-{self.kind}{self.number}"


def read_period(written: str) -> Period | None:
    """
    >>> read_period("2019-S1").last
    datetime.date(2019, 6, 30)
    >>> read_period("2019-S3") is None
    True
    """
    match = WRITTEN.fullmatch(written)
    if match is None:
        return None
    year, kind, number = int(match[1]), match[2], int(match[3])
    return Period(year, kind, number) if number * (6 if kind == "S" else 3) <= 12 else None


def half_year_of(day: date) -> Period:
    return Period(day.year, "S", 1 if day.month <= 6 else 2)


def choices_until(day: date, count: int = 6) -> list[Period]:
    """The running half-year and those before it, then the quarters, newest first."""
    halves, quarters = [half_year_of(day)], [Period(day.year, "T", (day.month + 2) // 3)]
    while len(halves) < count:
        halves.append(half_year_of(halves[-1].first - timedelta(days=1)))
    while len(quarters) < count:
        before = quarters[-1].first - timedelta(days=1)
        quarters.append(Period(before.year, "T", (before.month + 2) // 3))
    return [*halves, *quarters]
