"""The customer's word is recorded once, fits what was sent, and can be paid for."""

from datetime import date

import pytest

from rantai.delivery.actions import (
    AlreadyReceived,
    CountsDoNotFit,
    PeriodClosed,
    close_receiving,
    record_receipt,
)
from rantai.delivery.actions.receiving import Counted
from rantai.delivery.models import Receipt, Shipment
from rantai.delivery.queries import rejected_pieces, shipments_without_receipt
from rantai.shopfloor.models import Defect, Place, Scrap
from rantai.shopfloor.queries import progress_of
from tests.cast import Cast
from tests.rantai.delivery.story import evening_of, packed, received, shipped
from tests.rantai.quality.story import passed_lot


@pytest.fixture
def shipment(cast: Cast) -> Shipment:
    passed_lot(cast, 20)
    return shipped(cast, packed(cast, 20))


def _count(
    shipment: Shipment, accepted: int, rejected: int, defect: Defect | None
) -> dict[int, Counted]:
    contents = [content for box in shipment.boxes.all() for content in box.contents.all()]
    return {content.pk: Counted(accepted, rejected, defect) for content in contents}


def test_accepted_and_rejected_are_kept_for_each_lot(cast: Cast, shipment: Shipment) -> None:
    receipt = received(cast, shipment, rejected=3)

    assert sum(line.accepted for line in receipt.lines.all()) == 17
    scrap = Scrap.objects.get(place=Place.CUSTOMER)
    assert scrap.quantity == 3
    assert [line.rejected for line in rejected_pieces(cast.customer_engineer)] == [3]
    assert list(shipments_without_receipt(cast.planner)) == []


def test_a_second_receipt_is_refused_and_names_the_first(cast: Cast, shipment: Shipment) -> None:
    first = received(cast, shipment)

    with pytest.raises(AlreadyReceived, match=first.code):
        received(cast, shipment)


@pytest.mark.parametrize(
    ("accepted", "rejected", "code"), [(11, 0, None), (9, 2, "B1"), (-1, 0, None), (9, 1, None)]
)
def test_counts_that_do_not_fit_are_refused(
    cast: Cast, shipment: Shipment, accepted: int, rejected: int, code: str | None
) -> None:
    defect = Defect.objects.get(code=code) if code else None

    with pytest.raises(CountsDoNotFit):
        record_receipt(
            shipment=shipment,
            received_on=date(2019, 4, 15),
            counts=_count(shipment, accepted, rejected, defect),
            by=cast.planner,
            at=evening_of(date(2019, 4, 15)),
        )

    assert not Receipt.objects.exists()


def test_missing_pieces_are_neither_accepted_nor_rejected(cast: Cast, shipment: Shipment) -> None:
    receipt = record_receipt(
        shipment=shipment,
        received_on=date(2019, 4, 15),
        counts=_count(shipment, 9, 0, None),
        by=cast.planner,
        at=evening_of(date(2019, 4, 15)),
    )

    assert sum(line.accepted for line in receipt.lines.all()) == 18


def test_a_day_that_is_paid_takes_no_more_receipts(cast: Cast, shipment: Shipment) -> None:
    close_receiving(customer=cast.customer, through=date(2019, 4, 15))

    with pytest.raises(PeriodClosed, match="15"):
        received(cast, shipment, on=date(2019, 4, 15))

    assert received(cast, shipment, on=date(2019, 4, 16)).received_on == date(2019, 4, 16)


def test_a_customers_reject_does_not_open_the_work_order_again(
    cast: Cast, shipment: Shipment
) -> None:
    lot = shipment.boxes.get(code__endswith="1").contents.get().lot
    (before,) = progress_of([lot.work_order])

    received(cast, shipment, rejected=3)

    (after,) = progress_of([lot.work_order])
    assert (after.made, after.left) == (before.made, before.left)
