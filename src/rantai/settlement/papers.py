"""A closed statement as a paper: the same figures as the page, from the same rows."""

from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.records.documents.parties import Party
from rantai.settlement.documents.statement import (
    Statement as Paper,
)
from rantai.settlement.documents.statement import StatementDeduction, StatementLine
from rantai.settlement.models import Statement
from rantai.settlement.queries import statement_details


def statement_paper(statement: Statement) -> Paper:
    """Return what is printed for a member: lines at their price, deductions with their cause."""
    details = statement_details(statement)
    settlement, owner = statement.settlement, statement.cooperative
    workshop: Workshop = statement.workshop
    return Paper(
        number=statement.code,
        cooperative=Party(owner.name, owner.address),
        member=workshop.name,
        workshop=workshop.code,
        period_from=settlement.period_from,
        period_to=settlement.period_to,
        settled_on=settlement.closed_at.date(),
        lines=tuple(
            StatementLine(
                receipt=line.receipt_line.receipt.code,
                received_on=line.receipt_line.receipt.received_on,
                delivery_note=line.receipt_line.receipt.shipment.code,
                part_number=line.receipt_line.content.box.revision.part.number,
                part_name=line.receipt_line.content.box.revision.part.name,
                accepted=line.accepted,
                rejected=line.receipt_line.rejected,
                price=line.member_price.rupiah,
                price_from=line.member_price.valid_from,
            )
            for line in details["lines"]
        ),
        deductions=tuple(
            StatementDeduction(
                kind=str(row.get_kind_display()),
                cause=row.basis,
                reference=row.cause_code,
                caused_on=row.caused_on,
                basis=_("carried on: Rp %(rupiah)s") % {"rupiah": row.carried_rupiah}
                if row.carried_rupiah
                else "",
                amount=row.rupiah,
            )
            for row in (deducted.row for deducted in details["deductions"])
        ),
        treasurer=settlement.closed_by.name,
        example=owner.is_example,
    )
