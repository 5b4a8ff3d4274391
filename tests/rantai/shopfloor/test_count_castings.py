"""Shake-out: lots and serial pieces, counted once, corrected by counting again."""

from datetime import timedelta

import pytest
from django.http import Http404

from rantai.shopfloor.actions import count_castings, recount_lot
from rantai.shopfloor.actions._guards import NothingCounted, OtherWorkshop
from rantai.shopfloor.actions.pouring import (
    AlreadyCounted,
    FewerThanUsed,
    NumbersAlreadyGiven,
)
from rantai.shopfloor.models import Casting, CastingLot
from rantai.shopfloor.queries import count_of, lots_visible_to
from rantai.traceability.actions import hold
from rantai.traceability.models import Link, Node
from rantai.traceability.queries import origin_ids, reached_ids
from tests.cast import Cast
from tests.rantai.shopfloor.story import accepted_order, poured, poured_lot, released_heat
from tests.rantai.shopfloor.test_record_scrap import scrap


def test_a_lot_is_named_after_heat_and_ladle_and_linked_with_its_count(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=30)
    assert lot.code == "C-017-190412-1A"
    assert Link.objects.get(parent=lot.heat.node, child=lot.node).quantity == 30
    assert not Casting.objects.exists()


def test_serial_pieces_get_their_numbers_and_their_place_in_the_graph(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=12, revision=cast.sleeve)
    serials = list(lot.castings.values_list("serial", flat=True))
    assert (serials[0], serials[-1]) == ("S-017-190412-1A-01", "S-017-190412-1A-12")
    piece = lot.castings.select_related("node").first()
    assert piece is not None
    assert piece.node.kind == "casting"
    assert lot.heat.node_id in origin_ids(piece.node)
    assert len(reached_ids(lot.heat.node)) == 14


def test_the_second_ladle_makes_lot_b(cast: Cast) -> None:
    heat = released_heat(cast)
    codes = [
        count_castings(pour=poured(cast, heat), quantity=5, by=cast.operator, at=cast.at).code
        for _ in range(2)
    ]
    assert codes == ["C-017-190412-1A", "C-017-190412-1B"]


def test_a_ladle_is_counted_once_and_at_least_one_piece(cast: Cast) -> None:
    lot = poured_lot(cast)
    with pytest.raises(AlreadyCounted, match=lot.code):
        count_castings(pour=lot.pour, quantity=5, by=cast.operator, at=cast.at)
    with pytest.raises(NothingCounted):
        count_castings(pour=lot.pour, quantity=0, by=cast.operator, at=cast.at)


def test_castings_of_a_held_heat_are_born_on_hold(cast: Cast) -> None:
    heat = released_heat(cast, accepted_order(cast, cast.sleeve))
    pour = poured(cast, heat)
    hold(root=heat.node, reason="Karbon", by=cast.lab, at=cast.at)
    lot = count_castings(pour=pour, quantity=3, by=cast.operator, at=cast.at)
    mine = [lot.node_id, *lot.castings.values_list("node_id", flat=True)]
    assert len(mine) == 4
    assert all(node.is_held for node in Node.objects.filter(pk__in=mine))


def test_a_count_written_down_next_day_is_marked_late(cast: Cast) -> None:
    lot = count_castings(
        pour=poured(cast, released_heat(cast)),
        quantity=5,
        by=cast.operator,
        at=cast.at + timedelta(days=1),
        occurred_at=cast.at + timedelta(hours=3),
    )
    assert lot.recorded_late


def test_lots_are_seen_by_their_workshop_and_the_office_only(cast: Cast) -> None:
    lot = poured_lot(cast)
    for person in (cast.operator, cast.lab, cast.planner):
        assert lot in lots_visible_to(person)
    for person in (cast.owner_b, cast.customer_engineer, cast.mentor, cast.ministry, cast.stranger):
        assert lot not in lots_visible_to(person)


def test_only_the_heats_own_workshop_counts(cast: Cast) -> None:
    pour = poured(cast, released_heat(cast))
    with pytest.raises(OtherWorkshop):
        count_castings(pour=pour, quantity=5, by=cast.owner_b, at=cast.at)
    with pytest.raises(Http404):
        count_castings(pour=pour, quantity=5, by=cast.stranger, at=cast.at)


def recount(cast: Cast, lot: CastingLot, quantity: int) -> None:
    recount_lot(lot=lot, quantity=quantity, because="Salah hitung", by=cast.operator, at=cast.at)


def test_a_lot_counted_again_keeps_its_code_and_takes_the_newest_count(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=30)
    recount(cast, lot, 28)
    recount(cast, lot, 29)
    assert count_of(lot).cast == 29
    assert Link.objects.get(parent=lot.heat.node, child=lot.node).quantity == 29
    assert list(lots_visible_to(cast.operator)) == [lot]


def test_more_serial_pieces_get_the_next_numbers_and_fewer_are_scrapped_by_number(
    cast: Cast,
) -> None:
    lot = poured_lot(cast, quantity=2, revision=cast.sleeve)
    recount(cast, lot, 4)
    assert lot.castings.filter(serial="S-017-190412-1A-04").exists()
    with pytest.raises(NumbersAlreadyGiven):
        recount(cast, lot, 3)


def test_a_recount_cannot_undo_what_was_scrapped(cast: Cast) -> None:
    lot = poured_lot(cast, quantity=30)
    scrap(cast, lot, quantity=5)
    with pytest.raises(FewerThanUsed, match="5"):
        recount(cast, lot, 4)
