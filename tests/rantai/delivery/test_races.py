"""Two people at once: one survives, the other gets a sentence, and nothing on hold moves."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from rantai.delivery.actions import (
    AlreadyCertified,
    AlreadyReceived,
    BoxNotPacked,
    NotEnoughFree,
    PeriodClosed,
    close_receiving,
    issue_certificate,
    open_box,
)
from rantai.delivery.models import Box, BoxContent, BoxStatus, Certificate, Receipt, Shipment
from rantai.delivery.queries import free_lots
from rantai.quality.actions import raise_nonconformity
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import CastingLot
from rantai.traceability.actions import OnHold
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.quality.story import inspected, machined_sleeves, passed_lot

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2019, 4, 15)


def at_once(*deeds: Callable[[], object]) -> list[Refusal]:
    """Do these at the same moment, each on a connection of its own; return what was refused."""
    start = threading.Barrier(len(deeds))
    refusals: list[Refusal] = []

    def do(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
        except Refusal as refused:
            refusals.append(refused)
        finally:
            connection.close()

    people = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return refusals


def hold(cast: Cast, lot: CastingLot) -> None:
    raise_nonconformity(root=lot.heat.node, reason="Sulfur", by=cast.lab, at=cast.at)


def boxes_of(lot: CastingLot) -> list[Box]:
    return list(Box.objects.filter(contents__lot=lot).select_related("node").distinct())


@pytest.mark.parametrize("turn", range(4))
def test_packing_while_the_heat_is_being_held_leaves_no_free_box(cast: Cast, turn: int) -> None:
    lot = passed_lot(cast, 30)

    refused = at_once(lambda: packed(cast, 30), lambda: hold(cast, lot))

    boxes = boxes_of(lot)
    assert all(box.node.is_held for box in boxes)
    if refused:
        assert boxes == []
        assert isinstance(refused[0], NotEnoughFree | OnHold)
    else:
        assert len(boxes) == 3
    assert free_lots(cast.cooperative, cast.block) == []


def test_packing_sleeves_while_their_heat_is_being_held(cast: Cast) -> None:
    lot = machined_sleeves(cast, 5)
    inspected(cast, lot, 5)

    at_once(lambda: packed(cast, 5, cast.sleeve), lambda: hold(cast, lot))

    assert all(box.node.is_held for box in boxes_of(lot))
    assert free_lots(cast.cooperative, cast.sleeve) == []


@pytest.mark.parametrize("turn", range(4))
def test_shipping_while_being_held_ships_or_stays_but_is_never_missed(
    cast: Cast, turn: int
) -> None:
    lot = passed_lot(cast, 20)
    boxes = packed(cast, 20)

    refused = at_once(lambda: shipped(cast, boxes), lambda: hold(cast, lot))

    raised = lot.heat.node.nonconformities.get()
    if refused:
        assert isinstance(refused[0], OnHold)
        assert not Shipment.objects.exists()
        assert (raised.pieces_held, raised.pieces_already_shipped) == (20, 0)
    else:
        assert Shipment.objects.get().node.is_held
        assert (raised.pieces_held, raised.pieces_already_shipped) == (0, 20)


def test_two_packers_share_no_piece(cast: Cast) -> None:
    passed_lot(cast, 30)

    refused = at_once(lambda: packed(cast, 20), lambda: packed(cast, 20))

    assert [type(refusal) for refusal in refused] == [NotEnoughFree]
    assert "10" in str(refused[0])
    assert sum(BoxContent.objects.values_list("quantity", flat=True)) == 20


def test_two_packers_of_sleeves_take_different_ones(cast: Cast) -> None:
    lot = machined_sleeves(cast, 6)
    inspected(cast, lot, 6)

    def three() -> None:
        packed(cast, 3, cast.sleeve)

    assert at_once(three, three) == []
    castings = list(BoxContent.objects.values_list("casting", flat=True))
    assert len(castings) == len(set(castings)) == 6


def test_a_box_leaves_with_one_vehicle(cast: Cast) -> None:
    passed_lot(cast, 20)
    boxes = packed(cast, 20)

    refused = at_once(lambda: shipped(cast, boxes), lambda: shipped(cast, boxes[::-1]))

    assert [type(refusal) for refusal in refused] == [BoxNotPacked]
    assert Shipment.objects.count() == 1


def test_a_box_is_opened_or_shipped_but_not_both(cast: Cast) -> None:
    passed_lot(cast, 10)
    (box,) = packed(cast, 10)

    refused = at_once(
        lambda: shipped(cast, [box]),
        lambda: open_box(box=box, reason="Label", by=cast.planner, at=cast.at),
    )

    assert [type(refusal) for refusal in refused] == [BoxNotPacked]
    box.refresh_from_db()
    assert (box.status == BoxStatus.SHIPPED) == Shipment.objects.exists()


def test_a_receipt_and_the_closing_of_its_day_come_one_after_the_other(cast: Cast) -> None:
    passed_lot(cast, 10)
    shipment = shipped(cast, packed(cast, 10))

    refused = at_once(
        lambda: received(cast, shipment, on=DAY),
        lambda: close_receiving(customer=cast.customer, through=DAY),
    )

    if refused:
        assert isinstance(refused[0], PeriodClosed)
        assert not Receipt.objects.exists()
    else:
        assert Receipt.objects.count() == 1


def test_two_people_recording_one_shipment_make_one_receipt(cast: Cast) -> None:
    passed_lot(cast, 10)
    shipment = shipped(cast, packed(cast, 10))

    def press() -> None:
        received(cast, shipment, rejected=2)

    refused = at_once(press, press)

    assert [type(refusal) for refusal in refused] == [AlreadyReceived]
    assert Receipt.objects.count() == 1


def test_two_presses_of_sign_make_one_certificate(cast: Cast) -> None:
    passed_lot(cast, 10)
    shipment = shipped(cast, packed(cast, 10))

    def press() -> None:
        issue_certificate(shipment=shipment, by=cast.lab, at=cast.at)

    refused = at_once(press, press)

    assert [type(refusal) for refusal in refused] == [AlreadyCertified]
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("turn", range(2))
def test_what_is_being_held_is_certified_before_or_not_at_all(cast: Cast, turn: int) -> None:
    lot = passed_lot(cast, 10)
    shipment = shipped(cast, packed(cast, 10))

    refused = at_once(
        lambda: issue_certificate(shipment=shipment, by=cast.lab, at=cast.at),
        lambda: hold(cast, lot),
    )

    if refused:
        assert isinstance(refused[0], OnHold)
        assert not Certificate.objects.exists()
    else:
        assert Certificate.objects.get().node.is_held
