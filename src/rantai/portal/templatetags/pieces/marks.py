"""Icons, states and quantities: words and marks."""

from functools import cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from rantai.portal.statuses import STATUSES, TONE_ICONS
from rantai.portal.templatetags.figures import number
from rantai.portal.templatetags.pieces.library import register


@cache
def _icon_paths(name: str) -> str:
    drawn = lucide(name, size=None)
    return drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")].strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of lucide; with a label it speaks for itself, without it the word beside it does."""
    return _drawn(name, format_html(' role="img" aria-label="{}"', label)) if label else _mark(name)


@cache
def _mark(name: str) -> SafeString:
    return _drawn(name, ' aria-hidden="true"')


def _drawn(name: str, spoken: str) -> SafeString:
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24"{}>{}</svg>',
        mark_safe(spoken),
        mark_safe(_icon_paths(name)),
    )


@register.simple_tag
def status(kind: str, word: str = "") -> SafeString:
    tone, meaning = STATUSES[kind]
    return format_html(
        '<span class="pill pill-{}">{}{}</span>', tone, icon(TONE_ICONS[tone]), word or meaning
    )


@register.simple_tag
def quantity(value: Any, unit: str = "", places: int | None = None) -> SafeString:
    return format_html(
        '<span class="quantity">{}<small>\u00a0{}</small></span>', number(value, places), unit
    )
