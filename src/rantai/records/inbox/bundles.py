"""What one contact brings, and what became of it: the form in which the inbox hands it on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import connection

from rantai.records.models import Device, ToldFact
from rantai.records.refusals import Refusal

ValueT = TypeVar("ValueT")
BECAME = ("state", "made", "sentence", "remedy")
"""The columns that an `Outcome` takes after the fact's name, in its order."""
FACT = ToldFact._meta.get_field("fact")
CHANGED = (
    f"SELECT id, device_id, fact, {', '.join(BECAME)} FROM {ToldFact._meta.db_table} "
    "WHERE cooperative_id = %s AND device_id = %s AND changed_at > %s"
)
"""Written out, since Django would make it anew for every contact."""
OR_ELSE = " UNION ALL "


def filled(values: Sequence[ValueT]) -> list[ValueT]:
    """The last one again and again, so that statements for any number are of a few lengths only.

    The database keeps each statement that it has once read in; one of another length is another.
    """
    return [*values, *[values[-1]] * ((1 << (len(values) - 1).bit_length()) - len(values))]


class Cursor(Protocol):
    """What is asked of a cursor here: Django's give it, and SQLite's own."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, statement: str, values: Any) -> object: ...
    def executemany(self, statement: str, rows: Any) -> object: ...
    def fetchall(self) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a fact, as its teller hears it."""

    id: str
    state: str
    code: str = ""
    sentence: str = ""
    remedy: str = ""

    def as_told(self) -> dict[str, str]:
        return {
            "id": self.id,
            "state": self.state,
            "code": self.code,
            "sentence": self.sentence,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """A fact on its way into the store: what it says, who told it, and when by which clock."""

    owner: int
    fact: UUID
    kind: str
    device: UUID
    courier: UUID | None
    told_by: int
    device_time: datetime
    skew: timedelta
    occurred_at: datetime
    received_at: datetime
    needs: Sequence[str]
    data: Mapping[str, Any]


@dataclass(slots=True)
class Bundle:
    """What one device brings at once, on its way into the store and back with its answers."""

    device: Device
    skew: timedelta
    rows: dict[int, Row]
    """By their place among what was told."""
    outcomes: dict[int, Outcome]
    later: list[Outcome] = field(default_factory=list)
    """What became meanwhile of facts that this device told earlier."""
    name: Any = None
    """The device as this database names it."""
    laid_out: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    """The rows as this database keeps them, by their place."""
    skew_moved: bool = False
    """Whether its clock is further off, or nearer, than when it came last."""
    last_at: Any = None
    """When it came last, in the form of the database; nothing at its first contact."""
    refused: type[Refusal] | None = None

    @property
    def facts(self) -> list[UUID]:
        """The facts that are safe now."""
        return [row.fact for row in self.rows.values()]


def outcomes_now(bundle: Bundle) -> None:
    """Ask again what became of the facts, now that some of them were applied."""
    became = {
        fact: Outcome(str(fact), *rest)
        for fact, *rest in ToldFact.objects.filter(
            cooperative_id=bundle.device.cooperative_id, fact__in=bundle.facts
        ).values_list("fact", *BECAME)
    }
    for place, row in bundle.rows.items():
        bundle.outcomes[place] = became[row.fact]
    with connection.cursor() as cursor:
        hear_what_changed([bundle], cursor)


def hear_what_changed(bundles: Sequence[Bundle], cursor: Cursor) -> None:
    """Put in what became of each device's earlier facts since it came last."""
    heard: dict[Any, list[Bundle]] = {}
    for bundle in bundles:
        bundle.later = []
        if bundle.last_at is not None:
            heard.setdefault(bundle.name, []).append(bundle)
    if not heard:
        return
    asked = filled([*heard])
    values = [
        each
        for name in asked
        for each in (heard[name][0].device.cooperative_id, name, heard[name][0].last_at)
    ]
    cursor.execute(OR_ELSE.join([CHANGED] * len(asked)), values)
    for _number, device, stored, *became in sorted({*cursor.fetchall()}):
        fact = FACT.to_python(stored)
        for bundle in heard[device]:
            if fact not in bundle.facts:
                bundle.later.append(Outcome(str(fact), *became))
