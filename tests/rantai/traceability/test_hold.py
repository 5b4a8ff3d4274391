"""A hold follows the metal, and the gate is one place."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rantai.records.models import Cooperative
from rantai.traceability.actions import (
    CodeTaken,
    OnHold,
    Strand,
    add_node,
    hold,
    link,
    refuse_if_held,
    release,
)
from rantai.traceability.models import HeldNode, Hold, Link, Node
from rantai.traceability.queries import origin_ids, pieces_passed, reached_ids, trace_of
from tests.cast import Cast


def _chain(cooperative: Cooperative, *kinds: str) -> list[Node]:
    nodes = [add_node(cooperative=cooperative, kind=kind, code=f"{kind}-1") for kind in kinds]
    for parent, child in pairwise(nodes):
        link(child=child, strands=[Strand(parent, 10)])
    return nodes


def _held_codes(cooperative: Cooperative) -> set[str]:
    return set(
        Node.objects.filter(cooperative=cooperative, open_holds__gt=0).values_list(
            "code", flat=True
        )
    )


def test_holding_a_heat_holds_what_came_from_it_and_not_what_it_came_from(cast: Cast) -> None:
    material, heat, lot, box = _chain(cast.cooperative, "material_lot", "heat", "lot", "box")

    hold(root=heat, reason="C 3,52 %", by=cast.lab, at=cast.at)

    assert _held_codes(cast.cooperative) == {heat.code, lot.code, box.code}
    material.refresh_from_db()
    assert not material.is_held


def test_a_box_packed_later_from_a_held_lot_is_refused_by_name(cast: Cast) -> None:
    heat, lot = _chain(cast.cooperative, "heat", "lot")
    hold(root=heat, reason="Si", by=cast.lab, at=cast.at)
    box = add_node(cooperative=cast.cooperative, kind="box", code="K-1")

    with pytest.raises(OnHold, match=lot.code):
        link(child=box, strands=[Strand(lot, 5)], refuse_held=True)

    assert not Link.objects.filter(child=box).exists()


def test_a_lot_counted_after_the_hold_is_born_held(cast: Cast) -> None:
    (heat,) = _chain(cast.cooperative, "heat")
    opened = hold(root=heat, reason="Si", by=cast.lab, at=cast.at)
    lot = add_node(cooperative=cast.cooperative, kind="lot", code="C-1")

    link(child=lot, strands=[Strand(heat, 40)])

    lot.refresh_from_db()
    assert lot.is_held
    release(opened=opened, at=cast.at)
    lot.refresh_from_db()
    assert not lot.is_held


def test_what_two_holds_reached_stays_held_until_both_are_released(cast: Cast) -> None:
    heat, lot = _chain(cast.cooperative, "heat", "lot")
    first = hold(root=heat, reason="Si", by=cast.lab, at=cast.at)
    second = hold(root=lot, reason="HB", by=cast.lab, at=cast.at)

    release(opened=first, at=cast.at)
    assert _held_codes(cast.cooperative) == {lot.code}

    release(opened=second, at=cast.at + timedelta(hours=1))
    assert _held_codes(cast.cooperative) == set()


def test_releasing_twice_changes_nothing(cast: Cast) -> None:
    heat, _lot = _chain(cast.cooperative, "heat", "lot")
    first = hold(root=heat, reason="Si", by=cast.lab, at=cast.at)
    hold(root=heat, reason="HB", by=cast.lab, at=cast.at)

    release(opened=first, at=cast.at)
    release(opened=first, at=cast.at)

    assert set(
        Node.objects.filter(cooperative=cast.cooperative).values_list("open_holds", flat=True)
    ) == {1}


def test_the_gate_refuses_a_held_thing_and_lets_a_free_one_pass(cast: Cast) -> None:
    heat, lot = _chain(cast.cooperative, "heat", "lot")
    refuse_if_held(cooperative=cast.cooperative, nodes=[lot])

    hold(root=heat, reason="Si", by=cast.lab, at=cast.at)

    with pytest.raises(OnHold):
        refuse_if_held(cooperative=cast.cooperative, nodes=[lot])


def test_a_code_is_used_once_in_a_cooperative_and_freely_in_another(cast: Cast) -> None:
    add_node(cooperative=cast.cooperative, kind="box", code="K-1")
    add_node(cooperative=cast.other_cooperative, kind="box", code="K-1")

    with pytest.raises(CodeTaken, match="K-1"):
        add_node(cooperative=cast.cooperative, kind="box", code="K-1")


def test_returns_that_lead_back_to_the_furnace_end_the_walk(cast: Cast) -> None:
    heat, lot, returns = _chain(cast.cooperative, "heat", "lot", "material_lot")
    link(child=heat, strands=[Strand(returns)])

    assert reached_ids(heat) == {heat.pk, lot.pk, returns.pk} == origin_ids(heat)


def test_pieces_are_counted_along_the_links_they_took(cast: Cast) -> None:
    nodes = _chain(cast.cooperative, "heat", "lot", "box", "shipment")
    ids = {node.pk for node in nodes}

    assert pieces_passed(cast.cooperative.pk, ids, out_of=["box"], into="shipment") == 10
    assert pieces_passed(cast.cooperative.pk, ids, out_of=["heat"], into="shipment") == 0


def test_a_stranger_sees_nothing_of_a_trace(cast: Cast) -> None:
    heat, _lot = _chain(cast.cooperative, "heat", "lot")

    seen = trace_of(cast.stranger, heat)

    assert (seen.behind, seen.ahead, seen.links) == ([], [], [])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    edges=st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda e: e[0] < e[1])),
    root=st.integers(0, 9),
)
def test_a_hold_reaches_exactly_what_a_brute_force_walk_reaches(
    cast: Cast, edges: set[tuple[int, int]], root: int
) -> None:
    HeldNode.objects.all().delete()
    Hold.objects.all().delete()
    Link.objects.all().delete()
    Node.objects.all().delete()
    nodes = [add_node(cooperative=cast.cooperative, kind="x", code=str(i)) for i in range(10)]
    for parent, child in sorted(edges):
        link(child=nodes[child], strands=[Strand(nodes[parent], 1)])
    expected = {root}
    while grown := {c for p, c in edges if p in expected} - expected:
        expected |= grown

    hold(root=nodes[root], reason="x", by=cast.lab, at=cast.at)

    assert _held_codes(cast.cooperative) == {str(i) for i in expected}
    for member in expected:
        assert nodes[root].pk in origin_ids(nodes[member])
