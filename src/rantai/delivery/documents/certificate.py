"""What an inspection certificate (EN 10204 type 3.1) states, and its one canonical JSON form."""

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from rantai.records.documents.parties import Party

SCHEMA = "rantai.certificate/1"


@dataclass(frozen=True)
class ElementLimit:
    """What the grade allows of one element, in per cent by mass."""

    element: str
    low_pct: Decimal | None
    high_pct: Decimal | None

    def allows(self, found_pct: Decimal) -> bool:
        return (self.low_pct is None or self.low_pct <= found_pct) and (
            self.high_pct is None or found_pct <= self.high_pct
        )


@dataclass(frozen=True)
class CertifiedHeat:
    """A heat behind the pieces, with its analysis."""

    heat: str
    workshop: str
    """The code of the producing workshop; customers never see its name."""
    poured_on: date
    lots: tuple[str, ...]
    quantity: int
    """Pieces of this heat in the delivery."""
    chemistry_pct: tuple[tuple[str, Decimal], ...]
    """Element and what the spectrometer found, with the digits that it gave."""


class ResultGroup(StrEnum):
    MECHANICAL = "mechanical"  # hardness, tensile
    DIMENSION = "dimension"
    OTHER = "other"  # microstructure, leak, appearance


@dataclass(frozen=True)
class CertifiedResult:
    """One characteristic as inspected; measured, or judged when it has no number."""

    group: ResultGroup
    characteristic: str
    requirement: str = ""
    """In words, when it is not a span of numbers."""
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    sample_size: int = 0
    smallest: Decimal | None = None
    largest: Decimal | None = None
    mean: Decimal | None = None
    observed: str = ""
    """What was seen, when it is not a number."""
    method: str = ""
    instrument: str = ""
    """With its own number, so that its calibration can be found."""
    heat: str = ""
    conforms: bool = True


@dataclass(frozen=True)
class Concession:
    """What the customer agreed to accept although it differs from the drawing."""

    number: str
    deviation: str
    quantity: int
    agreed_by: str
    agreed_on: date


@dataclass(frozen=True)
class Representative:
    """Who answers for the inspection, independent of the producing workshop and of production."""

    name: str
    title: str
    laboratory: str


@dataclass(frozen=True)
class Certificate:
    number: str
    issued_at: datetime
    manufacturer: Party
    """The co-operative; its code is the supplier code."""
    customer: Party
    purchase_order: str
    delivery_note: str
    part_number: str
    part_name: str
    revision: str
    quantity: int
    grade: str
    standard: str
    limits: tuple[ElementLimit, ...]
    chemistry_method: str
    chemistry_instrument: str
    heats: tuple[CertifiedHeat, ...]
    results: tuple[CertifiedResult, ...]
    representative: Representative
    link: str
    """The address of the public page that says genuine, superseded or unknown."""
    concessions: tuple[Concession, ...] = ()
    supersedes: str = ""
    example: bool = False

    @property
    def workshops(self) -> tuple[str, ...]:
        return tuple(sorted({heat.workshop for heat in self.heats}))

    @property
    def conforms(self) -> bool:
        allowed = {limit.element: limit for limit in self.limits}
        return all(result.conforms for result in self.results) and all(
            allowed[element].allows(found)
            for heat in self.heats
            for element, found in heat.chemistry_pct
            if element in allowed
        )


def canonical_json(certificate: Certificate) -> str:
    """Keys sorted, no spaces, numbers as the text that was measured: one form, one digest.

    Decimals are text so that 3.250 stays 3.250 in every reader.
    """
    return json.dumps(
        {"schema": SCHEMA, **_plain_fields(certificate)},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain_fields(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _plain_fields(value: object) -> dict[str, object]:
    assert is_dataclass(value)
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
