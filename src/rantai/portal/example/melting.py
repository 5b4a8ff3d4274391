"""Heats of the example: charged from lots, sampled, read, released, poured and counted."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.parts.models import Tracing
from rantai.plans.models import WorkOrder
from rantai.portal.example.checks import BLOCK_GRADE, SLEEVE_GRADE, Window
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.leftovers import Returns
from rantai.portal.example.recipes import BLOCK_CHARGE, SLEEVE_CHARGE, YIELD, Ingredient
from rantai.records.models import Account
from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    Charge,
    Heat,
    HeatDecision,
    HeatStatus,
    LotTally,
    MaterialClass,
    MaterialLot,
    Pour,
    Reading,
    Sample,
)
from rantai.shopfloor.rules import MELT_LOSS_PCT, heat_prefix, ladle_letter, lot_code, serial

GRAM = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Maker:
    """A workshop that makes one of our parts, with its people and machines."""

    workshop: Workshop
    owner: Account
    operator: Account
    furnace: Machine
    lathe: Machine | None


@dataclass(slots=True)
class OpenHeat:
    """A heat under way, and what the lab found in it."""

    heat: Heat
    maker: Maker
    order: WorkOrder
    samples: int = 0
    sample: Sample | None = None
    ladles: int = 0
    charged_kg: Decimal = Decimal(0)

    @property
    def is_sleeve(self) -> bool:
        return bool(self.order.revision.part.traced_by == Tracing.PIECE)

    @property
    def windows(self) -> tuple[Window, ...]:
        return SLEEVE_GRADE if self.is_sleeve else BLOCK_GRADE


StockKey = tuple[str, str]


@dataclass
class FurnaceHouse:
    """Everything that happens between the scrap heap and the shake-out."""

    ledger: Ledger
    lab: Account
    storekeeper: Account
    spectrometer: Machine
    returns: Returns
    _stock: dict[StockKey, tuple[MaterialLot, Decimal]] = field(default_factory=dict)

    def open(self, maker: Maker, order: WorkOrder, at: datetime) -> OpenHeat:
        prefix = heat_prefix(maker.workshop.code, at.date())
        code = f"{prefix}{self.ledger.next_number(prefix)}"
        heat = self.ledger.add(
            Heat(
                cooperative=self.ledger.cooperative,
                code=code,
                node=self.ledger.node("heat", code),
                work_order=order,
                workshop=maker.workshop,
                furnace=maker.furnace,
                started_at=at,
                started_by=maker.operator,
                status=HeatStatus.MELTING,
            )
        )
        self.ledger.tell(
            "heat.opened", heat, by=maker.operator, at=at, code=code, work_order=order.code
        )
        return OpenHeat(heat, maker, order)

    def charge(self, under_way: OpenHeat, pieces: int, at: datetime) -> None:
        """Weigh in what so many castings need, with the spread that scales and shovels have."""
        part = under_way.order.revision.part
        poured = pieces * part.mass_kg / YIELD[part.traced_by]
        spread = Decimal(str(round(self.ledger.chance.uniform(1.0, 1.05), 3)))
        charged = poured / (1 - MELT_LOSS_PCT / 100) * spread
        recipe = SLEEVE_CHARGE if under_way.is_sleeve else BLOCK_CHARGE
        for ingredient in recipe:
            kg = (charged * Decimal(ingredient.part)).quantize(Decimal("0.1")).quantize(GRAM)
            if ingredient.material_class is MaterialClass.RETURNS:
                for lot, part_kg in self.returns.take(under_way.maker.workshop, kg):
                    self.weigh_in(under_way, lot, part_kg, at)
                    kg -= part_kg
            if kg:
                self._load(under_way, ingredient, kg, at)

    def _load(self, under_way: OpenHeat, ingredient: Ingredient, kg: Decimal, at: datetime) -> None:
        self.weigh_in(under_way, self._take(under_way.maker, ingredient, kg, at), kg, at)

    def weigh_in(self, under_way: OpenHeat, lot: MaterialLot, kg: Decimal, at: datetime) -> None:
        under_way.charged_kg += kg
        self.ledger.add(
            Charge(
                **self.ledger.fact(by=under_way.maker.operator, at=at),
                heat=under_way.heat,
                material_lot=lot,
                mass_kg=kg,
            )
        )
        self.ledger.link(lot.node, under_way.heat.node)

    def _take(self, maker: Maker, ingredient: Ingredient, kg: Decimal, at: datetime) -> MaterialLot:
        """From the open lot; when it holds too little, a new one comes in that morning."""
        place = "" if ingredient.in_store else maker.workshop.code
        key = (place, ingredient.material)
        lot, left = self._stock.get(key, (None, Decimal(0)))
        if lot is None or left < kg:
            lot = self._receive(maker, ingredient, at)
            left = lot.mass_kg
        self._stock[key] = (lot, left - kg)
        return lot

    def _receive(self, maker: Maker, ingredient: Ingredient, at: datetime) -> MaterialLot:
        came_at = at.replace(hour=7, minute=10)
        year = f"M-{came_at:%y}-"
        code = f"{year}{self.ledger.next_number(year):04d}"
        mass = ingredient.lot_kg + self.ledger.chance.randrange(-300, 300, 10)
        by = self.storekeeper if ingredient.in_store else maker.operator
        lot = self.ledger.add(
            MaterialLot(
                cooperative=self.ledger.cooperative,
                code=code,
                node=self.ledger.node("material_lot", code),
                workshop=None if ingredient.in_store else maker.workshop,
                material=ingredient.material,
                material_class=ingredient.material_class,
                supplier=ingredient.supplier,
                received_on=came_at.date(),
                mass_kg=Decimal(mass).quantize(GRAM),
            )
        )
        self.ledger.tell(
            "material_lot.received", lot, by=by, at=came_at, code=code, mass_kg=str(mass)
        )
        return lot

    def take_sample(self, under_way: OpenHeat, at: datetime) -> None:
        under_way.samples += 1
        under_way.sample = self.ledger.add(
            Sample(
                **self.ledger.fact(by=under_way.maker.operator, at=at),
                heat=under_way.heat,
                number=under_way.samples,
            )
        )
        self.ledger.tell(
            "sample.taken",
            under_way.heat,
            by=under_way.maker.operator,
            at=at,
            number=under_way.samples,
        )

    def read(self, under_way: OpenHeat, at: datetime, off: dict[str, str] | None = None) -> None:
        """The spectrometer's figures, inside the grade but for what is `off` on purpose."""
        assert under_way.sample is not None
        values = {
            element: Decimal((off or {}).get(element) or self._found(low, high))
            for element, low, high in under_way.windows
        }
        for element, value in values.items():
            self.ledger.add(
                Reading(
                    **self.ledger.fact(by=self.lab, at=at),
                    sample_id=under_way.sample.pk,
                    element=element,
                    value_pct=value,
                    instrument_id=self.spectrometer.pk,
                )
            )
        self.ledger.tell(
            "sample.read",
            under_way.heat,
            by=self.lab,
            at=at,
            number=under_way.samples,
            values={element: f"{value.normalize():f}" for element, value in values.items()},
        )

    def _found(self, low: str | None, high: str | None) -> str:
        """Six spreads wide is the window; a melt at its edge happens."""
        top = float(high or 1)
        if low is None:
            return f"{self.ledger.chance.uniform(0.45, 0.85) * top:.3f}"
        bottom = float(low)
        middle, spread = (bottom + top) / 2, (top - bottom) / 6
        found = self.ledger.chance.gauss(middle, spread)
        return f"{min(max(found, bottom + 0.002), top - 0.002):.3f}"

    def release(self, under_way: OpenHeat, at: datetime) -> None:
        ground = f"Sampel {under_way.samples} di dalam batas"
        self.ledger.add(
            HeatDecision(
                **self.ledger.fact(by=self.lab, at=at),
                heat=under_way.heat,
                status=HeatStatus.RELEASED,
                ground=ground,
            )
        )
        under_way.heat.status = HeatStatus.RELEASED
        self.ledger.tell("heat.released", under_way.heat, by=self.lab, at=at, ground=ground)

    def pour(self, under_way: OpenHeat, pieces: int, inoculated_at: datetime) -> Pour:
        chance, part = self.ledger.chance, under_way.order.revision.part
        minutes = chance.randrange(180, 420, 10)
        ended_at = inoculated_at + timedelta(seconds=minutes)
        # Now and then the hands are full, and the pour is written down after the shift's coffee.
        told_at = ended_at + timedelta(minutes=50 if chance.random() < 0.03 else 1)
        under_way.ladles += 1
        pour = self.ledger.add(
            Pour(
                **self.ledger.fact(by=under_way.maker.operator, at=told_at, occurred_at=ended_at),
                heat=under_way.heat,
                ladle=under_way.ladles,
                inoculated_at=inoculated_at,
                ended_at=ended_at,
                temperature_c=round(min(max(chance.gauss(1382, 12), 1342), 1418)),
                mass_kg=(pieces * part.mass_kg / YIELD[part.traced_by]).quantize(GRAM),
            )
        )
        self.ledger.tell(
            "pour.recorded",
            under_way.heat,
            by=under_way.maker.operator,
            at=told_at,
            ladle=ladle_letter(under_way.ladles),
            temperature_c=pour.temperature_c,
            mass_kg=f"{pour.mass_kg.normalize():f}",
        )
        return pour

    def count(
        self, under_way: OpenHeat, pour: Pour, pieces: int, at: datetime
    ) -> tuple[CastingLot, list[Casting]]:
        code = lot_code(under_way.heat.code, pour.ladle)
        lot = self.ledger.add(
            CastingLot(
                **self.ledger.fact(by=under_way.maker.operator, at=at),
                code=code,
                node=self.ledger.node("casting_lot", code),
                pour=pour,
                heat=under_way.heat,
                work_order=under_way.order,
                workshop_id=under_way.maker.workshop.pk,
                quantity=pieces,
            )
        )
        # Only begun here, for the actions of the story; all is counted when it has been told.
        self.ledger.add(LotTally(cooperative_id=lot.cooperative_id, lot=lot, cast=pieces))
        self.ledger.link(under_way.heat.node, lot.node, pieces)
        self.ledger.tell(
            "castings.counted",
            under_way.heat,
            by=under_way.maker.operator,
            at=at,
            lot=code,
            quantity=pieces,
        )
        return lot, self._number(lot, pieces) if under_way.is_sleeve else []

    def _number(self, lot: CastingLot, pieces: int) -> list[Casting]:
        castings = []
        for number in range(1, pieces + 1):
            code = serial(lot.code, number)
            node = self.ledger.node("casting", code)
            self.ledger.link(lot.node, node, 1)
            castings.append(
                self.ledger.add(
                    Casting(
                        cooperative_id=lot.cooperative_id, lot_id=lot.pk, node=node, serial=code
                    )
                )
            )
        return castings
