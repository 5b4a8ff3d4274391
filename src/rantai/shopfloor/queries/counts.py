"""How many pieces of a lot were cast, scrapped where, and machined."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from rantai.records.prepared import prepared
from rantai.shopfloor.models import CastingLot, Machining, Place, Recount, Scrap


@dataclass(frozen=True, slots=True)
class LotCount:
    """Pieces of one casting lot, as this room knows them."""

    cast: int
    scrapped_at: Mapping[str, int] = field(default_factory=dict)
    machined: int = 0

    @property
    def scrapped(self) -> int:
        return sum(self.scrapped_at.values())

    @property
    def left(self) -> int:
        """Cast and not scrapped anywhere."""
        return max(0, self.cast - self.scrapped)

    @property
    def to_machine(self) -> int:
        """Good pieces that no machine has touched yet; scrap found later was machined before."""
        unmachined = self.cast - self.scrapped_at.get(Place.WORKSHOP, 0) - self.machined
        return max(0, min(unmachined, self.left))


def count_of(lot: CastingLot) -> LotCount:
    return counts_of([lot])[lot.pk]


def counts_of(lots: Iterable[CastingLot]) -> dict[UUID, LotCount]:
    """Count many lots of one co-operative at once, each fact as last corrected."""
    rows = list(lots)
    if not rows:
        return {}
    mine = rows[0].cooperative_id, [lot.pk for lot in rows]
    cast = {lot.pk: lot.quantity for lot in rows} | dict(_recounted(*mine))
    scrapped: dict[UUID, dict[str, int]] = {}
    for lot_id, place, quantity in _scrapped(*mine):
        at_place = scrapped.setdefault(lot_id, {})
        at_place[place] = at_place.get(place, 0) + quantity
    machined: dict[UUID, int] = {}
    for lot_id, quantity in _machined(*mine):
        machined[lot_id] = machined.get(lot_id, 0) + quantity
    return {
        lot.pk: LotCount(cast[lot.pk], scrapped.get(lot.pk, {}), machined.get(lot.pk, 0))
        for lot in rows
    }


@prepared
def _recounted(owner: int, lots: list[UUID]) -> QuerySet[Recount, tuple[UUID, int]]:
    rows = Recount.objects.current().filter(cooperative_id=owner, lot__in=lots)
    return rows.values_list("lot_id", "quantity")


@prepared
def _scrapped(owner: int, lots: list[UUID]) -> QuerySet[Scrap, tuple[UUID, str, int]]:
    rows = Scrap.objects.current().filter(cooperative_id=owner, lot__in=lots)
    return rows.values_list("lot_id", "place", "quantity")


@prepared
def _machined(owner: int, lots: list[UUID]) -> QuerySet[Machining, tuple[UUID, int]]:
    rows = Machining.objects.current().filter(cooperative_id=owner, lot__in=lots)
    return rows.values_list("lot_id", "quantity")
