"""The tree of a trace: what lies behind a thing and what lies ahead."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rantai.portal.drawing import tree
from rantai.portal.templatetags.figures import number
from rantai.portal.templatetags.pieces.library import register
from rantai.portal.templatetags.pieces.marks import icon
from rantai.portal.templatetags.pieces.rows import read_parts

NODE_PARTS = ("label", "note", "count", "unit", "url", "state", "children")


STATE_MARKS = {"held": ("out", "octagon-pause"), "scrapped": ("gone", "trash-2")}


def _node(item: Any) -> tree.Node:
    if isinstance(item, tree.Node):
        return item
    label, note, count, unit, url, state, children = read_parts(item, NODE_PARTS)
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
