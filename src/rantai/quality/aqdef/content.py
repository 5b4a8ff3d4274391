"""What a file of readings holds: parts, characteristics, values, and what else it said."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

MISSING = 256
"""The attribute of a value that was not taken; 255 is one that does not count."""

UNDERSTOOD = frozenset(
    f"K{number:04d}"
    for number in (
        *(1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 20, 21, 100),
        *(1001, 1002, 1004, 1900),
        *(2001, 2002, 2004, 2101, 2110, 2111, 2142, 2401, 2402),
    )
)


@dataclass(frozen=True, slots=True)
class Value:
    """One reading; with `inspected` it is how many faults were counted on so many pieces.

    at: as the file wrote it, without a time zone. more: further fields of this value, kept.
    """

    value: Decimal | None
    attribute: int = 0
    at: datetime | None = None
    events: tuple[str, ...] = ()
    batch: str = ""
    nest: str = ""
    operator: str = ""
    machine: str = ""
    parameter: str = ""
    gauge: str = ""
    inspected: int | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Neither missing nor set aside by whoever measured."""
        return self.value is not None and self.attribute == 0

    @property
    def is_gap(self) -> bool:
        """It only keeps the place of a value that this characteristic has not in this row."""
        return self == Value(None, attribute=MISSING)

    def as_json(self) -> dict[str, Any]:
        kept = {name: told for name, told in asdict(self).items() if told not in (None, "", (), {})}
        if self.value is not None:
            kept["value"] = str(self.value)
        if self.at is not None:
            kept["at"] = self.at.isoformat()
        return kept

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        said = dict(kept)
        if "value" in said:
            said["value"] = Decimal(said["value"])
        if "at" in said:
            said["at"] = datetime.fromisoformat(said["at"])
        if "events" in said:
            said["events"] = tuple(said["events"])
        return cls(**{"value": None, **said})


@dataclass(slots=True)
class Feature:
    """A characteristic with its fields by K-number and its values in the order of the file."""

    fields: dict[str, str] = field(default_factory=dict)
    values: list[Value] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.fields.get("K2001", "")

    @property
    def name(self) -> str:
        return self.fields.get("K2002", "") or self.number

    @property
    def unit(self) -> str:
        return self.fields.get("K2142", "")

    @property
    def is_counted(self) -> bool:
        return self.fields.get("K2004", "0").strip() not in ("", "0")

    @property
    def lower(self) -> Decimal | None:
        return _limit(self.fields.get("K2110", ""))

    @property
    def upper(self) -> Decimal | None:
        return _limit(self.fields.get("K2111", ""))

    def as_json(self) -> dict[str, Any]:
        return {"fields": self.fields, "values": [value.as_json() for value in self.values]}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(dict(kept["fields"]), [Value.of_json(each) for each in kept["values"]])


@dataclass(slots=True)
class Sheet:
    """A part with its fields and its characteristics."""

    fields: dict[str, str] = field(default_factory=dict)
    features: list[Feature] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.fields.get("K1001", "")

    @property
    def name(self) -> str:
        return self.fields.get("K1002", "")


@dataclass(slots=True)
class ReadingFile:
    """The whole file; rest: what belongs to no part, as it was written (catalogues, structure)."""

    sheets: list[Sheet] = field(default_factory=list)
    rest: list[tuple[str, str]] = field(default_factory=list)

    @property
    def features(self) -> list[Feature]:
        return [feature for sheet in self.sheets for feature in sheet.features]

    @property
    def readings(self) -> int:
        return sum(value.value is not None for each in self.features for value in each.values)

    def kept_unread(self) -> list[str]:
        """The K-fields that are kept and given back, but not understood here."""
        found = {key.partition("/")[0] for key, _told in self.rest}
        for sheet in self.sheets:
            found |= sheet.fields.keys()
        for feature in self.features:
            found |= feature.fields.keys()
            found |= {key for value in feature.values for key in value.more}
        return sorted(found - UNDERSTOOD)

    def as_json(self) -> dict[str, Any]:
        return {
            "sheets": [
                {"fields": sheet.fields, "features": [each.as_json() for each in sheet.features]}
                for sheet in self.sheets
            ],
            "rest": [list(each) for each in self.rest],
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        sheets: Sequence[Mapping[str, Any]] = kept["sheets"]
        return cls(
            [
                Sheet(dict(each["fields"]), [Feature.of_json(one) for one in each["features"]])
                for each in sheets
            ],
            [(key, told) for key, told in kept["rest"]],
        )


def _limit(told: str) -> Decimal | None:
    return Decimal(told.strip().replace(",", ".")) if told.strip() else None
