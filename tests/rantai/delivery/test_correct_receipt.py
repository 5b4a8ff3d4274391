"""A receipt can be corrected until its members are paid, and the rejects follow."""

from datetime import date

import pytest
from django.http import Http404

from rantai.delivery.actions import (
    AlreadyCorrected,
    AlreadyPaid,
    Counted,
    ImpossibleDay,
    NoReason,
    PeriodClosed,
    close_receiving,
    correct_receipt,
)
from rantai.delivery.models import BoxContent, Receipt
from rantai.delivery.queries import accepted_lines, rejected_pieces
from rantai.plans.queries import Received, received_between, received_by_month
from rantai.records.models import Account
from rantai.shopfloor.models import Defect, Place, Scrap
from tests.cast import Cast
from tests.rantai.delivery.story import evening_of, packed, received, shipped
from tests.rantai.quality.story import passed_lot

DAY = date(2019, 4, 15)


@pytest.fixture
def receipt(cast: Cast) -> Receipt:
    passed_lot(cast, 20)
    return received(cast, shipped(cast, packed(cast, 20)), rejected=3)


def corrected(
    cast: Cast,
    receipt: Receipt,
    rejected: int = 0,
    on: date = DAY,
    by: Account | None = None,
    because: str = "Salah hitung",
) -> Receipt:
    defect = Defect.objects.get(code="F2")
    counts = {}
    for content in BoxContent.objects.filter(box__shipment=receipt.shipment).order_by("pk"):
        bad, rejected = min(rejected, content.quantity), max(rejected - content.quantity, 0)
        counts[content.pk] = Counted(content.quantity - bad, bad, defect if bad else None)
    return correct_receipt(
        receipt=receipt,
        received_on=on,
        counts=counts,
        because=because,
        by=by or cast.planner,
        at=evening_of(date(2019, 4, 17)),
    )


def test_the_newer_receipt_is_the_one_that_is_paid(cast: Cast, receipt: Receipt) -> None:
    newer = corrected(cast, receipt, rejected=1)

    assert newer.replaces == receipt
    lines = accepted_lines(cast.cooperative, customer_id=cast.customer.pk)
    assert {line.receipt_id for line in lines} == {newer.pk}
    assert sum(line.accepted for line in lines) == 19
    assert [line.rejected for line in rejected_pieces(cast.planner)] == [1]


def test_scrap_at_the_customer_is_what_the_newer_receipt_says(cast: Cast, receipt: Receipt) -> None:
    corrected(cast, receipt, rejected=1)

    (scrap,) = Scrap.objects.current().filter(place=Place.CUSTOMER, quantity__gt=0)
    assert (scrap.quantity, scrap.defect_id) == (1, "F2")


def test_rejects_taken_back_leave_no_scrap(cast: Cast, receipt: Receipt) -> None:
    twice = corrected(cast, corrected(cast, receipt, rejected=0), rejected=12)

    current = Scrap.objects.current().filter(place=Place.CUSTOMER)
    assert sum(scrap.quantity for scrap in current) == 12
    assert sum(line.rejected for line in twice.lines.all()) == 12


def test_a_paid_day_is_not_corrected_nor_moved_into(cast: Cast, receipt: Receipt) -> None:
    close_receiving(customer=cast.customer, through=date(2019, 4, 14))
    with pytest.raises(PeriodClosed, match="14"):
        corrected(cast, receipt, on=date(2019, 4, 13))

    close_receiving(customer=cast.customer, through=DAY)
    with pytest.raises(AlreadyPaid, match=receipt.code):
        corrected(cast, receipt, on=date(2019, 4, 16))

    assert Receipt.objects.count() == 1


def test_the_same_receipt_is_not_corrected_twice(cast: Cast, receipt: Receipt) -> None:
    corrected(cast, receipt)

    with pytest.raises(AlreadyCorrected, match=receipt.code):
        corrected(cast, receipt)


def test_a_correction_says_why(cast: Cast, receipt: Receipt) -> None:
    with pytest.raises(NoReason):
        corrected(cast, receipt, because=" ")


@pytest.mark.parametrize("day", [date(2019, 4, 11), date(2019, 4, 18)])
def test_a_shipment_arrives_after_it_left_and_not_in_future(
    cast: Cast, receipt: Receipt, day: date
) -> None:
    with pytest.raises(ImpossibleDay, match="12"):
        corrected(cast, receipt, on=day)


def test_only_the_planner_and_this_customer_write(cast: Cast, receipt: Receipt) -> None:
    for other in (cast.stranger, cast.lab, cast.treasurer, cast.owner):
        with pytest.raises(Http404):
            corrected(cast, receipt, by=other)

    assert corrected(cast, receipt, by=cast.customer_engineer).recorded_by == cast.customer_engineer


def test_the_quality_record_follows_the_correction(cast: Cast, receipt: Receipt) -> None:
    month, shop = date(2019, 4, 1), cast.workshop_a.pk
    assert received_between(cast.cooperative.pk, month, month) == {shop: Received(17, 3)}

    corrected(cast, receipt, rejected=1)

    assert received_by_month(cast.cooperative.pk, month) == {(shop, month): Received(19, 1)}
    assert received_between(cast.cooperative.pk, month, month, cast.sleeve.part) == {}
    assert received_between(cast.other_cooperative.pk, month, month) == {}


def test_a_correction_that_says_the_same_changes_no_record(cast: Cast, receipt: Receipt) -> None:
    corrected(cast, receipt, rejected=3)

    month = date(2019, 4, 1)
    said = received_between(cast.cooperative.pk, month, month)[cast.workshop_a.pk]
    assert said == Received(17, 3)
    assert said.accepted_percent == 85
