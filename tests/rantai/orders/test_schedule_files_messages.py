"""Every fault has a sentence in both languages, with place, cause and remedy."""

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

import rantai.orders
from rantai.orders.schedule_files import Cause, RowFault
from rantai.orders.schedule_files.messages import EXPLANATIONS, sentence

CATALOG = Path(rantai.orders.__file__).parent / "locale" / "id" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("cause", Cause)
def test_each_cause_says_what_is_wrong_and_what_to_do(cause: Cause) -> None:
    with translation.override("en"):
        explanation = str(EXPLANATIONS[cause])

    assert len(re.findall(r"[.;:] |\.$", explanation)) >= 2


@pytest.mark.parametrize("cause", Cause)
def test_each_cause_is_translated_with_the_same_placeholders(cause: Cause) -> None:
    with translation.override("en"):
        english = str(EXPLANATIONS[cause])
    entry = polib.pofile(str(CATALOG)).find(english)

    assert entry is not None
    assert entry.msgstr != english
    assert placeholders(entry.msgstr) == placeholders(english)


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s", text))


def test_a_sentence_tells_file_row_and_column() -> None:
    fault = RowFault("mei.xlsx", 7, "Jumlah", Cause.NEGATIVE_QUANTITY, {"value": "-5"})

    with translation.override("en"):
        assert sentence(fault).startswith(
            "mei.xlsx, row 7, column Jumlah: The quantity -5 is negative."
        )


def test_a_fault_of_the_whole_file_names_only_the_file() -> None:
    with translation.override("en"):
        assert sentence(RowFault("mei.xlsx", None, "", Cause.PDF_FILE)).startswith("mei.xlsx: This")


def test_a_sheet_without_a_column_is_told_its_heading_in_both_languages() -> None:
    fault = RowFault("mei.xlsx", 4, "Jumlah", Cause.HEADING_MISSING, {"english": "Quantity"})

    with translation.override("en"):
        assert "The column Jumlah (Quantity) is missing" in sentence(fault)
