"""Text as a cell or a segment holds it: a code stays as the customer writes it."""

import re
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from rantai.orders.schedule_files.faults import Cause, Unreadable

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# A number too great for Excel reads as one of these.
ENDLESS = (float("inf"), float("-inf"))
LONGEST_TEXT = 70
FORMULA_ERRORS = frozenset(
    {"#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"}
)

_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)


def text_in_cell(cell: Cell) -> str:
    """A code as the customer writes it: inner blanks and leading zeros stay."""
    if cell is None:
        return ""
    if isinstance(cell, date | time | timedelta):
        raise Unreadable(Cause.TEXT_BECAME_DATE, value=shown(cell))
    if isinstance(cell, int | float):
        # Excel keeps 15 digits; of a longer code the end is lost.
        if isinstance(cell, bool) or abs(cell) >= 10**15 or cell != int(cell):
            raise Unreadable(Cause.TEXT_BECAME_NUMBER, value=shown(cell))
        return str(int(cell))

    text = trimmed(cell)
    if text.upper() in FORMULA_ERRORS:
        raise Unreadable(Cause.FORMULA_ERROR, value=text)
    if _SCIENTIFIC.fullmatch(text):
        raise Unreadable(Cause.TEXT_BECAME_NUMBER, value=text)
    return short_enough(text)


def short_enough(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Unreadable(Cause.TEXT_TOO_LONG, value=text[:20] + "…", limit=LONGEST_TEXT)
    return text


def present(cell: str | None) -> str:
    """The trimmed text of a value that may not be missing."""
    text = trimmed(cell or "")
    if not text:
        raise Unreadable(Cause.MISSING_VALUE)
    if text.upper() in FORMULA_ERRORS:
        raise Unreadable(Cause.FORMULA_ERROR, value=text)
    return text


def trimmed(text: str) -> str:
    return text.strip(" \t\r\n\u00a0\ufeff")


def shown(cell: Cell) -> str:
    """A cell as a person saw it, for a message."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
