"""The tag of a wall's small charts; written out here, for a page holds two hundred of them."""

from collections.abc import Collection, Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from rantai.portal.drawing import small
from rantai.portal.drawing.control import Lines
from rantai.portal.templatetags.pieces.marks import icon

register = template.Library()


@register.simple_tag
def small_chart(
    values: Sequence[float],
    name: str,
    url: str,
    note: str = "",
    word: str = "",
    centre: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
    low: float | None = None,
    high: float | None = None,
    signals: Collection[int] = (),
) -> SafeString:
    """A list item that is a link: its name, the drawing, what it says; word is its last signal."""
    levels = [
        None if level is None else float(level) for level in (centre, lower, upper, low, high)
    ]
    drawn = small.small_chart(values, Lines(*levels), signals)
    return format_html(
        '<li{}><a href="{}"><b>{}</b><svg class="control small" viewBox="0 0 {} {}" '
        'aria-hidden="true">{}</svg>{}<small>{}</small></a></li>',
        mark_safe(' class="is-out"') if word else "",
        url,
        name,
        small.WIDTH,
        small.HEIGHT,
        mark_safe(_lines(drawn) + _marks(drawn, is_out=bool(word))),
        format_html('<span class="signal">{}{}</span>', icon("triangle-alert"), word)
        if word
        else "",
        note,
    )


def _lines(drawn: small.Small) -> str:
    across = "".join(
        f'<path class="{kind}" d="M0 {drawn.levels[name]}H{small.WIDTH}"/>'
        for name, kind in (
            ("low", "drawn"),
            ("high", "drawn"),
            ("lower", "own"),
            ("upper", "own"),
            ("centre", "centre"),
        )
        if name in drawn.levels
    )
    return f'{across}<path class="run" d="{drawn.run}"/>'


def _marks(drawn: small.Small, *, is_out: bool) -> str:
    rings = "".join(f'<circle cx="{x}" cy="{y}" r="5"/>' for x, y in drawn.rings)
    x, y = drawn.last
    return f'{rings}<path class="last{" last-out" if is_out else ""}" d="M{x} {y}h0"/>'
