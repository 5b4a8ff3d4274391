"""A period's account as it would be closed now: lines, prices, what each member owes."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rantai.settlement.models import DeductionKind
from rantai.settlement.rules import (
    ORDER,
    Accepted,
    CarryReason,
    Deduction,
    Due,
    MemberSettlement,
    Reconciliation,
)

CARRIED_BECAUSE: dict[CarryReason, Promise] = {
    CarryReason.ADVANCE_LIMIT: _("more than the share that may go to advances"),
    CarryReason.NOTHING_LEFT: _("nothing was left to take it from"),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """Accepted pieces of one part that are not paid yet, at the price of their days.

    Without a price there is nothing to expect yet: the treasurer has to agree on one first.
    """

    part_number: str
    part_name: str
    pieces: int
    rupiah_each: int | None
    price_from: date | None

    @property
    def rupiah(self) -> int:
        return self.pieces * (self.rupiah_each or 0)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """Pieces of one receipt line with the member's and the customer's price of that day."""

    receipt_line_id: int
    receipt_code: str
    shipment_code: str
    lot_code: str
    received_on: date
    part_number: str
    part_name: str
    accepted: int
    rejected: int
    member_price_id: int
    member_rupiah_each: int
    member_price_from: date
    customer_price_id: int
    customer_rupiah_each: int

    @property
    def member_rupiah(self) -> int:
        return self.accepted * self.member_rupiah_each

    @property
    def customer_rupiah(self) -> int:
        return self.accepted * self.customer_rupiah_each

    @property
    def margin_rupiah(self) -> int:
        return self.customer_rupiah - self.member_rupiah

    def as_accepted(self) -> Accepted:
        return Accepted(self.accepted, self.member_rupiah_each, str(self.receipt_line_id))


@dataclass(frozen=True, slots=True)
class Cause:
    """The thing behind a deduction: where to look it up, and how its amount came about."""

    type: str
    id: str
    code: str
    caused_on: date
    basis: str
    rule_id: int | None = None
    shipment_code: str = ""

    @property
    def key(self) -> str:
        return f"{self.type}:{self.id}"


@dataclass(frozen=True, slots=True)
class Explained:
    """A deduction as a member reads it: what it is, what caused it, why some is carried on."""

    deduction: Deduction
    cause: Cause

    @property
    def kind(self) -> Promise:
        return DeductionKind(self.deduction.kind).label

    @property
    def carried_because(self) -> Promise | None:
        reason = self.deduction.carry_reason
        return CARRIED_BECAUSE[reason] if reason else None


@dataclass(frozen=True, slots=True)
class MemberAccount:
    """One member's side of the period."""

    workshop_id: int
    workshop_code: str
    workshop_name: str
    lines: tuple[PricedLine, ...]
    settled: MemberSettlement
    causes: dict[str, Cause]

    @property
    def accepted(self) -> int:
        return sum(line.accepted for line in self.lines)

    @property
    def rejected(self) -> int:
        return sum(line.rejected for line in self.lines)

    @property
    def margin_rupiah(self) -> int:
        return sum(line.margin_rupiah for line in self.lines)

    @property
    def explained(self) -> list[Explained]:
        return [Explained(each, self.causes[each.cause]) for each in self.settled.deductions]

    @property
    def taken_by_kind(self) -> list[int]:
        """What is kept back of each kind, in the order they are taken."""
        return [
            sum(each.taken_rupiah for each in self.settled.deductions if each.kind == kind)
            for kind in ORDER
        ]


@dataclass(frozen=True, slots=True)
class PeriodAccount:
    """Every member of a customer's open receipts up to a day, and what could not be priced."""

    period_from: date | None
    period_to: date
    members: tuple[MemberAccount, ...]
    without_price: tuple[str, ...] = field(default=())

    @property
    def members_rupiah(self) -> int:
        return sum(member.settled.gross_rupiah for member in self.members)

    @property
    def margin_rupiah(self) -> int:
        return sum(member.margin_rupiah for member in self.members)

    @property
    def net_rupiah(self) -> int:
        return sum(member.settled.net_rupiah for member in self.members)

    @property
    def accepted(self) -> int:
        return sum(member.accepted for member in self.members)

    @property
    def rejected(self) -> int:
        return sum(member.rejected for member in self.members)

    @property
    def carried_rupiah(self) -> int:
        return sum(member.settled.carried_rupiah for member in self.members)

    @property
    def taken_by_kind(self) -> list[int]:
        columns = (member.taken_by_kind for member in self.members)
        return [sum(column) for column in zip(*columns, strict=True)]

    def member(self, workshop_code: str) -> MemberAccount | None:
        found = (each for each in self.members if each.workshop_code == workshop_code)
        return next(found, None)

    @property
    def deducted_rupiah(self) -> int:
        return sum(member.settled.taken_rupiah for member in self.members)

    @property
    def expected_invoice_rupiah(self) -> int:
        return sum(line.customer_rupiah for member in self.members for line in member.lines)

    def against(self, invoice_rupiah: int) -> Reconciliation:
        """Compare members and margin with what the customer was invoiced."""
        return Reconciliation(invoice_rupiah - self.members_rupiah - self.margin_rupiah)

    @property
    def fingerprint(self) -> str:
        """A short mark of everything the treasurer saw; any change under it shows."""
        seen = [
            [
                member.workshop_id,
                [[line.receipt_line_id, line.accepted, line.rejected] for line in member.lines],
                member.settled.gross_rupiah,
                member.margin_rupiah,
                [[each.cause, each.taken_rupiah] for each in member.settled.deductions],
            ]
            for member in self.members
        ]
        content = json.dumps([self.period_to.isoformat(), seen, list(self.without_price)])
        return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class DuesFound:
    """What a member owes, each due with the cause behind it."""

    dues: tuple[Due, ...]
    causes: dict[str, Cause]


def gather(found: Iterable[tuple[Due, Cause]]) -> DuesFound:
    pairs: Sequence[tuple[Due, Cause]] = [pair for pair in found if pair[0].rupiah > 0]
    return DuesFound(tuple(due for due, _ in pairs), {due.cause: cause for due, cause in pairs})


NO_ADVANCE_LIMIT = Decimal(100)
