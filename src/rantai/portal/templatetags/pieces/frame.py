"""What stands around every page."""

from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import normalize_newlines

from rantai.portal.look import joined
from rantai.portal.templatetags.pieces.library import register


@register.simple_tag
def stylesheet_url() -> str:
    return reverse("stylesheet", args=[joined().digest])


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> str:
    """The title block's words once more, for the browser's tab: a block can be placed only once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block("title")
    return " ".join(normalize_newlines(strip_tags(block.render(context))).split())
