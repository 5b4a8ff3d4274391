"""Prices, deliveries and closings for tests to begin with."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rantai.settlement.actions import (
    agree_customer_price,
    agree_member_price,
    close_settlement,
    decide_deduction_rule,
)
from rantai.settlement.models import DeductionKind, Settlement
from rantai.settlement.queries import period_account
from tests.cast import Cast
from tests.kept_stories import kept
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.quality.story import passed_lot

END = date(2019, 4, 30)
LATER = datetime(2019, 5, 6, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


@kept
def agree_prices(cast: Cast) -> None:
    """Blocks at Rp 70.000 for the member and Rp 78.000 from the customer, with every deduction."""
    day = date(2019, 1, 1)
    agree_member_price(
        part=cast.block.part,
        workshop=None,
        valid_from=day,
        rupiah=70_000,
        by=cast.treasurer,
        at=cast.at,
    )
    agree_customer_price(
        customer=cast.customer,
        part=cast.block.part,
        valid_from=day,
        rupiah=78_000,
        by=cast.treasurer,
        at=cast.at,
    )
    for kind, percent, rupiah in (
        (DeductionKind.ADVANCE, Decimal(50), None),
        (DeductionKind.REJECT, Decimal(25), None),
        (DeductionKind.LEVY, Decimal("1.5"), None),
        (DeductionKind.SAVINGS, None, 100_000),
    ):
        decide_deduction_rule(
            kind=kind,
            valid_from=day,
            percent=percent,
            rupiah=rupiah,
            decision="Rapat anggota 12 Januari 2019",
            by=cast.treasurer,
            at=cast.at,
        )


@kept
def deliver(cast: Cast, quantity: int = 30, rejected: int = 2) -> None:
    passed_lot(cast, quantity)
    received(cast, shipped(cast, packed(cast, quantity)), rejected=rejected)


def close(cast: Cast, invoice: int, fingerprint: str | None = None) -> Settlement:
    seen = fingerprint or period_account(cast.customer, END).fingerprint
    return close_settlement(
        customer=cast.customer,
        through=END,
        invoice_number="INV-19-04",
        invoice_rupiah=invoice,
        seen_fingerprint=seen,
        by=cast.treasurer,
        at=LATER,
    )
