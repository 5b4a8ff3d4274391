"""Fields, keys, lists and the empty place where one will be."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, FileInput, Form
from django.template.context import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rantai.portal.templatetags.pieces.library import register
from rantai.portal.templatetags.pieces.rows import read_rows


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
    return {"crumbs": read_rows(crumbs, ("label", "url"))}


@register.inclusion_tag("portal/pieces/filters.html")
def filters(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    return {
        "items": read_rows(items, ("label", "count", "url", "current")),
        "label": label or _("Filter"),
    }


@register.inclusion_tag("portal/pieces/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    return {"page": page, "request": context.get("request")}


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
