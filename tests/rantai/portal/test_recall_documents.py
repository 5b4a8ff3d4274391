"""A recall names every piece, where it is, and whom to tell; on paper and as a workbook."""

import io
from dataclasses import replace

import openpyxl
import pytest

from rantai.portal.documents.recall import Recall, Whereabouts
from rantai.portal.documents.recall_sheet import typeset_recall_sheet
from rantai.portal.documents.recall_workbook import recall_workbook
from tests.rantai import papers
from tests.rantai.papers import AT, codes_on, pages_of, pictures_of, text_of


def _book(recall: Recall) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(recall_workbook(recall, language="id")))


def test_pieces_are_counted_by_where_they_are() -> None:
    counts = papers.recall(5).quantity_by_whereabouts()

    assert counts == {
        Whereabouts.AT_LARGE: 7 + 11,
        Whereabouts.HELD: 8,
        Whereabouts.SHIPPED: 9,
        Whereabouts.SCRAPPED: 10,
    }
    assert sum(counts.values()) == papers.recall(5).quantity


def test_the_sheet_names_what_was_reached_and_the_customers_to_tell() -> None:
    text = text_of(typeset_recall_sheet(papers.recall(), language="id", at=AT))

    for said in (
        "Lembar penarikan 19-0412",
        "Karbon 3,52 %",
        "L-0412-002",
        "SJ-0417",
        "PT Rem Kereta",
        "Bu Ratna",
        "M-0221",
        "Belum ditahan",
        "12 April 2019 09.40 WIB",
    ):
        assert said in text


def test_a_customer_not_yet_told_stands_out() -> None:
    text = text_of(typeset_recall_sheet(papers.recall(), language="id", at=AT))

    assert "12 Apr 2019, 09.40" in text
    assert "✗ belum" in text


def test_nothing_reached_is_said_in_words() -> None:
    empty = replace(papers.recall(0), customers=(), origins=())
    text = text_of(typeset_recall_sheet(empty, language="en", at=AT))

    assert "Nothing of this reached a customer." in text
    assert "Nothing was made from this." in text


def test_its_code_opens_the_trace() -> None:
    recall = papers.recall()
    first = pictures_of(lambda: typeset_recall_sheet(recall, language="id", at=AT))[0]

    assert codes_on(first) == [recall.link]


def test_three_hundred_lots_are_all_listed() -> None:
    pdf = typeset_recall_sheet(papers.recall(300), language="id", at=AT)
    text = text_of(pdf)

    assert all(f"L-0412-{at:03}" in text for at in range(300))
    assert text.count("Di mana sekarang") >= pages_of(pdf) - 1


def test_the_workbook_holds_the_same_pieces_as_numbers() -> None:
    recall = papers.recall(300)
    reached = _book(recall)["Terkena"]
    rows = list(reached.iter_rows(min_row=2, values_only=True))

    assert [row[0] for row in rows] == [item.code for item in recall.items]
    assert sum(int(str(row[4])) for row in rows) == recall.quantity
    assert reached.freeze_panes == "B2"
    assert reached.auto_filter.ref == "A1:I301"


def test_the_workbook_names_customers_and_when_they_were_told() -> None:
    customers = list(_book(papers.recall())["Pelanggan"].iter_rows(min_row=2, values_only=True))

    assert customers[0][0] == "PT Ring Piston Nusantara"
    assert f"{customers[0][5]:%Y-%m-%d %H:%M}" == "2019-04-12 09:40"
    assert customers[1][5] == "belum"


def test_the_workbook_says_that_its_data_is_an_example() -> None:
    summary = _book(papers.recall())["Ringkasan"]

    assert summary["A1"].value == "Data contoh"
    assert _book(replace(papers.recall(), example=False))["Ringkasan"]["A1"].value == "Leburan"


@pytest.mark.parametrize("text", ["=1+1", "+62 272", "@SUM(A1)", "-3"])
def test_a_cell_never_becomes_a_formula(text: str) -> None:
    recall = replace(papers.recall(), reason=text)
    cell = _book(recall)["Ringkasan"]["B3"]

    assert cell.value == text
    assert cell.data_type == "s"


def test_a_control_character_in_a_name_does_not_stop_the_workbook() -> None:
    recall = replace(papers.recall(), reason="Karbon\x00 tinggi\x0b")

    assert _book(recall)["Ringkasan"]["B3"].value == "Karbon tinggi"
