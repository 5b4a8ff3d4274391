"""Nothing on hold leaves the yard, and what left is counted, not held."""

from dataclasses import replace

import pytest
from django.http import Http404

from rantai.delivery.actions import BoxNotPacked, NothingToShip, SeveralRevisions, open_box
from rantai.delivery.models import Box, BoxStatus, Shipment
from rantai.quality.actions import decide, raise_nonconformity
from rantai.quality.models import Decision
from rantai.shopfloor.models import Defect, Scrap
from rantai.traceability.actions import OnHold
from tests.cast import Cast
from tests.rantai.delivery.story import packed, shipped
from tests.rantai.quality.story import inspected, machined_sleeves, passed_lot


def test_shipped_boxes_belong_to_their_shipment(cast: Cast) -> None:
    passed_lot(cast, 20)
    boxes = packed(cast, 20)

    shipment = shipped(cast, boxes)

    assert set(shipment.boxes.values_list("status", flat=True)) == {BoxStatus.SHIPPED}
    assert shipment.boxes.count() == 2


def test_one_held_box_stops_the_whole_shipment_by_name(cast: Cast) -> None:
    lot = passed_lot(cast, 20)
    boxes = packed(cast, 20)
    raise_nonconformity(root=boxes[1].node, reason="Label", by=cast.lab, at=cast.at)

    with pytest.raises(OnHold, match=boxes[1].code):
        shipped(cast, boxes)

    assert not Shipment.objects.exists()
    assert lot.box_contents.filter(box__status=BoxStatus.PACKED).count() == 2


def test_a_box_whose_heat_was_held_after_packing_stays(cast: Cast) -> None:
    lot = passed_lot(cast, 20)
    boxes = packed(cast, 20)
    raise_nonconformity(root=lot.heat.node, reason="C 3,52", by=cast.lab, at=cast.at)

    with pytest.raises(OnHold):
        shipped(cast, boxes)


def test_a_box_goes_once(cast: Cast) -> None:
    passed_lot(cast, 10)
    boxes = packed(cast, 10)
    shipped(cast, boxes)

    with pytest.raises(BoxNotPacked, match=boxes[0].code):
        shipped(cast, boxes)


def test_an_empty_vehicle_does_not_leave(cast: Cast) -> None:
    with pytest.raises(NothingToShip):
        shipped(cast, [])


def test_a_hold_counts_what_is_already_with_the_customer(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    shipped(cast, packed(cast, 20))

    raised = raise_nonconformity(root=lot.heat.node, reason="C", by=cast.lab, at=cast.at)

    assert (raised.pieces_held, raised.pieces_already_shipped) == (10, 20)
    decide(
        nonconformity=raised,
        decision=Decision.SCRAP,
        reference="",
        note="Afkir",
        defect=Defect.objects.get(code="G3"),
        by=cast.lab,
        at=cast.at,
    )
    assert Scrap.objects.get(lot=lot).quantity == 10


def test_a_delivery_note_holds_one_part_revision(cast: Cast) -> None:
    passed_lot(cast, 10)
    sleeves = machined_sleeves(cast, 5)
    inspected(cast, sleeves, 5)
    boxes = packed(cast, 10) + packed(cast, 5, cast.sleeve)

    with pytest.raises(SeveralRevisions, match="10-4411"):
        shipped(cast, boxes)

    assert not Shipment.objects.exists()


def test_only_the_own_planner_packs_opens_and_ships(cast: Cast) -> None:
    passed_lot(cast, 20)
    (box,) = packed(cast, 10)

    for other in (cast.stranger, cast.lab, cast.operator, cast.customer_engineer):
        someone = replace(cast, planner=other)
        with pytest.raises(Http404):
            packed(someone, 10)
        with pytest.raises(Http404):
            open_box(box=box, reason="Label", by=other, at=cast.at)
        with pytest.raises(Http404):
            shipped(someone, [box])

    assert Box.objects.get().status == BoxStatus.PACKED
