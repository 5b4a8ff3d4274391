"""Where each piece is now: in its workshop, in a box, shipped to a customer, or scrap."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Sum

from rantai.delivery.models import Box, BoxContent, BoxStatus
from rantai.delivery.queries import standing_lines
from rantai.portal.queries.trace.reach import Kind, Reach
from rantai.portal.rules import serial_runs
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
    contents = _contents(reach, lot_ids)
    rows = _packed(contents)
    portions = _portions_packed(reach, lots, serials, rows)
    if is_whole(reach):
        gone = {row.casting_id for row in rows}
        packed: Counter[int] = Counter()
        for row in rows:
            packed[row.lot] += row.quantity
        scrapped = _scrapped(reach, lot_ids) if serials else set()
        portions += _numbered_in_house(lots, serials, gone, scrapped)
        portions += _counted_in_house(lots, serials, packed)
    return Pieces(
        lots=list(lots.values()),
        portions=portions,
        machined=_machined(reach, lot_ids) if is_whole(reach) else None,
        # What was never packed was neither received nor paid, and need not be asked for.
        accepted=_accepted(reach, contents) if rows else 0,
        paid=_paid(reach, contents) if rows and reach.sees_stock else 0,
    )


def is_whole(reach: Reach) -> bool:
    """Whether the lots are meant with all their pieces, those still in the house among them."""
    return reach.subject.kind not in DOWNSTREAM and reach.sees_stock


def _lots(reach: Reach) -> Iterator[Lot]:
    rows = CastingLot.objects.filter(
        cooperative_id=reach.owner, node__in=reach.ids(Kind.CASTING_LOT)
    ).order_by("code")
    for pk, node, code, heat, workshop, name, holds, cast, scrapped in rows.values_list(
        "pk",
        "node",
        "code",
        "heat__code",
        "workshop__code",
        "workshop__name",
        "node__open_holds",
        "tally__cast",
        "tally__scrapped",
    ):
        yield Lot(pk, node, code, heat, workshop, name, holds > 0, cast, scrapped)


def _serials(reach: Reach, lot_ids: list[UUID]) -> dict[int, Piece]:
    rows = Casting.objects.filter(cooperative_id=reach.owner, lot__in=lot_ids)
    if reach.subject.kind == Kind.CASTING:
        rows = rows.filter(node=reach.subject)
    values = rows.order_by("serial").values_list("pk", "lot__node_id", "serial", "node__open_holds")
    return {pk: Piece(lot, serial, holds > 0) for pk, lot, serial, holds in values}


def _contents(reach: Reach, lot_ids: list[UUID]) -> QuerySet[BoxContent]:
    rows = BoxContent.objects.filter(cooperative_id=reach.owner, lot__in=lot_ids).exclude(
        box__status=BoxStatus.OPENED
    )
    if not is_whole(reach):
        rows = rows.filter(box__node__in=reach.ids(Kind.BOX))
    if reach.subject.kind == Kind.CASTING:
        rows = rows.filter(casting__node=reach.subject)
    return rows


def _packed(contents: QuerySet[BoxContent]) -> list[Packed]:
    rows = contents.order_by("pk").values_list("lot__node_id", "casting_id", "quantity", "box_id")
    return [Packed(*row) for row in rows]


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
    rows = Box.objects.filter(cooperative_id=reach.owner).select_related(
        "node", "shipment", "customer"
    )
    return rows.in_bulk(ids)


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


def _scrapped(reach: Reach, lot_ids: list[UUID]) -> set[int | None]:
    rows = (
        Scrap.objects.current()
        .filter(cooperative_id=reach.owner, lot__in=lot_ids, casting__isnull=False, quantity__gt=0)
        .exclude(place=Place.CUSTOMER)
    )
    return set(rows.values_list("casting_id", flat=True))


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


def _machined(reach: Reach, lot_ids: list[UUID]) -> int:
    rows = Machining.objects.current().filter(cooperative_id=reach.owner, lot__in=lot_ids)
    if reach.subject.kind == Kind.CASTING:
        rows = rows.filter(casting__node=reach.subject)
    return rows.aggregate(total=Sum("quantity"))["total"] or 0


def _accepted(reach: Reach, contents: QuerySet[BoxContent]) -> int:
    lines = standing_lines(reach.owner).filter(content__in=contents.order_by())
    return lines.aggregate(total=Sum("accepted"))["total"] or 0


def _paid(reach: Reach, contents: QuerySet[BoxContent]) -> int:
    lines = SettlementLine.objects.filter(
        cooperative_id=reach.owner, receipt_line__content__in=contents.order_by()
    )
    return lines.aggregate(total=Sum("accepted"))["total"] or 0
