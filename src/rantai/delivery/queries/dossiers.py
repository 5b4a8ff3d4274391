"""One box, shipment or receipt with everything its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rantai.delivery.models import (
    Box,
    BoxContent,
    Certificate,
    CertificateStatus,
    Receipt,
    ReceiptLine,
    Shipment,
)
from rantai.delivery.queries.evidence import contents_of
from rantai.delivery.queries.visible import receiving_closed_through
from rantai.records.models import AuditEntry
from rantai.shopfloor.models import CastingLot


@dataclass(frozen=True, slots=True)
class LotInBox:
    """Pieces of one lot in a box; serial ones by name."""

    box: Box
    lot: CastingLot
    quantity: int
    serials: tuple[str, ...]


def lots_in(contents: Sequence[BoxContent]) -> list[LotInBox]:
    """Contents gathered by box and lot, as they lie in the box."""
    gathered: dict[tuple[int, UUID], list[BoxContent]] = {}
    for content in contents:
        gathered.setdefault((content.box_id, content.lot_id), []).append(content)
    return [
        LotInBox(
            rows[0].box,
            rows[0].lot,
            sum(row.quantity for row in rows),
            tuple(row.casting.serial for row in rows if row.casting),
        )
        for rows in gathered.values()
    ]


def contents_of_box(box: Box) -> list[BoxContent]:
    return list(
        BoxContent.objects.filter(cooperative_id=box.cooperative_id, box=box)
        .select_related("box__node", "casting", "lot__heat__workshop", "lot__node")
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class ShipmentDossier:
    shipment: Shipment
    contents: Sequence[BoxContent]
    certificates: list[Certificate]
    receipt: Receipt | None

    @property
    def lots(self) -> list[LotInBox]:
        return lots_in(self.contents)

    @property
    def pieces(self) -> int:
        return sum(content.quantity for content in self.contents)

    @property
    def boxes(self) -> int:
        return len({content.box_id for content in self.contents})

    @property
    def lot_count(self) -> int:
        return len({content.lot_id for content in self.contents})

    @property
    def heat_count(self) -> int:
        return len({content.lot.heat_id for content in self.contents})

    @property
    def revision_name(self) -> str:
        parts = {
            f"{row.box.revision.part.number} {row.box.revision.revision} · "
            f"{row.box.revision.part.name}": None
            for row in self.contents
        }
        return ", ".join(parts)

    @property
    def certificate(self) -> Certificate | None:
        return next(
            (row for row in self.certificates if row.status == CertificateStatus.ISSUED), None
        )


def shipment_dossier(shipment: Shipment) -> ShipmentDossier:
    mine = {"cooperative_id": shipment.cooperative_id, "shipment": shipment}
    return ShipmentDossier(
        shipment=shipment,
        contents=contents_of(shipment),
        certificates=list(
            Certificate.objects.filter(**mine).select_related("signed_by").order_by("-issued_at")
        ),
        receipt=current_receipt(shipment),
    )


def current_receipt(shipment: Shipment) -> Receipt | None:
    return (
        Receipt.objects.current()
        .filter(cooperative_id=shipment.cooperative_id, shipment=shipment)
        .select_related("recorded_by", "replaces__recorded_by")
        .first()
    )


@dataclass(frozen=True, slots=True)
class ReceiptDossier:
    receipt: Receipt
    lines: list[ReceiptLine]
    closed_through: date | None

    @property
    def accepted(self) -> int:
        return sum(line.accepted for line in self.lines)

    @property
    def rejected(self) -> int:
        return sum(line.rejected for line in self.lines)

    @property
    def missing(self) -> int:
        sent: int = sum(line.content.quantity for line in self.lines)
        return sent - self.accepted - self.rejected

    @property
    def is_closed(self) -> bool:
        return bool(self.closed_through and self.receipt.received_on <= self.closed_through)


def receipt_dossier(receipt: Receipt) -> ReceiptDossier:
    lines = (
        ReceiptLine.objects.filter(cooperative_id=receipt.cooperative_id, receipt=receipt)
        .select_related("content__box", "content__lot", "content__casting", "defect")
        .order_by("content__box__code", "content__pk")
    )
    return ReceiptDossier(receipt, list(lines), receiving_closed_through(receipt.shipment.customer))


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
