"""One box, shipment or receipt with everything its page shows."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from rantai.delivery.models import (
    Box,
    BoxContent,
    Certificate,
    CertificateStatus,
    Receipt,
    ReceiptLine,
    Shipment,
)
from rantai.delivery.queries.visible import receiving_closed_through
from rantai.parts.models import PartRevision
from rantai.records.models import AuditEntry
from rantai.shopfloor.models import Defect


@dataclass(frozen=True, slots=True)
class LotInBox:
    """Pieces of one lot in a box; only codes, for there may be hundreds of rows."""

    box: str
    lot: str
    heat: str
    workshop: str
    quantity: int


def lots_in(contents: QuerySet[BoxContent]) -> list[LotInBox]:
    """Contents counted by box and lot, as they lie in the boxes."""
    rows = (
        contents.order_by("box__code", "lot__code")
        .values_list("box__code", "lot__code", "lot__heat__code", "lot__heat__workshop__code")
        .annotate(Sum("quantity"))
    )
    return [LotInBox(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class BoxDossier:
    box: Box
    lots: list[LotInBox]
    serials: list[str]

    @property
    def pieces(self) -> int:
        return sum(row.quantity for row in self.lots)


def box_dossier(box: Box) -> BoxDossier:
    contents = BoxContent.objects.filter(cooperative_id=box.cooperative_id, box=box)
    serials = contents.filter(casting__isnull=False).order_by("casting__serial")
    return BoxDossier(
        box, lots_in(contents), list(serials.values_list("casting__serial", flat=True))
    )


@dataclass(frozen=True, slots=True)
class ShipmentDossier:
    shipment: Shipment
    revisions: list[PartRevision]
    lots: list[LotInBox]
    certificates: list[Certificate]
    receipt: Receipt | None

    @property
    def pieces(self) -> int:
        return sum(row.quantity for row in self.lots)

    @property
    def boxes(self) -> int:
        return len({row.box for row in self.lots})

    @property
    def lot_count(self) -> int:
        return len({row.lot for row in self.lots})

    @property
    def heat_count(self) -> int:
        return len({row.heat for row in self.lots})

    @property
    def part(self) -> str:
        return ", ".join(
            f"{row.part.number} {row.revision} · {row.part.name}" for row in self.revisions
        )

    @property
    def certificate(self) -> Certificate | None:
        return next(
            (row for row in self.certificates if row.status == CertificateStatus.ISSUED), None
        )


def shipment_dossier(shipment: Shipment) -> ShipmentDossier:
    owner = shipment.cooperative_id
    contents = BoxContent.objects.filter(cooperative_id=owner, box__shipment=shipment)
    return ShipmentDossier(
        shipment=shipment,
        revisions=list(
            PartRevision.objects.filter(cooperative_id=owner, boxes__shipment=shipment)
            .select_related("part")
            .distinct()
        ),
        lots=lots_in(contents),
        certificates=certificates_of(shipment),
        receipt=current_receipt(shipment),
    )


def certificates_of(shipment: Shipment) -> list[Certificate]:
    return list(
        Certificate.objects.filter(cooperative_id=shipment.cooperative_id, shipment=shipment)
        .defer("data")
        .order_by("-issued_at")
    )


def current_receipt(shipment: Shipment) -> Receipt | None:
    return (
        Receipt.objects.current()
        .filter(cooperative_id=shipment.cooperative_id, shipment=shipment)
        .select_related("recorded_by", "replaces__recorded_by")
        .first()
    )


@dataclass(frozen=True, slots=True)
class SentContent:
    """One box content as the customer counts it: so many of a lot, or one serial piece."""

    pk: int
    box: str
    what: str
    quantity: int


# A serial piece is called by its own number, all else by its lot.
WHAT = Coalesce("content__casting__serial", "content__lot__code")


def contents_sent(shipment: Shipment) -> list[SentContent]:
    rows = (
        BoxContent.objects.filter(cooperative_id=shipment.cooperative_id, box__shipment=shipment)
        .order_by("box__code", "pk")
        .values_list("pk", "box__code", Coalesce("casting__serial", "lot__code"), "quantity")
    )
    return [SentContent(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ReceivedContent:
    """What the customer said of one box content."""

    content_id: int
    box: str
    what: str
    sent: int
    accepted: int
    rejected: int
    defect: Defect | None


@dataclass(frozen=True, slots=True)
class ReceiptDossier:
    receipt: Receipt
    lines: list[ReceivedContent]
    closed_through: date | None

    @property
    def accepted(self) -> int:
        return sum(line.accepted for line in self.lines)

    @property
    def rejected(self) -> int:
        return sum(line.rejected for line in self.lines)

    @property
    def missing(self) -> int:
        return sum(line.sent for line in self.lines) - self.accepted - self.rejected

    @property
    def is_closed(self) -> bool:
        return bool(self.closed_through and self.receipt.received_on <= self.closed_through)


def receipt_dossier(receipt: Receipt) -> ReceiptDossier:
    defects = Defect.objects.in_bulk()
    rows = (
        ReceiptLine.objects.filter(cooperative_id=receipt.cooperative_id, receipt=receipt)
        .order_by("content__box__code", "content")
        .values_list(
            "content",
            "content__box__code",
            WHAT,
            "content__quantity",
            "accepted",
            "rejected",
            "defect",
        )
    )
    lines = [
        ReceivedContent(content, box, what, sent, accepted, rejected, defects.get(defect or ""))
        for content, box, what, sent, accepted, rejected, defect in rows
    ]
    return ReceiptDossier(receipt, lines, receiving_closed_through(receipt.shipment.customer))


def reason_for_superseding(certificate: Certificate) -> str:
    """Why a later certificate took the place of this one."""
    entry = AuditEntry.objects.filter(
        cooperative_id=certificate.cooperative_id,
        subject_type=certificate._meta.label_lower,
        subject_id=str(certificate.pk),
        key="certificate.superseded",
    ).first()
    return str(entry.details.get("reason", "")) if entry else ""


def successor_of(certificate: Certificate) -> Certificate | None:
    return Certificate.objects.filter(
        cooperative_id=certificate.cooperative_id, supersedes=certificate
    ).first()
