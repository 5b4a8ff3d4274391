"""Friday 12 April 2019, 09.40: furnaces waiting, boxes ready, one heat stopped."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import cycle

from rantai.portal.example import stops
from rantai.portal.example.days import NOW, moment
from rantai.portal.example.foundry import Foundry, OpenOrder
from rantai.portal.example.makers import SHOWN
from rantai.portal.example.melting import OpenHeat
from rantai.portal.example.recipes import YIELD
from rantai.records.models import Account
from rantai.shopfloor.actions import plan_charge
from rantai.shopfloor.queries import lots_in_stock

TODAY = NOW.date()
THE_DAY_BEFORE = TODAY - timedelta(days=1)
SHIPPED_YESTERDAY = 24
WEIGHED_OFF_KG = (Decimal("2.5"), Decimal(0), Decimal("-1.5"))


@dataclass
class Morning:
    """Begins heats and leaves them where the clock stops."""

    foundry: Foundry
    lab: Account

    def load_the_lorry(self) -> None:
        """Yesterday's lorry took half of what was packed; the customer has not counted it yet."""
        yard = self.foundry.blocks
        yard.pack(self.foundry.due["KAI"], moment(THE_DAY_BEFORE, "14:30"))
        yard.ship("PO-KAI-1904", moment(THE_DAY_BEFORE, "15:10"), boxes=SHIPPED_YESTERDAY)
        yard.ledger.write()

    def begin(self) -> None:
        self._stop_a_packed_heat()
        shown = self._by_sheet(SHOWN, "07:01")
        self._by_sheet("B-096", "07:05", lines=2)
        job = self._job(SHOWN)
        self.foundry.moulds.begin_the_morning(job.maker, job.order, TODAY)
        self.foundry.furnaces.take_sample(shown, moment(TODAY, "08:52"))
        self._sampled("B-031", "08:05")
        self._low_in_carbon("B-118", "07:30")
        self._poured("B-003", "07:20")

    def _stop_a_packed_heat(self) -> None:
        """A heat whose blocks lie in boxes: those in the yard are held, others may have left."""
        heat = self.foundry.blocks.packed[0].contents[0].lot.heat
        self.foundry.furnaces.ledger.now = moment(TODAY, "07:00")
        stops.stop_for_carbon(heat, "3.520", self.lab, TODAY)

    def _job(self, code: str) -> OpenOrder:
        return next(
            open_order
            for open_order in self.foundry.open_orders
            if open_order.maker.workshop.code == code
        )

    def _charged(self, code: str, clock: str) -> tuple[OpenHeat, OpenOrder]:
        open_order = self._job(code)
        at = moment(TODAY, clock)
        under_way = self.foundry.furnaces.open(open_order.maker, open_order.order, at)
        self.foundry.furnaces.charge(under_way, open_order.pieces_a_heat, at + timedelta(minutes=8))
        return under_way, open_order

    def _by_sheet(self, code: str, clock: str, lines: int | None = None) -> OpenHeat:
        """A heat whose charge is worked out; so many lines are weighed, not quite as planned."""
        open_order, furnaces = self._job(code), self.foundry.furnaces
        at, operator = moment(TODAY, clock), open_order.maker.operator
        under_way = furnaces.open(open_order.maker, open_order.order, at)
        furnaces.ledger.write()
        furnaces.ledger.now = at + timedelta(minutes=3)
        sheet = plan_charge(
            heat=under_way.heat,
            tap_kg=poured_kg(open_order).quantize(Decimal(1)),
            by=operator,
            at=furnaces.ledger.now,
        )
        in_stock = lots_in_stock(under_way.heat)
        planned = sheet.lines.select_related("material_lot__node").order_by("-mass_kg")
        for line, off in zip(planned[:lines], cycle(WEIGHED_OFF_KG), strict=False):
            at += timedelta(minutes=4)
            kg = min(in_stock[line.material_lot], max(line.mass_kg / 2, line.mass_kg + off))
            furnaces.weigh_in(under_way, line.material_lot, kg, at)
        return under_way

    def _sampled(self, code: str, clock: str) -> tuple[OpenHeat, OpenOrder]:
        under_way, open_order = self._charged(code, clock)
        self.foundry.furnaces.take_sample(under_way, moment(TODAY, clock) + timedelta(minutes=72))
        return under_way, open_order

    def _low_in_carbon(self, code: str, clock: str) -> None:
        under_way, _job = self._sampled(code, clock)
        at = moment(TODAY, clock) + timedelta(minutes=82)
        self.foundry.furnaces.read(under_way, at, off={"C": "3.040"})

    def _poured(self, code: str, clock: str) -> None:
        under_way, open_order = self._sampled(code, clock)
        at = moment(TODAY, clock) + timedelta(minutes=80)
        self.foundry.furnaces.read(under_way, at)
        self.foundry.furnaces.release(under_way, at + timedelta(minutes=2))
        self.foundry.furnaces.pour(under_way, open_order.pieces_a_heat, at + timedelta(minutes=6))


def poured_kg(open_order: OpenOrder) -> Decimal:
    part = open_order.order.revision.part
    kg: Decimal = open_order.pieces_a_heat * part.mass_kg / YIELD[part.traced_by]
    return kg
