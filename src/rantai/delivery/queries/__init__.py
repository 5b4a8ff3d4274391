"""What can be packed, what is packed, what was shipped, certified and received; and who sees it."""

from rantai.delivery.queries.free import FreeLot, Packable, free_lots, packable
from rantai.delivery.queries.visible import (
    accepted_lines,
    boxes_ready,
    boxes_visible_to,
    certificate_by_token,
    certificates_visible_to,
    receipts_visible_to,
    receiving_closed_through,
    rejected_pieces,
    shipments_visible_to,
    shipments_without_certificate,
    shipments_without_receipt,
    standing_lines,
)

__all__ = [
    "FreeLot",
    "Packable",
    "accepted_lines",
    "boxes_ready",
    "boxes_visible_to",
    "certificate_by_token",
    "certificates_visible_to",
    "free_lots",
    "packable",
    "receipts_visible_to",
    "receiving_closed_through",
    "rejected_pieces",
    "shipments_visible_to",
    "shipments_without_certificate",
    "shipments_without_receipt",
    "standing_lines",
]
