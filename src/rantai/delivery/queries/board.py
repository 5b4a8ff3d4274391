"""The rows of this room's board: the yard, and shipments with what they still wait for."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Sum

from rantai.delivery.models import (
    Box,
    BoxContent,
    Certificate,
    CertificateStatus,
    Receipt,
    Shipment,
)
from rantai.delivery.queries.visible import (
    boxes_ready,
    shipments_visible_to,
    shipments_without_certificate,
    shipments_without_receipt,
)
from rantai.orders.models import Customer, ScheduleLine
from rantai.parts.models import PartRevision
from rantai.records.models import Account

YARD_SHOWN = 200


@dataclass(frozen=True, slots=True)
class YardBox:
    code: str
    open_holds: int
    part: str
    revision: str
    part_name: str
    customer: str
    packed_at: datetime
    pieces: int

    @property
    def is_held(self) -> bool:
        return self.open_holds > 0


@dataclass(frozen=True, slots=True)
class Yard:
    """Closed boxes waiting for a vehicle, the first packed first."""

    boxes: list[YardBox]
    count: int

    @property
    def hidden(self) -> int:
        return self.count - len(self.boxes)


def yard(viewer: Account) -> Yard:
    rows = (
        boxes_ready(viewer)
        .annotate(pieces=Sum("contents__quantity"))
        .values_list(
            "code",
            "node__open_holds",
            "revision__part__number",
            "revision__revision",
            "revision__part__name",
            "customer__name",
            "packed_at",
            "pieces",
        )
    )
    boxes = [YardBox(*row) for row in rows[: YARD_SHOWN + 1]]
    count = len(boxes) if len(boxes) <= YARD_SHOWN else boxes_ready(viewer).count()
    return Yard(boxes[:YARD_SHOWN], count)


ALL, NO_CERTIFICATE, NO_RECEIPT = "semua", "sertifikat", "penerimaan"


def shipments_waiting(viewer: Account) -> dict[str, int]:
    """How many shipments still lack a certificate, or the customer's word."""
    return {
        NO_CERTIFICATE: shipments_without_certificate(viewer).count(),
        NO_RECEIPT: shipments_without_receipt(viewer).count(),
    }


def shipment_rows(viewer: Account, waiting_for: str) -> QuerySet[Shipment]:
    """Shipments with their pieces, part, certificate and receipt; what waits longest first."""
    rows = {
        NO_CERTIFICATE: shipments_without_certificate,
        NO_RECEIPT: shipments_without_receipt,
    }.get(waiting_for, _newest_first)(viewer)
    mine = {"cooperative_id": OuterRef("cooperative_id"), "shipment": OuterRef("pk")}
    certificate = Certificate.objects.filter(**mine, status=CertificateStatus.ISSUED)
    receipt = Receipt.objects.current().filter(**mine)
    boxes = Box.objects.filter(**mine)
    content = BoxContent.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), box__shipment=OuterRef("pk")
    )
    return rows.annotate(
        pieces=Subquery(
            content.order_by()
            .values("box__shipment")
            .annotate(total=Sum("quantity"))
            .values("total")
        ),
        box_count=Subquery(
            boxes.order_by().values("shipment").annotate(total=Count("pk")).values("total")
        ),
        part=Subquery(boxes.values("revision__part__name")[:1], output_field=CharField()),
        certificate_code=Subquery(certificate.values("code")[:1]),
        receipt_code=Subquery(receipt.values("code")[:1]),
    )


def _newest_first(viewer: Account) -> QuerySet[Shipment]:
    return shipments_visible_to(viewer).order_by("-shipped_at", "-pk")


def last_destination(customer: Customer, revision: PartRevision) -> ScheduleLine | None:
    """Where the customer's newest release wants this part, and under which order."""
    return (
        ScheduleLine.objects.filter(
            cooperative_id=customer.cooperative_id,
            revision=revision,
            schedule__customer=customer,
            schedule__superseded_by__isnull=True,
        )
        .order_by("pk")
        .first()
    )
