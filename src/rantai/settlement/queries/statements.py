"""A settlement as it was closed: what each member was paid and why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Sum

from rantai.delivery.models import ReceiptLine
from rantai.settlement.models import (
    Deduction,
    Settlement,
    SettlementLine,
    Statement,
)


def deducted_by_kind(settlement: Settlement) -> dict[int, dict[str, int]]:
    """What each statement of a settlement kept back, by kind."""
    rows = (
        Deduction.objects.filter(
            cooperative_id=settlement.cooperative_id, statement__settlement=settlement
        )
        .values_list("statement_id", "kind")
        .annotate(total=Sum("rupiah"))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for statement_id, kind, total in rows:
        found[statement_id][kind] = total
    return found


@dataclass(frozen=True, slots=True)
class Deducted:
    """A deduction and, when a receipt caused it, the shipment to look it up by."""

    row: Deduction
    shipment_code: str


@dataclass(frozen=True, slots=True)
class PaidPart:
    """All lines of one part on a statement, which a phone shows folded under their sum."""

    name: str
    lines: list[SettlementLine]

    @property
    def accepted(self) -> int:
        return sum(line.accepted for line in self.lines)

    @property
    def rejected(self) -> int:
        return sum(line.receipt_line.rejected for line in self.lines)

    @property
    def rupiah(self) -> int:
        return sum(line.member_rupiah for line in self.lines)


class StatementDetails(TypedDict):
    lines: list[SettlementLine]
    parts: list[PaidPart]
    deductions: list[Deducted]


def statement_details(statement: Statement) -> StatementDetails:
    """Every line and every deduction of a statement, each with the thing behind it."""
    lines = statement.lines.filter(cooperative_id=statement.cooperative_id).select_related(
        "member_price",
        "receipt_line__receipt__shipment",
        "receipt_line__content__box__revision__part",
        "receipt_line__content__lot",
    )
    rows = statement.deductions.filter(cooperative_id=statement.cooperative_id)
    deductions = list(rows.select_related("rule").order_by("pk"))
    shipments = _shipments_behind(statement.cooperative_id, deductions)
    in_order = list(lines.order_by("receipt_line__receipt__received_on", "pk"))
    of_part: dict[str, list[SettlementLine]] = defaultdict(list)
    for line in in_order:
        of_part[line.receipt_line.content.box.revision.part.name].append(line)
    return StatementDetails(
        lines=in_order,
        parts=[PaidPart(name, of_part[name]) for name in sorted(of_part)],
        deductions=[Deducted(row, shipments.get(row.cause_id, "")) for row in deductions],
    )


def _shipments_behind(owner: int, deductions: Iterable[Deduction]) -> dict[str, str]:
    ids = [row.cause_id for row in deductions if row.cause_type == "receipt_line"]
    found = ReceiptLine.objects.filter(cooperative_id=owner, pk__in=ids)
    pairs = found.values_list("pk", "receipt__shipment__code")
    return {str(line_id): code for line_id, code in pairs}
