"""Many members with many receipt lines, written straight into the tables."""

from datetime import date

from rantai.delivery.models import Box, BoxContent, BoxStatus, Receipt, ReceiptLine, Shipment
from rantai.members.models import Workshop
from rantai.records.actions import stamp
from rantai.shopfloor.actions.tallies import begin_tally
from rantai.shopfloor.models import CastingLot
from rantai.traceability.actions import add_node
from tests.cast import Cast
from tests.rantai.shopfloor.story import poured_lot


def many_members(cast: Cast, *, members: int, lines: int) -> int:
    """Ten accepted blocks a line; returns what the customer was invoiced for all of them."""
    model = poured_lot(cast, 1)
    owner = cast.cooperative
    shipment = Shipment.objects.create(
        cooperative=owner,
        code="SJ-19-9001",
        node=add_node(cooperative=owner, kind="shipment", code="SJ-19-9001"),
        customer=cast.customer,
        ship_to="Cibitung",
        vehicle="AD 1 XY",
        driver="Pak Slamet",
        shipped_at=cast.at,
        shipped_by=cast.planner,
    )
    receipt = Receipt.objects.create(
        **stamp(cooperative=owner, by=cast.planner, at=cast.at),
        code="TR-19-9001",
        shipment=shipment,
        received_on=date(2019, 4, 15),
    )
    for member in range(1, members + 1):
        lot = _lot_of(cast, model, f"B-{200 + member}")
        contents = BoxContent.objects.bulk_create(
            BoxContent(
                cooperative=owner,
                box=_box(cast, shipment, f"K-19-{member:02d}{line:03d}"),
                lot=lot,
                quantity=10,
            )
            for line in range(lines)
        )
        ReceiptLine.objects.bulk_create(
            ReceiptLine(
                cooperative=owner, receipt=receipt, content=content, accepted=10, rejected=0
            )
            for content in contents
        )
    return members * lines * 10 * 78_000


def _lot_of(cast: Cast, model: CastingLot, code: str) -> CastingLot:
    workshop = Workshop.objects.create(
        cooperative=cast.cooperative, code=code, name=f"Bengkel {code}", village="Ceper"
    )
    lot_code = f"C-{code[2:]}-190412-1A"
    lot: CastingLot = CastingLot.objects.create(
        **stamp(cooperative=cast.cooperative, by=cast.planner, at=cast.at),
        code=lot_code,
        node=add_node(cooperative=cast.cooperative, kind="casting_lot", code=lot_code),
        pour=model.pour,
        heat=model.heat,
        work_order=model.work_order,
        workshop=workshop,
        quantity=400,
    )
    begin_tally(lot)
    return lot


def _box(cast: Cast, shipment: Shipment, code: str) -> Box:
    return Box.objects.create(
        cooperative=cast.cooperative,
        code=code,
        node=add_node(cooperative=cast.cooperative, kind="box", code=code),
        customer=cast.customer,
        revision=cast.block,
        status=BoxStatus.SHIPPED,
        packed_at=cast.at,
        packed_by=cast.planner,
        shipment=shipment,
    )
