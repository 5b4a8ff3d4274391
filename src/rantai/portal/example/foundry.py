"""The months of the example, day by day: melt, inspect, pack, ship and receive what was ordered."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from rantai.delivery.models import Shipment
from rantai.plans.models import WorkOrder
from rantai.portal.example.certifying import certify
from rantai.portal.example.days import days_worked, moment
from rantai.portal.example.dispatch import Packed, Rejected, Yard
from rantai.portal.example.inspecting import CastLot, InspectionRoom
from rantai.portal.example.melting import FurnaceHouse, Maker, OpenHeat
from rantai.portal.example.moulding import MouldFloor
from rantai.portal.example.recipes import YIELD
from rantai.records.models import Account

EXPECTED_GOOD = 0.955
NOT_CERTIFIED_FROM = date(2019, 4, 8)
"""The lab still has to sign for the last lorries."""

SMALLEST_HEAT = 12
SLEEVES_A_HEAT = 40


@dataclass(slots=True)
class OpenOrder:
    """A work order under way and the good pieces still to be cast for it."""

    order: WorkOrder
    maker: Maker
    missing: int

    @property
    def pieces_a_heat(self) -> int:
        part = self.order.revision.part
        assert self.maker.furnace.capacity_kg is not None
        room = int(self.maker.furnace.capacity_kg * YIELD[part.traced_by] / part.mass_kg)
        return min(room, SLEEVES_A_HEAT) if part.is_machined else room


@dataclass(slots=True)
class OnTheWay:
    """A shipment that the customer has not counted yet."""

    yard: Yard
    shipment: Shipment
    boxes: list[Packed]
    received_on: date
    rejected: Rejected | None = None


@dataclass
class Foundry:
    """The state between one day and the next."""

    furnaces: FurnaceHouse
    moulds: MouldFloor
    room: InspectionRoom
    sleeves: Yard
    blocks: Yard
    receiving: Account
    rejects: dict[tuple[str, date], Rejected] = field(default_factory=dict)
    open_orders: list[OpenOrder] = field(default_factory=list)
    to_machine: list[CastLot] = field(default_factory=list)
    to_inspect: list[CastLot] = field(default_factory=list)
    on_the_way: list[OnTheWay] = field(default_factory=list)
    due: dict[str, int] = field(default_factory=dict)

    def take_on(self, order: WorkOrder, maker: Maker) -> None:
        self.open_orders.append(OpenOrder(order, maker, order.quantity))

    def work(
        self, day: date, *, sleeves_end: date, blocks_end: date, is_dispatch: bool, is_last: bool
    ) -> None:
        """One day: what was cast before is judged, what is ordered is cast, lorries leave."""
        self.open_orders = [open_order for open_order in self.open_orders if open_order.missing > 0]
        self._receive(day)
        self._inspect(day)
        self._machine(day)
        for open_order in self.open_orders:
            end = sleeves_end if open_order.order.revision.part.is_machined else blocks_end
            self._cast(open_order, day, end)
        if is_dispatch or is_last:
            self._dispatch(self.blocks, day, is_last=is_last)
        if is_last or (is_dispatch and self.sleeves.pieces >= 100):
            self._dispatch(self.sleeves, day, is_last=is_last)

    def _cast(self, open_order: OpenOrder, day: date, end: date) -> None:
        left = max(1, len(days_worked(day, end)))
        is_final = day >= end
        chance = self.furnaces.ledger.chance
        wanted = open_order.missing / (open_order.pieces_a_heat * EXPECTED_GOOD) / left
        heats = 3 if is_final else int(wanted + chance.random())
        for turn in range(heats):
            if open_order.missing > 0:
                pieces = min(
                    open_order.pieces_a_heat,
                    max(SMALLEST_HEAT, int(open_order.missing / EXPECTED_GOOD) + 1),
                )
                start = moment(day, "07:30") + timedelta(
                    hours=3 * turn, minutes=chance.randrange(0, 25)
                )
                open_order.missing -= sum(
                    cast.good for cast in self.heat(open_order, pieces, start)
                )

    def heat(self, open_order: OpenOrder, pieces: int, start: datetime) -> list[CastLot]:
        """A whole heat; one in thirty reads low in carbon first and is corrected."""
        chance = self.furnaces.ledger.chance
        under_way = self.furnaces.open(open_order.maker, open_order.order, start)
        self.furnaces.charge(under_way, pieces, start + timedelta(minutes=8))
        clock = start + timedelta(minutes=chance.randrange(62, 80))
        self.furnaces.take_sample(under_way, clock)
        if chance.random() < 1 / 30:
            low = f"{float(under_way.windows[0][1] or 0) - 0.06:.3f}"
            self.furnaces.read(under_way, clock + timedelta(minutes=9), off={"C": low})
            clock += timedelta(minutes=18)
            self.furnaces.take_sample(under_way, clock)
        self.furnaces.read(under_way, clock + timedelta(minutes=8))
        self.furnaces.release(under_way, clock + timedelta(minutes=9))
        return self._pour_out(under_way, pieces, clock + timedelta(minutes=13))

    def _pour_out(self, under_way: OpenHeat, pieces: int, clock: datetime) -> list[CastLot]:
        chance = self.furnaces.ledger.chance
        parts = [pieces]
        if not under_way.is_sleeve and pieces > 30 and chance.random() < 0.2:
            parts = [pieces // 2, pieces - pieces // 2]
        cast_lots = []
        for part in parts:
            pour = self.furnaces.pour(under_way, part, clock)
            counted_at = clock + timedelta(hours=4)
            lot, castings = self.furnaces.count(under_way, pour, part, counted_at)
            if under_way.is_sleeve:
                maker, closed_at = under_way.maker, clock - timedelta(minutes=35)
                run = self.moulds.close(maker, under_way.order, part, closed_at)
                self.moulds.fill(maker, run, pour, lot)
            cast = self.room.shake_out(lot, castings, under_way.maker, counted_at)
            (self.to_machine if under_way.is_sleeve else self.to_inspect).append(cast)
            cast_lots.append(cast)
            clock += timedelta(minutes=9)
        self.furnaces.returns.weigh(
            under_way.heat,
            operator=under_way.maker.operator,
            charged_kg=under_way.charged_kg,
            cast_kg=pieces * under_way.order.revision.part.mass_kg,
            at=clock + timedelta(hours=4),
        )
        return cast_lots

    def _inspect(self, day: date) -> None:
        ready = [cast for cast in self.to_inspect if not cast.is_held]
        at = moment(day, "08:10")
        for cast in ready:
            at += timedelta(minutes=7)
            self.room.inspect(cast, at)
            (self.sleeves if cast.is_sleeve else self.blocks).take_in(cast)
        self.to_inspect = [cast for cast in self.to_inspect if cast.is_held]

    def _machine(self, day: date) -> None:
        """What was cast yesterday is on the lathe today and in the lab tomorrow."""
        for cast in [cast for cast in self.to_machine if not cast.is_held]:
            self.room.machine(cast, moment(day, "11:20"))
            self.to_inspect.append(cast)
        self.to_machine = [cast for cast in self.to_machine if cast.is_held]

    def _dispatch(self, yard: Yard, day: date, *, is_last: bool) -> None:
        """One lorry; on the month's last day as many as it takes."""
        code = yard.customer.code
        at = moment(day, "14:30")
        while True:
            yard.pack(self.due[code], at)
            if not yard.packed:
                return
            shipment, gone = yard.ship(f"PO-{code}-{day:%y%m}", at + timedelta(minutes=40))
            self.due[code] -= sum(packed.pieces for packed in gone)
            came = day + timedelta(days=1 if yard is self.sleeves else 2)
            if day < NOT_CERTIFIED_FROM:
                signed_at = at + timedelta(minutes=44)
                self.room.ledger.once_written(
                    partial(certify, self.room.ledger, shipment, self.room.lab, signed_at)
                )
            rejected = self.rejects.pop((code, day.replace(day=1)), None)
            self.on_the_way.append(OnTheWay(yard, shipment, gone, came, rejected))
            at += timedelta(minutes=45)
            if not is_last:
                return

    def _receive(self, day: date) -> None:
        for coming in [each for each in self.on_the_way if each.received_on <= day]:
            at = moment(day, "15:45" if coming.received_on == day else "07:40")
            coming.yard.receive(
                coming.shipment,
                coming.boxes,
                coming.received_on,
                at,
                self.receiving,
                coming.rejected,
            )
            self.on_the_way.remove(coming)
