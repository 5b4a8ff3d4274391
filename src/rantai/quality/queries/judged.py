"""What passed, what may still be offered, and what is packed already."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Sum

from rantai.quality.models import Inspection, PieceVerdict
from rantai.quality.rules import passed
from rantai.records.models import Cooperative
from rantai.shopfloor.models import BEFORE_INSPECTION, Casting, CastingLot, Machining, Place, Scrap
from rantai.shopfloor.queries import count_of
from rantai.traceability.models import Link

BOX = "box"
"""The kind of node that holds packed pieces."""


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


def _later_than_its_inspection() -> QuerySet[Inspection]:
    """What took the place of a verdict's inspection: it makes the verdict void."""
    return Inspection.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), replaces=OuterRef("inspection")
    )


def passed_castings(cooperative: Cooperative, lot_ids: Iterable[UUID]) -> QuerySet[Casting]:
    """Serial pieces whose current verdict is good and that no fact has scrapped."""
    verdict = PieceVerdict.objects.filter(
        ~Exists(_later_than_its_inspection()),
        cooperative=cooperative,
        casting=OuterRef("pk"),
        accepted=True,
    )
    scrap = Scrap.objects.current().filter(cooperative=cooperative, casting=OuterRef("pk"))
    return Casting.objects.filter(
        Exists(verdict), ~Exists(scrap), cooperative=cooperative, lot__in=list(lot_ids)
    )


def uninspected_castings(lot: CastingLot) -> QuerySet[Casting]:
    """Serial pieces of a lot that are neither scrapped nor judged yet; machined where needed."""
    verdict = PieceVerdict.objects.filter(
        ~Exists(_later_than_its_inspection()),
        cooperative_id=lot.cooperative_id,
        casting=OuterRef("pk"),
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


def offerable(lot: CastingLot) -> tuple[int, list[Casting]]:
    """How many pieces of a lot can be offered, and which, where they are numbered."""
    if lot.work_order.revision.part.traced_by != "piece":
        return uninspected_pieces(lot), []
    castings = list(uninspected_castings(lot).order_by("serial"))
    return len(castings), castings


def nodes_judged_in(lot: CastingLot) -> list[int]:
    """The lot's node and those of its serial pieces: what packing takes from."""
    castings = Casting.objects.filter(cooperative_id=lot.cooperative_id, lot=lot)
    return [lot.node_id, *castings.values_list("node_id", flat=True)]


def is_packed(lot: CastingLot) -> bool:
    """Tell whether a piece of this lot ever went into a box."""
    return Link.objects.filter(
        cooperative_id=lot.cooperative_id,
        parent__in=nodes_judged_in(lot),
        child__kind=BOX,
    ).exists()
