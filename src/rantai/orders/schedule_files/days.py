"""A day, a week, a month or a range, from a cell or a segment."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from rantai.orders.schedule_files.faults import Cause, Unreadable
from rantai.orders.schedule_files.texts import ENDLESS, Cell, present, shown

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
EXCEL_DAY_ZERO = date(1899, 12, 30)

_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ T]0{1,2}[:.]00.*)?")
_ISO = re.compile(r"(\d{4})([/-]?)(\d{2})\2(\d{2})(?:[ T]\d{2}:\d{2}.*)?")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")


def day_in_cell(cell: Cell) -> date:
    """A real date, an Excel day number, or text with the day first or the year first."""
    if isinstance(cell, datetime):
        return plausible(cell.date())
    if isinstance(cell, date):
        return plausible(cell)
    if isinstance(cell, bool | time | timedelta) or cell in ENDLESS:
        raise Unreadable(Cause.NOT_A_DATE, value=shown(cell))
    if isinstance(cell, int | float):
        return _day_of_serial(int(cell), shown(cell))

    text = present(cell)
    if day_first := _DAY_FIRST.fullmatch(text):
        return calendar_day(day_first[4], day_first[3], day_first[1], text)
    if iso := _ISO.fullmatch(text):
        return calendar_day(iso[1], iso[3], iso[4], text)
    if serial := _SERIAL.fullmatch(text):
        return _day_of_serial(int(serial[1]), text)
    raise Unreadable(Cause.NOT_A_DATE, value=text)


def calendar_day(year: str, month: str, day: str, text: str) -> date:
    try:
        return plausible(date(int(year), int(month), int(day)))
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(Cause.IMPOSSIBLE_DATE, value=text) from None


def plausible(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise Unreadable(Cause.IMPLAUSIBLE_DATE, value=day.isoformat())
    return day


def _day_of_serial(serial: int, text: str) -> date:
    if not 0 <= serial <= 99_999:
        raise Unreadable(Cause.NOT_A_DATE, value=text)
    return plausible(EXCEL_DAY_ZERO + timedelta(days=serial))


class Period(NamedTuple):
    start: date
    until: date | None = None
    at: time | None = None


class _Shape(NamedTuple):
    unit: str
    year_digits: int
    digits: int


_SHAPES = {
    "101": _Shape("day", 2, 6),
    "102": _Shape("day", 4, 8),
    "201": _Shape("minute", 2, 10),
    "203": _Shape("minute", 4, 12),
    "204": _Shape("minute", 4, 14),
    "205": _Shape("minute", 4, 12),
    "303": _Shape("minute", 4, 12),
    "304": _Shape("minute", 4, 14),
    "609": _Shape("month", 2, 4),
    "610": _Shape("month", 4, 6),
    "615": _Shape("week", 2, 4),
    "616": _Shape("week", 4, 6),
}
_ZONED = frozenset({"205", "303", "304"})
_RANGES = {
    "710": "610",
    "711": "102",
    "713": "201",
    "715": "615",
    "716": "616",
    "717": "101",
    "718": "102",
    "719": "203",
}


def period_in_message(text: str, format_code: str) -> Period:
    """A day, a moment, a week, a month or a range, by EDIFACT's code list 2379."""
    code = format_code or "102"
    if code in _RANGES:
        shape = _SHAPES[_RANGES[code]]
        ends = re.fullmatch(rf"(\d{{{shape.digits}}})-?(\d{{{shape.digits}}})", text)
        if not ends:
            raise Unreadable(Cause.NOT_A_DATE, value=text)
        first, last = (_period(end, shape, text) for end in ends.groups())
        until = last.until or last.start
        if until < first.start:
            raise Unreadable(Cause.IMPOSSIBLE_DATE, value=text)
        return Period(first.start, until, first.at)

    shape_or_none = _SHAPES.get(code)
    if shape_or_none is None:
        raise Unreadable(Cause.UNKNOWN_DATE_FORMAT, value=text, format=code)
    digits = text[: shape_or_none.digits] if code in _ZONED else text
    if len(digits) != shape_or_none.digits or not digits.isdecimal():
        raise Unreadable(Cause.NOT_A_DATE, value=text)
    return _period(digits, shape_or_none, text)


def _period(digits: str, shape: _Shape, text: str) -> Period:
    year = digits[: shape.year_digits] if shape.year_digits == 4 else f"20{digits[:2]}"
    rest = digits[shape.year_digits :]
    if shape.unit == "week":
        return _week(int(year), int(rest), text)

    first = calendar_day(year, rest[:2], rest[2:4] or "01", text)
    if shape.unit == "month":
        return Period(first, _last_of_month(first))
    if shape.unit == "day":
        return Period(first)
    try:
        return Period(first, at=time(int(rest[4:6]), int(rest[6:8])))
    except ValueError:
        raise Unreadable(Cause.IMPOSSIBLE_DATE, value=text) from None


def _week(year: int, week: int, text: str) -> Period:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise Unreadable(Cause.IMPOSSIBLE_DATE, value=text) from None
    return Period(plausible(monday), monday + timedelta(days=6))


def _last_of_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
