"""The running counts of lots and work orders, and the command that counts the facts again."""

import pytest
from django.core.management import CommandError, call_command

from rantai.delivery.actions import open_box
from rantai.plans.models import ReceivedTally, WorkOrder
from rantai.portal.queries.tallies import PIECES, differences
from rantai.quality.actions import Reject
from rantai.shopfloor.actions import correct_scrap, record_scrap, recount_lot
from rantai.shopfloor.models import CastingLot, Defect, LotTally, Place, Scrap
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.quality.story import inspected, machined_sleeves
from tests.rantai.shopfloor.story import poured_lot


@pytest.fixture
def sent_lot(cast: Cast) -> CastingLot:
    """Forty blocks: recounted, scrapped at three places, packed twice, sent, two sent back."""
    lot = poured_lot(cast, 40)
    recount_lot(lot=lot, quantity=39, because="Satu terselip", by=cast.operator, at=cast.at)
    wrong = scrap(cast, lot, 3)
    correct_scrap(scrap=wrong, quantity=2, because="Salah hitung", by=cast.operator, at=cast.at)
    scrap(cast, lot, 1)
    inspected(cast, lot, 36, rejects=[Reject(defect(), 4)])
    first, *_rest = packed(cast, 10)
    open_box(box=first, reason="Label rusak", by=cast.planner, at=cast.at)
    received(cast, shipped(cast, packed(cast, 20)), rejected=2)
    return lot


def defect() -> Defect:
    return Defect.objects.get(code="B1")


def scrap(cast: Cast, lot: CastingLot, quantity: int) -> Scrap:
    return record_scrap(
        lot=lot,
        defect=defect(),
        place=Place.WORKSHOP,
        quantity=quantity,
        by=cast.operator,
        at=cast.at,
    )


def test_a_tally_says_what_was_done_with_a_lot(sent_lot: CastingLot) -> None:
    tally = LotTally.objects.get(lot=sent_lot)
    assert {name: getattr(tally, name) for name in PIECES} == {
        "cast": 39,
        "lost": 3,
        "scrapped": 7,
        "returned": 2,
        "machined": 0,
        "offered": 36,
        "accepted": 32,
        "packed": 20,
    }
    order = WorkOrder.objects.get(pk=sent_lot.work_order_id)
    assert order.made == 32, "What the customer sent back was made all the same."


def test_serial_pieces_are_tallied_one_by_one(cast: Cast) -> None:
    lot = machined_sleeves(cast, 5)
    bad = Reject(defect(), 1, lot.castings.order_by("serial")[0])
    inspected(cast, lot, 5, rejects=[bad])
    tally = LotTally.objects.get(lot=lot)
    assert (tally.machined, tally.offered, tally.accepted, tally.scrapped) == (5, 5, 4, 1)


def test_every_count_agrees_with_its_facts(
    sent_lot: CastingLot, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("check_tallies")
    assert f"{sent_lot.cooperative.name}: every count agrees" in capsys.readouterr().out


@pytest.mark.parametrize("name", PIECES)
def test_a_tally_that_went_astray_is_named(sent_lot: CastingLot, name: str) -> None:
    tally = LotTally.objects.filter(cooperative=sent_lot.cooperative, lot=sent_lot)
    tally.update(**{name: 38})
    with pytest.raises(CommandError, match=rf"{sent_lot.code} has {name} 38, its facts say"):
        call_command("check_tallies")
    tally.delete()
    assert {row.kept for row in differences(sent_lot.cooperative_id)} == {None}


@pytest.mark.parametrize("name", ["made", "given_up"])
def test_a_work_order_that_went_astray_is_named(sent_lot: CastingLot, name: str) -> None:
    orders = WorkOrder.objects.filter(cooperative=sent_lot.cooperative)
    orders.filter(pk=sent_lot.work_order_id).update(**{name: 7})
    with pytest.raises(CommandError, match=rf"{sent_lot.work_order.code} has {name} 7"):
        call_command("check_tallies")


def test_the_quality_record_of_a_workshop_is_what_its_customer_said(sent_lot: CastingLot) -> None:
    tally = ReceivedTally.objects.get(cooperative=sent_lot.cooperative)
    assert (tally.workshop_id, tally.accepted, tally.rejected) == (sent_lot.workshop_id, 18, 2)


@pytest.mark.parametrize("name", ["accepted", "rejected"])
def test_a_quality_record_that_went_astray_is_named(sent_lot: CastingLot, name: str) -> None:
    record = ReceivedTally.objects.filter(cooperative=sent_lot.cooperative)
    record.update(**{name: 7})
    with pytest.raises(CommandError, match=rf"B-017 2019-04 has {name} 7, its facts say"):
        call_command("check_tallies")
