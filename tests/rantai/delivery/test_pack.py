"""Only what passed and is free goes into a box, the oldest first."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rantai.delivery.actions import BoxNotPacked, NotEnoughFree, open_box
from rantai.delivery.models import Box, BoxContent, BoxStatus
from rantai.delivery.queries import free_lots
from rantai.quality.actions import raise_nonconformity
from rantai.traceability.models import Link
from tests.cast import Cast
from tests.rantai.delivery.story import packed
from tests.rantai.quality.story import inspected, machined_sleeves, passed_lot
from tests.rantai.shopfloor.story import poured_lot


def test_boxes_are_filled_and_the_last_one_takes_the_rest(cast: Cast) -> None:
    passed_lot(cast, 25)

    boxes = packed(cast, 25)

    sizes = [sum(row.quantity for row in box.contents.all()) for box in boxes]
    assert sizes == [10, 10, 5]
    assert free_lots(cast.cooperative, cast.block) == []


def test_the_oldest_castings_go_first(cast: Cast) -> None:
    first, second = passed_lot(cast, 6), passed_lot(cast, 6)

    packed(cast, 10)

    content = BoxContent.objects.order_by("pk")
    assert [(row.lot, row.quantity) for row in content] == [(first, 6), (second, 4)]


def test_more_than_is_free_is_refused_with_what_is_free(cast: Cast) -> None:
    passed_lot(cast, 6)

    with pytest.raises(NotEnoughFree, match="6"):
        packed(cast, 7)

    assert not Box.objects.exists()


def test_pieces_that_were_not_inspected_are_not_free(cast: Cast) -> None:
    poured_lot(cast, 30)

    with pytest.raises(NotEnoughFree, match="ditahan"):
        packed(cast, 1)


def test_held_pieces_are_not_free(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    raise_nonconformity(root=lot.heat.node, reason="C", by=cast.lab, at=cast.at)

    with pytest.raises(NotEnoughFree):
        packed(cast, 1)


def test_a_sleeve_is_packed_as_itself(cast: Cast) -> None:
    lot = machined_sleeves(cast, 5)
    inspected(cast, lot, 5)

    (box,) = packed(cast, 3, cast.sleeve)

    serials = [row.casting.serial for row in box.contents.order_by("pk")]
    assert serials == sorted(lot.castings.values_list("serial", flat=True))[:3]
    assert Link.objects.filter(child=box.node).count() == 3


def test_an_opened_box_gives_its_pieces_back(cast: Cast) -> None:
    passed_lot(cast, 10)
    (box,) = packed(cast, 10)

    open_box(box=box, reason="Label rusak", by=cast.planner, at=cast.at)

    assert sum(row.quantity for row in free_lots(cast.cooperative, cast.block)) == 10
    with pytest.raises(BoxNotPacked, match=box.code):
        open_box(box=box, reason="Dua kali", by=cast.planner, at=cast.at)
    box.refresh_from_db()
    assert box.status == BoxStatus.OPENED


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wanted=st.lists(st.integers(1, 25), max_size=5))
def test_however_often_one_packs_no_piece_is_in_two_boxes(cast: Cast, wanted: list[int]) -> None:
    lot = passed_lot(cast, 30)
    other_free = sum(
        row.quantity for row in free_lots(cast.cooperative, cast.block) if row.lot != lot
    )
    before = other_free + 30
    packed_now = 0
    for quantity in wanted:
        if quantity <= before - packed_now:
            packed(cast, quantity)
            packed_now += quantity
        else:
            with pytest.raises(NotEnoughFree):
                packed(cast, quantity)

    left = sum(row.quantity for row in free_lots(cast.cooperative, cast.block))
    assert left == before - packed_now
