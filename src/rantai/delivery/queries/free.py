"""Pieces that passed and lie free in the yard, the oldest castings first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rantai.delivery.models import BoxContent, BoxStatus
from rantai.orders.models import Customer, ScheduleLine
from rantai.parts.models import PartRevision, Tracing
from rantai.quality.queries import passed_castings, passed_pieces
from rantai.records.models import Account, Cooperative
from rantai.records.queries import OFFICE, acting_as
from rantai.shopfloor.models import Casting, CastingLot


@dataclass(frozen=True, slots=True)
class FreeLot:
    """Pieces of a lot that passed, are not packed and not on hold; serial ones by name."""

    lot: CastingLot
    quantity: int
    castings: tuple[Casting, ...]


@dataclass(frozen=True, slots=True)
class Packable:
    """What can be packed of a part revision, and who orders it."""

    revision: PartRevision
    lots: list[FreeLot]
    customers: list[Customer]

    @property
    def quantity(self) -> int:
        return sum(row.quantity for row in self.lots)

    @property
    def boxes(self) -> int:
        """Boxes that all of it would fill, the last perhaps partly."""
        size: int = self.revision.part.pieces_per_box
        return -(-self.quantity // size)


def free_lots(cooperative: Cooperative, revision: PartRevision) -> list[FreeLot]:
    """What can be packed now, oldest casting first: first in, first out."""
    return _free(cooperative, _unfinished(cooperative).filter(work_order__revision=revision))


def packable(viewer: Account) -> list[Packable]:
    """Every part revision with free pieces, and its customers."""
    cooperative = acting_as(viewer, *OFFICE)
    by_revision: dict[int, list[FreeLot]] = {}
    revisions: dict[int, PartRevision] = {}
    for row in _free(cooperative, _unfinished(cooperative)):
        revision = row.lot.work_order.revision
        revisions[revision.pk] = revision
        by_revision.setdefault(revision.pk, []).append(row)
    customers = _who_orders(cooperative, revisions)
    found = [
        Packable(revisions[pk], lots, customers.get(pk, [])) for pk, lots in by_revision.items()
    ]
    return sorted(found, key=lambda row: (row.revision.part.number, row.revision.revision))


def _who_orders(cooperative: Cooperative, revisions: Iterable[int]) -> dict[int, list[Customer]]:
    pairs = (
        ScheduleLine.objects.filter(
            cooperative=cooperative,
            revision__in=list(revisions),
            schedule__superseded_by__isnull=True,
        )
        .order_by("schedule__customer__code")
        .values_list("revision", "schedule__customer")
        .distinct()
    )
    customers = Customer.objects.filter(cooperative=cooperative).in_bulk(
        {customer for _revision, customer in pairs}
    )
    found: dict[int, list[Customer]] = {}
    for revision, customer in pairs:
        found.setdefault(revision, []).append(customers[customer])
    return found


def _unfinished(cooperative: Cooperative) -> QuerySet[CastingLot]:
    """Lots of which more pieces were accepted than packed: a handful, however many there were."""
    return (
        CastingLot.objects.filter(
            cooperative=cooperative,
            node__open_holds=0,
            tally__accepted__gt=F("tally__packed"),
        )
        .annotate(packed=F("tally__packed"))
        .select_related("node", "work_order__revision__part")
        .order_by("occurred_at", "code")
    )


def _free(cooperative: Cooperative, unfinished: QuerySet[CastingLot]) -> list[FreeLot]:
    lots: list[Any] = list(unfinished)  # with what their tallies say is packed
    serial = [lot.pk for lot in lots if lot.work_order.revision.part.traced_by == Tracing.PIECE]
    numbered = set(serial)
    whole = [lot.pk for lot in lots if lot.pk not in numbered]
    castings = _free_castings(cooperative, serial) if serial else {}
    passed = passed_pieces(cooperative, whole) if whole else {}
    found = [
        FreeLot(lot, len(castings[lot.pk]), tuple(castings[lot.pk]))
        if lot.pk in castings
        else FreeLot(lot, passed.get(lot.pk, 0) - lot.packed, ())
        for lot in lots
    ]
    return [row for row in found if row.quantity > 0]


def _free_castings(cooperative: Cooperative, lot_ids: list[UUID]) -> dict[UUID, list[Casting]]:
    packed = BoxContent.objects.filter(
        ~Q(box__status=BoxStatus.OPENED), cooperative=cooperative, casting=OuterRef("pk")
    )
    castings = (
        passed_castings(cooperative, lot_ids)
        .filter(~Exists(packed), node__open_holds=0)
        .select_related("node")
        .order_by("serial")
    )
    by_lot: dict[UUID, list[Casting]] = {}
    for casting in castings:
        by_lot.setdefault(casting.lot_id, []).append(casting)
    return by_lot
