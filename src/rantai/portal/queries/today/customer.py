"""Today for a customer: what arrives, what is open, what was certified."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet, Sum
from django.http import Http404
from django.utils.timezone import localdate

from rantai.delivery.models import Certificate, CertificateStatus, ReceiptLine, Shipment
from rantai.delivery.queries import (
    certificates_visible_to,
    rejected_pieces,
    shipments_visible_to,
    shipments_without_receipt,
)
from rantai.orders.models import CallOff, Customer
from rantai.orders.queries import current_schedules, customers_visible_to
from rantai.quality.queries.eightd import Progress, board_of
from rantai.quality.queries.files import Standing, file_board
from rantai.quality.rules.approval import FileState
from rantai.records.models import Account
from rantai.records.queries import owned_by

SHOWN = 12


@dataclass(frozen=True, slots=True)
class CustomerDay:
    customer: Customer
    on_the_way: list[Shipment]
    next_call_offs: list[CallOff]
    rejects: list[ReceiptLine]
    certificates: list[Certificate]
    eightds: list[Progress]
    files: list[Standing]
    """Approval files that wait for this customer's word."""


def customer_day(viewer: Account, at: datetime) -> CustomerDay:
    customer = customers_visible_to(viewer).first()
    if customer is None:
        raise Http404
    return CustomerDay(
        customer=customer,
        on_the_way=list(
            shipments_without_receipt(viewer).annotate(pieces=Sum("boxes__contents__quantity"))[
                :SHOWN
            ]
        ),
        next_call_offs=list(_call_offs(viewer, localdate(at))[:SHOWN]),
        rejects=list(
            rejected_pieces(viewer).select_related(
                "receipt__shipment", "content__box", "content__lot", "defect"
            )[:SHOWN]
        ),
        certificates=list(
            certificates_visible_to(viewer)
            .filter(status=CertificateStatus.ISSUED)
            .order_by("-issued_at")[:SHOWN]
        ),
        eightds=board_of(viewer, at)[:SHOWN],
        files=[each for each in file_board(viewer, at) if each.state is FileState.SUBMITTED],
    )


def _call_offs(viewer: Account, today: date) -> QuerySet[CallOff]:
    """What the schedules in force want since the last delivery left, the nearest day first."""
    last = shipments_visible_to(viewer).aggregate(left=Max("shipped_at"))["left"]
    since = min(today, localdate(last)) if last else today
    return (
        owned_by(viewer, CallOff.objects.filter(due_on__gte=since))
        .filter(line__schedule__in=current_schedules(viewer))
        .select_related("line__revision__part")
        .order_by("due_on", "pk")
    )
