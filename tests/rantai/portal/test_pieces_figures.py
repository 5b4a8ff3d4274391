"""Numbers, money and times in Indonesian and in English."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rantai.portal.drawing.figures import written

TAPPED = datetime(2019, 4, 12, 2, 40, tzinfo=UTC)


def shown(expression: str, value: Any, language: str) -> str:
    source = "{% load figures %}{{ value|" + expression + " }}"
    with translation.override(language):
        return Template(source).render(Context({"value": value})).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("expression", "value", "indonesian", "english"),
    [
        ("rupiah", 1250000, "Rp 1.250.000", "Rp 1,250,000"),
        ("rupiah", -400, "−Rp 400", "−Rp 400"),
        ("number", 20700, "20.700", "20,700"),
        ("number:2", 3.25, "3,25", "3.25"),
        ("number:2", Decimal("3.255"), "3,26", "3.26"),
        ("number", Decimal("3.2500"), "3,25", "3.25"),
        ("number", None, "–", "–"),
        ("pct:1", 97.2, "97,2 %", "97.2 %"),
        ("pct", 99, "99 %", "99 %"),
        ("mass", 512, "512 kg", "512 kg"),
        ("mass", Decimal("1412.5"), "1.412,5 kg", "1,412.5 kg"),
        ("mass", 12400, "12,4 t", "12.4 t"),
        ("as_told", "0.0712", "0,0712", "0.0712"),
        ("as_told", "<0.002", "&lt;0,002", "&lt;0.002"),
        ("as_told", "75", "75", "75"),
        ("as_told", "", "", ""),
        ("signed", 22, "+22", "+22"),
        ("signed", -31, "−31", "−31"),
        ("signed", 0, "0", "0"),
        ("clock", 252, "4:12", "4:12"),
        ("day", date(2019, 8, 17), "17 Agu 2019", "17 Aug 2019"),
        ("moment", TAPPED, "12 Apr 2019 09.40", "12 Apr 2019 09:40"),
        ("time_of_day", TAPPED, "09.40", "09:40"),
        ("counted", "512 kg", "512 kg", "512 kg"),
        ("counted", 2000, "2.000", "2,000"),
    ],
)
def test_each_language_writes_figures_its_own_way(
    expression: str, value: Any, indonesian: str, english: str
) -> None:
    assert shown(expression, value, "id") == indonesian
    assert shown(expression, value, "en") == english


def test_a_text_that_is_no_number_is_refused_and_not_shown_as_nothing() -> None:
    with pytest.raises(ValueError, match="not a number"):
        shown("number", "3,2,5", "id")


@given(st.decimals(-(10**12), 10**12, places=2))
def test_written_numbers_read_back_as_the_same_number(value: Decimal) -> None:
    text = written(value, 2).replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(text) == value


def test_what_rounds_to_nothing_has_no_minus() -> None:
    assert written(-0.001, 2) == "0,00"
