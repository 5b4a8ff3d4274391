"""The trace tree: what lies behind and ahead of one thing, folded so that a screen can hold it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

OPEN_UP_TO = 6  # children; a larger family starts folded
SHOWN_UP_TO = 60  # children of one fold; the rest is a number, and the list is elsewhere


@dataclass(frozen=True)
class Node:
    """One thing or one group; a group counts what lies in it unless it says otherwise."""

    label: str
    note: str = ""
    count: int | None = None
    unit: str = ""
    url: str = ""
    state: str = ""
    children: Sequence["Node"] = field(default=())


@dataclass(frozen=True)
class Fold:
    """How a group is shown."""

    shown: Sequence[Node]
    hidden: int
    is_open: bool


def fold(node: Node) -> Fold:
    return Fold(
        shown=node.children[:SHOWN_UP_TO],
        hidden=max(0, len(node.children) - SHOWN_UP_TO),
        is_open=len(node.children) <= OPEN_UP_TO and not any(c.children for c in node.children),
    )


def pieces(node: Node) -> int:
    """How many pieces a node stands for.

    >>> pieces(Node("box", children=[Node("1"), Node("2"), Node("3", count=4)]))
    6
    """
    if node.count is not None:
        return node.count
    return sum(map(pieces, node.children)) if node.children else 1


def states(node: Node) -> Counter[str]:
    """Pieces by state, so that a folded group still says that seven in it are held."""
    found: Counter[str] = Counter()
    for leaf in _leaves(node):
        found[leaf.state] += pieces(leaf)
    return found


def state_of(node: Node) -> str:
    """A group is held as soon as one piece in it is; otherwise it has the state all share."""
    if node.state or not node.children:
        return node.state
    found = states(node)
    if found["held"]:
        return "held"
    return next(iter(found)) if len(found) == 1 else ""


def _leaves(node: Node) -> Iterator[Node]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _leaves(child)
