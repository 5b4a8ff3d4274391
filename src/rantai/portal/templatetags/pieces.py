"""Tags for the drawn pieces and the small components; each page's shapes come from here."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, FileInput, Form
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from rantai.portal.drawing import control, curve, java, limits, lines, tree
from rantai.portal.drawing import pareto as pareto_drawing
from rantai.portal.drawing import radar as radar_drawing
from rantai.portal.look import joined
from rantai.portal.statuses import STATUSES, TONE_ICONS
from rantai.portal.templatetags.figures import number

register = template.Library()


def _read(item: Any, names: Sequence[str]) -> list[Any]:
    """The named parts of a row given as tuple, dict or object; parts left out are None.

    Rooms below the portal cannot import a type of ours, so they hand over what they have.
    """
    if isinstance(item, Mapping):
        return [item.get(name) for name in names]
    if isinstance(item, tuple | list):
        return [*item, *[None] * (len(names) - len(item))]
    return [getattr(item, name, None) for name in names]


def _rows(items: Iterable[Any] | None, names: Sequence[str]) -> list[dict[str, Any]]:
    return [dict(zip(names, _read(item, names), strict=True)) for item in items or ()]


# Words and marks


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


# The verdict

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


# Where it is and why


@register.inclusion_tag("portal/pieces/flow_strip.html")
def flow_strip(steps: Iterable[Any], label: str = "") -> dict[str, Any]:
    return {
        "steps": _rows(steps, ("label", "count", "url", "current")),
        "label": label or _("Where it is in the work"),
    }


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
        "inputs": _rows([item for item in given if not isinstance(item, str)], ("label", "text")),
        "lines": [*(item for item in given if isinstance(item, str)), *lines],
        "result": result,
        "since": since,
        "source": source,
        "open": open,
    }


# Charts


@register.inclusion_tag("portal/pieces/control_chart.html")
def control_chart(
    points: Iterable[Any],
    centre: Any = None,
    lower: Any = None,
    upper: Any = None,
    low: Any = None,
    high: Any = None,
    signals: Mapping[int, str] | None = None,
    title: str = "",
    unit: str = "",
    places: int | None = None,
    fresh: int = 0,
    steps: Sequence[tuple[float, float, float]] = (),
) -> dict[str, Any]:
    """fresh: so many of the last points are not saved yet, and drawn hollow.

    steps: lower limit, centre and upper limit of each point, where they differ from point to point.
    """
    rows = _rows(points, ("value", "when", "who", "label", "url"))
    if not rows:
        return {"rows": rows, "title": title}
    levels = control.Lines(
        *(None if level is None else float(level) for level in (centre, lower, upper, low, high))
    )
    chart = control.control_chart([float(row["value"]) for row in rows], levels, steps)
    rules = dict(signals or {})
    for i, (row, (x, y)) in enumerate(zip(rows, chart.points, strict=True)):
        row.update(x=x, y=y, signal=rules.get(i, ""), beyond=chart.beyond.get(i, 0))
    return {
        "rows": rows,
        "last": rows[-1],
        "fresh": rows[len(rows) - fresh :],
        "chart": chart,
        "levels": levels,
        "signals": [(rows[i], rule) for i, rule in sorted(rules.items()) if i < len(rows)],
        "rules": list(dict.fromkeys(rules.values())),
        "is_out": rules.get(len(rows) - 1, "") != "",
        "title": title,
        "unit": unit,
        "places": places,
        "width": control.WIDTH,
        "height": control.HEIGHT,
        "left": control.LEFT,
        "right": control.RIGHT,
    }


@register.inclusion_tag("portal/pieces/load_bar.html")
def load_bar(percent: Any, text: bool = True) -> dict[str, Any]:
    drawn = lines.load_bar(float(percent))
    return {"bar": drawn, "percent": percent, "text": text, "end": lines.LOAD_END}


@register.inclusion_tag("portal/pieces/sparkline.html")
def sparkline(
    values: Iterable[Any], low: Any = None, high: Any = None, title: str = ""
) -> dict[str, Any]:
    readings = [float(value) for value in values]
    if not readings:
        return {"line": None}
    return {
        "line": lines.sparkline(
            readings,
            low=None if low is None else float(low),
            high=None if high is None else float(high),
        ),
        "title": title,
        "first": readings[0],
        "last": readings[-1],
        "width": lines.SPARK_WIDTH,
        "height": lines.SPARK_HEIGHT,
    }


@register.inclusion_tag("portal/pieces/cost_curve.html")
def cost_curve(points: Iterable[Any], title: str = "") -> dict[str, Any]:
    """Rows of (heats right at once of 100, charge alone, charge and correcting), in rupiah."""
    rows = [curve.CurvePoint(*map(float, row)) for row in points]
    return {
        "curve": curve.cost_curve(rows),
        "title": title,
        "width": curve.WIDTH,
        "height": curve.HEIGHT,
        "left": curve.LEFT,
        "right": curve.RIGHT,
        "bottom": curve.BOTTOM,
    }


@register.inclusion_tag("portal/pieces/pareto.html")
def pareto(rows: Iterable[Any], title: str = "") -> dict[str, Any]:
    counted = [
        (str(row["label"]), float(row["count"]), row["url"] or "")
        for row in _rows(rows, ("label", "count", "url"))
    ]
    return {"bars": pareto_drawing.pareto(counted), "title": title}


@register.inclusion_tag("portal/pieces/radar.html")
def radar(axes: Iterable[Any], title: str = "", best: float = 5) -> dict[str, Any]:
    rows = _rows(axes, ("label", "now", "before"))
    drawn = radar_drawing.radar(
        [
            (
                str(row["label"]),
                float(row["now"]),
                None if row["before"] is None else float(row["before"]),
            )
            for row in rows
        ],
        best=float(best),
    )
    return {
        "radar": drawn,
        "rows": rows,
        "title": title,
        "width": radar_drawing.WIDTH,
        "centre_x": radar_drawing.CENTRE_X,
        "centre_y": radar_drawing.CENTRE_Y,
    }


@register.inclusion_tag("portal/pieces/centre_map.html")
def centre_map(places: Iterable[Any], title: str = "") -> dict[str, Any]:
    rows = _rows(places, ("name", "latitude", "longitude", "text", "url"))
    points = java.place_points(
        [(str(row["name"]), float(row["latitude"]), float(row["longitude"])) for row in rows]
    )
    return {
        "points": list(zip(points, rows, strict=True)),
        "islands": [java.outline(java.JAVA), java.outline(java.MADURA)],
        "title": title,
        "width": java.WIDTH,
        "height": java.HEIGHT,
    }


# The trace tree

NODE_PARTS = ("label", "note", "count", "unit", "url", "state", "children")
STATE_MARKS = {"held": ("out", "octagon-pause"), "scrapped": ("gone", "trash-2")}


def _node(item: Any) -> tree.Node:
    if isinstance(item, tree.Node):
        return item
    label, note, count, unit, url, state, children = _read(item, NODE_PARTS)
    return tree.Node(
        label=str(label),
        note=str(note or ""),
        count=count,
        unit=str(unit or ""),
        url=str(url or ""),
        state=str(state or ""),
        children=[_node(child) for child in children or ()],
    )


def _count(node: tree.Node) -> str:
    """What the right edge of a node says: its mass or pieces, and what became of them."""
    words = {"held": _("held"), "shipped": _("shipped"), "scrapped": _("scrapped")}
    if node.unit:
        return f"{number(node.count)}\u00a0{node.unit}"
    if node.children and not node.state:
        found = tree.states(node)
        told = [f"{number(found[state])} {word}" for state, word in words.items() if found[state]]
        return " · ".join(told) or number(tree.pieces(node))
    if node.count is None and not node.children:
        return words.get(node.state, "")
    return f"{number(tree.pieces(node))} {words.get(node.state, '')}".strip()


def _leaf(node: tree.Node, *, is_link: bool = True) -> SafeString:
    note = format_html("<small>{}</small>", node.note) if node.note else ""
    name = format_html("<span>{}{}</span>", node.label, note)
    count = _count(node)
    mark = icon(STATE_MARKS[state][1]) if (state := tree.state_of(node)) in STATE_MARKS else ""
    inside = format_html("{}{}{}", mark, name, format_html("<b>{}</b>", count) if count else "")
    if node.url and is_link:
        return format_html('<a href="{}">{}</a>', node.url, inside)
    return inside


def _branch(node: tree.Node) -> SafeString:
    """Written here, not by a template that includes itself: a recall has thousands of nodes."""
    state = tree.state_of(node)
    name = f"node node-{state}" if state else "node"
    if not node.children:
        return format_html('<li class="{}">{}</li>', name, _leaf(node))
    folded = tree.fold(node)
    inner = mark_safe("".join(map(_branch, folded.shown)))
    if node.url:  # inside, for a link may not stand in the handle that folds
        whole = _("All of %(what)s") % {"what": node.label}
        inner = (
            format_html('<li class="node node-more"><a href="{}">{}</a></li>', node.url, whole)
            + inner
        )
    if folded.hidden:
        more = _("and %(count)s more") % {"count": number(folded.hidden)}
        inner += format_html('<li class="node node-more">{}</li>', more)
    return format_html(
        '<li class="{}"><details{}><summary>{}</summary><ul>{}</ul></details></li>',
        name,
        mark_safe(" open") if folded.is_open else "",
        _leaf(node, is_link=False),
        inner,
    )


@register.inclusion_tag("portal/pieces/trace_tree.html")
def trace_tree(subject: Any, behind: Iterable[Any], ahead: Iterable[Any]) -> dict[str, Any]:
    middle = _node(subject)
    return {
        "subject": middle,
        "subject_state": tree.state_of(middle),
        "subject_count": _count(middle),
        "behind": mark_safe("".join(_branch(_node(item)) for item in behind)),
        "ahead": mark_safe("".join(_branch(_node(item)) for item in ahead)),
    }


# Forms and lists


@register.inclusion_tag("portal/pieces/field.html")
def field(
    bound: BoundField, unit: str = "", keypad: bool = False, label: str = "", hint: Any = None
) -> dict[str, Any]:
    widget = bound.field.widget
    extra: dict[str, Any] = {"data-keypad": ""} if keypad else {}
    hint = bound.help_text if hint is None else hint
    described = [f"{bound.auto_id}_helptext"] if hint else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    if described and not bound.use_fieldset:
        extra["aria-describedby"] = " ".join(described)
    if widget.attrs.get("placeholder") == bound.label:
        extra["placeholder"] = False  # the label above already says it
    return {
        "field": bound,
        "control": bound.as_widget(attrs=extra),
        "unit": unit or getattr(bound.field, "unit", ""),
        "label": label or bound.label,
        "hint": hint,
        "is_check": isinstance(widget, CheckboxInput),
        "is_file": isinstance(widget, FileInput),
    }


@register.inclusion_tag("portal/pieces/form_errors.html")
def form_errors(form: Form) -> dict[str, Any]:
    return {"errors": form.non_field_errors()}


@register.inclusion_tag("portal/pieces/keypad.html")
def keypad() -> dict[str, Any]:
    return {"digits": "123456789"}


@register.inclusion_tag("portal/pieces/nothing_yet.html")
def nothing_yet(
    title: str, sentence: str = "", url: str = "", action: str = "", icon: str = "inbox"
) -> dict[str, Any]:
    return {"title": title, "sentence": sentence, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("portal/pieces/breadcrumb.html")
def breadcrumb(crumbs: Iterable[Any]) -> dict[str, Any]:
    return {"crumbs": _rows(crumbs, ("label", "url"))}


@register.inclusion_tag("portal/pieces/filters.html")
def filters(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    return {
        "items": _rows(items, ("label", "count", "url", "current")),
        "label": label or _("Filter"),
    }


@register.inclusion_tag("portal/pieces/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    return {"page": page, "request": context.get("request")}


# The frame


@register.simple_tag
def stylesheet_url() -> str:
    return reverse("stylesheet", args=[joined().digest])


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str = "") -> SafeString:
    """The options of a `select`: a hundred and fifty of them, without a hundred and fifty loops."""
    return mark_safe(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{escape(label)}</option>"
            for value, label in choices
        )
    )


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> str:
    """The title block's words once more, for the browser's tab: a block can be placed only once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block("title")
    return " ".join(normalize_newlines(strip_tags(block.render(context))).split())
