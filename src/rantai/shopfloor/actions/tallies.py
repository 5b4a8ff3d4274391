"""Keeping the running counts of lots and work orders, in the transaction that writes the fact."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from rantai.plans.actions import count_made
from rantai.records.prepared import Change, prepared_change
from rantai.shopfloor.models import BEFORE_INSPECTION, CastingLot, LotTally, Place, Scrap


class NoTally(RuntimeError):
    """A lot without a tally: it was not counted by `count_castings`."""


def begin_tally(lot: CastingLot) -> None:
    LotTally.objects.create(cooperative_id=lot.cooperative_id, lot=lot, cast=lot.quantity)
    count_made(lot.cooperative_id, {lot.work_order_id: lot.quantity})


def add_to_tally(owner: int, lot_id: UUID, **more: int) -> None:
    """Add to a lot's running counts; the database adds, so two at once both count."""
    if not _add(owner, lot_id, **more):
        raise NoTally(lot_id)


@prepared_change
def _add(owner: int, lot: UUID, **more: int) -> Change:
    rows = LotTally.objects.filter(cooperative_id=owner, lot=lot)
    return rows, {name: F(name) + pieces for name, pieces in more.items()}


def tally_recount(lot: CastingLot, more: int) -> None:
    add_to_tally(lot.cooperative_id, lot.pk, cast=more)
    count_made(lot.cooperative_id, {lot.work_order_id: more})


def tally_scrap(scraps: Iterable[Scrap]) -> None:
    """Take written scrap off its lots and work orders, or the change where it corrects another."""
    owner = 0
    lots: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    made = Counter[int]()
    for scrap in scraps:
        owner = scrap.cooperative_id
        more = scrap.quantity - (scrap.replaces.quantity if scrap.replaces else 0)
        if scrap.place == Place.CUSTOMER:
            # It was made and sent: neither its lot nor its work order is open again.
            lots[scrap.lot_id]["returned"] += more
            continue
        lots[scrap.lot_id]["scrapped"] += more
        lots[scrap.lot_id]["lost"] += more if scrap.place in BEFORE_INSPECTION else 0
        made[scrap.lot.work_order_id] -= more
    for lot in sorted(lots):  # in one order, so that two writers never wait for each other
        add_to_tally(owner, lot, **lots[lot])
    count_made(owner, made)
