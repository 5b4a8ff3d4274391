"""Filters that write numbers, money and times in the language of the page."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import get_language, override

from rantai.portal.drawing import figures

register = template.Library()


def language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def _number(value: Any) -> Decimal | None:
    """None and the empty string have no figure; a text that is no number is a mistake to see."""
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation as cause:
        raise ValueError(f"{value!r} is not a number.") from cause


def _write(value: Any, writer: Callable[[Decimal], str]) -> str:
    exact = _number(value)
    return figures.NOTHING if exact is None else writer(exact)


@register.filter
def number(value: Any, places: int | None = None) -> str:
    if type(value) is int and not places:
        return figures.whole(value, language())
    return _write(value, lambda exact: figures.written(exact, places, language()))


@register.filter
def as_told(value: str) -> str:
    """A figure as an instrument told it, no digit lost and its bound kept: <0.002 is <0,002."""
    bound = value[:1] if value[:1] in ("<", ">") else ""
    figure = value.removeprefix(bound)
    return bound + number(figure, len(figure.partition(".")[2])) if figure else ""


@register.filter
def signed(value: Any, places: int | None = None) -> str:
    return _write(value, lambda exact: figures.signed(exact, places, language()))


@register.filter
def rupiah(value: Any) -> str:
    return _write(value, lambda exact: figures.rupiah(exact, language()))


@register.filter
def pct(value: Any, places: int | None = None) -> str:
    return _write(value, lambda exact: figures.percent(exact, places, language()))


@register.filter
def mass(value: Any) -> str:
    return _write(value, lambda exact: figures.mass(exact, language()))


@register.filter
def clock(value: Any) -> str:
    return _write(value, lambda exact: figures.clock(exact, language()))


@cache
def _month_words(code: str) -> list[str]:
    with override(code):
        return [str(MONTHS_3[month]).title() for month in range(1, 13)]


@register.filter
def day(value: date | None) -> str:
    """As Django's "j M Y" writes it, but a board has hundreds and that takes its time."""
    if value is None:
        return figures.NOTHING
    local = _local(value)
    return f"{local.day} {_month_words(language())[local.month - 1]} {local.year}"


@register.filter
def moment(value: datetime | None) -> str:
    if value is None:
        return figures.NOTHING
    return f"{day(value)} {time_of_day(value)}"


@register.filter
def time_of_day(value: datetime | None) -> str:
    """Indonesian writes the time with a dot."""
    if value is None:
        return figures.NOTHING
    return f"{_local(value):%H:%M}" if language() == "en" else f"{_local(value):%H.%M}"


def _local(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def when(value: Any) -> str:
    """A moment, a day, or words that say when."""
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else str(value or "")


@register.filter
def counted(value: Any) -> str:
    """A count, or words that already hold it: 41, 512 kg."""
    return value if isinstance(value, str) else number(value)
