"""Two people press their buttons at the same moment: one survives, the other gets a sentence."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from rantai.delivery.models import Box, Receipt
from rantai.delivery.queries import free_lots
from rantai.quality.models import Nonconformity
from rantai.settlement.actions import agree_customer_price, agree_member_price
from rantai.settlement.models import Settlement, SettlementLine
from tests.cast import Cast
from tests.journeys.clock import Clock
from tests.journeys.visitors import Unsigned, signed_in
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.quality.story import passed_lot

pytestmark = pytest.mark.django_db(transaction=True)

SINCE, DAY = date(2019, 1, 1), date(2019, 4, 15)


def at_once(*deeds: Callable[[], object]) -> None:
    """Do these at the same moment, each on a connection of its own."""
    start = threading.Barrier(len(deeds))
    broken: list[BaseException] = []

    def do(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
        except BaseException as error:
            broken.append(error)
        finally:
            connection.close()

    people = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for person in people:
        person.start()
    for person in people:
        person.join()
    if broken:
        raise broken[0]


@pytest.mark.parametrize("turn", range(3))
def test_packing_while_the_heat_is_being_held(cast: Cast, clock: Clock, turn: int) -> None:
    lot = passed_lot(cast, 30)
    clock.at = cast.at
    planner, lab = signed_in("planner"), signed_in("lab")
    planner.open("/kirim/")
    planner.follow("revision=")
    lab.open(f"/telusur/{lot.heat.code}/")
    lab.follow("/mutu/tahan/")

    at_once(
        lambda: planner.submit({"customer": "PT TPR", "quantity": "30"}, to="/kirim/kemas/"),
        lambda: lab.submit({"reason": "Sulfur 0,14 %"}),
    )

    assert Nonconformity.objects.count() == 1
    assert lab.address.startswith("/ketidaksesuaian/"), lab.text
    boxes = list(Box.objects.select_related("node"))
    assert all(box.node.is_held for box in boxes)
    assert free_lots(cast.cooperative, cast.block) == []
    if boxes:
        assert len(boxes) == 3
        assert "K-19-00001" in planner.text
    else:
        assert "ditahan" in planner.text, planner.text
    planner.open("/kirim/")
    assert "kotak" not in planner.names(), "a held box can be loaded"


def ready_to_settle(cast: Cast, clock: Clock) -> tuple[Unsigned, Unsigned]:
    """One shipment is received and seen by the treasurer; another has just arrived."""
    part = cast.block.part
    terms = {"part": part, "valid_from": SINCE, "by": cast.treasurer, "at": cast.at}
    agree_customer_price(customer=cast.customer, rupiah=61_000, **terms)
    agree_member_price(workshop=None, rupiah=52_000, **terms)
    passed_lot(cast, 40)
    received(cast, shipped(cast, packed(cast, 20)), on=DAY)
    second = shipped(cast, packed(cast, 20))
    clock.strikes(4, 16, 9)
    treasurer, engineer = signed_in("treasurer"), signed_in("customer_engineer")
    treasurer.open(f"/pembayaran/tutup/{cast.customer.code}/?through={DAY}")
    engineer.open(f"/penerimaan/{second.code}/")
    return treasurer, engineer


@pytest.mark.parametrize("turn", range(3))
def test_closing_a_settlement_while_a_receipt_arrives(cast: Cast, clock: Clock, turn: int) -> None:
    treasurer, engineer = ready_to_settle(cast, clock)
    invoice = {"invoice_number": "INV-1", "invoice_rupiah": str(20 * 61_000)}

    at_once(
        lambda: treasurer.submit(invoice),
        lambda: engineer.submit({"received_on": f"{DAY}"}),
    )

    closed, receipts = Settlement.objects.count(), Receipt.objects.count()
    assert (closed, receipts) in {(1, 1), (0, 2)}
    if closed:
        assert SettlementLine.objects.count() == 2
        assert "sudah dibayar" in engineer.text, engineer.text
        assert engineer.page.form_with({"received_on"}, "").fields["received_on"].values == [
            f"{DAY}"
        ]
    else:
        assert "berubah" in treasurer.text, treasurer.text
        assert "Rp 2.440.000" in treasurer.text.replace("\xa0", " ")
