"""The header of every page, drawn once for all to whom it says the same.

A page asks little else of the server as often, and half of what a template costs was spent here.
What differs from reader to reader is left open while drawing and filled in for each.
"""

from functools import lru_cache

from django import template
from django.middleware.csrf import get_token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from rantai.portal.frame import bar_of, place_of
from rantai.records.models import Account

register = template.Library()

# Characters for private use: no page says them, and escaping leaves them alone.
TOKEN, NAME, HERE, ASKED = "\ue000", "\ue001", "\ue002", "\ue003"


@register.simple_tag(takes_context=True)
def header(context: Context) -> SafeString:
    request = context.get("request")
    viewer = getattr(request, "user", None)
    reader = viewer if isinstance(viewer, Account) else None
    drawn = _drawn(
        get_language(),
        reader.role if reader else "",
        reader.cooperative.short_name if reader and reader.cooperative else "",
        place_of(reader.role, request.path) if reader and request else "",
        bool(context.get("is_example")),
    )
    filled = {
        TOKEN: get_token(request) if request else "",
        NAME: reader.get_full_name() if reader else "",
        HERE: request.get_full_path() if request else "/",
        ASKED: request.GET.get("kode", "") if request else "",
    }
    for place, value in filled.items():
        drawn = drawn.replace(place, escape(value))
    return mark_safe(drawn)


@lru_cache(maxsize=2_000)
def _drawn(language: str, role: str, cooperative: str, place: str, is_example: bool) -> str:
    return get_template("portal/_header.html").render(
        {
            "role": Account(role=role).get_role_display() if role else "",
            "cooperative": cooperative,
            "nav": bar_of(role, place) if role else [],
            "is_example": is_example,
            "csrf_token": TOKEN,
            "name": NAME,
            "here": HERE,
            "asked": ASKED,
        }
    )
