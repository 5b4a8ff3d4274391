"""A number of pieces, from a cell or a segment."""

import re
from datetime import date, time, timedelta

from rantai.orders.schedule_files.faults import Cause, Unreadable
from rantai.orders.schedule_files.texts import ENDLESS, Cell, present, shown

LARGEST_QUANTITY = 999_999_999

_SIGNED = re.compile(r"([+-]?)\s*([\d.,]+)\s*(-?)")
_ONE_MARK = re.compile(r"(\d*)([.,])(\d*)")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,(\d*))?|\d{1,3}(?:,\d{3})+(?:\.(\d*))?")


def pieces_in_cell(cell: Cell, decimal_mark: str | None) -> int:
    """A whole number of pieces; `decimal_mark` is None where nothing tells which is used."""
    if isinstance(cell, bool | date | time | timedelta) or cell in ENDLESS:
        raise Unreadable(Cause.NOT_A_NUMBER, value=shown(cell))
    if isinstance(cell, int | float):
        if cell < 0:
            raise Unreadable(Cause.NEGATIVE_QUANTITY, value=shown(cell))
        if cell != int(cell):
            raise Unreadable(Cause.FRACTIONAL_QUANTITY, value=shown(cell))
        return _bounded(int(cell), shown(cell))

    text = present(cell)
    digits = _unsigned(text)
    if one_mark := _ONE_MARK.fullmatch(digits):
        whole, mark, rest = one_mark.groups()
        if not _looks_grouped(whole, rest) or mark == decimal_mark:
            return _whole(whole, rest, text)
        if decimal_mark is None:
            raise Unreadable(Cause.AMBIGUOUS_NUMBER, value=text)
    if grouped := _GROUPED.fullmatch(digits):
        rest = grouped[1] or grouped[2] or ""
        whole = digits.removesuffix(rest) if rest else digits
        return _whole(re.sub(r"\D", "", whole), rest, text)
    return _whole(digits, "", text)


def pieces_in_message(text: str, decimal_mark: str | None) -> int:
    """EDIFACT never groups thousands, so a lone mark is a decimal one.

    Unless the sender announced the other mark: then 1.000 may be a thousand after all.
    """
    digits = _unsigned(present(text))
    whole, mark, rest = digits, "", ""
    if one_mark := _ONE_MARK.fullmatch(digits):
        whole, mark, rest = one_mark.groups()
        if decimal_mark and mark != decimal_mark and _looks_grouped(whole, rest):
            raise Unreadable(Cause.AMBIGUOUS_NUMBER, value=text)
    return _whole(whole, rest, text)


def _unsigned(text: str) -> str:
    signed = _SIGNED.fullmatch(text)
    if not signed:
        raise Unreadable(Cause.NOT_A_NUMBER, value=text)
    if "-" in (signed[1], signed[3]) and signed[2].strip("0.,"):
        raise Unreadable(Cause.NEGATIVE_QUANTITY, value=text)
    return signed[2]


def _looks_grouped(whole: str, rest: str) -> bool:
    return len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")


def _whole(whole: str, rest: str, text: str) -> int:
    if not (whole + rest).isdecimal():
        raise Unreadable(Cause.NOT_A_NUMBER, value=text)
    if rest.strip("0"):
        raise Unreadable(Cause.FRACTIONAL_QUANTITY, value=text)
    if len(whole.lstrip("0")) > len(str(LARGEST_QUANTITY)):
        raise Unreadable(Cause.QUANTITY_TOO_LARGE, value=text, limit=LARGEST_QUANTITY)
    return int(whole or "0")


def _bounded(quantity: int, text: str) -> int:
    if quantity > LARGEST_QUANTITY:
        raise Unreadable(Cause.QUANTITY_TOO_LARGE, value=text, limit=LARGEST_QUANTITY)
    return quantity
