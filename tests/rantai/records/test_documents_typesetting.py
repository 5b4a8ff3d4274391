"""The door to Typst: the same page on any machine, whatever people are called."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.utils import translation

from rantai.records.documents import typesetting
from rantai.records.documents.codes import qr_svg
from rantai.records.documents.figures import day, moment, number, rupiah, span
from rantai.records.documents.typesetting import Sheet, typeset
from rantai.settlement.documents.statement import TEMPLATE, typeset_statement
from tests.rantai import papers
from tests.rantai.papers import AT, text_of


def test_the_same_data_and_instant_give_the_same_bytes() -> None:
    paper = papers.statement()

    assert typeset_statement(paper, language="id", at=AT) == typeset_statement(
        paper, language="id", at=AT
    )


def test_only_the_fonts_inside_typst_are_used() -> None:
    pdf = typeset_statement(papers.statement(), language="id", at=AT)

    names = {str(font["/BaseFont"]) for page in _reader(pdf).pages for font in _fonts(page)}
    assert names
    assert all(re.match(r"/[A-Z]{6}\+(LibertinusSerif|DejaVuSansMono)", name) for name in names)


def test_no_template_asks_for_a_package_from_the_network() -> None:
    templates = list(typesetting.ROOT.glob("*/documents/**/*.typ"))

    assert len(templates) >= 6
    assert not [path.name for path in templates if "@" in path.read_text(encoding="utf-8")]


def test_the_document_names_its_title_its_issuer_its_language_and_its_instant() -> None:
    reader = _reader(typeset_statement(papers.statement(), language="id", at=AT))

    assert reader.metadata is not None
    assert reader.metadata.title == "Rincian pembayaran anggota PA-2019-04-017"
    assert reader.metadata.author == "Koperasi Batur Jaya"
    assert reader.metadata.creation_date == AT
    assert str(reader.root_object["/Lang"]) == "id"


def test_every_page_counts_itself_and_says_that_the_data_is_an_example() -> None:
    pages = _reader(typeset_statement(papers.statement(120), language="id", at=AT)).pages

    assert len(pages) > 2
    for at, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"Halaman {at} dari {len(pages)}" in text
        assert "Data contoh" in text


def test_real_data_carries_no_example_mark() -> None:
    real = replace(papers.statement(), example=False)

    assert "Data contoh" not in text_of(typeset_statement(real, language="id", at=AT))


def test_a_name_that_no_font_can_draw_does_not_stop_the_document() -> None:
    paper = replace(papers.statement(), member="豊田 😀 Łukasz\x00")

    text = text_of(typeset_statement(paper, language="en", at=AT))
    assert "□□ □ Łukasz" in text


def test_markup_in_a_name_is_printed_and_not_run() -> None:
    paper = replace(papers.statement(), member='#panic("x") $1$ *A* <b> \\ "')

    assert '#panic("x") $1$ *A* <b> \\ "' in text_of(typeset_statement(paper, language="en", at=AT))


def test_every_letter_that_is_let_through_can_be_drawn_in_an_archival_document() -> None:
    allowed = "".join(
        chr(point)
        for point in range(0x20, 0x2800)
        if not typesetting._UNDRAWABLE.match(chr(point))  # noqa: SLF001 -- the rule itself
    )
    assert len(allowed) > 1500

    sheet = Sheet("x", allowed, replace(papers.KBJ, name=allowed), example=False)
    data = {
        "words": {
            key: allowed
            for key in (
                "lines",
                "lines_note",
                "deductions",
                "no_lines",
                "no_deductions",
                "question",
                "question_text",
            )
        },
        "subtitle": allowed,
        "facts": [],
        "strip": [],
        "lines": [],
        "deductions": [],
        "totals": [],
        "signatures": [],
    }
    attachment = typesetting.Attachment("x.json", "{}", "application/json", "x")
    assert typeset(TEMPLATE, data, sheet=sheet, language="id", at=AT, attachment=attachment)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("3.250"), "3,250"),
        (1412, "1.412"),
        (Decimal("1412.5"), "1.412,5"),
        (Decimal("-0.06"), "−0,06"),
        (Decimal("1E+3"), "1.000"),
        (0, "0"),
    ],
)
def test_numbers_take_a_decimal_comma_and_keep_their_digits(
    value: Decimal | int, written: str
) -> None:
    assert number(value) == written


def test_money_is_whole_rupiah() -> None:
    assert rupiah(1_250_000) == "Rp 1.250.000"
    assert rupiah(-36_000) == "−Rp 36.000"


def test_an_instant_is_shown_by_the_clock_in_jakarta() -> None:
    late = datetime(2019, 5, 31, 18, 5, tzinfo=UTC)

    with translation.override("id"):
        assert moment(late) == "1 Juni 2019 01.05 WIB"
    with translation.override("en"):
        assert day(late.date()) == "31 May 2019"


def test_one_sided_limits_say_which_side() -> None:
    assert span(Decimal("3.20"), Decimal("3.40")) == "3,20–3,40"
    assert span(None, Decimal("0.15")) == "≤ 0,15"
    assert span(Decimal(250), None) == "≥ 250"
    assert span(None, None) == "–"


def test_a_qr_code_for_a_page_breaks_no_content_security_policy() -> None:
    drawing = ET.fromstring(qr_svg("https://rantai.example/c/1?a=b&c=<d>", title="Sertifikat"))

    assert not [node for node in drawing.iter() if "style" in node.attrib]
    assert drawing.attrib["viewBox"]


def _reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def _fonts(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]
