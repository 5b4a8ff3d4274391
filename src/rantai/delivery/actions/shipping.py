"""Sending boxes away under a delivery note."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from rantai.delivery.actions._guards import planner_of
from rantai.delivery.actions.packing import BoxNotPacked
from rantai.delivery.models import Box, BoxContent, BoxStatus, Shipment
from rantai.orders.models import Customer
from rantai.parts.models import PartRevision
from rantai.records.actions import next_number, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.traceability.actions import Strand, add_node, link


class NothingToShip(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No box is chosen. Tick the boxes that go on this vehicle."))


class OtherCustomersBox(Refusal):
    def __init__(self, box: Box, customer: Customer) -> None:
        super().__init__(
            _("Box %(code)s is packed for %(customer)s. Send it with their own shipment.")
            % {"code": box.code, "customer": customer.name}
        )


class SeveralRevisions(Refusal):
    def __init__(self, revisions: Sequence[PartRevision]) -> None:
        super().__init__(
            _(
                "%(parts)s cannot share a delivery note: the certificate of a shipment speaks for "
                "one part revision. Make one shipment for each; they may ride on one vehicle."
            )
            % {"parts": ", ".join(f"{row.part.number} {row.revision}" for row in revisions)}
        )


@transaction.atomic
def ship(
    *,
    customer: Customer,
    boxes: Sequence[Box],
    ship_to: str,
    order_number: str,
    vehicle: str,
    driver: str,
    by: Account,
    at: datetime,
) -> Shipment:
    """Let boxes go. One that is on hold, or already gone, stops the whole shipment by name."""
    owner = customer.cooperative
    planner_of(owner, by)
    if not boxes:
        raise NothingToShip
    locked = list(
        Box.objects.select_for_update(of=("self",))
        .filter(cooperative=owner, pk__in=[box.pk for box in boxes])
        .select_related("node", "customer", "revision__part")
        .order_by("pk")
    )
    for box in locked:
        if box.status != BoxStatus.PACKED:
            raise BoxNotPacked(box)
        if box.customer_id != customer.pk:
            raise OtherCustomersBox(box, box.customer)
    revisions = {box.revision_id: box.revision for box in locked}
    if len(revisions) > 1:
        raise SeveralRevisions(list(revisions.values()))
    year = f"{at:%y}"
    code = f"SJ-{year}-{next_number(cooperative=owner, prefix=f'SJ-{year}-'):04d}"
    node = add_node(cooperative=owner, kind="shipment", code=code)
    pieces = _pieces_in(locked)
    link(
        child=node,
        strands=[Strand(box.node, pieces[box.pk]) for box in locked],
        refuse_held=True,
    )
    shipment = Shipment.objects.create(
        cooperative=owner,
        code=code,
        node=node,
        customer=customer,
        ship_to=ship_to,
        order_number=order_number,
        vehicle=vehicle,
        driver=driver,
        shipped_at=at,
        shipped_by=by,
    )
    Box.objects.filter(cooperative=owner, pk__in=[box.pk for box in locked]).update(
        status=BoxStatus.SHIPPED, shipment=shipment
    )
    write_audit(
        "shipment.shipped",
        shipment,
        by=by,
        at=at,
        code=code,
        boxes=len(locked),
        pieces=sum(pieces.values()),
    )
    return shipment


def _pieces_in(boxes: Sequence[Box]) -> dict[int, int]:
    contents = BoxContent.objects.filter(
        cooperative_id=boxes[0].cooperative_id, box__in=[box.pk for box in boxes]
    )
    return dict(contents.values("box").annotate(total=Sum("quantity")).values_list("box", "total"))
