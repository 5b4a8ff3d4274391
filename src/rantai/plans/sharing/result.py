"""What each workshop gets and every step that led there, as data for the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rantai.plans.sharing.problem import Refused

METHOD = "sharing-1"


class StepKind(StrEnum):
    """One step of the explanation; docs/methods/planning.md lists the values of each."""

    RULE = "rule"
    LIMIT = "limit"
    ENTITLED = "entitled"
    BALANCE = "balance"
    TURN = "turn"
    LIMIT_HIT = "limit-hit"
    ROUNDING = "rounding"
    GIVEN = "given"


@dataclass(frozen=True)
class Step:
    """Values are plain JSON: whole pieces as int, parts of a piece as text with four decimals."""

    kind: StepKind
    values: Mapping[str, int | str | None]


@dataclass(frozen=True)
class Share:
    """A workshop's part of the quantity; balances are positive when the workshop is owed."""

    workshop: str
    pieces: int
    full_boxes: int
    partial_box_pieces: int
    entitled_pieces: Fraction
    balance_before: Decimal
    balance_after: Decimal
    steps: tuple[Step, ...]


class UnplacedReason(StrEnum):
    """Why pieces found no workshop."""

    NO_CANDIDATES = "no-candidates"
    LIMITS_REACHED = "limits-reached"
    NO_ROOM_FOR_PARTIAL_BOX = "no-room-for-partial-box"
    ROOM_BELOW_LOT = "room-below-lot"


@dataclass(frozen=True)
class Unplaced:
    """Pieces that nobody got, and why."""

    pieces: int
    reason: UnplacedReason


@dataclass(frozen=True)
class SharingResult:
    """The whole split: the shares and the unplaced pieces make up the quantity exactly."""

    quantity: int
    shares: tuple[Share, ...]
    unplaced: tuple[Unplaced, ...]
    refused: tuple[Refused, ...]
    method: str = METHOD

    @property
    def placed_pieces(self) -> int:
        """Pieces that some workshop got."""
        return sum(share.pieces for share in self.shares)

    @property
    def unplaced_pieces(self) -> int:
        """Pieces that nobody got."""
        return sum(each.pieces for each in self.unplaced)
