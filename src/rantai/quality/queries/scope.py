"""What a fault reached: the counts of its problem, and where every piece of it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from rantai.members.models import Workshop
from rantai.orders.models import Customer
from rantai.parts.models import PartRevision
from rantai.quality.models import EightD, Nonconformity
from rantai.quality.queries.stops import SHIPMENT, affected_by, gone_from
from rantai.records.models import Account, Role
from rantai.records.prepared import prepared
from rantai.records.queries import WORKSHOP, has_role
from rantai.shopfloor.models import Casting, CastingLot, Machining, Place, Scrap
from rantai.shopfloor.queries import counts_of
from rantai.traceability.models import Link, Node
from rantai.traceability.queries import origin_ids, reached_ids


@dataclass(frozen=True, slots=True)
class Counts:
    """What the facts say of the pieces concerned, as they stand now."""

    lots: Sequence[CastingLot]
    cast: int
    rejected_by_customer: int
    rejected_here: int
    shipped: int
    held: int
    """Stopped when the nonconformity was raised."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Pieces of one lot that are still with us, and in whose workshop."""

    lot: CastingLot
    workshop: str
    is_elsewhere: bool
    quantity: int


@dataclass(frozen=True, slots=True)
class Sent:
    """Pieces in one box of one shipment."""

    shipment: str
    box: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Scope:
    counts: Counts
    kept: Sequence[Kept]
    sent: Sequence[Sent]

    @property
    def here(self) -> int:
        return sum(row.quantity for row in self.kept if not row.is_elsewhere)

    @property
    def elsewhere(self) -> int:
        return sum(row.quantity for row in self.kept if row.is_elsewhere)

    @property
    def gone(self) -> int:
        return sum(row.quantity for row in self.sent)


def scope_of(viewer: Account, eightd: EightD, told_to: Customer | None = None) -> Scope:
    """Everything the trace graph says of a fault; a customer reads of the own shipments only.

    told_to: who will read it; other customers' shipments are then left out for the office too.
    """
    lots = list(lots_concerned(eightd))
    sent = _sent(viewer, eightd.nonconformity.root, told_to)
    counts = _counts(eightd, lots, sum(row.quantity for row in sent))
    return Scope(counts, _kept(viewer, eightd), sent)


def lots_concerned(eightd: EightD) -> QuerySet[CastingLot]:
    """The lots of this part and workshop ahead of what was stopped, or behind a stopped box."""
    root = eightd.nonconformity.root
    rows = CastingLot.objects.filter(
        cooperative_id=eightd.cooperative_id,
        workshop_id=eightd.workshop_id,
        work_order__revision_id=eightd.revision_id,
    ).select_related("heat")
    return rows.filter(of_root(root)).order_by("code")


def of_root(root: Node) -> Q:
    """Lots that came from a thing; of a box, a shipment or a serial piece, those it came from."""
    owner = root.cooperative_id
    ahead = reached_ids(root)
    if _any_lot(owner, sorted(ahead)):
        return Q(node__in=ahead)
    behind = origin_ids(root)
    serial = Casting.objects.filter(cooperative_id=owner, node__in=behind).values("lot_id")
    return Q(node__in=behind) | Q(pk__in=serial)


@prepared
def _any_lot(owner: int, nodes: list[int]) -> QuerySet[CastingLot, UUID]:
    rows = CastingLot.objects.filter(cooperative_id=owner, node__in=nodes)
    return rows.order_by().values_list("pk", flat=True)[:1]


@prepared
def _scrapped(owner: int, lots: list[UUID], defect: str) -> QuerySet[Scrap, tuple[str, int]]:
    rows = Scrap.objects.current().filter(cooperative_id=owner, lot__in=lots, defect=defect)
    return (
        rows.order_by()
        .values("place")
        .annotate(total=Sum("quantity"))
        .values_list("place", "total")
    )


@prepared
def _machined(owner: int, lots: list[UUID]) -> QuerySet[Machining, tuple[UUID, str]]:
    rows = Machining.objects.current().filter(cooperative_id=owner, lot__in=lots)
    return rows.order_by("occurred_at").values_list("lot_id", "workshop__code")


def _counts(eightd: EightD, lots: list[CastingLot], shipped: int) -> Counts:
    keys = [lot.pk for lot in lots]
    found = dict(_scrapped(eightd.cooperative_id, keys, eightd.defect_id))
    customers = found.pop(Place.CUSTOMER, 0)
    return Counts(
        lots=lots,
        cast=sum(count.cast for count in counts_of(lots).values()),
        rejected_by_customer=customers,
        rejected_here=sum(found.values()),
        shipped=shipped,
        held=eightd.nonconformity.pieces_held,
    )


def _kept(viewer: Account, eightd: EightD) -> list[Kept]:
    """Pieces neither scrapped nor shipped; machined in another workshop, they lie there."""
    rows = affected_by(eightd.nonconformity.root)
    if has_role(viewer, *WORKSHOP):
        rows = [row for row in rows if row.lot.workshop_id == eightd.workshop_id]
    machined = dict(_machined(eightd.cooperative_id, list({row.lot.pk for row in rows})))
    by_lot: dict[str, Kept] = {}
    for row in rows:
        lies_in = machined.get(row.lot.pk, row.lot.workshop.code)
        earlier = by_lot.get(row.lot.code)
        by_lot[row.lot.code] = Kept(
            row.lot,
            lies_in,
            lies_in != eightd.workshop.code,
            row.quantity + (earlier.quantity if earlier else 0),
        )
    return list(by_lot.values())


def _sent(viewer: Account, root: Node, told_to: Customer | None) -> list[Sent]:
    links: QuerySet[Link] = gone_from(root)
    # Shipments lie in a room above; here they are only reached by their relation.
    theirs = Node.objects.filter(cooperative_id=root.cooperative_id, kind=SHIPMENT)
    if told_to is not None:
        theirs = theirs.filter(shipments__customer=told_to)
    if has_role(viewer, Role.CUSTOMER):
        theirs = theirs.filter(shipments__customer__contacts__account_id=viewer.pk)
    if told_to is not None or has_role(viewer, Role.CUSTOMER):
        links = links.filter(child__onward_links__child__in=theirs)
    rows = (
        links.values_list("child__onward_links__child__code", "child__code")
        .annotate(pieces=Sum("quantity"))
        .order_by("child__onward_links__child__code", "child__code")
    )
    return [Sent(shipment, box, pieces) for shipment, box, pieces in rows]


def places_of(nonconformity: Nonconformity) -> list[tuple[Workshop, PartRevision]]:
    """Every workshop and part revision that a stop reached; an 8D follows one pair of them."""
    lots = (
        CastingLot.objects.filter(cooperative_id=nonconformity.cooperative_id)
        .filter(of_root(nonconformity.root))
        .select_related("workshop", "work_order__revision__part")
        .order_by("workshop__code", "work_order__revision__part__number")
    )
    pairs = {
        (lot.workshop_id, lot.work_order.revision_id): (lot.workshop, lot.work_order.revision)
        for lot in lots
    }
    return list(pairs.values())
