"""The customer's word on a shipment, and the day up to which it can no longer change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.delivery.models import BoxContent, Receipt, ReceiptLine, ReceivingBook, Shipment
from rantai.orders.models import Customer
from rantai.records.actions import next_number, stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import Defect, Place, Scrap


class AlreadyReceived(Refusal):
    def __init__(self, shipment: Shipment, earlier: Receipt) -> None:
        super().__init__(
            _("%(shipment)s was already recorded as %(receipt)s. Open that one to read it.")
            % {"shipment": shipment.code, "receipt": earlier.code}
        )


class PeriodClosed(Refusal):
    def __init__(self, through: date) -> None:
        super().__init__(
            _(
                "Members have been paid for everything up to %(day)s. "
                "Record this receipt on a later day."
            )
            % {"day": date_format(through)}
        )


class CountsDoNotFit(Refusal):
    """More pieces than were sent, or rejects without a defect."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What the customer said of one lot in one box."""

    accepted: int
    rejected: int
    defect: Defect | None = None


@transaction.atomic
def record_receipt(
    *,
    shipment: Shipment,
    received_on: date,
    counts: Mapping[int, Counted],
    customer_reference: str = "",
    by: Account,
    at: datetime,
) -> Receipt:
    """Record accepted and rejected pieces of every box content of a shipment.

    The receiving book is locked first: the treasurer may be closing the period right now.
    """
    owner = shipment.cooperative
    book = _locked_book(shipment.customer)
    if book.closed_through and received_on <= book.closed_through:
        raise PeriodClosed(book.closed_through)
    earlier = Receipt.objects.current().filter(cooperative=owner, shipment=shipment).first()
    if earlier:
        raise AlreadyReceived(shipment, earlier)
    contents = list(
        BoxContent.objects.filter(cooperative=owner, box__shipment=shipment).select_related("box")
    )
    _refuse_wrong_counts(contents, counts)
    year = f"{at:%y}"
    receipt = Receipt.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        code=f"TR-{year}-{next_number(cooperative=owner, prefix=f'TR-{year}-'):04d}",
        shipment=shipment,
        received_on=received_on,
        customer_reference=customer_reference,
    )
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            cooperative=owner,
            receipt=receipt,
            content=content,
            accepted=counts[content.pk].accepted,
            rejected=counts[content.pk].rejected,
            defect=counts[content.pk].defect,
        )
        for content in contents
    )
    _record_rejects(receipt, contents, counts, by=by, at=at)
    write_audit(
        "receipt.recorded",
        receipt,
        by=by,
        at=at,
        shipment=shipment.code,
        accepted=sum(count.accepted for count in counts.values()),
        rejected=sum(count.rejected for count in counts.values()),
    )
    return receipt


def _refuse_wrong_counts(contents: list[BoxContent], counts: Mapping[int, Counted]) -> None:
    if counts.keys() != {content.pk for content in contents}:
        raise CountsDoNotFit(
            _("The boxes of this shipment changed while you were counting. Reload the page.")
        )
    for content in contents:
        count = counts[content.pk]
        if min(count.accepted, count.rejected) < 0:
            raise CountsDoNotFit(
                _("%(box)s: pieces cannot be fewer than none.") % {"box": content.box.code}
            )
        if count.accepted + count.rejected > content.quantity:
            raise CountsDoNotFit(
                _("%(box)s holds %(sent)d pieces; accepted and rejected together are more.")
                % {"box": content.box.code, "sent": content.quantity}
            )
        if count.rejected and count.defect is None:
            raise CountsDoNotFit(
                _("%(box)s: choose the defect for the rejected pieces.") % {"box": content.box.code}
            )


def _record_rejects(
    receipt: Receipt,
    contents: list[BoxContent],
    counts: Mapping[int, Counted],
    *,
    by: Account,
    at: datetime,
) -> None:
    common = stamp(cooperative=receipt.cooperative, by=by, at=at)
    Scrap.objects.bulk_create(
        Scrap(
            **common,
            lot_id=content.lot_id,
            casting_id=content.casting_id,
            quantity=count.rejected,
            defect=count.defect,
            place=Place.CUSTOMER,
        )
        for content in contents
        if (count := counts[content.pk]).rejected and count.defect is not None
    )


def _locked_book(customer: Customer) -> ReceivingBook:
    owner = customer.cooperative
    books = ReceivingBook.objects.select_for_update().filter(cooperative=owner, customer=customer)
    if (book := books.first()) is None:
        ReceivingBook.objects.bulk_create(
            [ReceivingBook(cooperative=owner, customer=customer)], ignore_conflicts=True
        )
        book = books.get()
    return book


@transaction.atomic
def close_receiving(*, customer: Customer, through: date) -> None:
    """From now on no receipt of this customer can be dated this day or earlier.

    The caller is about to pay for them; the book stays locked until its transaction ends.
    """
    book = _locked_book(customer)
    if book.closed_through is None or book.closed_through < through:
        ReceivingBook.objects.filter(cooperative_id=book.cooperative_id, pk=book.pk).update(
            closed_through=through
        )
