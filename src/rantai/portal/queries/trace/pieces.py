"""Where each piece is now: in its workshop, in a box, shipped to a customer, or scrap."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from rantai.delivery.models import Box, BoxContent, BoxStatus, ReceiptLine
from rantai.delivery.queries import standing_lines
from rantai.portal.queries.trace.reach import Kind, Reach
from rantai.portal.rules import serial_runs
from rantai.records.prepared import prepared
from rantai.settlement.models import SettlementLine
from rantai.shopfloor.models import Casting, CastingLot, Machining, Place, Scrap

DOWNSTREAM = frozenset({Kind.BOX, Kind.SHIPMENT, Kind.CERTIFICATE})


@dataclass(frozen=True, slots=True)
class Lot:
    """A casting lot with what a trace says about it; pieces find it by its node, a plain number."""

    pk: UUID
    node_id: int
    code: str
    heat_code: str
    workshop_code: str
    workshop_name: str
    is_held: bool
    cast: int
    scrapped: int
    """Scrap found in the house; what a customer rejected lies in their boxes."""

    @property
    def maker(self) -> str:
        """As this person may read it: code and name, or the code alone."""
        return f"{self.workshop_code} {self.workshop_name}".strip()


class Piece(NamedTuple):
    """A serial piece."""

    lot: int
    serial: str
    is_held: bool


class Packed(NamedTuple):
    """Pieces of one lot in one box."""

    lot: int
    casting_id: int | None
    quantity: int
    box_id: int


@dataclass(slots=True)
class Portion:
    """Pieces of one lot that are in one place together."""

    lot: Lot
    state: str
    """`held`, `shipped`, `scrapped`, or nothing for pieces that are free and here."""
    pieces: int = 0
    box: str = ""
    shipment: str = ""
    customer: str = ""
    serials: list[str] = field(default_factory=list)

    @property
    def runs(self) -> list[str]:
        return serial_runs(self.serials)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a trace, lot by lot and place by place, with the sums its strip shows."""

    lots: list[Lot]
    portions: list[Portion]
    machined: int | None
    """None where only some pieces of a lot are meant: machining counts whole lots."""
    accepted: int
    paid: int

    @property
    def total(self) -> int:
        return sum(portion.pieces for portion in self.portions)

    @property
    def boxes(self) -> set[str]:
        return {portion.box for portion in self.portions if portion.box}

    def in_state(self, state: str) -> int:
        return sum(portion.pieces for portion in self.portions if portion.state == state)


def pieces_of(reach: Reach) -> Pieces:
    lots = {lot.node_id: lot for lot in _lots(reach)}
    lot_ids = [lot.pk for lot in lots.values()]
    serials = _serials(reach, lot_ids)
    rows = _packed(reach, lot_ids)
    portions = _portions_packed(reach, lots, serials, rows)
    if is_whole(reach):
        gone = {row.casting_id for row in rows}
        packed: Counter[int] = Counter()
        for row in rows:
            packed[row.lot] += row.quantity
        scrapped = set(_scrapped(reach.owner, lot_ids)) if serials else set()
        portions += _numbered_in_house(lots, serials, gone, scrapped)
        portions += _counted_in_house(lots, serials, packed)
    return Pieces(
        lots=list(lots.values()),
        portions=portions,
        machined=_machined_pieces(reach, lot_ids),
        # What was never packed was neither received nor paid, and need not be asked for.
        accepted=sum(_accepted(reach.owner, lot_ids, *_which(reach))) if rows else 0,
        paid=_paid(reach, lot_ids) if rows and reach.sees_stock else 0,
    )


def _machined_pieces(reach: Reach, lot_ids: list[UUID]) -> int | None:
    return sum(_machined(reach.owner, lot_ids, _only_piece(reach))) if is_whole(reach) else None


def is_whole(reach: Reach) -> bool:
    """Whether the lots are meant with all their pieces, those still in the house among them."""
    return reach.subject.kind not in DOWNSTREAM and reach.sees_stock


def _lots(reach: Reach) -> Iterator[Lot]:
    for pk, node, code, heat, workshop, name, holds, cast, scrapped in _lots_at(
        reach.owner, reach.ids(Kind.CASTING_LOT)
    ):
        shown = name if reach.names_workshops else ""
        yield Lot(pk, node, code, heat, workshop, shown, holds > 0, cast, scrapped)


@prepared
def _lots_at(owner: int, nodes: list[int]) -> QuerySet[CastingLot, tuple[Any, ...]]:
    rows = CastingLot.objects.filter(cooperative_id=owner, node__in=nodes).order_by("code")
    return rows.values_list(
        "pk",
        "node",
        "code",
        "heat__code",
        "workshop__code",
        "workshop__name",
        "node__open_holds",
        "tally__cast",
        "tally__scrapped",
    )


def _serials(reach: Reach, lot_ids: list[UUID]) -> dict[int, Piece]:
    rows = _numbered(reach.owner, lot_ids, _only_piece(reach))
    return {pk: Piece(lot, serial, holds > 0) for pk, lot, serial, holds in rows}


def _only_piece(reach: Reach) -> int | None:
    """The node of the one piece that is meant; None where whole lots are."""
    return reach.subject.pk if reach.subject.kind == Kind.CASTING else None


@prepared
def _numbered(
    owner: int, lots: list[UUID], piece: int | None
) -> QuerySet[Casting, tuple[Any, ...]]:
    rows = Casting.objects.filter(cooperative_id=owner, lot__in=lots)
    if piece is not None:
        rows = rows.filter(node_id=piece)
    return rows.order_by("serial").values_list("pk", "lot__node_id", "serial", "node__open_holds")


def _packed(reach: Reach, lot_ids: list[UUID]) -> list[Packed]:
    return [Packed(*row) for row in _laid(reach.owner, lot_ids, *_which(reach))]


def _which(reach: Reach) -> tuple[list[int] | None, int | None]:
    """The boxes and the one piece that are meant; None where all of them are."""
    return None if is_whole(reach) else reach.ids(Kind.BOX), _only_piece(reach)


def _contents(
    owner: int, lots: list[UUID], boxes: list[int] | None, piece: int | None
) -> QuerySet[BoxContent]:
    rows = BoxContent.objects.filter(cooperative_id=owner, lot__in=lots).exclude(
        box__status=BoxStatus.OPENED
    )
    if boxes is not None:
        rows = rows.filter(box__node__in=boxes)
    if piece is not None:
        rows = rows.filter(casting__node=piece)
    return rows


@prepared
def _laid(
    owner: int, lots: list[UUID], boxes: list[int] | None, piece: int | None
) -> QuerySet[BoxContent, tuple[Any, ...]]:
    rows = _contents(owner, lots, boxes, piece).order_by("pk")
    return rows.values_list("lot__node_id", "casting_id", "quantity", "box_id")


def _portions_packed(
    reach: Reach, lots: dict[int, Lot], serials: dict[int, Piece], rows: list[Packed]
) -> list[Portion]:
    boxes = _boxes(reach, {row.box_id for row in rows})
    portions: dict[tuple[int, int], Portion] = {}
    for row in rows:
        key = row.lot, row.box_id
        if key not in portions:
            box = boxes[row.box_id]
            portions[key] = Portion(
                lot=lots[row.lot],
                state=_state_of(box),
                box=box.code,
                shipment=box.shipment.code if box.shipment else "",
                customer=box.customer.name,
            )
        portions[key].pieces += row.quantity
        if row.casting_id is not None:
            portions[key].serials.append(serials[row.casting_id].serial)
    return sorted(portions.values(), key=lambda portion: (portion.box, portion.lot.code))


def _boxes(reach: Reach, ids: set[int]) -> dict[int, Box]:
    return {box.pk: box for box in _boxes_with_places(reach.owner, ids)}


@prepared
def _boxes_with_places(owner: int, ids: set[int]) -> QuerySet[Box]:
    rows = Box.objects.filter(cooperative_id=owner, pk__in=ids)
    return rows.select_related("node", "shipment", "customer")


def _state_of(box: Box) -> str:
    if box.status == BoxStatus.SHIPPED:
        return "shipped"  # gone: a hold can only count it
    return "held" if box.node.is_held else ""


def _numbered_in_house(
    lots: dict[int, Lot],
    serials: dict[int, Piece],
    gone: set[int | None],
    scrapped: set[int | None],
) -> list[Portion]:
    """Serial pieces that no box holds: each is scrap, held or free."""
    here: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for casting_id, piece in serials.items():
        if casting_id in scrapped:
            here[piece.lot, "scrapped"].append(piece.serial)
        elif casting_id not in gone:
            here[piece.lot, "held" if piece.is_held else ""].append(piece.serial)
    return [
        Portion(lot=lots[lot], state=state, pieces=len(numbers), serials=numbers)
        for (lot, state), numbers in here.items()
    ]


@prepared
def _scrapped(owner: int, lots: list[UUID]) -> QuerySet[Scrap, int | None]:
    rows = (
        Scrap.objects.current()
        .filter(cooperative_id=owner, lot__in=lots, casting__isnull=False, quantity__gt=0)
        .exclude(place=Place.CUSTOMER)
    )
    return rows.values_list("casting_id", flat=True)


def _counted_in_house(
    lots: dict[int, Lot], serials: dict[int, Piece], packed: Counter[int]
) -> Iterator[Portion]:
    """Lots whose pieces have no number are counted: what is neither packed nor scrap is here."""
    numbered = {piece.lot for piece in serials.values()}
    for node_id, lot in lots.items():
        if node_id in numbered:
            continue
        if lot.scrapped:
            yield Portion(lot=lot, state="scrapped", pieces=lot.scrapped)
        left = lot.cast - packed[node_id] - lot.scrapped
        if left > 0:
            yield Portion(lot=lot, state="held" if lot.is_held else "", pieces=left)


@prepared
def _machined(owner: int, lots: list[UUID], piece: int | None) -> QuerySet[Machining, int]:
    rows = Machining.objects.current().filter(cooperative_id=owner, lot__in=lots)
    if piece is not None:
        rows = rows.filter(casting__node=piece)
    return rows.values_list("quantity", flat=True)


@prepared
def _accepted(
    owner: int, lots: list[UUID], boxes: list[int] | None, piece: int | None
) -> QuerySet[ReceiptLine, int]:
    lines = standing_lines(owner).filter(content__in=_contents(owner, lots, boxes, piece))
    return lines.values_list("accepted", flat=True)


def _paid(reach: Reach, lot_ids: list[UUID]) -> int:
    return sum(_settled(reach.owner, lot_ids, *_which(reach)))


@prepared
def _settled(
    owner: int, lots: list[UUID], boxes: list[int] | None, piece: int | None
) -> QuerySet[SettlementLine, int]:
    lines = SettlementLine.objects.filter(
        cooperative_id=owner, receipt_line__content__in=_contents(owner, lots, boxes, piece)
    )
    return lines.values_list("accepted", flat=True)
