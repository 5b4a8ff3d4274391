"""What a stop reached: what it still holds and what has left."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from rantai.members.queries import workshop_of
from rantai.quality.models import (
    Decision,
    Disposition,
    Nonconformity,
    NonconformityStatus,
)
from rantai.records.models import Account, Cooperative
from rantai.records.prepared import Limit, prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by
from rantai.shopfloor.models import Casting, CastingLot, Place, Scrap
from rantai.shopfloor.queries import LotCount, counts_of
from rantai.traceability.models import HeldNode, Link, Node
from rantai.traceability.queries import reached_ids

SHIPMENT = "shipment"
"""The kind of node beyond which pieces can only be counted, not held."""

BOX = "box"

MAKERS = ("casting_lot", "casting")
"""The kinds of node that pieces are packed from."""

KINDS = (
    "material_lot",
    "sand_batch",
    "core_lot",
    "moulds",
    "heat",
    "casting_lot",
    BOX,
    SHIPMENT,
    "certificate",
)

OF_A_LOT = ("work_order__revision__part", "heat", "workshop")


def nonconformities_visible_to(viewer: Account) -> QuerySet[Nonconformity]:
    """The office sees all of its co-operative's, a workshop those that reached its own metal."""
    rows = owned_by(viewer, Nonconformity.objects.select_related("root", "raised_by"))
    if has_role(viewer, *OFFICE):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    if workshop is None:
        return rows.none()
    made = ("heats", "casting_lots", "sand_batches", "core_lots", "mould_runs")
    ours = reduce(or_, (Q(**{f"node__{name}__workshop": workshop}) for name in made))
    reached = HeldNode.objects.filter(
        ours, cooperative_id=OuterRef("cooperative_id"), hold=OuterRef("hold")
    )
    return rows.filter(Exists(reached))


def stops_on_board(viewer: Account, decided: int) -> list[Nonconformity]:
    """What the office has to decide, and a few of what it decided last."""
    owner = viewer.cooperative_id
    if owner is None or not has_role(viewer, *OFFICE):
        return []
    of = NonconformityStatus
    return [*_stops(owner, of.OPEN.value), *_stops(owner, of.CLOSED.value, Limit(decided))]


@prepared
def _stops(owner: int, status: str, most: Limit | None = None) -> QuerySet[Nonconformity]:
    rows = Nonconformity.objects.filter(cooperative_id=owner, status=status)
    return rows.select_related("root").order_by("-raised_at")[:most]


@dataclass(frozen=True, slots=True)
class Affected:
    """Pieces that a stop reached and that have not left: of a lot, or one serial piece."""

    lot: CastingLot
    casting: Casting | None
    quantity: int


def affected_by(root: Node) -> list[Affected]:
    """Every piece that came from this thing and is neither scrapped nor shipped."""
    owner = root.cooperative_id
    reached = reached_ids(root)
    lots = _lots_at(owner, sorted(reached))
    boxed = _in_stopped_box(owner, root.pk) if root.kind == BOX else []
    held = {lot.pk for lot in lots}
    serial_lots = {lot.pk for lot in lots if lot.work_order.revision.part.traced_by == "piece"}
    singles = _castings_at(owner, sorted(reached | {link.parent_id for link in boxed}))
    return [
        *_lots_left([lot for lot in lots if lot.pk not in serial_lots]),
        *(_boxed_lots(owner, boxed) if boxed else []),
        *(_castings_left(owner, _castings_of(owner, list(serial_lots))) if serial_lots else []),
        *_castings_left(owner, [each for each in singles if each.lot_id not in held]),
    ]


@prepared
def _lots_at(owner: int, nodes: list[int]) -> QuerySet[CastingLot]:
    rows = CastingLot.objects.filter(cooperative_id=owner, node__in=nodes)
    return rows.select_related(*OF_A_LOT).order_by("code")


@prepared
def _castings_at(owner: int, nodes: list[int]) -> QuerySet[Casting]:
    return _whole(owner).filter(node__in=nodes).order_by("serial")


@prepared
def _castings_of(owner: int, lots: list[UUID]) -> QuerySet[Casting]:
    return _whole(owner).filter(lot__in=lots)


def _whole(owner: int) -> QuerySet[Casting]:
    """Serial pieces that nobody scrapped."""
    scrap = Scrap.objects.current().filter(cooperative_id=owner, casting=OuterRef("pk"))
    rows = Casting.objects.filter(~Exists(scrap), cooperative_id=owner)
    return rows.select_related(*(f"lot__{name}" for name in OF_A_LOT))


@prepared
def _in_stopped_box(owner: int, root: int) -> QuerySet[Link]:
    """When a box itself was stopped, its pieces: the lots they came from are not held.

    A box that a heat's hold reached may also hold another heat's good pieces; those wait in it,
    but nothing is wrong with them.
    """
    shipped = Link.objects.filter(
        cooperative_id=OuterRef("cooperative_id"),
        parent=OuterRef("child"),
        child__kind=SHIPMENT,
    )
    return Link.objects.filter(
        ~Exists(shipped),
        cooperative_id=owner,
        child=root,
        child__kind=BOX,
        parent__kind__in=MAKERS,
    )


def _boxed_lots(owner: int, boxed: list[Link]) -> list[Affected]:
    pieces: dict[int, int] = {}
    for link in boxed:
        pieces[link.parent_id] = pieces.get(link.parent_id, 0) + link.quantity
    lots = CastingLot.objects.filter(cooperative_id=owner, node__in=pieces)
    return [
        Affected(lot, None, pieces[lot.node_id])
        for lot in lots.select_related(*OF_A_LOT).order_by("code")
    ]


def _lots_left(lots: list[CastingLot]) -> list[Affected]:
    if not lots:
        return []
    owner = lots[0].cooperative_id
    counts = counts_of(lots)
    shipped = shipped_from(owner, [lot.node_id for lot in lots])
    left = (
        Affected(lot, None, _made(counts[lot.pk]) - shipped.get(lot.node_id, 0)) for lot in lots
    )
    return [row for row in left if row.quantity > 0]


def _made(count: LotCount) -> int:
    # Pieces a customer rejected had been shipped, and are subtracted as such.
    return count.cast - count.scrapped + count.scrapped_at.get(Place.CUSTOMER, 0)


def _castings_left(owner: int, castings: list[Casting]) -> list[Affected]:
    if not castings:
        return []
    shipped = shipped_from(owner, [row.node_id for row in castings])
    return [Affected(row.lot, row, 1) for row in castings if row.node_id not in shipped]


def shipped_from(owner: int, node_ids: Iterable[int]) -> dict[int, int]:
    """Pieces that left each of these things in a box that has been shipped."""
    return dict(_shipped(owner, list(node_ids)))


@prepared
def _shipped(owner: int, nodes: list[int]) -> QuerySet[Link, tuple[int, int]]:
    rows = Link.objects.filter(
        cooperative_id=owner, parent__in=nodes, child__onward_links__child__kind=SHIPMENT
    )
    return (
        rows.order_by()
        .values("parent")
        .annotate(total=Sum("quantity"))
        .values_list("parent", "total")
    )


def shipped_pieces_of(root: Node) -> int:
    """Pieces that came from this thing, or travel in it, and have left."""
    return sum(gone_from(root).values_list("quantity", flat=True))


def gone_from(root: Node) -> QuerySet[Link]:
    """From each lot or serial piece into a box that left, wherever on that way the stop was put."""
    way = Q(parent__in=reached_ids(root))
    # Asked of every thing, the other two ways made SQLite look at each box there ever was.
    if root.kind == BOX:
        way |= Q(child=root)
    if root.kind == SHIPMENT:
        way |= Q(child__onward_links__child=root)
    return Link.objects.filter(
        way,
        cooperative_id=root.cooperative_id,
        parent__kind__in=MAKERS,
        child__kind=BOX,
        child__onward_links__child__kind=SHIPMENT,
    )


def concessions_on(cooperative: Cooperative, node_ids: Iterable[int]) -> list[Disposition]:
    """Concessions that let these things pass, for the certificate to name."""
    return list(
        Disposition.objects.current()
        .filter(
            cooperative=cooperative,
            decision=Decision.CONCESSION,
            nonconformity__hold__held_nodes__node__in=list(node_ids),
        )
        .select_related("nonconformity")
        .distinct()
    )


@dataclass(frozen=True, slots=True)
class HeldLot:
    """Pieces of one lot that a nonconformity holds, for its page."""

    lot: CastingLot
    quantity: int


def held_pieces(viewer: Account, nonconformity: Nonconformity) -> list[HeldLot]:
    """What is still held, lot by lot; nothing once it is decided. A workshop sees its own."""
    if nonconformity.status != NonconformityStatus.OPEN:
        return []
    only = None if has_role(viewer, *OFFICE) else workshop_of(viewer)
    per_lot: dict[str, HeldLot] = {}
    for row in affected_by(nonconformity.root):
        if only is not None and row.lot.workshop_id != only.pk:
            continue
        earlier = per_lot.get(row.lot.code)
        quantity = row.quantity + (earlier.quantity if earlier else 0)
        per_lot[row.lot.code] = HeldLot(row.lot, quantity)
    return list(per_lot.values())


@dataclass(frozen=True, slots=True)
class Left:
    """Pieces that are already under way or with a customer, by delivery note."""

    shipment: str
    boxes: tuple[str, ...]
    quantity: int


def already_left(nonconformity: Nonconformity) -> list[Left]:
    """What this stop came too late for: the customers of these shipments must be told.

    What left after the decision, by leave of the customer, was never on hold.
    """
    rows = (
        gone_from(nonconformity.root)
        .filter(child__onward_links__child__held_by__hold=nonconformity.hold_id)
        .values_list("child__onward_links__child__code", "child__code")
        .annotate(pieces=Sum("quantity"))
        .order_by("child__onward_links__child__code", "child__code")
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for shipment, box, pieces in rows:
        found.setdefault(shipment, []).append((box, pieces))
    return [
        Left(shipment, tuple(box for box, _ in boxes), sum(pieces for _, pieces in boxes))
        for shipment, boxes in found.items()
    ]


@dataclass(frozen=True, slots=True)
class Reached:
    """The codes of one kind that a stop reached."""

    kind: str
    codes: tuple[str, ...]


def reached_by(viewer: Account, nonconformity: Nonconformity) -> list[Reached]:
    """Every heat, lot, box, shipment and certificate that the stop reached, kind by kind.

    Serial pieces are left out: their lot stands for them, unless a single piece was stopped.
    """
    held = HeldNode.objects.filter(
        cooperative_id=nonconformity.cooperative_id, hold=nonconformity.hold_id
    )
    rows = owned_by(viewer, Node.objects.filter(held_by__in=held)).order_by("code")
    by_kind: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, code in rows.values_list("kind", "code"):
        if kind in by_kind:
            by_kind[kind].append(code)
    return [Reached(kind, tuple(codes)) for kind, codes in by_kind.items() if codes]
