"""Prices, the members' decisions about deductions, advances, and each month settled."""

from datetime import date, timedelta
from decimal import Decimal

from rantai.members.models import Workshop
from rantai.portal.example.days import moment, month_after
from rantai.portal.example.makers import BLOCK_MAKERS
from rantai.portal.example.parts import Catalogue
from rantai.records.models import Account, Cooperative
from rantai.settlement.actions import close_settlement, give_advance
from rantai.settlement.models import (
    CustomerPrice,
    DeductionKind,
    DeductionRule,
    MemberPrice,
    Settlement,
)
from rantai.settlement.queries import period_account

SINCE = date(2018, 8, 1)
NEW_YEAR = date(2019, 1, 1)


def agree_prices(cooperative: Cooperative, catalogue: Catalogue) -> None:
    """What the customers pay and the members get; the block's price rose at New Year."""
    CustomerPrice.objects.bulk_create(
        CustomerPrice(
            cooperative=cooperative, customer=customer, part=part, valid_from=day, rupiah=rupiah
        )
        for customer, part, day, rupiah in (
            (catalogue.tpr, catalogue.sleeve.part, SINCE, 185_000),
            (catalogue.kai, catalogue.block.part, SINCE, 111_000),
            (catalogue.kai, catalogue.block.part, NEW_YEAR, 113_500),
        )
    )
    MemberPrice.objects.bulk_create(
        MemberPrice(cooperative=cooperative, part=part, valid_from=day, rupiah=rupiah)
        for part, day, rupiah in (
            (catalogue.sleeve.part, SINCE, 162_500),
            (catalogue.block.part, SINCE, 99_750),
            (catalogue.block.part, NEW_YEAR, 101_800),
        )
    )
    DeductionRule.objects.bulk_create(
        DeductionRule(
            cooperative=cooperative,
            kind=kind,
            valid_from=SINCE,
            percent=Decimal(percent) if percent else None,
            rupiah=rupiah,
            decision=f"Rapat anggota 28 Juli 2018, keputusan {number}",
        )
        for kind, percent, rupiah, number in (
            (DeductionKind.ADVANCE, "50", None, 7),
            (DeductionKind.REJECT, "100", None, 8),
            (DeductionKind.LEVY, "2.5", None, 9),
            (DeductionKind.SAVINGS, None, 250_000, 10),
        )
    )


def give_advances(makers: list[Workshop], month: date, day: date, treasurer: Account) -> None:
    """Scrap and alloys on credit for half of the makers, a different half each month."""
    for place, workshop in enumerate(makers):
        if (place + month.month) % 2:
            continue
        is_large = workshop.code in BLOCK_MAKERS
        give_advance(
            workshop=workshop,
            given_on=day,
            rupiah=(32_500_000 if is_large else 4_250_000) + 250_000 * place,
            purpose="Besi bekas dan ferosilikon",
            by=treasurer,
            at=moment(day, "07:15"),
        )


def settle(catalogue: Catalogue, month: date, day: date, treasurer: Account) -> list[Settlement]:
    """Close a month with both customers, at the invoice that their receipts come to."""
    return [
        _close(catalogue, customer_code, month, day, treasurer) for customer_code in ("KAI", "TPR")
    ]


def _close(
    catalogue: Catalogue, customer_code: str, month: date, day: date, treasurer: Account
) -> Settlement:
    customer = catalogue.kai if customer_code == "KAI" else catalogue.tpr
    through = month_after(month) - timedelta(days=1)
    account = period_account(customer, through)
    return close_settlement(
        customer=customer,
        through=through,
        invoice_number=f"INV/{customer_code}/{month:%Y/%m}",
        invoice_rupiah=account.expected_invoice_rupiah,
        seen_fingerprint=account.fingerprint,
        by=treasurer,
        at=moment(day, "06:30"),
    )
