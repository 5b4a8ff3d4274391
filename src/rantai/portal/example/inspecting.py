"""Scrap at the shake-out, machining, and the lab's inspection of every lot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from rantai.parts.models import Characteristic, ControlPlanItem
from rantai.portal.example.charting import Chartboard
from rantai.portal.example.gauges import GaugeCase
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.melting import Maker
from rantai.portal.example.parts import Catalogue
from rantai.portal.example.skills import TAUGHT_ON
from rantai.quality.models import Inspection, Measurement, PieceVerdict
from rantai.quality.rules import samples_wanted
from rantai.records.models import Account
from rantai.shopfloor.models import Casting, CastingLot, Machining, Place, Scrap

AT_SHAKE_OUT = ("B1", "B1", "B3", "C3", "D1", "D3", "E1", "E3", "F1", "G2", "A1")
AT_INSPECTION = ("B2", "B3", "G1", "G2", "F1", "D1", "B1")
SLEEVE_AT_SHAKE_OUT = ("B1", "F2", "E1", "D1", "F2")
SLEEVE_AT_INSPECTION = ("B2", "G1", "F5", "B3")
SPOTS = ("", "", "sisi atas", "dekat saluran masuk", "ujung", "permukaan gesek")


@dataclass(slots=True)
class CastLot:
    """A casting lot on its way to the yard: what became scrap, and how many will pass."""

    lot: CastingLot
    maker: Maker
    castings: list[Casting]
    offered: int
    rejects: int
    is_held: bool = False
    good_castings: list[Casting] = field(default_factory=list)

    @property
    def good(self) -> int:
        return self.offered - self.rejects

    @property
    def is_sleeve(self) -> bool:
        return bool(self.castings)


@dataclass
class InspectionRoom:
    """Judges lots against their control plan, as the co-operative's lab does."""

    ledger: Ledger
    catalogue: Catalogue
    lab: Account
    board: Chartboard
    gauges: GaugeCase
    taught: frozenset[int] = frozenset()
    """Workshops whose people learn to pour better in the middle of the story."""

    def shake_out(
        self, lot: CastingLot, castings: list[Casting], maker: Maker, at: datetime
    ) -> CastLot:
        """Write down what is scrap at first sight, and settle how many the lab will reject."""
        rates = (0.035, 0.020) if castings else (self._blocks_lost(maker, at), 0.008)
        scrapped = self._some(lot.quantity, rates[0])
        offered = lot.quantity - scrapped
        codes = SLEEVE_AT_SHAKE_OUT if castings else AT_SHAKE_OUT
        self._scrap(lot, castings, scrapped, codes, Place.WORKSHOP, by=maker.operator, at=at)
        return CastLot(lot, maker, castings[scrapped:], offered, self._some(offered, rates[1]))

    def _blocks_lost(self, maker: Maker, at: datetime) -> float:
        """Who learnt to inoculate and to watch the temperature loses fewer from then on."""
        if maker.workshop.pk in self.taught and at.date() > TAUGHT_ON:
            return 0.020
        return 0.034

    def _some(self, pieces: int, rate: float) -> int:
        return int(
            pieces * rate * self.ledger.chance.uniform(0.4, 1.6) + self.ledger.chance.random()
        )

    def _scrap(
        self,
        lot: CastingLot,
        castings: Sequence[Casting],
        pieces: int,
        codes: Sequence[str],
        place: Place,
        *,
        by: Account,
        at: datetime,
    ) -> None:
        """Serial pieces one by one; of a lot, all of one defect together."""
        chance = self.ledger.chance
        counts: list[tuple[Casting | None, int]] = (
            [(casting, 1) for casting in castings[:pieces]] if castings else list(_halves(pieces))
        )
        for casting, quantity in counts:
            self.ledger.add(
                Scrap(
                    **self.ledger.fact(by=by, at=at),
                    lot_id=lot.pk,
                    casting=casting,
                    quantity=quantity,
                    defect_id=chance.choice(codes),
                    place=place,
                    spot=chance.choice(SPOTS),
                )
            )

    def machine(self, cast: CastLot, at: datetime) -> None:
        lathe = cast.maker.lathe
        assert lathe is not None, f"{cast.maker.workshop} makes sleeves without a lathe."
        for casting in cast.castings:
            self.ledger.add(
                Machining(
                    **self.ledger.fact(by=cast.maker.operator, at=at),
                    lot_id=cast.lot.pk,
                    casting=casting,
                    workshop_id=cast.maker.workshop.pk,
                    machine_id=lathe.pk,
                    quantity=1,
                )
            )
        self.ledger.tell(
            "machining.recorded",
            cast.lot,
            by=cast.maker.operator,
            at=at,
            machine=lathe.code,
            quantity=len(cast.castings),
        )

    def inspect(self, cast: CastLot, at: datetime) -> None:
        plan = self.catalogue.plan_of(cast.lot.work_order.revision)
        inspection = self.ledger.add(
            Inspection(
                **self.ledger.fact(by=self.lab, at=at),
                lot_id=cast.lot.pk,
                plan_id=plan.pk,
                offered=cast.offered,
                accepted=cast.good,
                rejected=cast.rejects,
            )
        )
        for item in self.catalogue.items[plan.pk]:
            if item.is_counted:
                self._count(inspection, cast, item, at)
            else:
                self._measure(inspection, cast, item, at)
        codes = SLEEVE_AT_INSPECTION if cast.is_sleeve else AT_INSPECTION
        self._scrap(cast.lot, cast.castings, cast.rejects, codes, Place.LAB, by=self.lab, at=at)
        self._verdicts(inspection, cast, at)
        self.ledger.tell(
            "lot.inspected",
            inspection,
            by=self.lab,
            at=at,
            lot=cast.lot.code,
            offered=cast.offered,
            accepted=cast.good,
            rejected=cast.rejects,
        )

    def _measure(
        self, inspection: Inspection, cast: CastLot, item: ControlPlanItem, at: datetime
    ) -> None:
        values = []
        gauge_id = self.gauges.gauge_of(item, at)
        for sample in range(1, samples_wanted(item.sample_size, cast.offered) + 1):
            measured = self.ledger.add(
                Measurement(
                    **self.ledger.fact(by=self.lab, at=at),
                    inspection_id=inspection.pk,
                    item_id=item.pk,
                    gauge_id=gauge_id,
                    sample=sample,
                    value=self._value(item.characteristic),
                    conforms=True,
                )
            )
            values.append(measured.value)
        if item.chart:
            readings = [float(value) for value in values if value is not None]
            self.board.plot(inspection, cast.lot, item, readings, at)

    def _count(
        self, inspection: Inspection, cast: CastLot, item: ControlPlanItem, at: datetime
    ) -> None:
        """Every piece offered was looked at; those not good are the rejects of the lot."""
        self.ledger.add(
            Measurement(
                **self.ledger.fact(by=self.lab, at=at),
                inspection_id=inspection.pk,
                item_id=item.pk,
                sample=1,
                value=Decimal(cast.rejects),
                inspected=cast.offered,
                conforms=True,
            )
        )
        self.board.plot(inspection, cast.lot, item, [cast.rejects, cast.offered], at)

    def _value(self, characteristic: Characteristic) -> Decimal | None:
        if not characteristic.is_measured:
            return None
        lower, upper = characteristic.lower, characteristic.upper
        top = float(upper or 0)
        bottom = float(lower) if lower is not None else top * 0.4
        found = self.ledger.chance.gauss((bottom + top) / 2, (top - bottom) / 9)
        inside = min(max(found, bottom), top)
        return Decimal(f"{inside:.0f}" if characteristic.unit == "HB" else f"{inside:.3f}")

    def _verdicts(self, inspection: Inspection, cast: CastLot, at: datetime) -> None:
        defect = self.catalogue.defects["B2"]
        for place, casting in enumerate(cast.castings):
            is_good = place >= cast.rejects
            self.ledger.add(
                PieceVerdict(
                    **self.ledger.fact(by=self.lab, at=at),
                    inspection=inspection,
                    casting=casting,
                    accepted=is_good,
                    defect=None if is_good else defect,
                )
            )
            if is_good:
                cast.good_castings.append(casting)


def _halves(pieces: int) -> Iterator[tuple[None, int]]:
    """Scrap of a lot seldom has one cause: a few of this, the rest of that."""
    first = (pieces + 1) // 2
    yield from ((None, count) for count in (first, pieces - first) if count)
