"""A member's statement shows every rupiah and what caused it."""

from dataclasses import replace
from datetime import date

import pytest

from rantai.settlement.documents.statement import StatementDeduction, typeset_statement
from tests.rantai import papers
from tests.rantai.papers import AT, LONG_NAME, pages_of, text_of


def test_gross_less_deductions_is_what_the_member_gets() -> None:
    paper = papers.statement(3)

    assert paper.gross == 3 * 96 * 48_500
    assert paper.net == paper.gross - 1_511_000
    text = text_of(typeset_statement(paper, language="id", at=AT))
    for said in ("Rp 13.968.000", "−Rp 1.511.000", "Rp 12.457.000", "Bersih untuk anggota"):
        assert said in text


def test_each_receipt_shows_pieces_and_the_dated_price() -> None:
    text = text_of(typeset_statement(papers.statement(1), language="id", at=AT))

    for said in ("TR-0388", "SJ-0417", "96", "Rp 48.500", "sejak 1 Jan 2019", "Rp 4.656.000"):
        assert said in text


def test_each_deduction_says_what_caused_it_and_where_to_look() -> None:
    text = text_of(typeset_statement(papers.statement(), language="id", at=AT))

    for deduction in papers.statement().deductions:
        assert deduction.kind in text
        assert deduction.reference in text
        assert deduction.basis in text


def test_a_member_who_owes_is_told_that_and_not_a_negative_pay() -> None:
    text = text_of(typeset_statement(papers.statement(0), language="id", at=AT))

    assert "Kewajiban anggota" in text
    assert "−Rp 1.511.000" in text


def test_a_period_without_pieces_or_deductions_says_so() -> None:
    empty = replace(papers.statement(0), deductions=())
    text = text_of(typeset_statement(empty, language="en", at=AT))

    assert "recorded no pieces" in text
    assert "Nothing was deducted" in text


def test_a_deduction_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="positive"):
        StatementDeduction("x", "x", "x", date(2019, 4, 1), "", -1)


def test_three_hundred_receipts_and_a_long_name_lose_nothing() -> None:
    paper = replace(papers.statement(300), member=LONG_NAME)
    pdf = typeset_statement(paper, language="id", at=AT)
    text = text_of(pdf)

    assert all(f"TR-{388 + at:04}" in text for at in range(300))
    assert text.count("Disebabkan oleh") >= 1
    assert text.count("Penerimaan") >= pages_of(pdf) - 1
