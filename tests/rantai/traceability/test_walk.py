"""A walk costs what it reaches, however many links there are."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rantai.traceability.models import Link, Node
from rantai.traceability.queries import origin_ids, reached_ids
from tests.cast import Cast


@pytest.mark.parametrize("walk", [reached_ids, origin_ids])
def test_a_walk_finds_each_step_by_its_index_and_reads_no_other_link(
    cast: Cast, walk: Callable[[Node], set[int]]
) -> None:
    if connection.vendor != "sqlite":
        return  # a server plans by what it counted of its own tables
    owner = cast.cooperative
    nodes = Node.objects.bulk_create(Node(cooperative=owner, code=f"N-{n}") for n in range(2_000))
    Link.objects.bulk_create(
        Link(cooperative=owner, parent=parent, child=child)
        for parent, child in zip(nodes[::2], nodes[1::2], strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    with CaptureQueriesContext(connection) as asked:
        walk(nodes[0])

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
        steps = [row[3] for row in cursor.fetchall()]
    assert any("SEARCH link USING COVERING INDEX" in step for step in steps)
    assert not any("BLOOM" in step for step in steps)
