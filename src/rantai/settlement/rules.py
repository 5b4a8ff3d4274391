"""What a member is paid, to the rupiah, and how a pool is shared out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

METHOD = "settlement-1"

Value = TypeVar("Value")


class NothingInForce(LookupError):
    """No price, percent or amount holds yet on that day."""


class SurplusSplitNotWhole(ValueError):
    """The parts of a surplus do not make up one hundred percent."""

    def __init__(self, total_percent: Decimal, sentence: str) -> None:
        super().__init__(sentence)
        self.total_percent = total_percent


@dataclass(frozen=True)
class Dated(Generic[Value]):
    """A price, percent or amount that holds from a day until the next one does."""

    holds_from: date
    value: Value


def in_force(dated: Sequence[Dated[Value]], on: date) -> Value:
    """The value that holds on a day, or NothingInForce."""
    begun = [each for each in dated if each.holds_from <= on]
    if not begun:
        raise NothingInForce(f"Nothing holds yet on {on.isoformat()}.")
    return max(begun, key=lambda each: each.holds_from).value


@dataclass(frozen=True)
class Accepted:
    """Pieces the customer accepted, at the member's price of that day; cause is the receipt."""

    pieces: int
    price_rupiah: int
    cause: str

    def __post_init__(self) -> None:
        if self.pieces < 0 or self.price_rupiah < 0:
            raise ValueError("Accepted pieces and their price cannot be below zero.")

    @property
    def rupiah(self) -> int:
        """What these pieces earn before deductions."""
        return self.pieces * self.price_rupiah


class Kind(StrEnum):
    """Kinds of deduction, in the order in which they are taken."""

    ADVANCE = "advance"
    MACHINE = "machine"
    REJECT = "reject"
    LEVY = "levy"
    SAVINGS = "savings"


ORDER = tuple(Kind)


@dataclass(frozen=True)
class Due:
    """What the co-operative may keep back, and the key of the thing that caused it.

    For an advance it is the whole sum still outstanding, for anything else what fell due
    now or was carried from before.
    """

    kind: Kind
    rupiah: int
    cause: str

    def __post_init__(self) -> None:
        if self.rupiah < 0:
            raise ValueError("What is due cannot be below zero.")
        if not self.cause:
            raise ValueError("A deduction needs its cause.")


class CarryReason(StrEnum):
    """Why a deduction was not taken in full."""

    ADVANCE_LIMIT = "advance-limit"
    NOTHING_LEFT = "nothing-left"


@dataclass(frozen=True)
class Deduction:
    """What was taken for one cause, and what is carried to the next period and why."""

    kind: Kind
    due_rupiah: int
    taken_rupiah: int
    cause: str
    carry_reason: CarryReason | None

    @property
    def carried_rupiah(self) -> int:
        """Still owed after this period."""
        return self.due_rupiah - self.taken_rupiah


@dataclass(frozen=True)
class MemberSettlement:
    """One member's period: gross less what was taken is net, and net is never negative."""

    accepted: tuple[Accepted, ...]
    deductions: tuple[Deduction, ...]
    method: str = METHOD

    @property
    def gross_rupiah(self) -> int:
        """What the accepted pieces earn."""
        return gross_rupiah(self.accepted)

    @property
    def taken_rupiah(self) -> int:
        """All that was kept back."""
        return sum(each.taken_rupiah for each in self.deductions)

    @property
    def carried_rupiah(self) -> int:
        """All that could not be kept back."""
        return sum(each.carried_rupiah for each in self.deductions)

    @property
    def net_rupiah(self) -> int:
        """What the member is paid."""
        return self.gross_rupiah - self.taken_rupiah


def gross_rupiah(accepted: Sequence[Accepted]) -> int:
    """Pieces times price, summed; needed before the levy on it can be worked out."""
    return sum(each.rupiah for each in accepted)


def settle_member(
    accepted: Sequence[Accepted], dues: Sequence[Due], *, advance_limit_percent: Decimal
) -> MemberSettlement:
    """Take what is due, kind by kind in ORDER, oldest first as given, while money is left.

    Advances together take no more than their percent of gross, rounded down so that
    the limit is never passed.
    """
    _refuse_percent(advance_limit_percent)
    gross = gross_rupiah(accepted)
    left = gross
    advance_left = int(Fraction(gross) * Fraction(advance_limit_percent) / 100)
    deductions = []
    # sorted() keeps the caller's order inside a kind.
    for due in sorted(dues, key=lambda each: ORDER.index(each.kind)):
        is_advance = due.kind is Kind.ADVANCE
        taken = min(due.rupiah, advance_left if is_advance else left)
        deductions.append(_deduction(due, taken))
        left -= taken
        advance_left -= taken if is_advance else 0
    return MemberSettlement(tuple(accepted), tuple(deductions))


def _deduction(due: Due, taken: int) -> Deduction:
    # Advances come first, so their limit binds before the money runs out.
    short = CarryReason.ADVANCE_LIMIT if due.kind is Kind.ADVANCE else CarryReason.NOTHING_LEFT
    reason = short if taken < due.rupiah else None
    return Deduction(due.kind, due.rupiah, taken, due.cause, reason)


def percent_of(rupiah: int, percent: Decimal) -> int:
    """A percent of an amount, half a rupiah rounded up."""
    if rupiah < 0:
        raise ValueError("A percent is only taken of an amount that is not below zero.")
    _refuse_percent(percent)
    return int(Fraction(rupiah) * Fraction(percent) / 100 + Fraction(1, 2))


@dataclass(frozen=True)
class FixedPerPiece:
    """Each rejected piece costs the member a fixed sum."""

    rupiah: int

    def __post_init__(self) -> None:
        if self.rupiah < 0:
            raise ValueError("A reject charge cannot be below zero.")


@dataclass(frozen=True)
class PercentOfPrice:
    """Each rejected piece costs the member a part of its price."""

    percent: Decimal

    def __post_init__(self) -> None:
        _refuse_percent(self.percent)


RejectRule = FixedPerPiece | PercentOfPrice


def reject_charge(pieces: int, price_rupiah: int, rule: RejectRule) -> int:
    """The charge for rejected pieces of one inspection, rounded once for all of them."""
    if pieces < 0 or price_rupiah < 0:
        raise ValueError("Rejected pieces and their price cannot be below zero.")
    match rule:
        case FixedPerPiece(rupiah):
            return pieces * rupiah
        case PercentOfPrice(percent):
            return percent_of(pieces * price_rupiah, percent)


@dataclass(frozen=True)
class Reconciliation:
    """Members and margin against the customer's invoice; positive when the invoice is larger."""

    difference_rupiah: int

    @property
    def agrees(self) -> bool:
        """Whether the period may be closed."""
        return self.difference_rupiah == 0


def reconcile(
    *, members_gross_total: int, margin_total: int, invoice_amount: int
) -> Reconciliation:
    """Members' gross and the co-operative's margin must make up the invoice, to the rupiah."""
    return Reconciliation(invoice_amount - members_gross_total - margin_total)


def split_pool(pool: int, weights: Mapping[str, int | Decimal]) -> dict[str, int]:
    """A pool by weight, whole rupiah that sum to the pool, by largest remainder.

    Ties go to the larger weight, then to the key that sorts first, so the result does
    not depend on the order of the weights.
    """
    if pool < 0:
        raise ValueError("A pool cannot be below zero.")
    exact = {key: Fraction(weight) for key, weight in weights.items()}
    whole = sum(exact.values())
    if any(weight < 0 for weight in exact.values()) or whole == 0:
        raise ValueError("A pool is split by weights of which none is below and one above zero.")
    claims = {key: pool * weight / whole for key, weight in exact.items()}
    shares = {key: int(claim) for key, claim in claims.items()}
    left = pool - sum(shares.values())
    by_remainder = sorted(claims, key=lambda key: (shares[key] - claims[key], -exact[key], key))
    for key in by_remainder[:left]:
        shares[key] += 1
    return shares


def check_surplus_split(percents: Mapping[str, Decimal]) -> None:
    """Refuse a split of the surplus (SHU) that does not make up exactly 100 %."""
    for percent in percents.values():
        _refuse_percent(percent)
    total = sum((Fraction(percent) for percent in percents.values()), Fraction(0))
    if total == 100:
        return
    shown = sum(percents.values(), Decimal(0)).normalize()
    gap = abs(shown - 100)
    sentence = f"The parts of the surplus add up to {shown:f} %, {gap:f} % too "
    sentence += "much." if total > 100 else "little."
    if total == 105:
        sentence += (
            " A list of parts that is often copied adds 5 % for area development to parts that"
            " already make 100 %; another part has to give way for it."
        )
    raise SurplusSplitNotWhole(shown, sentence)


def _refuse_percent(percent: Decimal) -> None:
    if not 0 <= percent <= 100:
        raise ValueError("A percent must lie between 0 and 100.")
