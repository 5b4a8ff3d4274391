"""The customer's word on a shipment, and the day up to which it can no longer change."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.delivery.actions._guards import receiver_for
from rantai.delivery.actions.packing import NoReason
from rantai.delivery.models import BoxContent, Receipt, ReceiptLine, ReceivingBook, Shipment
from rantai.orders.models import Customer
from rantai.plans.actions import ReceivedOf, count_received
from rantai.records.actions import FactStamp, next_number, stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import tally_scrap
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


class AlreadyCorrected(Refusal):
    def __init__(self, receipt: Receipt) -> None:
        super().__init__(
            _("%(receipt)s has already been corrected. Open the newer receipt to read it.")
            % {"receipt": receipt.code}
        )


class ImpossibleDay(Refusal):
    def __init__(self, shipment: Shipment) -> None:
        super().__init__(
            _(
                "%(shipment)s left on %(day)s. Set the day it arrived: not earlier than that, "
                "and not later than today."
            )
            % {
                "shipment": shipment.code,
                "day": date_format(localdate(shipment.shipped_at)),
            }
        )


class AlreadyPaid(Refusal):
    def __init__(self, receipt: Receipt) -> None:
        super().__init__(
            _(
                "Members have already been paid by %(receipt)s. "
                "Agree with the treasurer how to settle the difference in the next period."
            )
            % {"receipt": receipt.code}
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
    receiver_for(shipment.customer, by)
    owner = shipment.cooperative
    _refuse_impossible_day(shipment, received_on, at)
    _refuse_closed(_locked_book(shipment.customer), received_on)
    earlier = Receipt.objects.current().filter(cooperative=owner, shipment=shipment).first()
    if earlier:
        raise AlreadyReceived(shipment, earlier)
    common = stamp(cooperative=owner, by=by, at=at)
    receipt = _new_receipt(
        Receipt(**common, shipment=shipment), received_on, customer_reference, at
    )
    _write_lines(receipt, counts, common)
    count_received(owner.pk, _said_in(receipt))
    _audit("receipt.recorded", receipt, counts, by=by, at=at)
    return receipt


@transaction.atomic
def correct_receipt(
    *,
    receipt: Receipt,
    received_on: date,
    counts: Mapping[int, Counted],
    because: str,
    customer_reference: str = "",
    by: Account,
    at: datetime,
) -> Receipt:
    """Put another receipt in the place of one whose members have not been paid yet."""
    shipment = receipt.shipment
    receiver_for(shipment.customer, by)
    if not because.strip():
        raise NoReason
    _refuse_impossible_day(shipment, received_on, at)
    book = _locked_book(shipment.customer)
    if _is_closed(book, receipt.received_on):
        raise AlreadyPaid(receipt)
    _refuse_closed(book, received_on)
    owner = shipment.cooperative
    if Receipt.objects.filter(cooperative=owner, replaces=receipt).exists():
        raise AlreadyCorrected(receipt)
    common = stamp(cooperative=owner, by=by, at=at)
    corrected = _new_receipt(
        Receipt(**common, shipment=shipment, replaces=receipt, replaced_because=because.strip()),
        received_on,
        customer_reference,
        at,
    )
    _write_lines(corrected, counts, common, _scraps_of(receipt))
    count_received(owner.pk, _said_in(corrected, instead_of=receipt))
    _audit(
        "receipt.corrected",
        corrected,
        counts,
        by=by,
        at=at,
        replaces=receipt.code,
        because=because.strip(),
    )
    return corrected


def _refuse_impossible_day(shipment: Shipment, received_on: date, at: datetime) -> None:
    if not localdate(shipment.shipped_at) <= received_on <= localdate(at):
        raise ImpossibleDay(shipment)


def _is_closed(book: ReceivingBook, day: date) -> bool:
    return bool(book.closed_through and day <= book.closed_through)


def _refuse_closed(book: ReceivingBook, day: date) -> None:
    if book.closed_through and day <= book.closed_through:
        raise PeriodClosed(book.closed_through)


def _new_receipt(
    receipt: Receipt, received_on: date, customer_reference: str, at: datetime
) -> Receipt:
    year = f"{at:%y}"
    number = next_number(cooperative=receipt.cooperative, prefix=f"TR-{year}-")
    receipt.code = f"TR-{year}-{number:04d}"
    receipt.received_on = received_on
    receipt.customer_reference = customer_reference.strip()
    receipt.save(force_insert=True)
    return receipt


def _write_lines(
    receipt: Receipt,
    counts: Mapping[int, Counted],
    common: FactStamp,
    replaced: Mapping[int, Scrap] | None = None,
) -> None:
    """One line for each content, and a scrap fact for what the customer rejected of it."""
    contents = list(
        BoxContent.objects.filter(
            cooperative=receipt.cooperative, box__shipment=receipt.shipment_id
        ).select_related("box")
    )
    _refuse_wrong_counts(contents, counts)
    scraps = {
        content.pk: scrap
        for content in contents
        if (
            scrap := _scrap_of(
                content, counts[content.pk], common, receipt, (replaced or {}).get(content.pk)
            )
        )
    }
    tally_scrap(Scrap.objects.bulk_create(scraps.values()))
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            cooperative=receipt.cooperative,
            receipt=receipt,
            content=content,
            accepted=counts[content.pk].accepted,
            rejected=counts[content.pk].rejected,
            defect=counts[content.pk].defect,
            scrap=scraps.get(content.pk),
        )
        for content in contents
    )


def _said_in(
    receipt: Receipt, instead_of: Receipt | None = None
) -> dict[ReceivedOf, tuple[int, int]]:
    """Pieces by workshop, part and month; less what the replaced receipt had said of them."""
    change: defaultdict[ReceivedOf, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for said, sign in ((receipt, 1), (instead_of, -1)):
        if said is None:
            continue
        rows = (
            ReceiptLine.objects.filter(cooperative_id=said.cooperative_id, receipt=said)
            .order_by()
            .values_list("content__lot__workshop_id", "content__box__revision__part_id")
            .annotate(Sum("accepted"), Sum("rejected"))
        )
        for workshop, part, accepted, rejected in rows:
            place = ReceivedOf(said.received_on.replace(day=1), workshop, part)
            before = change[place]
            change[place] = before[0] + sign * accepted, before[1] + sign * rejected
    return dict(change)


def _scrap_of(
    content: BoxContent,
    count: Counted,
    common: FactStamp,
    receipt: Receipt,
    earlier: Scrap | None,
) -> Scrap | None:
    defect = count.defect or (earlier.defect if earlier else None)
    if defect is None or (not count.rejected and earlier is None):
        return None
    return Scrap(
        **common,
        lot_id=content.lot_id,
        casting_id=content.casting_id,
        quantity=count.rejected,
        defect=defect,
        place=Place.CUSTOMER,
        replaces=earlier,
        replaced_because=receipt.replaced_because if earlier else "",
    )


def _scraps_of(receipt: Receipt) -> dict[int, Scrap]:
    lines = ReceiptLine.objects.filter(
        cooperative=receipt.cooperative, receipt=receipt, scrap__isnull=False
    ).select_related("scrap__defect")
    return {line.content_id: line.scrap for line in lines}


def _audit(
    key: str,
    receipt: Receipt,
    counts: Mapping[int, Counted],
    *,
    by: Account,
    at: datetime,
    **details: str,
) -> None:
    write_audit(
        key,
        receipt,
        by=by,
        at=at,
        shipment=receipt.shipment.code,
        accepted=sum(count.accepted for count in counts.values()),
        rejected=sum(count.rejected for count in counts.values()),
        **details,
    )


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
