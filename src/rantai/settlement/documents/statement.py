"""A member's statement: what was accepted at which price, what was deducted and why, the net."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from rantai.records.documents.cells import Marked, Row, strong, with_note
from rantai.records.documents.figures import MINUS, day, number, rupiah, short_day
from rantai.records.documents.parties import Party
from rantai.records.documents.typesetting import Language, Sheet, typeset

TEMPLATE = Path(__file__).with_name("statement.typ")


@dataclass(frozen=True)
class StatementLine:
    """Pieces that the customer accepted from this member in one receipt."""

    receipt: str
    received_on: date
    delivery_note: str
    part_number: str
    part_name: str
    accepted: int
    rejected: int
    price: int
    """Rupiah for one piece."""
    price_from: date
    """Since when this price holds for this member."""

    @property
    def amount(self) -> int:
        return self.accepted * self.price


@dataclass(frozen=True)
class StatementDeduction:
    """One sum taken off, with what caused it."""

    kind: str
    """In the reader's language, such as "Machine fee"."""
    cause: str
    """What caused it, in words: the booking, the advance, the inspection."""
    reference: str
    """The code under which that cause is found."""
    caused_on: date
    basis: str
    """How the amount came about, such as 3 hours × Rp 75.000."""
    amount: int

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("A deduction is a positive amount.")


@dataclass(frozen=True)
class Statement:
    number: str
    cooperative: Party
    member: str
    workshop: str
    """The workshop's code."""
    period_from: date
    period_to: date
    settled_on: date
    lines: tuple[StatementLine, ...]
    deductions: tuple[StatementDeduction, ...]
    treasurer: str
    paid_on: date | None = None
    paid_to: str = ""
    example: bool = False

    @property
    def gross(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def deducted(self) -> int:
        return sum(deduction.amount for deduction in self.deductions)

    @property
    def net(self) -> int:
        return self.gross - self.deducted


def typeset_statement(statement: Statement, *, language: Language, at: datetime) -> bytes:
    with translation.override(language):
        data = {
            "words": _words(),
            "subtitle": _("%(member)s · workshop %(workshop)s")
            % {"member": statement.member, "workshop": statement.workshop},
            "facts": _facts(statement),
            "strip": _strip(statement),
            "line_head": [
                _("Receipt"),
                _("Part"),
                _("Accepted"),
                _("Rejected"),
                _("Price"),
                _("Amount"),
            ],
            "lines": [_line(line) for line in statement.lines],
            "line_foot": _line_foot(statement),
            "deduction_head": [_("Deduction"), _("Caused by"), _("How computed"), _("Amount")],
            "deductions": [_deduction(deduction) for deduction in statement.deductions],
            "deduction_foot": [_("Total"), "", "", _less(statement.deducted)],
            "totals": [
                (_("Accepted pieces at the member's price"), rupiah(statement.gross)),
                (_("Deductions"), _less(statement.deducted)),
                (_net_word(statement), rupiah(statement.net)),
            ],
            "signatures": _signatures(statement),
        }
        sheet = Sheet(
            _("Member's statement"), statement.number, statement.cooperative, statement.example
        )
    return typeset(TEMPLATE, data, sheet=sheet, language=language, at=at)


def _words() -> dict[str, str]:
    return {
        "lines": _("Accepted pieces"),
        "lines_note": _("as the customer recorded them, at the price that held that day"),
        "deductions": _("Deductions"),
        "no_lines": _("The customer recorded no pieces of this workshop in this period."),
        "no_deductions": _("Nothing was deducted in this period."),
        "question": _("Does a figure look wrong?"),
        "question_text": _(
            "Bring this statement to the treasurer. Every receipt and every deduction carries the "
            "code under which its cause can be looked up together."
        ),
    }


def _facts(statement: Statement) -> list[tuple[str, str]]:
    paid = day(statement.paid_on) if statement.paid_on else _("not yet paid")
    return [
        (_("Member"), statement.member),
        (_("Workshop"), statement.workshop),
        (_("Period"), f"{day(statement.period_from)} – {day(statement.period_to)}"),
        (_("Settled on"), day(statement.settled_on)),
        (_("Paid on"), paid),
        (_("Paid to"), statement.paid_to or "–"),
    ]


def _strip(statement: Statement) -> list[dict[str, str]]:
    return [
        {"label": _("Accepted pieces"), "text": number(sum(x.accepted for x in statement.lines))},
        {"label": _("Gross"), "text": rupiah(statement.gross)},
        {"label": _("Deductions"), "text": _less(statement.deducted)},
        {"label": _net_word(statement), "text": rupiah(statement.net)},
    ]


def _net_word(statement: Statement) -> str:
    return _("Net to the member") if statement.net >= 0 else _("Owed by the member")


def _line(line: StatementLine) -> Row:
    return [
        Marked(text=line.receipt, under=f"{short_day(line.received_on)} · {line.delivery_note}"),
        strong(line.part_number, under=line.part_name),
        number(line.accepted),
        number(line.rejected) if line.rejected else "–",
        with_note(rupiah(line.price), _("since %(day)s") % {"day": short_day(line.price_from)}),
        rupiah(line.amount),
    ]


def _line_foot(statement: Statement) -> Row:
    return [
        _("Total"),
        "",
        number(sum(line.accepted for line in statement.lines)),
        number(sum(line.rejected for line in statement.lines)),
        "",
        rupiah(statement.gross),
    ]


def _deduction(deduction: StatementDeduction) -> Row:
    return [
        strong(deduction.kind, under=short_day(deduction.caused_on)),
        Marked(text=deduction.cause, under=deduction.reference),
        deduction.basis or "–",
        _less(deduction.amount),
    ]


def _less(amount: int) -> str:
    return f"{MINUS}{rupiah(amount)}" if amount else rupiah(0)


def _signatures(statement: Statement) -> list[dict[str, object]]:
    dated = _("Date:")
    return [
        {"label": _("Treasurer"), "lines": [statement.treasurer, dated]},
        {"label": _("Member"), "lines": [statement.member, dated]},
    ]
