"""A box may hold two heats' pieces; a stop on one heat must not condemn the other's."""

from rantai.delivery.actions import open_box
from rantai.delivery.queries import free_lots
from rantai.quality.actions import decide, raise_nonconformity
from rantai.quality.models import Decision, Nonconformity
from rantai.quality.queries import passed_pieces
from rantai.shopfloor.models import Defect, Scrap
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.quality.story import passed_lot


def _scrap(cast: Cast, nonconformity: Nonconformity) -> None:
    decide(
        nonconformity=nonconformity,
        decision=Decision.SCRAP,
        reference="",
        note="Afkir",
        defect=Defect.objects.get(code="G3"),
        by=cast.lab,
        at=cast.at,
    )


def test_scrapping_one_heat_leaves_the_other_heats_pieces_good(cast: Cast) -> None:
    bad, good = passed_lot(cast, 6), passed_lot(cast, 4)
    (box,) = packed(cast, 10)
    raised = raise_nonconformity(root=bad.heat.node, reason="C", by=cast.lab, at=cast.at)
    assert raised.pieces_held == 6

    _scrap(cast, raised)

    assert passed_pieces(cast.cooperative, [good.pk]) == {good.pk: 4}
    open_box(box=box, reason="Leburan diafkir", by=cast.planner, at=cast.at)
    assert [(row.lot, row.quantity) for row in free_lots(cast.cooperative, cast.block)] == [
        (good, 4)
    ]


def test_only_the_heats_own_pieces_count_as_already_shipped(cast: Cast) -> None:
    bad, _good = passed_lot(cast, 6), passed_lot(cast, 14)
    shipped(cast, packed(cast, 20))

    raised = raise_nonconformity(root=bad.heat.node, reason="C", by=cast.lab, at=cast.at)

    assert (raised.pieces_held, raised.pieces_already_shipped) == (0, 6)


def test_stopping_the_box_itself_stops_every_piece_in_it(cast: Cast) -> None:
    passed_lot(cast, 6)
    passed_lot(cast, 4)
    (box,) = packed(cast, 10)

    raised = raise_nonconformity(root=box.node, reason="Label", by=cast.lab, at=cast.at)

    assert raised.pieces_held == 10


def test_a_piece_the_customer_rejected_is_not_missed_twice(cast: Cast) -> None:
    lot = passed_lot(cast, 30)
    received(cast, shipped(cast, packed(cast, 20)), rejected=3)

    raised = raise_nonconformity(root=lot.heat.node, reason="C", by=cast.lab, at=cast.at)
    _scrap(cast, raised)

    assert Scrap.objects.get(lot=lot, place="disposition").quantity == 10
