"""What is left of this April's heats, what they took from the meter, and where iron went missing.

Earlier months were balanced on paper and are not here: the co-operative began to weigh on 1 April.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

from rantai.machines.models import Machine
from rantai.members.models import Workshop
from rantai.portal.example.days import CURRENT_MONTH
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.makers import SHOWN
from rantai.records.models import Account, Cooperative
from rantai.shopfloor.models import (
    EnergySource,
    EnergyUse,
    FurnaceFigures,
    Heat,
    Leftover,
    LeftoverKind,
    MaterialClass,
    MaterialLot,
    MeltRule,
)
from rantai.shopfloor.rules import MELT_LOSS_PCT, RETURNS_NAMES

TENTH = Decimal("0.1")
GAP_LIMIT_PCT = Decimal(3)
KWH_PER_TONNE = (560, 640)
"""Of metal melted, by an induction furnace."""
SOLD_BY_THE_GATE = SHOWN
"""A third of this workshop's runners is never weighed."""


def hold_furnaces_to_rules(cooperative: Cooperative, furnaces: Iterable[Machine]) -> None:
    MeltRule.objects.create(
        cooperative=cooperative,
        valid_from=CURRENT_MONTH,
        gap_limit_pct=GAP_LIMIT_PCT,
        peak_begins=time(17),
        peak_ends=time(22),
    )
    FurnaceFigures.objects.bulk_create(
        FurnaceFigures(
            cooperative=cooperative,
            furnace=furnace,
            valid_from=CURRENT_MONTH,
            melt_loss_pct=MELT_LOSS_PCT,
            scale_step_kg=Decimal("0.5"),
        )
        for furnace in furnaces
    )


@dataclass
class Returns:
    """Lots of returned iron in each yard, the oldest charged first."""

    ledger: Ledger
    _yards: dict[str, list[tuple[MaterialLot, Decimal]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def take(self, workshop: Workshop, kg: Decimal) -> Iterator[tuple[MaterialLot, Decimal]]:
        yard = self._yards[workshop.code]
        while yard and kg > 0:
            lot, left = yard.pop(0)
            taken = min(left, kg)
            if left > taken:
                yard.insert(0, (lot, left - taken))
            kg -= taken
            yield lot, taken

    def weigh(
        self, heat: Heat, *, operator: Account, charged_kg: Decimal, cast_kg: Decimal, at: datetime
    ) -> None:
        """Runners, a splash on the floor, the rest of the ladle pigged, and the meter."""
        if at.date() < CURRENT_MONTH:
            return
        chance = self.ledger.chance
        metal_kg = charged_kg * (100 - MELT_LOSS_PCT) / 100
        spilled = (metal_kg * Decimal(chance.randrange(2, 6)) / 1000).quantize(TENTH)
        pigged = (metal_kg * Decimal(chance.randrange(5, 20)) / 1000).quantize(TENTH)
        unseen = Decimal(chance.randrange(-8, 18)) / 1000
        runners = metal_kg - cast_kg - spilled - pigged - metal_kg * unseen
        if heat.workshop.code == SOLD_BY_THE_GATE:
            runners = runners * 2 / 3
        for kind, kg in (
            (LeftoverKind.RUNNERS, runners.quantize(TENTH)),
            (LeftoverKind.PIGGED, pigged),
            (LeftoverKind.SPILLED, spilled),
        ):
            self._left(heat, kind, kg, operator, at)
        self._meter(heat, metal_kg, operator, at)

    def _left(self, heat: Heat, kind: LeftoverKind, kg: Decimal, by: Account, at: datetime) -> None:
        lot = self._lot(heat, kind, kg, at) if kind.is_melted_again else None
        self.ledger.add(
            Leftover(
                **self.ledger.fact(by=by, at=at),
                heat=heat,
                kind=kind,
                mass_kg=kg,
                material_lot=lot,
            )
        )
        self.ledger.tell(
            "leftover.recorded", heat, by=by, at=at, kind=kind.value, mass_kg=f"{kg.normalize():f}"
        )

    def _lot(self, heat: Heat, kind: LeftoverKind, kg: Decimal, at: datetime) -> MaterialLot:
        year = f"M-{at:%y}-"
        code = f"{year}{self.ledger.next_number(year):04d}"
        lot = self.ledger.add(
            MaterialLot(
                cooperative=self.ledger.cooperative,
                code=code,
                node=self.ledger.node("material_lot", code),
                workshop=heat.workshop,
                material=RETURNS_NAMES[kind],
                material_class=MaterialClass.RETURNS,
                supplier=heat.code,
                received_on=at.date(),
                mass_kg=kg,
            )
        )
        self.ledger.link(heat.node, lot.node)
        self._yards[heat.workshop.code].append((lot, kg))
        return lot

    def _meter(self, heat: Heat, metal_kg: Decimal, by: Account, at: datetime) -> None:
        per_tonne = self.ledger.chance.randrange(*KWH_PER_TONNE)
        used = (metal_kg * per_tonne / 1000).quantize(TENTH)
        self.ledger.add(
            EnergyUse(
                **self.ledger.fact(by=by, at=at),
                heat=heat,
                source=EnergySource.ELECTRICITY,
                amount=used,
            )
        )
        self.ledger.tell(
            "energy.recorded", heat, by=by, at=at, amount=f"{used.normalize():f}", unit="kWh"
        )
