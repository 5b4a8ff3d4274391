"""One casting lot with its counts, its scrap and machining, and its serial pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    FilledMoulds,
    Machining,
    Place,
    Recount,
    Scrap,
)
from rantai.shopfloor.queries.counts import LotCount, count_of
from rantai.shopfloor.queries.heats import Told, tell
from rantai.shopfloor.queries.moulds import filled_by
from rantai.shopfloor.rules import ladle_letter
from rantai.traceability.models import Hold


@dataclass(frozen=True, slots=True)
class Piece:
    """A serial piece and what became of it here."""

    casting: Casting
    is_scrap: bool
    is_machined: bool

    @property
    def state(self) -> str:
        if self.is_scrap:
            return "scrapped"
        return "done" if self.is_machined else "open"


@dataclass(frozen=True, slots=True)
class LotSheet:
    lot: CastingLot
    count: LotCount
    recounts: Sequence[Recount]
    scraps: Sequence[Told[Scrap]]
    machinings: Sequence[Told[Machining]]
    pieces: Sequence[Piece]
    stops: Sequence[Hold]
    filled: Sequence[FilledMoulds]

    @property
    def letter(self) -> str:
        return ladle_letter(self.lot.pour.ladle)

    @property
    def scrap_by_place(self) -> list[tuple[str, int]]:
        """The earliest place first: the later a defect is found, the dearer."""
        found = self.count.scrapped_at
        return [(str(place.label), found[place]) for place in Place if found.get(place)]

    @property
    def good_pieces(self) -> list[Casting]:
        return [piece.casting for piece in self.pieces if not piece.is_scrap]

    @property
    def raw_pieces(self) -> list[Casting]:
        """Good pieces that no machine has touched."""
        return [piece.casting for piece in self.pieces if piece.state == "open"]


def lot_sheet(lot: CastingLot) -> LotSheet:
    mine: dict[str, Any] = {"cooperative_id": lot.cooperative_id, "lot": lot}
    scraps = tell(Scrap.objects.filter(**mine).select_related("defect", "casting", "recorded_by"))
    machinings = tell(
        Machining.objects.filter(**mine).select_related("machine", "casting", "recorded_by")
    )
    scrapped = {each.fact.casting_id for each in scraps if each.fact.quantity}
    machined = {each.fact.casting_id for each in machinings if each.fact.quantity}
    return LotSheet(
        lot=lot,
        count=count_of(lot),
        recounts=list(
            Recount.objects.filter(**mine).select_related("recorded_by").order_by("received_at")
        ),
        scraps=scraps,
        machinings=machinings,
        pieces=[
            Piece(casting, casting.pk in scrapped, casting.pk in machined)
            for casting in Casting.objects.filter(**mine).order_by("serial")
        ],
        stops=list(
            Hold.objects.filter(
                cooperative_id=lot.cooperative_id,
                held_nodes__node_id=lot.node_id,
                closed_at__isnull=True,
            ).order_by("opened_at")
        ),
        filled=filled_by([lot.pour]).get((lot.heat_id, lot.pour.ladle), ()),
    )
