"""Codes of ours in a title: they are read, said and looked for as one word."""

import re

from django import template

register = template.Library()

# A tag, or letters and figures in capitals joined by hyphens, as in 8D-18-001.
_CODE = re.compile(r"(<[^>]*>)|\b[0-9A-Z]+(?:-[0-9A-Z]+)+\b")
LONGEST_WHOLE = 14
"""Longer codes may break, or a phone's page would be wider than the phone."""


@register.filter(is_safe=True)
def whole_codes(title: str) -> str:
    """A title whose codes stay on one line: at 360 px a code was broken at its hyphen.

    The hyphen stays a hyphen, so that a code copied from the title is found by the search box.
    """

    def kept(found: re.Match[str]) -> str:
        code = found[0]
        if found[1] or len(code) > LONGEST_WHOLE or not any(map(str.isdigit, code)):
            return code
        return f'<span class="whole">{code}</span>'

    return _CODE.sub(kept, title)
