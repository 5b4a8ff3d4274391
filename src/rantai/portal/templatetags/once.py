"""Drawing a piece of a page once for equal values: a list of heats is read all day, seldom new."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

MOST_KEPT = 8_000
"""Pieces of about half a kilobyte, in each server process."""


class DrawnOtherwise(template.TemplateSyntaxError):
    """What lies inside depends on something that the tag does not name."""


class Kept:
    """The drawn pieces asked for last, for all threads."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._drawn: OrderedDict[Any, SafeString] = OrderedDict()

    def get(self, key: Any) -> SafeString | None:
        with self._lock:
            if (found := self._drawn.get(key)) is not None:
                self._drawn.move_to_end(key)
            return found

    def put(self, key: Any, drawn: SafeString) -> None:
        with self._lock:
            self._drawn[key] = drawn
            if len(self._drawn) > self._most:
                self._drawn.popitem(last=False)


KEPT = Kept(MOST_KEPT)


class DrawnOnce(template.Node):
    child_nodelists = ("inside",)

    def __init__(self, values: Sequence[FilterExpression], inside: NodeList) -> None:
        self.values, self.inside = values, inside

    def render(self, context: Context) -> SafeString:
        key = (self, get_language(), *(value.resolve(context) for value in self.values))
        drawn = KEPT.get(key)
        if drawn is None or settings.DRAWN_ONCE_IS_PROVED:
            fresh = mark_safe(self.inside.render(context))
            if drawn is not None and drawn != fresh:
                raise DrawnOtherwise(f"{drawn!r} and {fresh!r} are drawn for the same {key[1:]}.")
            KEPT.put(key, fresh)
            return fresh
        return drawn


@register.tag
def drawn_once(parser: Parser, token: Token) -> DrawnOnce:
    """`{% drawn_once heat.code heat.status %}…{% end_drawn_once %}`: by the values named alone.

    Every value that is shown inside, or decides what is shown, must be named. The language needs
    no name. The tests draw each piece anew and compare, so that a forgotten value fails there.
    """
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    inside = parser.parse(("end_drawn_once",))
    parser.delete_first_token()
    return DrawnOnce(values, inside)
