"""What passed, what waits, what is held, and who may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from rantai.quality.models import (
    Decision,
    Disposition,
    Inspection,
    Nonconformity,
    PieceVerdict,
)
from rantai.quality.rules import passed
from rantai.records.models import Account, Cooperative
from rantai.records.queries import OFFICE, has_role, owned_by
from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    HeatStatus,
    Machining,
    Place,
    Reading,
    Sample,
    Scrap,
)
from rantai.shopfloor.queries import LotCount, count_of, counts_of
from rantai.traceability.models import Link, Node
from rantai.traceability.queries import reached_ids

SHIPMENT = "shipment"
"""The kind of node beyond which pieces can only be counted, not held."""

BEFORE_INSPECTION = (Place.WORKSHOP, Place.MACHINING)


def inspections_visible_to(viewer: Account) -> QuerySet[Inspection]:
    rows = owned_by(viewer, Inspection.objects.all())
    return rows if has_role(viewer, *OFFICE) else rows.none()


def nonconformities_visible_to(viewer: Account) -> QuerySet[Nonconformity]:
    """The office sees all of its co-operative's; others meet them in a trace or a certificate."""
    rows = owned_by(viewer, Nonconformity.objects.select_related("root", "raised_by"))
    return rows if has_role(viewer, *OFFICE) else rows.none()


def passed_pieces(cooperative: Cooperative, lot_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Pieces of each lot that passed and were not scrapped by a later decision."""
    wanted = list(lot_ids)
    accepted = _total(
        Inspection.objects.current().filter(cooperative=cooperative, lot__in=wanted), "accepted"
    )
    scrapped = _total(
        Scrap.objects.current().filter(
            cooperative=cooperative, lot__in=wanted, place=Place.DISPOSITION
        ),
        "quantity",
    )
    return {
        lot_id: passed(accepted=pieces, scrapped_later=scrapped.get(lot_id, 0))
        for lot_id, pieces in accepted.items()
    }


def _total(rows: QuerySet[Inspection] | QuerySet[Scrap], field: str) -> dict[UUID, int]:
    return dict(rows.values("lot").annotate(total=Sum(field)).values_list("lot", "total"))


def passed_castings(cooperative: Cooperative, lot_ids: Iterable[UUID]) -> QuerySet[Casting]:
    """Serial pieces whose current verdict is good and that no fact has scrapped."""
    verdict = PieceVerdict.objects.filter(
        cooperative=cooperative,
        casting=OuterRef("pk"),
        accepted=True,
        inspection__replaced_by__isnull=True,
    )
    scrap = Scrap.objects.current().filter(cooperative=cooperative, casting=OuterRef("pk"))
    return Casting.objects.filter(
        Exists(verdict), ~Exists(scrap), cooperative=cooperative, lot__in=list(lot_ids)
    )


def uninspected_castings(lot: CastingLot) -> QuerySet[Casting]:
    """Serial pieces of a lot that are neither scrapped nor judged yet; machined where needed."""
    verdict = PieceVerdict.objects.filter(
        cooperative_id=lot.cooperative_id,
        casting=OuterRef("pk"),
        inspection__replaced_by__isnull=True,
    )
    scrap = Scrap.objects.current().filter(
        cooperative_id=lot.cooperative_id, casting=OuterRef("pk")
    )
    rows = Casting.objects.filter(
        ~Exists(verdict), ~Exists(scrap), cooperative_id=lot.cooperative_id, lot=lot
    )
    if lot.work_order.revision.part.is_machined:
        machined = Machining.objects.current().filter(
            cooperative_id=lot.cooperative_id, casting=OuterRef("pk")
        )
        rows = rows.filter(Exists(machined))
    return rows


def uninspected_pieces(lot: CastingLot) -> int:
    """How many pieces of a lot can still be offered for inspection."""
    count = count_of(lot)
    gone = sum(count.scrapped_at.get(place, 0) for place in BEFORE_INSPECTION)
    ready = count.machined if lot.work_order.revision.part.is_machined else count.cast
    offered = (
        Inspection.objects.current()
        .filter(cooperative_id=lot.cooperative_id, lot=lot)
        .aggregate(total=Sum("offered"))["total"]
    )
    return max(min(ready, count.cast - gone) - (offered or 0), 0)


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
    lots = list(
        CastingLot.objects.filter(cooperative_id=owner, node__in=reached)
        .select_related("work_order__revision__part", "heat")
        .order_by("code")
    )
    loose = (
        Casting.objects.filter(cooperative_id=owner, node__in=reached)
        .exclude(lot__in=lots)
        .select_related("lot__work_order__revision__part", "lot__heat")
    )
    serial_lots = {lot.pk for lot in lots if lot.work_order.revision.part.traced_by == "piece"}
    pieces = _castings_left(
        owner, Casting.objects.filter(cooperative_id=owner, lot__in=serial_lots)
    )
    whole = _lots_left([lot for lot in lots if lot.pk not in serial_lots])
    return [*whole, *pieces, *_castings_left(owner, loose)]


def _lots_left(lots: list[CastingLot]) -> list[Affected]:
    if not lots:
        return []
    owner = lots[0].cooperative_id
    counts = counts_of(lots)
    shipped = shipped_from(owner, [lot.node_id for lot in lots])
    left = (Affected(lot, None, counts[lot.pk].left - shipped.get(lot.node_id, 0)) for lot in lots)
    return [row for row in left if row.quantity > 0]


def _made(count: LotCount) -> int:
    # Pieces a customer rejected had been shipped, and are subtracted as such.
    return count.cast - count.scrapped + count.scrapped_at.get(Place.CUSTOMER, 0)


def _castings_left(owner: int, castings: QuerySet[Casting]) -> list[Affected]:
    scrap = Scrap.objects.current().filter(cooperative_id=owner, casting=OuterRef("pk"))
    rows = list(
        castings.filter(~Exists(scrap)).select_related(
            "lot__work_order__revision__part", "lot__heat"
        )
    )
    shipped = shipped_from(owner, [row.node_id for row in rows])
    return [Affected(row.lot, row, 1) for row in rows if row.node_id not in shipped]


def shipped_from(owner: int, node_ids: Iterable[int]) -> dict[int, int]:
    """Pieces that left each of these things in a box that has been shipped."""
    left = Link.objects.filter(
        cooperative_id=owner,
        parent__in=list(node_ids),
        child__onward_links__child__kind=SHIPMENT,
    )
    return dict(
        left.values("parent").annotate(total=Sum("quantity")).values_list("parent", "total")
    )


def shipped_pieces_of(root: Node) -> int:
    """Pieces that came from this thing and are already with a customer."""
    owner = root.cooperative_id
    ids = reached_ids(root)
    makers = Node.objects.filter(
        cooperative_id=owner, pk__in=ids, kind__in=("casting_lot", "casting")
    )
    return sum(shipped_from(owner, makers.values_list("pk", flat=True)).values())


def waiting_samples(viewer: Account) -> QuerySet[Sample]:
    """Samples without a reading, the longest waiting furnace first."""
    reading = Reading.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), sample=OuterRef("pk")
    )
    rows = owned_by(viewer, Sample.objects.current()).filter(
        ~Exists(reading), heat__status=HeatStatus.MELTING
    )
    return rows.select_related(
        "heat__workshop", "heat__furnace", "heat__work_order__revision__part"
    ).order_by("occurred_at")


def lots_to_inspect(viewer: Account) -> QuerySet[CastingLot]:
    """Lots of released heats, not on hold, that nobody has inspected yet; oldest first."""
    inspection = Inspection.objects.filter(
        cooperative_id=OuterRef("cooperative_id"),
        lot=OuterRef("pk"),
        replaced_by__isnull=True,
        offered__gt=0,
    )
    machining = Machining.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), lot=OuterRef("pk"), replaced_by__isnull=True
    )
    rows = owned_by(viewer, CastingLot.objects.current()).filter(
        ~Exists(inspection), heat__status=HeatStatus.RELEASED, node__open_holds=0
    )
    return (
        rows.filter(Q(work_order__revision__part__is_machined=False) | Exists(machining))
        .select_related("heat", "workshop", "node", "work_order__revision__part")
        .order_by("occurred_at")
    )


def lots_visible_to(viewer: Account) -> QuerySet[CastingLot]:
    """Lots the lab may inspect: every one of its co-operative."""
    rows = owned_by(viewer, CastingLot.objects.current())
    return rows if has_role(viewer, *OFFICE) else rows.none()


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


def open_count(viewer: Account) -> int:
    return int(
        nonconformities_visible_to(viewer)
        .filter(status="open")
        .aggregate(count=Count("pk"))["count"]
    )


def offerable(lot: CastingLot) -> tuple[int, list[Casting]]:
    """How many pieces of a lot can be offered, and which, where they are numbered."""
    if lot.work_order.revision.part.traced_by != "piece":
        return uninspected_pieces(lot), []
    castings = list(uninspected_castings(lot).order_by("serial"))
    return len(castings), castings


@dataclass(frozen=True, slots=True)
class HeldLot:
    """Pieces of one lot that a nonconformity holds, for its page."""

    lot: CastingLot
    quantity: int


def held_pieces(nonconformity: Nonconformity) -> list[HeldLot]:
    """What is still held, lot by lot; nothing once it is decided."""
    if nonconformity.status != "open":
        return []
    per_lot: dict[str, HeldLot] = {}
    for row in affected_by(nonconformity.root):
        earlier = per_lot.get(row.lot.code)
        quantity = row.quantity + (earlier.quantity if earlier else 0)
        per_lot[row.lot.code] = HeldLot(row.lot, quantity)
    return list(per_lot.values())
