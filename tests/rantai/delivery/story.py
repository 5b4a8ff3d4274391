"""Boxes and shipments for tests to begin with."""

from datetime import date, datetime, time

from rantai.delivery.actions import pack, record_receipt, ship
from rantai.delivery.actions.receiving import Counted
from rantai.delivery.models import Box, BoxContent, Receipt, Shipment
from rantai.parts.models import PartRevision
from rantai.shopfloor.models import Defect
from tests.cast import JAKARTA, Cast
from tests.kept_stories import kept


@kept
def packed(cast: Cast, quantity: int, revision: PartRevision | None = None) -> list[Box]:
    return pack(
        customer=cast.customer,
        revision=revision or cast.block,
        quantity=quantity,
        by=cast.planner,
        at=cast.at,
    )


def shipped(cast: Cast, boxes: list[Box]) -> Shipment:
    return ship(
        customer=cast.customer,
        boxes=boxes,
        ship_to="Cibitung",
        order_number="PO-460",
        vehicle="AD 1234 XY",
        driver="Pak Slamet",
        by=cast.planner,
        at=cast.at,
    )


def received(
    cast: Cast, shipment: Shipment, rejected: int = 0, on: date = date(2019, 4, 15)
) -> Receipt:
    """All accepted, but for so many of the first box."""
    counts = {}
    for content in BoxContent.objects.filter(box__shipment=shipment).order_by("pk"):
        bad, rejected = min(rejected, content.quantity), max(rejected - content.quantity, 0)
        defect = Defect.objects.get(code="B1") if bad else None
        counts[content.pk] = Counted(content.quantity - bad, bad, defect)
    return record_receipt(
        shipment=shipment, received_on=on, counts=counts, by=cast.planner, at=evening_of(on)
    )


def evening_of(day: date) -> datetime:
    """When the customer's word on a day's deliveries is written down."""
    return datetime.combine(day, time(17), tzinfo=JAKARTA)
