"""Walking the trace graph: everything ahead of a thing, everything behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from rantai.records.models import Account
from rantai.records.prepared import prepared
from rantai.records.queries import owned_by
from rantai.traceability.models import Link, Node

Row = tuple[Any, ...]

# UNION, not UNION ALL: returns and rework lead back to earlier metal, and a walk must end.
# The owner is in every step, so that a distributed database stays on one node. It goes along from
# step to step: told it as a number, SQLite first looks at every link to guess which lead nowhere.
_AHEAD = """
WITH RECURSIVE reached(cooperative_id, id) AS (
    SELECT cooperative_id, id FROM traceability_node WHERE cooperative_id = %s AND id = %s
    UNION
    SELECT link.cooperative_id, link.child_id FROM traceability_link AS link
    JOIN reached
        ON link.cooperative_id = reached.cooperative_id AND link.parent_id = reached.id
)
SELECT id FROM reached
"""
_BEHIND = """
WITH RECURSIVE reached(cooperative_id, id) AS (
    SELECT cooperative_id, id FROM traceability_node WHERE cooperative_id = %s AND id = %s
    UNION
    SELECT link.cooperative_id, link.parent_id FROM traceability_link AS link
    JOIN reached
        ON link.cooperative_id = reached.cooperative_id AND link.child_id = reached.id
)
SELECT id FROM reached
"""


def reached_ids(root: Node) -> set[int]:
    """The thing itself and everything that came from it."""
    return _walk(_AHEAD, root)


def origin_ids(subject: Node) -> set[int]:
    """The thing itself and everything it came from."""
    return _walk(_BEHIND, subject)


def nodes_ahead(root: Node) -> QuerySet[Node]:
    """The thing itself and everything that came from it, as rows: no ids travel twice."""
    return _found_by(_AHEAD, root.cooperative_id, root.pk)


def nodes_behind(subject: Node) -> QuerySet[Node]:
    """The thing itself and everything it came from."""
    return _found_by(_BEHIND, subject.cooperative_id, subject.pk)


class Reached(NamedTuple):
    """A node as a walk brings it; whole models would cost more than the walk itself."""

    id: int
    kind: str
    code: str
    open_holds: int

    @property
    def is_held(self) -> bool:
        return self.open_holds > 0


def things_ahead(root: Node, *, without: str) -> list[Reached]:
    """The thing itself and everything that came from it, in order, one kind left out."""
    return [Reached(*row) for row in _things_ahead(root.cooperative_id, root.pk, without)]


def things_behind(subject: Node, *, without: str) -> list[Reached]:
    """The thing itself and everything it came from, in order, one kind left out."""
    return [Reached(*row) for row in _things_behind(subject.cooperative_id, subject.pk, without)]


@prepared
def _things_ahead(owner: int, start: int, without: str) -> QuerySet[Node, Row]:
    return _things(_AHEAD, owner, start, without)


@prepared
def _things_behind(owner: int, start: int, without: str) -> QuerySet[Node, Row]:
    return _things(_BEHIND, owner, start, without)


def _things(sql: str, owner: int, start: int, without: str) -> QuerySet[Node, Row]:
    rows = _found_by(sql, owner, start).exclude(kind=without).order_by("pk")
    return rows.values_list("pk", "kind", "code", "open_holds")


def links_around(subject: Node) -> list[tuple[int, int]]:
    """Parent and child of every link of a thing's trace, on the way to it and away from it."""
    return _links_around(subject.cooperative_id, subject.pk)


@prepared
def _links_around(owner: int, subject: int) -> QuerySet[Link, tuple[int, int]]:
    return Link.objects.filter(
        Q(parent__in=_found_by(_AHEAD, owner, subject).values("pk"))
        | Q(child__in=_found_by(_BEHIND, owner, subject).values("pk")),
        cooperative_id=owner,
    ).values_list("parent_id", "child_id")


def _found_by(sql: str, owner: int, start: int) -> QuerySet[Node]:
    return Node.objects.filter(cooperative_id=owner, pk__in=RawSQL(sql, [owner, start]))


def _walk(sql: str, start: Node) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [start.cooperative_id, start.pk])
        return {row[0] for row in cursor.fetchall()}


def nodes_visible_to(viewer: Account) -> QuerySet[Node]:
    return owned_by(viewer, Node.objects.all())


@dataclass(frozen=True, slots=True)
class Trace:
    """A thing with everything behind it and ahead of it, and the links between."""

    subject: Node
    behind: list[Node]
    ahead: list[Node]
    links: list[Link]


def trace_of(viewer: Account, subject: Node) -> Trace:
    """Everything that led to a thing and everything it led to."""
    behind_ids = origin_ids(subject) - {subject.pk}
    ahead_ids = reached_ids(subject) - {subject.pk}
    nodes = nodes_visible_to(viewer).in_bulk(behind_ids | ahead_ids)
    around = {*nodes, subject.pk}
    links = owned_by(viewer, Link.objects.filter(child__in=around, parent__in=around))
    return Trace(
        subject=subject,
        behind=[nodes[node_id] for node_id in sorted(behind_ids & nodes.keys())],
        ahead=[nodes[node_id] for node_id in sorted(ahead_ids & nodes.keys())],
        links=list(links),
    )


def pieces_passed(owner: int, node_ids: Iterable[int], *, out_of: Iterable[str], into: str) -> int:
    """Count pieces that went from things of these kinds into things of that kind."""
    ids = set(node_ids)
    total = Link.objects.filter(
        cooperative_id=owner,
        parent__in=ids,
        parent__kind__in=list(out_of),
        child__in=ids,
        child__kind=into,
    ).aggregate(pieces=Sum("quantity"))
    return int(total["pieces"] or 0)
