"""Sand, cores and moulds of the two makers of sleeves, and of one who began this morning.

The makers of blocks write none down yet: everything goes on without.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from rantai.plans.models import WorkOrder
from rantai.portal.example.days import moment
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.melting import Maker
from rantai.records.models import Cooperative
from rantai.shopfloor.models import (
    CastingLot,
    CoreLot,
    FilledMoulds,
    MouldLimit,
    MouldMeasure,
    MouldRun,
    Pour,
    SandBatch,
)
from rantai.shopfloor.rules import ladle_letter, shop_prefix, span_words

LIMITS_FROM = date(2018, 10, 1)
LIMITS: dict[MouldMeasure, tuple[str, str]] = {
    MouldMeasure.HARDNESS: ("70", "95"),
    MouldMeasure.MOISTURE: ("3", "4.5"),
    MouldMeasure.COMPACTABILITY: ("38", "48"),
    MouldMeasure.GREEN_STRENGTH: ("80", "140"),
    MouldMeasure.PERMEABILITY: ("80", "160"),
}
"""A foundry's usual beginning; each shop finds its own."""

CORES_AT_ONCE = 120
CORES_KEEP = timedelta(days=7)
SOFT_ONE_IN = 25
MORNINGS_BOXES = 36


def hold_moulds_to_limits(cooperative: Cooperative) -> None:
    MouldLimit.objects.bulk_create(
        MouldLimit(
            cooperative=cooperative,
            valid_from=LIMITS_FROM,
            measure=measure,
            low=Decimal(low),
            high=Decimal(high),
        )
        for measure, (low, high) in LIMITS.items()
    )


@dataclass
class MouldFloor:
    """What stands on the floors: the day's sand, the open rack of cores, the last number."""

    ledger: Ledger
    chance: random.Random = field(default_factory=lambda: random.Random("Cetakan"))
    """Of its own, so that what else is told stays as it was."""
    _sand: dict[tuple[str, date], SandBatch] = field(default_factory=dict)
    _cores: dict[str, tuple[CoreLot, int]] = field(default_factory=dict)
    _last: defaultdict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))

    def close(self, maker: Maker, order: WorkOrder, boxes: int, at: datetime) -> MouldRun:
        day, shop = at.date(), maker.workshop
        sand = self._sand.get((shop.code, day)) or self._mix(maker, day)
        part = order.revision.part
        cores = self._take_cores(maker, boxes, at) if part.is_machined else None
        first = self._last[shop.code, day] + 1
        self._last[shop.code, day] = last = first + boxes - 1
        is_soft = self.chance.randrange(SOFT_ONE_IN) == 0
        code = self._code("CT", maker, day)
        run = self.ledger.add(
            MouldRun(
                **self.ledger.fact(by=maker.operator, at=at, chance=self.chance),
                code=code,
                node=self.ledger.node("moulds", code),
                workshop=shop,
                work_order=order,
                pattern=f"P-{part.number}",
                first=first,
                last=last,
                hardness=self.chance.randrange(62, 69)
                if is_soft
                else self.chance.randrange(76, 92),
                sand_batch_id=sand.pk,
                core_lot_id=cores.pk if cores else None,
            )
        )
        for node in (sand.node, *([cores.node] if cores else [])):
            self.ledger.link(node, run.node)
        self.ledger.tell(
            "moulds.closed",
            run,
            by=maker.operator,
            at=at,
            code=code,
            pattern=run.pattern,
            numbers=run.numbers,
            hardness=run.hardness,
        )
        return run

    def fill(self, maker: Maker, run: MouldRun, pour: Pour, lot: CastingLot) -> None:
        """All of a run, from one ladle."""
        self.ledger.add(
            FilledMoulds(
                **self.ledger.fact(by=maker.operator, at=pour.ended_at, chance=self.chance),
                pour_id=pour.pk,
                run_id=run.pk,
                first=run.first,
                last=run.last,
            )
        )
        self.ledger.link(run.node, lot.node)
        self.ledger.tell(
            "moulds.filled",
            pour.heat,
            by=maker.operator,
            at=pour.received_at,
            ladle=ladle_letter(pour.ladle),
            moulds=run.code,
            numbers=span_words((run.first, run.last)),
        )

    def begin_the_morning(self, maker: Maker, order: WorkOrder, day: date) -> None:
        """Two runs closed and not yet poured: what the phone offers."""
        for clock in ("08:20", "09:25"):
            self.close(maker, order, MORNINGS_BOXES, moment(day, clock))

    def _mix(self, maker: Maker, day: date) -> SandBatch:
        code, at = self._code("PS", maker, day), moment(day, "07:12")
        batch = self.ledger.add(
            SandBatch(
                **self.ledger.fact(by=maker.operator, at=at, chance=self.chance),
                code=code,
                node=self.ledger.node("sand_batch", code),
                workshop=maker.workshop,
                moisture_pct=self._found(32, 43, 10),
                compactability_pct=self._found(39, 48, 1),
                green_strength_kpa=self._found(90, 132, 1),
                permeability=self._found(95, 150, 1),
            )
        )
        self._sand[maker.workshop.code, day] = batch
        self.ledger.tell("sand.mixed", batch, by=maker.operator, at=at, code=code)
        return batch

    def _found(self, low: int, high: int, parts: int) -> Decimal:
        return Decimal(self.chance.randrange(low, high)) / parts

    def _take_cores(self, maker: Maker, boxes: int, at: datetime) -> CoreLot:
        """From the open rack while it holds enough and is not too old; else newly made."""
        lot, left = self._cores.get(maker.workshop.code, (None, 0))
        if lot is None or left < boxes or (lot.usable_until and lot.usable_until < at):
            lot, left = self._make_cores(maker, moment(at.date(), "07:14")), CORES_AT_ONCE
        self._cores[maker.workshop.code] = (lot, left - boxes)
        return lot

    def _make_cores(self, maker: Maker, at: datetime) -> CoreLot:
        code = self._code("IN", maker, at.date())
        lot = self.ledger.add(
            CoreLot(
                **self.ledger.fact(by=maker.operator, at=at, chance=self.chance),
                code=code,
                node=self.ledger.node("core_lot", code),
                workshop=maker.workshop,
                core_box="KI-1",
                binder="Kaca air, CO2",
                quantity=CORES_AT_ONCE,
                usable_until=at + CORES_KEEP,
            )
        )
        self.ledger.tell(
            "cores.made",
            lot,
            by=maker.operator,
            at=at,
            code=code,
            core_box=lot.core_box,
            quantity=lot.quantity,
        )
        return lot

    def _code(self, letters: str, maker: Maker, day: date) -> str:
        prefix = shop_prefix(letters, maker.workshop.code, day)
        return f"{prefix}{self.ledger.next_number(prefix)}"
