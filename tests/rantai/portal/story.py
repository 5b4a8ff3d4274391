"""A chain from material to shipment for tests to look at."""

from dataclasses import dataclass

from rantai.delivery.models import Box, Shipment
from rantai.shopfloor.models import CastingLot
from tests.cast import Cast
from tests.kept_stories import kept
from tests.rantai.delivery.story import packed, shipped
from tests.rantai.quality.story import passed_lot


@dataclass(frozen=True)
class Chain:
    """Thirty brake blocks: one box of ten shipped, one packed, ten still in workshop A."""

    lot: CastingLot
    boxes: list[Box]
    shipment: Shipment

    @property
    def heat(self) -> str:
        return str(self.lot.heat.code)

    @property
    def material(self) -> str:
        charge = self.lot.heat.charges.select_related("material_lot").get()
        return str(charge.material_lot.code)


@kept
def chain(cast: Cast) -> Chain:
    lot = passed_lot(cast, 30)
    boxes = packed(cast, 20)
    return Chain(lot=lot, boxes=boxes, shipment=shipped(cast, boxes[:1]))
