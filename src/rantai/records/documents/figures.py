"""How a number, a sum of money, a day and an instant are written on paper."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date

JAKARTA = ZoneInfo("Asia/Jakarta")
MINUS = "\N{MINUS SIGN}"


def number(value: Decimal | int) -> str:
    """Write every digit that was given: a lab's 3.250 is not its 3.25.

    >>> number(Decimal("-1412.50"))
    '−1.412,50'
    """
    written = f"{abs(value):,f}" if isinstance(value, Decimal) else f"{abs(value):,}"
    swapped = written.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{swapped}" if value < 0 else swapped


def rupiah(amount: int) -> str:
    """Write whole rupiah.

    >>> rupiah(1250000)
    'Rp 1.250.000'
    """
    return f"{MINUS if amount < 0 else ''}Rp {number(abs(amount))}"


def day(on: date) -> str:
    """Write a day in the language now active, such as 12 April 2019."""
    return format_date(on, "j F Y")


def short_day(on: date) -> str:
    """Write a day for a narrow column."""
    return format_date(on, "j M Y")


def moment(at: datetime) -> str:
    """Write an instant as the clock on the workshop's wall showed it."""
    return format_date(at.astimezone(JAKARTA), "j F Y H.i") + " WIB"


def short_moment(at: datetime) -> str:
    """Write an instant for a narrow column."""
    return format_date(at.astimezone(JAKARTA), "j M Y, H.i")


def span(low: Decimal | None, high: Decimal | None) -> str:
    """Write limits: both, the lower or the upper one alone, or a dash for none."""
    if low is not None and high is not None:
        return f"{number(low)}–{number(high)}"
    if low is not None:
        return f"≥ {number(low)}"
    return f"≤ {number(high)}" if high is not None else "–"
