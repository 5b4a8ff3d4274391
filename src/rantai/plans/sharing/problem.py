"""What is to be shared, by which rule, among whom; nonsense is refused here."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

BALANCE_STEP = Decimal("0.0001")  # balances are kept to a ten-thousandth of a piece


class Source(StrEnum):
    """A workshop's place under the rule of first and second source."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class EqualShare:
    """Every candidate is entitled to the same."""

    name: ClassVar[str] = "equal"


@dataclass(frozen=True)
class ByCapacity:
    """Every candidate is entitled in proportion to its audited capacity."""

    name: ClassVar[str] = "capacity"


@dataclass(frozen=True)
class Rotation:
    """Giliran: whole lots, to the one that has waited longest, then to the most owed."""

    name: ClassVar[str] = "rotation"
    lot_pieces: int

    def __post_init__(self) -> None:
        if self.lot_pieces < 1:
            raise ValueError("A lot of a rotation needs at least one piece.")


@dataclass(frozen=True)
class FirstAndSecond:
    """First sources share this percent equally, second sources the rest."""

    name: ClassVar[str] = "sources"
    first_percent: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.first_percent <= 100:
            raise ValueError("The first source's percent must be above 0 and at most 100.")


@dataclass(frozen=True)
class ByRecord:
    """By audited capacity, but this percent of the pieces is for those with a good record.

    A good record: customers accepted at least least_percent of what they received in the months.
    Nothing received is no record. Where nobody has a good one, all goes by capacity.
    """

    name: ClassVar[str] = "record"
    record_percent: Decimal
    least_percent: Decimal
    months: int

    def __post_init__(self) -> None:
        if not 0 <= self.record_percent <= 100 or not 0 <= self.least_percent <= 100:
            raise ValueError("A percent of a record must lie in 0 to 100.")

    def is_good(self, accepted_percent: Decimal | None) -> bool:
        return accepted_percent is not None and accepted_percent >= self.least_percent


Rule = EqualShare | ByCapacity | Rotation | FirstAndSecond | ByRecord


@dataclass(frozen=True)
class Candidate:
    """A workshop that may make this part, as it stands on the day of sharing.

    capacity_pieces and load_pieces are for the period shared; cap_pieces is the most it
    may get of this quantity; balance_pieces is what earlier sharings left, positive when
    the workshop is owed; accepted_percent is its quality record, of received_pieces: it counts
    under the rule by record, and breaks ties under the others.
    """

    workshop: str
    capacity_pieces: int
    load_pieces: int = 0
    balance_pieces: Decimal = Decimal(0)
    cap_pieces: int | None = None
    last_served_on: date | None = None
    source: Source | None = None
    accepted_percent: Decimal | None = None
    received_pieces: int = 0

    def __post_init__(self) -> None:
        if not self.workshop:
            raise ValueError("A candidate needs the name of its workshop.")
        counts = self.capacity_pieces, self.load_pieces, self.cap_pieces or 0
        if min(counts) < 0:
            raise ValueError(f"Capacity, load and cap of {self.workshop} cannot be below zero.")
        if self.balance_pieces % BALANCE_STEP:
            raise ValueError(f"The balance of {self.workshop} has more than four decimals.")
        if self.accepted_percent is not None and not 0 <= self.accepted_percent <= 100:
            raise ValueError(f"The accepted percent of {self.workshop} must lie in 0 to 100.")

    @property
    def free_pieces(self) -> int:
        """Capacity not yet loaded; a workshop already overloaded has none."""
        return max(0, self.capacity_pieces - self.load_pieces)

    @property
    def limit_pieces(self) -> int:
        """The most this workshop can get: free capacity, or its cap when that is less."""
        return (
            self.free_pieces if self.cap_pieces is None else min(self.free_pieces, self.cap_pieces)
        )

    @property
    def by_claim(self) -> tuple[Decimal, date, Decimal, str]:
        """Sorts the most owed first, then the longest unserved, the better record, the name."""
        return -self.balance_pieces, *self._by_wait_and_record

    @property
    def by_turn(self) -> tuple[date, Decimal, Decimal, str]:
        """Sorts the longest unserved first, then the most owed, the better record, the name."""
        waited_since, record, name = self._by_wait_and_record
        return waited_since, -self.balance_pieces, record, name

    @property
    def _by_wait_and_record(self) -> tuple[date, Decimal, str]:
        return (
            self.last_served_on or date.min,
            -(self.accepted_percent or Decimal(0)),
            self.workshop,
        )


@dataclass(frozen=True)
class Refused:
    """A workshop that may not take part, and why; decided elsewhere and only shown."""

    workshop: str
    reason: str


@dataclass(frozen=True)
class Sharing:
    """One confirmed quantity to be shared."""

    quantity: int
    pack_size: int
    rule: Rule
    candidates: tuple[Candidate, ...]
    refused: tuple[Refused, ...] = ()

    def __post_init__(self) -> None:
        if self.quantity < 0:
            raise ValueError("A quantity to share cannot be below zero.")
        if self.pack_size < 1:
            raise ValueError("A box holds at least one piece.")
        candidates = [each.workshop for each in self.candidates]
        names = Counter(candidates + [each.workshop for each in self.refused])
        twice = sorted(name for name, times in names.items() if times > 1)
        if twice:
            raise ValueError(f"Named twice in one sharing: {', '.join(twice)}.")
        if isinstance(self.rule, FirstAndSecond):
            unplaced = sorted(each.workshop for each in self.candidates if each.source is None)
            if unplaced:
                raise ValueError(f"Neither first nor second source: {', '.join(unplaced)}.")
