"""The yard: oldest castings first into boxes, boxes onto lorries, and the customers' word back."""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from rantai.delivery.models import (
    Box,
    BoxContent,
    BoxStatus,
    Receipt,
    ReceiptLine,
    Shipment,
)
from rantai.orders.models import Customer
from rantai.parts.models import PartRevision
from rantai.portal.example.inspecting import CastLot
from rantai.portal.example.ledger import Ledger
from rantai.records.models import Account
from rantai.shopfloor.models import Casting, Defect, Place, Scrap

LORRIES = (
    ("AD 1742 KC", "Suyatno"),
    ("AD 8063 BL", "Marjuki"),
    ("AD 1519 NC", "Tukimin"),
    ("AD 8320 JV", "Sarjono"),
)
BOXES_ON_A_LORRY = 44


@dataclass(slots=True)
class Passed:
    """What is left of a lot that passed and is not packed."""

    cast: CastLot
    left: int

    @property
    def order(self) -> tuple[datetime, str]:
        return self.cast.lot.occurred_at, self.cast.lot.code


@dataclass(slots=True)
class Packed:
    box: Box
    contents: list[BoxContent]

    @property
    def pieces(self) -> int:
        return sum(content.quantity for content in self.contents)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Pieces of one shipment that the customer sends back, spread over its first boxes."""

    pieces: int
    defect: Defect


@dataclass
class Yard:
    """One part's stock, first in first out, until the customer has counted it."""

    ledger: Ledger
    revision: PartRevision
    customer: Customer
    ship_to: str
    planner: Account
    _stock: list[Passed] = field(default_factory=list)
    packed: list[Packed] = field(default_factory=list)

    def take_in(self, cast: CastLot) -> None:
        insort(self._stock, Passed(cast, cast.good), key=lambda passed: passed.order)

    @property
    def pieces(self) -> int:
        return sum(passed.left for passed in self._stock)

    def pack(self, pieces: int, at: datetime) -> None:
        """A lorry's load of full boxes of what has passed, at most so many pieces."""
        size = self.revision.part.pieces_per_box
        for _ in range(min(BOXES_ON_A_LORRY, min(pieces, self.pieces) // size)):
            self.packed.append(self._fill(size, at))
        self._stock = [passed for passed in self._stock if passed.left]

    def _fill(self, size: int, at: datetime) -> Packed:
        year = f"K-{at:%y}-"
        code = f"{year}{self.ledger.next_number(year):05d}"
        box = self.ledger.add(
            Box(
                cooperative=self.ledger.cooperative,
                code=code,
                node=self.ledger.node("box", code),
                customer=self.customer,
                revision=self.revision,
                status=BoxStatus.PACKED,
                packed_at=at,
                packed_by=self.planner,
            )
        )
        contents = [
            self._lay(box, passed, casting, quantity)
            for passed, casting, quantity in self._picks(size)
        ]
        self.ledger.tell("box.packed", box, by=self.planner, at=at, code=code, pieces=size)
        return Packed(box, contents)

    def _picks(self, wanted: int) -> Iterator[tuple[Passed, Casting | None, int]]:
        for passed in self._stock:
            taken = min(passed.left, wanted)
            if castings := passed.cast.good_castings:
                for casting in castings[len(castings) - passed.left :][:taken]:
                    yield passed, casting, 1
            elif taken:
                yield passed, None, taken
            passed.left -= taken
            wanted -= taken
            if not wanted:
                return

    def _lay(self, box: Box, passed: Passed, casting: Casting | None, quantity: int) -> BoxContent:
        lot = passed.cast.lot
        self.ledger.link(casting.node if casting else lot.node, box.node, quantity)
        return self.ledger.add(
            BoxContent(
                cooperative_id=lot.cooperative_id,
                box=box,
                lot=lot,
                casting=casting,
                quantity=quantity,
            )
        )

    def ship(
        self, order_number: str, at: datetime, boxes: int = BOXES_ON_A_LORRY
    ) -> tuple[Shipment, list[Packed]]:
        """So many of the packed boxes, first packed first, on one lorry."""
        gone, self.packed = self.packed[:boxes], self.packed[boxes:]
        year = f"SJ-{at:%y}-"
        code = f"{year}{self.ledger.next_number(year):04d}"
        vehicle, driver = self.ledger.chance.choice(LORRIES)
        shipment = self.ledger.add(
            Shipment(
                cooperative=self.ledger.cooperative,
                code=code,
                node=self.ledger.node("shipment", code),
                customer=self.customer,
                ship_to=self.ship_to,
                order_number=order_number,
                vehicle=vehicle,
                driver=driver,
                shipped_at=at,
                shipped_by=self.planner,
            )
        )
        for packed in gone:
            packed.box.status, packed.box.shipment = BoxStatus.SHIPPED, shipment
            self.ledger.link(packed.box.node, shipment.node, packed.pieces)
        self.ledger.tell(
            "shipment.shipped",
            shipment,
            by=self.planner,
            at=at,
            code=code,
            boxes=len(gone),
            pieces=sum(packed.pieces for packed in gone),
        )
        return shipment, gone

    def receive(
        self,
        shipment: Shipment,
        boxes: list[Packed],
        received_on: date,
        at: datetime,
        by: Account,
        rejected: Rejected | None = None,
    ) -> None:
        """The customer counts every box; what is rejected is scrap found at the customer."""
        year = f"TR-{at:%y}-"
        code = f"{year}{self.ledger.next_number(year):04d}"
        receipt = self.ledger.add(
            Receipt(
                **self.ledger.fact(by=by, at=at),
                code=code,
                shipment=shipment,
                received_on=received_on,
                customer_reference=f"GR-{self.ledger.chance.randrange(10**6, 10**7)}",
            )
        )
        left = rejected.pieces if rejected else 0
        for content in (content for packed in boxes for content in packed.contents):
            bad = min(left, content.quantity, 3)
            left -= bad
            self._count(receipt, content, bad, rejected, at, by)
        pieces = sum(packed.pieces for packed in boxes)
        total = (rejected.pieces if rejected else 0) - left
        self.ledger.tell(
            "receipt.recorded",
            receipt,
            by=by,
            at=at,
            shipment=shipment.code,
            accepted=pieces - total,
            rejected=total,
        )

    def _count(
        self,
        receipt: Receipt,
        content: BoxContent,
        bad: int,
        rejected: Rejected | None,
        at: datetime,
        by: Account,
    ) -> None:
        defect = rejected.defect if rejected and bad else None
        self.ledger.add(
            ReceiptLine(
                cooperative_id=receipt.cooperative_id,
                receipt_id=receipt.pk,
                content=content,
                accepted=content.quantity - bad,
                rejected=bad,
                defect=defect,
            )
        )
        if defect:
            self.ledger.add(
                Scrap(
                    **self.ledger.fact(by=by, at=at),
                    lot=content.lot,
                    casting=content.casting,
                    quantity=bad,
                    defect=defect,
                    place=Place.CUSTOMER,
                )
            )
