"""Delivery notes and box labels, as the records state them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from rantai.delivery.documents.box_labels import BoxLabel
from rantai.delivery.documents.delivery_note import DeliveryItem, DeliveryNote
from rantai.delivery.models import Box, BoxContent, CertificateStatus, Shipment
from rantai.delivery.queries.dossiers import certificates_of
from rantai.delivery.queries.evidence import contents_of
from rantai.delivery.queries.stated import supplier_of
from rantai.quality.models import Inspection
from rantai.records.documents.parties import Party
from rantai.records.models import Cooperative


def link_to(code: str) -> str:
    """What a code printed on paper leads to: the thing with everything behind and ahead of it."""
    return str(settings.PUBLIC_URL) + reverse("portal:trace", args=[code])


def delivery_note_of(shipment: Shipment) -> DeliveryNote:
    supplier = supplier_of(shipment)
    return DeliveryNote(
        number=shipment.code,
        issued_on=localdate(shipment.shipped_at),
        supplier=supplier,
        ship_from=supplier,
        ship_to=_destination(shipment),
        items=tuple(_items(contents_of(shipment), shipment.order_number)),
        link=link_to(shipment.code),
        leaves_at=shipment.shipped_at,
        vehicle=shipment.vehicle,
        driver=shipment.driver,
        sender=shipment.shipped_by.name,
        certificates=tuple(
            row.code for row in certificates_of(shipment) if row.status == CertificateStatus.ISSUED
        ),
        example=shipment.cooperative.is_example,
    )


def _destination(shipment: Shipment) -> Party:
    customer = shipment.customer
    lines = dict.fromkeys(text for text in (shipment.ship_to, customer.address) if text)
    return Party(customer.name, "\n".join(lines), code=customer.code)


def _items(contents: Sequence[BoxContent], order_number: str) -> Iterable[DeliveryItem]:
    by_revision: dict[int, list[BoxContent]] = {}
    for content in contents:
        by_revision.setdefault(content.box.revision_id, []).append(content)
    for rows in by_revision.values():
        revision = rows[0].box.revision
        yield DeliveryItem(
            part_number=revision.part.number,
            part_name=revision.part.name,
            revision=revision.revision,
            quantity=sum(row.quantity for row in rows),
            box_codes=tuple(sorted({row.box.code for row in rows})),
            lots=tuple(sorted({row.lot.code for row in rows})),
            purchase_order=order_number,
        )


def labels_of(owner: Cooperative, boxes: Sequence[Box]) -> list[BoxLabel]:
    """A label for each box; boxes packed in one go count themselves, one of so many."""
    contents = _contents(owner, boxes)
    inspectors = _inspectors(owner, {row.lot_id for rows in contents.values() for row in rows})
    together = _packed_together(owner, boxes)
    labels = []
    for box in boxes:
        rows = contents[box.pk]
        mates = together[_packing(box)]
        labels.append(
            BoxLabel(
                code=box.code,
                link=link_to(box.code),
                part_number=box.revision.part.number,
                part_name=box.revision.part.name,
                revision=box.revision.revision,
                quantity=sum(row.quantity for row in rows),
                lots=tuple(sorted({row.lot.code for row in rows})),
                produced_on=min(localdate(row.lot.occurred_at) for row in rows),
                box_number=mates.index(box.code) + 1,
                box_count=len(mates),
                customer=box.customer.name,
                inspector=", ".join(
                    sorted({inspectors[row.lot_id] for row in rows if row.lot_id in inspectors})
                ),
            )
        )
    return labels


def _contents(owner: Cooperative, boxes: Sequence[Box]) -> dict[int, list[BoxContent]]:
    found: dict[int, list[BoxContent]] = {}
    rows = BoxContent.objects.filter(
        cooperative=owner, box__in=[box.pk for box in boxes]
    ).select_related("lot")
    for row in rows.order_by("pk"):
        found.setdefault(row.box_id, []).append(row)
    return found


def _inspectors(owner: Cooperative, lot_ids: set[UUID]) -> dict[UUID, str]:
    """Who passed each lot, last."""
    rows = (
        Inspection.objects.current()
        .filter(cooperative=owner, lot__in=lot_ids, accepted__gt=0)
        .order_by("occurred_at")
    )
    return dict(rows.values_list("lot", "recorded_by__name"))


Packing = tuple[datetime, int, int]


def _packing(box: Box) -> Packing:
    return box.packed_at, box.revision_id, box.customer_id


def _packed_together(owner: Cooperative, boxes: Sequence[Box]) -> dict[Packing, list[str]]:
    rows = Box.objects.filter(cooperative=owner, packed_at__in={box.packed_at for box in boxes})
    found: dict[Packing, list[str]] = {}
    for packed_at, revision, customer, code in rows.order_by("code").values_list(
        "packed_at", "revision", "customer", "code"
    ):
        found.setdefault((packed_at, revision, customer), []).append(code)
    return found
