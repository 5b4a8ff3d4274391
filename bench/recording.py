"""Pieces recorded a second: whole heats of forty through the real actions, each one durable."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction

from bench.figures import Figure, at_least
from rantai.machines.models import Machine, MachineKind
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.portal.example.days import NOW
from rantai.records.models import Account
from rantai.shopfloor.actions import (
    ChargeLine,
    count_castings,
    load_charges,
    open_heat,
    receive_material_lot,
    record_pour,
    record_readings,
    release_heat,
    take_sample,
)
from rantai.shopfloor.models import Casting, CastingLot, Heat, MaterialClass
from rantai.traceability.models import Link, Node

PEAK_A_SECOND = 330.0
"""What the whole centre of 150 workshops records at its busiest; docs/product tells why."""

PIECES = 40
SLEEVE_FURNACE = "B-031"
VALUES = {"C": "3.30", "Si": "2.05", "Mn": "0.75", "P": "0.12", "S": "0.06"}


def record(is_tiny: bool) -> Iterator[Figure]:
    """Product and floors in turn, so that a busy moment of the machine falls on all of them."""
    heats = 1 if is_tiny else 12
    ours, bulk, commits = [], [], []
    bench = Bench()
    for _ in range(3):
        ours.append(_rate(heats * PIECES, heats, bench.heat))
        bulk.append(_rate(heats * PIECES, heats, bench.same_rows_in_bulk))
        commits.append(_rate(heats * 10, heats * 10, bench.one_commit))
    yield at_least(
        "record", ours, "pieces/s", against=("bulk_create of the rows", bulk), budget=PEAK_A_SECOND
    )
    yield at_least(
        "record heats",
        [rate / PIECES for rate in ours],
        "heats/s",
        against=("durable commits a second", commits),
        budget=None,
    )


class Bench:
    """One sleeve maker's furnace, and a store that does not run dry."""

    def __init__(self) -> None:
        self.order = WorkOrder.objects.select_related("workshop", "revision__part").get(
            workshop__code=SLEEVE_FURNACE,
            month=NOW.date().replace(day=1),
            status=WorkOrderStatus.ACCEPTED,
        )
        self.furnace = Machine.objects.get(workshop=self.order.workshop, kind=MachineKind.FURNACE)
        self.operator = Account.objects.get(person__workshop=self.order.workshop, role="operator")
        self.lab = Account.objects.get(role="lab", cooperative_id=self.order.cooperative_id)
        self.spectrometer = Machine.objects.get(
            kind=MachineKind.SPECTROMETER, cooperative_id=self.order.cooperative_id
        )
        self.clock = NOW + timedelta(days=1)
        self.stock = [
            receive_material_lot(
                material=material,
                material_class=MaterialClass.PIG_IRON,
                supplier="Bench",
                received_on=NOW.date(),
                mass_kg=Decimal(99_999),
                workshop=self.order.workshop,
                by=self.operator,
                at=NOW,
            )
            for material in ("Besi kasar", "Baja bekas", "Jalur tuang", "FeSi75", "Karburiser")
        ]
        self.template = self._template()

    def heat(self) -> None:
        """A heat as eight requests would record it, each with its own commit and deeds."""
        at = self._later()
        heat = open_heat(work_order=self.order, furnace=self.furnace, by=self.operator, at=at)
        lines = [ChargeLine(lot, Decimal("37.5")) for lot in self.stock]
        load_charges(heat=heat, lines=lines, by=self.operator, at=at)
        sample = take_sample(heat=heat, by=self.operator, at=self._later())
        record_readings(
            sample=sample,
            instrument=self.spectrometer,
            values={element: Decimal(value) for element, value in VALUES.items()},
            by=self.lab,
            at=self._later(),
        )
        released_at = self._later()
        release_heat(heat=heat, ground="Bench", by=self.lab, at=released_at)
        ended_at = released_at + timedelta(minutes=6)
        self.clock = ended_at
        pour = record_pour(
            heat=heat,
            temperature_c=1380,
            inoculated_at=released_at,
            ended_at=ended_at,
            mass_kg=Decimal(187),
            by=self.operator,
            at=ended_at,
        )
        count_castings(pour=pour, quantity=PIECES, by=self.operator, at=self._later())

    def _later(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    def _template(self) -> CastingLot:
        return CastingLot.objects.filter(
            cooperative_id=self.order.cooperative_id, castings__isnull=False
        ).select_related("heat", "node", "cooperative")[0]

    def same_rows_in_bulk(self) -> None:
        """The floor: nodes, links and pieces of one heat, without a rule, a lock or a deed."""
        lot, stem = self.template, f"BULK-{time.perf_counter_ns()}"
        owner = lot.cooperative_id
        with transaction.atomic():
            nodes = Node.objects.bulk_create(
                Node(cooperative_id=owner, kind="casting", code=f"{stem}-{number}")
                for number in range(PIECES)
            )
            Link.objects.bulk_create(
                Link(cooperative_id=owner, parent=lot.node, child=node, quantity=1)
                for node in nodes
            )
            Casting.objects.bulk_create(
                Casting(cooperative_id=owner, lot=lot, node=node, serial=node.code)
                for node in nodes
            )

    def one_commit(self) -> None:
        """The disk's own limit: one row changed and safe."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {Heat._meta.db_table} SET status = status "
                "WHERE cooperative_id = %s AND id = %s",
                [self.order.cooperative_id, self.template.heat_id],
            )


def _rate(counted: int, times: int, work: "object") -> float:
    assert callable(work)
    start = time.perf_counter()
    for _ in range(times):
        work()
    return counted / (time.perf_counter() - start)
