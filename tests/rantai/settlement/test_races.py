"""Closing while others write: one survives, the other gets a sentence, no rupiah is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from rantai.delivery.actions import PeriodClosed
from rantai.delivery.models import ReceiptLine
from rantai.orders.models import Customer
from rantai.settlement.actions import (
    AgreedAlready,
    ChangedSincePreview,
    NothingToSettle,
    agree_customer_price,
    agree_member_price,
    close_settlement,
    give_advance,
)
from rantai.settlement.models import Deduction, Settlement, SettlementLine
from rantai.settlement.queries import period_account
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.quality.story import passed_lot
from tests.rantai.settlement.story import END, LATER, agree_prices, close, deliver
from tests.rantai.shopfloor.test_two_people_at_once import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def priced(cast: Cast) -> Cast:
    agree_prices(cast)
    return cast


def test_two_treasurers_closing_pay_once(priced: Cast) -> None:
    deliver(priced, rejected=0)
    seen = period_account(priced.customer, END).fingerprint

    def press() -> None:
        close(priced, 30 * 78_000, seen)

    refused = at_once(press, press)

    assert [type(each) for each in refused] == [NothingToSettle]
    assert Settlement.objects.get().invoice_rupiah == 30 * 78_000


def test_a_receipt_arriving_while_closing_is_paid_or_refused_but_never_lost(priced: Cast) -> None:
    deliver(priced, rejected=0)
    passed_lot(priced, 10)
    late = shipped(priced, packed(priced, 10))
    seen = period_account(priced.customer, END).fingerprint

    (refused,) = at_once(
        lambda: close(priced, 30 * 78_000, seen), lambda: received(priced, late, on=END)
    )

    if isinstance(refused, PeriodClosed):
        assert Settlement.objects.get().invoice_rupiah == 30 * 78_000
        assert not late.receipts.exists()
    else:
        assert isinstance(refused, ChangedSincePreview)
        assert not Settlement.objects.exists()
        close(priced, 40 * 78_000)
    assert SettlementLine.objects.count() == ReceiptLine.objects.count()


def test_closing_two_customers_at_once_takes_an_advance_once(priced: Cast) -> None:
    deliver(priced, rejected=0)
    other = _other_customer(priced)
    _deliver_to(priced, other)
    give_advance(
        workshop=priced.workshop_a,
        given_on=date(2019, 4, 2),
        rupiah=300_000,
        purpose="Besi kasar",
        by=priced.treasurer,
        at=priced.at,
    )

    (refused,) = at_once(
        _closing(priced, priced.customer, 30 * 78_000), _closing(priced, other, 10 * 78_000)
    )

    # What the second one saw holds no more: the first has taken the advance and the savings.
    assert isinstance(refused, ChangedSincePreview)
    assert Deduction.objects.filter(kind="advance").count() == 1
    assert Deduction.objects.filter(kind="savings").count() == 1


def test_a_price_agreed_by_two_at_once_is_agreed_once(cast: Cast) -> None:
    def press() -> None:
        agree_member_price(
            part=cast.block.part,
            workshop=None,
            valid_from=date(2019, 1, 1),
            rupiah=70_000,
            by=cast.treasurer,
            at=cast.at,
        )

    assert [type(each) for each in at_once(press, press)] == [AgreedAlready]


def _other_customer(cast: Cast) -> Customer:
    other = Customer.objects.create(
        cooperative=cast.cooperative, code="KAI", name="PT KAI", tier="1", supplier_code="KBJ02"
    )
    agree_customer_price(
        customer=other,
        part=cast.block.part,
        valid_from=date(2019, 1, 1),
        rupiah=78_000,
        by=cast.treasurer,
        at=cast.at,
    )
    return other


def _deliver_to(cast: Cast, other: Customer) -> None:
    passed_lot(cast, 10)
    theirs = replace(cast, customer=other)
    received(theirs, shipped(theirs, packed(theirs, 10)))


def _closing(cast: Cast, customer: Customer, invoice: int) -> Callable[[], object]:
    seen = period_account(customer, END).fingerprint
    return lambda: close_settlement(
        customer=customer,
        through=END,
        invoice_number="INV",
        invoice_rupiah=invoice,
        seen_fingerprint=seen,
        by=cast.treasurer,
        at=LATER,
    )
