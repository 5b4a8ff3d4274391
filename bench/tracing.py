"""A trace at example-data size: heat to every piece, shipment back to charge."""

import time
from collections.abc import Callable, Iterator, Sequence

from django.db import connection

from bench.figures import Figure, at_most, p50_p99
from rantai.records.models import Account
from rantai.traceability.models import Node
from rantai.traceability.queries import trace_of

P99_MS = 50.0
"""The budget of a page; a trace is what most of one has to wait for."""

AHEAD = """
WITH RECURSIVE reached(id) AS (
    SELECT %s UNION
    SELECT link.child_id FROM traceability_link AS link JOIN reached ON link.parent_id = reached.id
) SELECT id FROM reached
"""
BEHIND = """
WITH RECURSIVE reached(id) AS (
    SELECT %s UNION
    SELECT link.parent_id FROM traceability_link AS link JOIN reached ON link.child_id = reached.id
) SELECT id FROM reached
"""


def trace(is_tiny: bool) -> Iterator[Figure]:
    lab = Account.objects.select_related("cooperative").filter(role="lab").order_by("pk")[0]
    count = 3 if is_tiny else 60
    for name, kind, sql in (
        ("trace heat to pieces", "heat", AHEAD),
        ("trace shipment to charge", "shipment", BEHIND),
    ):
        nodes = _spread(kind, count)
        ours, floor = [], []
        for _ in range(3):
            ours.append(_times(nodes, lambda node: trace_of(lab, node)))
            floor.append(_times(nodes, lambda node, sql=sql: _raw(sql, node)))  # type: ignore[misc]
        for place, (label, budget) in enumerate((("p50", None), ("p99", P99_MS))):
            yield at_most(
                f"{name} {label}",
                [spell[place] for spell in ours],
                "ms",
                against=("recursive SQL alone", [spell[place] for spell in floor]),
                budget=budget,
            )


def _spread(kind: str, count: int) -> list[Node]:
    """Some of a kind, from the whole length of the story."""
    nodes = list(Node.objects.filter(kind=kind).select_related("cooperative").order_by("pk"))
    step = max(1, len(nodes) // count)
    return nodes[::step][:count]


def _times(nodes: Sequence[Node], work: Callable[[Node], object]) -> tuple[float, float]:
    spent = []
    for node in nodes:
        start = time.perf_counter()
        work(node)
        spent.append((time.perf_counter() - start) * 1000)
    return p50_p99(spent)


def _raw(sql: str, node: Node) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [node.pk])
        return list(cursor.fetchall())
