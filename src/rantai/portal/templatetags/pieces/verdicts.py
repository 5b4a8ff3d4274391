"""The verdict on a value between its limits, and why."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rantai.portal.drawing import limits
from rantai.portal.statuses import TONE_ICONS
from rantai.portal.templatetags.figures import number
from rantai.portal.templatetags.pieces.library import register
from rantai.portal.templatetags.pieces.marks import icon
from rantai.portal.templatetags.pieces.rows import read_rows

VERDICT_TONES = {"ok": "ok", "watch": "watch", "above": "out", "below": "out", "out": "out"}


def _verdict_words(state: str, label: str) -> str:
    if not label:
        return {
            "ok": _("within limits"),
            "watch": _("close to a limit"),
            "above": _("above the limit"),
            "below": _("below the limit"),
            "out": _("outside the limits"),
        }[state]
    return {
        "ok": _("%(what)s within limits"),
        "watch": _("%(what)s close to a limit"),
        "above": _("%(what)s above the limit"),
        "below": _("%(what)s below the limit"),
        "out": _("%(what)s outside the limits"),
    }[state] % {"what": label}


def _bound(limit: Any) -> float | None:
    return None if limit is None or limit == "" else float(limit)


def _reached(value: Any, low: Any, high: Any, watch_low: Any, watch_high: Any) -> str:
    return limits.state_of(
        float(value),
        low=_bound(low),
        high=_bound(high),
        watch_low=_bound(watch_low),
        watch_high=_bound(watch_high),
    )


def _verdict(
    value: Any,
    low: Any,
    high: Any,
    label: str,
    unit: str,
    places: int | None,
    watch_low: Any,
    watch_high: Any,
    state: str,
) -> dict[str, Any]:
    state = state or _reached(value, low, high, watch_low, watch_high)
    low, high = _bound(low), _bound(high)
    tone = VERDICT_TONES[state]
    return {
        "value": value,
        "low": low,
        "high": high,
        "unit": unit,
        "places": places,
        "tone": tone,
        "icon": TONE_ICONS[tone],
        "words": _verdict_words(state, label),
        "bar": limits.limits_bar(float(value), low=low, high=high),
        "width": limits.WIDTH,
    }


@register.inclusion_tag("portal/pieces/verdict.html")
def verdict(
    value: Any,
    low: Any = None,
    high: Any = None,
    label: str = "",
    unit: str = "",
    places: int | None = None,
    advice: str = "",
    watch_low: Any = None,
    watch_high: Any = None,
    state: str = "",
) -> dict[str, Any]:
    drawn = _verdict(value, low, high, label, unit, places, watch_low, watch_high, state)
    return {**drawn, "advice": advice}


@register.simple_tag
def verdict_line(
    value: Any,
    low: Any = None,
    high: Any = None,
    unit: str = "",
    places: int | None = None,
    watch_low: Any = None,
    watch_high: Any = None,
    state: str = "",
) -> SafeString:
    """Written here, not by a template: a board shows one in every row."""
    state = state or _reached(value, low, high, watch_low, watch_high)
    tone = VERDICT_TONES[state]
    return format_html(
        '<span class="verdict-line verdict-line-{}">{}<span class="hidden-text">{}: </span>'
        "<b>{}{}</b>{}</span>",
        tone,
        icon(TONE_ICONS[tone]),
        _verdict_words(state, ""),
        number(value, places),
        format_html("<small>\u00a0{}</small>", unit) if unit else "",
        "" if tone == "ok" else format_html(" <small>({})</small>", _limits(low, high, places)),
    )


def _limits(low: Any, high: Any, places: int | None) -> str:
    if low is not None and high is not None:
        return f"{number(low, places)}–{number(high, places)}"
    return f"≤\u00a0{number(high, places)}" if low is None else f"≥\u00a0{number(low, places)}"


@register.inclusion_tag("portal/pieces/why.html")
def why(
    what: str,
    rule: str = "",
    inputs: Iterable[Any] = (),
    result: str = "",
    since: Any = None,
    lines: Iterable[str] = (),
    source: str = "",
    open: bool = False,
) -> dict[str, Any]:
    given = list(inputs)
    return {
        "what": what,
        "rule": rule,
        "inputs": read_rows(
            [item for item in given if not isinstance(item, str)], ("label", "text")
        ),
        "lines": [*(item for item in given if isinstance(item, str)), *lines],
        "result": result,
        "since": since,
        "source": source,
        "open": open,
    }
