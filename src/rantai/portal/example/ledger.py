"""Gathers the example's rows and deeds, and writes them in the order in which they refer."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict, TypeVar
from uuid import UUID

from django.db import connection, models

from rantai.delivery.models import (
    Box,
    BoxContent,
    Certificate,
    Receipt,
    ReceiptLine,
    Shipment,
)
from rantai.machines.models import DriftCheck, Recalibration
from rantai.portal.example.days import NOW
from rantai.portal.example.writing import write_rows
from rantai.quality.models import ChartPoint, FrozenLimits, Inspection, Measurement, PieceVerdict
from rantai.records.identifiers import uuid7_at
from rantai.records.models import Account, AuditChain, AuditEntry, Cooperative, Sequence
from rantai.records.rules import Deed, chained_hash, is_late
from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    Charge,
    CoreLot,
    EnergyUse,
    FilledMoulds,
    Heat,
    HeatDecision,
    Leftover,
    LotTally,
    Machining,
    MaterialLot,
    MouldRun,
    Pour,
    Reading,
    Sample,
    SandBatch,
    Scrap,
)
from rantai.traceability.models import Link, Node

IN_ORDER: tuple[type[models.Model], ...] = (
    DriftCheck,
    Recalibration,
    Node,
    Link,
    MaterialLot,
    Heat,
    SandBatch,
    CoreLot,
    MouldRun,
    Charge,
    Sample,
    Reading,
    HeatDecision,
    Pour,
    FilledMoulds,
    CastingLot,
    LotTally,
    Casting,
    Scrap,
    Machining,
    Leftover,
    EnergyUse,
    Inspection,
    Measurement,
    PieceVerdict,
    FrozenLimits,
    ChartPoint,
    Shipment,
    Box,
    BoxContent,
    Certificate,
    Receipt,
    ReceiptLine,
)


NOBODY_ASKS = frozenset({Link, LotTally})
"""Kinds whose number in the table nothing in the example refers to."""


def _objects(kind: type[models.Model]) -> models.Manager[models.Model]:
    return kind.objects  # type: ignore[attr-defined,no-any-return]  # every kind here has them


def _let_the_database_look() -> None:
    """It has seen no such rows before, and would look them up by the wrong index."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


RowT = TypeVar("RowT", bound=models.Model)


class ExampleFact(TypedDict):
    """A fact's stamp and identifier, by number: setting the things themselves takes longer."""

    id: UUID
    cooperative_id: int
    occurred_at: datetime
    received_at: datetime
    recorded_by_id: int
    recorded_late: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """A deed whose subject may get its number only when it is written."""

    at: datetime
    key: str
    subject: models.Model
    by: Account
    details: dict[str, Any]


@dataclass
class Ledger:
    """Rows of one co-operative that wait to be written together: many at once, not one by one."""

    cooperative: Cooperative
    chance: random.Random
    now: datetime = NOW
    """The moment at which the story stands, for identifiers that the real actions give."""
    _rows: dict[type[models.Model], list[models.Model]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _then: list[Callable[[], None]] = field(default_factory=list)
    _told: list[_Told] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _changed: set[str] = field(default_factory=set)

    def add(self, row: RowT) -> RowT:
        self._rows[type(row)].append(row)
        return row

    def identifier(self, at: datetime, chance: random.Random | None = None) -> UUID:
        return uuid7_at(int(at.timestamp() * 1000), (chance or self.chance).getrandbits(74))

    def identifier_now(self) -> UUID:
        return self.identifier(self.now)

    def fact(
        self,
        *,
        by: Account,
        at: datetime,
        occurred_at: datetime | None = None,
        chance: random.Random | None = None,
    ) -> ExampleFact:
        occurred = occurred_at or at
        return ExampleFact(
            id=self.identifier(occurred, chance),
            cooperative_id=self.cooperative.pk,
            occurred_at=occurred,
            received_at=at,
            recorded_by_id=by.pk,
            recorded_late=is_late(occurred_at=occurred, received_at=at),
        )

    def node(self, kind: str, code: str) -> Node:
        return self.add(Node(cooperative_id=self.cooperative.pk, kind=kind, code=code))

    def link(self, parent: Node, child: Node, quantity: int = 0) -> None:
        self.add(
            Link(cooperative_id=self.cooperative.pk, parent=parent, child=child, quantity=quantity)
        )

    def next_number(self, prefix: str) -> int:
        self._numbers[prefix] = number = self._numbers.get(prefix, 0) + 1
        self._changed.add(prefix)
        return number

    def tell(
        self, key: str, subject: models.Model, *, by: Account, at: datetime, **details: Any
    ) -> None:
        self._told.append(_Told(at, key, subject, by, details))

    def once_written(self, then: Callable[[], None]) -> None:
        """Do this when the rows gathered so far can be read, and before the deeds are chained."""
        self._then.append(then)

    def write(self) -> None:
        """Write everything gathered; afterwards the real actions find it as if done one by one."""
        self._write_rows()
        if self._then:
            _let_the_database_look()
        for then in self._then:
            then()
        self._then.clear()
        self._write_rows()
        self._write_numbers()
        self._write_deeds()

    def _write_rows(self) -> None:
        for kind in IN_ORDER:
            rows = self._rows.pop(kind, None)
            if rows and (kind in NOBODY_ASKS or rows[0].pk is not None):
                write_rows(rows)
            elif rows:
                _objects(kind).bulk_create(rows)
        assert not self._rows, f"Nobody said when to write {set(self._rows)}."

    def _write_numbers(self) -> None:
        Sequence.objects.bulk_create(
            [
                Sequence(cooperative=self.cooperative, prefix=prefix, last=self._numbers[prefix])
                for prefix in sorted(self._changed)
            ],
            update_conflicts=True,
            unique_fields=["cooperative", "prefix"],
            update_fields=["last"],
        )
        self._changed.clear()

    def _write_deeds(self) -> None:
        if not self._told:
            return
        chain, _is_new = AuditChain.objects.get_or_create(cooperative=self.cooperative)
        write_rows(list(self._chained(chain)))
        AuditChain.objects.filter(pk=chain.pk).update(
            last_number=chain.last_number, last_hash=chain.last_hash
        )
        self._told.clear()

    def _chained(self, chain: AuditChain) -> Iterable[AuditEntry]:
        for told in sorted(self._told, key=lambda each: each.at):
            deed = Deed(
                number=chain.last_number + 1,
                at=told.at,
                actor_name=told.by.name,
                key=told.key,
                subject_type=told.subject._meta.label_lower,
                subject_id=str(told.subject.pk),
                details=told.details,
            )
            entry = AuditEntry(
                cooperative_id=self.cooperative.pk,
                number=deed.number,
                at=deed.at,
                actor_id=told.by.pk,
                actor_name=deed.actor_name,
                key=deed.key,
                subject_type=deed.subject_type,
                subject_id=deed.subject_id,
                details=told.details,
                previous_hash=chain.last_hash,
                hash=chained_hash(deed, chain.last_hash),
            )
            chain.last_number, chain.last_hash = entry.number, entry.hash
            yield entry
