"""A box label is read by a scanner, and by a person when the scanner fails."""

import io
from dataclasses import replace

import pypdf
import pytest

from rantai.delivery.documents.box_labels import BoxLabel, typeset_box_labels
from tests.rantai import papers
from tests.rantai.papers import AT, KBJ, LONG_NAME, codes_on, pages_of, pictures_of, text_of

LABELS = [papers.box_label(at, of=10) for at in range(1, 11)]


def test_a_label_carries_what_a_customer_asks_of_it() -> None:
    text = text_of(typeset_box_labels(LABELS[:1], supplier=KBJ, language="id", at=AT))

    for said in (
        "10-4411",
        "Selongsong silinder",
        "48 buah",
        "KBJ-0471",
        "19-0412, 19-0413",
        "12 Apr 2019",
        "1 dari 10",
        "KB-0007",
        "K-0931",
        "QC-07",
    ):
        assert said in text


def test_a_label_printer_gets_a_page_of_100_by_70_mm_for_each() -> None:
    pdf = typeset_box_labels(LABELS, supplier=KBJ, language="id", at=AT)
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox

    assert pages_of(pdf) == 10
    assert (float(page.width), float(page.height)) == pytest.approx((283.46, 198.43), abs=0.1)


def test_an_a4_sheet_takes_eight() -> None:
    pdf = typeset_box_labels(LABELS, supplier=KBJ, language="id", at=AT, to_a_sheet=True)

    assert pages_of(pdf) == 2


@pytest.mark.parametrize("to_a_sheet", [False, True])
def test_every_code_reads_back(to_a_sheet: bool) -> None:
    pages = pictures_of(
        lambda: typeset_box_labels(
            LABELS, supplier=KBJ, language="id", at=AT, to_a_sheet=to_a_sheet
        )
    )

    assert sorted(code for page in pages for code in codes_on(page)) == sorted(
        label.link for label in LABELS
    )


def _overlong() -> BoxLabel:
    return replace(
        papers.box_label(),
        part_number="10-4411-AAAA-BBBB-CCCC-0000000001",
        part_name=LONG_NAME,
        customer=LONG_NAME,
        lots=tuple(f"19-{at:04}" for at in range(30)),
        quantity=1_234_567,
        code="KBJ-2019-K-000000000931-XYZ",
    )


def test_an_overlong_label_still_shows_its_last_lot_and_stays_one_page() -> None:
    pdf = typeset_box_labels([_overlong()], supplier=KBJ, language="id", at=AT)
    text = text_of(pdf)

    assert pages_of(pdf) == 1
    assert "19-0029" in text
    assert "1.234.567" in text
    assert codes_on(
        pictures_of(lambda: typeset_box_labels([_overlong()], supplier=KBJ, language="id", at=AT))[
            0
        ]
    ) == [papers.box_label().link]


def test_example_labels_say_so() -> None:
    pdf = typeset_box_labels(LABELS, supplier=KBJ, language="id", at=AT, example=True)

    assert text_of(pdf).count("Data contoh") == 10
