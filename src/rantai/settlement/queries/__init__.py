"""Open receipts, prices of the day, what members owe; and who may see which money."""

from rantai.settlement.queries.advances import (
    OutstandingAdvance,
    advances_owed_by,
    outstanding_advances,
)
from rantai.settlement.queries.dues import (
    rules_in_force,
)
from rantai.settlement.queries.period import (
    expected_pay,
    open_lines_of,
    period_account,
)
from rantai.settlement.queries.statements import (
    Deducted,
    PaidPart,
    StatementDetails,
    deducted_by_kind,
    statement_details,
)
from rantai.settlement.queries.visible import (
    advances_visible_to,
    customers_to_settle,
    last_statement_of,
    newest_statements,
    settlements_visible_to,
    statements_visible_to,
)

__all__ = [
    "Deducted",
    "OutstandingAdvance",
    "PaidPart",
    "StatementDetails",
    "advances_owed_by",
    "advances_visible_to",
    "customers_to_settle",
    "deducted_by_kind",
    "expected_pay",
    "last_statement_of",
    "newest_statements",
    "open_lines_of",
    "outstanding_advances",
    "period_account",
    "rules_in_force",
    "settlements_visible_to",
    "statement_details",
    "statements_visible_to",
]
