"""A stop counts what it reaches and what has left, wherever on the way it is put."""

import pytest

from rantai.quality.actions import AlreadyRaised, decide, raise_nonconformity
from rantai.quality.models import Decision, Nonconformity
from rantai.quality.queries import (
    already_left,
    held_pieces,
    nonconformities_visible_to,
    passed_pieces,
    reached_by,
)
from rantai.shopfloor.models import Defect, Scrap
from rantai.traceability.models import Node
from tests.cast import Cast
from tests.rantai.delivery.story import packed, shipped
from tests.rantai.quality.story import inspected, machined_sleeves, passed_lot


def stop(cast: Cast, root: Node, reason: str = "Retak") -> Nonconformity:
    return raise_nonconformity(root=root, reason=reason, by=cast.lab, at=cast.at)


def scrap(cast: Cast, raised: Nonconformity) -> None:
    decide(
        nonconformity=raised,
        decision=Decision.SCRAP,
        reference="",
        note="",
        defect=Defect.objects.get(code="B1"),
        by=cast.lab,
        at=cast.at,
    )


def test_what_has_left_is_named_by_shipment_and_box(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    boxes = packed(cast, 20)
    shipment = shipped(cast, boxes[:1])

    raised = stop(cast, lot.heat.node)

    assert (raised.pieces_held, raised.pieces_already_shipped) == (20, 10)
    (left,) = already_left(raised)
    assert (left.shipment, left.boxes, left.quantity) == (shipment.code, (boxes[0].code,), 10)


def test_what_left_after_the_customers_concession_is_nobodys_alarm(cast: Cast) -> None:
    raised = stop(cast, passed_lot(cast, 30).node)
    decide(
        nonconformity=raised,
        decision=Decision.CONCESSION,
        reference="TPR-QC-19-07",
        note="",
        defect=None,
        by=cast.lab,
        at=cast.at,
    )

    shipped(cast, packed(cast, 10))

    assert already_left(raised) == []


def test_the_page_knows_every_code_it_reached(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    boxes = packed(cast, 20)

    reached = {row.kind: row.codes for row in reached_by(cast.lab, stop(cast, lot.heat.node))}

    assert reached["heat"] == (lot.heat.code,)
    assert reached["casting_lot"] == (lot.code,)
    assert reached["box"] == tuple(box.code for box in boxes)


def test_a_box_held_alone_counts_its_own_pieces_and_no_others(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    box = packed(cast, 20)[0]

    raised = stop(cast, box.node)

    assert (raised.pieces_held, raised.pieces_already_shipped) == (10, 0)
    assert [(row.lot, row.quantity) for row in held_pieces(cast.lab, raised)] == [(lot, 10)]
    scrap(cast, raised)
    assert passed_pieces(cast.cooperative, [lot.pk]) == {lot.pk: 20}


def test_a_box_of_sleeves_scraps_the_very_pieces_in_it(cast: Cast) -> None:
    lot = machined_sleeves(cast, 22)
    inspected(cast, lot, 22)
    (full, part) = packed(cast, 22, cast.sleeve)
    raised = stop(cast, part.node)

    scrap(cast, raised)

    assert raised.pieces_held == 2
    scrapped = set(Scrap.objects.values_list("casting", flat=True))
    assert scrapped == {content.casting_id for content in part.contents.all()}
    assert not scrapped & {content.casting_id for content in full.contents.all()}


def test_a_shipment_can_only_be_counted(cast: Cast) -> None:
    passed_lot(cast, 30)
    shipment = shipped(cast, packed(cast, 20))

    raised = stop(cast, shipment.node)

    assert (raised.pieces_held, raised.pieces_already_shipped) == (0, 20)
    assert [row.shipment for row in already_left(raised)] == [shipment.code]


def test_the_same_stop_twice_is_refused_and_names_the_first(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    first = stop(cast, lot.node)

    with pytest.raises(AlreadyRaised, match=first.code):
        stop(cast, lot.node)

    lot.node.refresh_from_db()
    assert lot.node.open_holds == 1
    assert stop(cast, lot.node, "Pasir").code != first.code


def test_a_workshop_sees_the_stops_that_reached_its_own_metal(cast: Cast) -> None:
    raised = stop(cast, passed_lot(cast, 30).node)

    for viewer in (cast.lab, cast.owner, cast.operator):
        assert list(nonconformities_visible_to(viewer)) == [raised]
    for viewer in (cast.owner_b, cast.mentor, cast.customer_engineer, cast.stranger):
        assert not nonconformities_visible_to(viewer).exists()
