"""Numbers as people write them, with comma or dot, and the sentences for those that are none."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rantai.records.fields import CountField, MeasuredField
from rantai.records.numbers import (
    ImplausibleNumber,
    Plausible,
    UnreadableNumber,
    read_decimal,
)

PERCENT = Plausible(highest=Decimal(100), places=4)
CELSIUS = Plausible(lowest=Decimal(900), highest=Decimal(1800), places=0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3,25", "3.25"),
        ("3.25", "3.25"),
        (" 3,25 ", "3.25"),
        ("0.325", "0.325"),  # a thousand does not begin with nought
        ("3.2504", "3.2504"),
        ("3,250", "3.250"),
        (",5", "0.5"),
        ("1412", "1412"),
        ("1.250.000", "1250000"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1 412", "1412"),
    ],
)
def test_comma_and_dot_are_both_understood(typed: str, meant: str) -> None:
    assert read_decimal(typed) == Decimal(meant)


def test_digits_behind_the_comma_are_kept_as_written() -> None:
    assert str(read_decimal("3,250")) == "3.250"


def test_a_dot_before_three_digits_is_a_thousand_where_only_that_fits() -> None:
    assert read_decimal("1.412", CELSIUS) == 1412


def test_a_dot_before_three_digits_is_a_fraction_where_only_that_fits() -> None:
    assert read_decimal("3.250", PERCENT) == Decimal("3.25")


def test_a_dot_before_three_digits_is_asked_about_where_both_fit() -> None:
    with pytest.raises(UnreadableNumber) as refused, translation.override("en"):
        read_decimal("1.412")
    assert str(refused.value) == "1.412 can be read in two ways. Write 1412 or 1,412."


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "no number yet"),
        ("   ", "no number yet"),
        ("NaN", "nothing was measured"),
        ("inf", "nothing was measured"),
        ("---", "nothing was measured"),
        ("tiga", "letters"),
        ("3,25%", "letters"),
        ("1e3", "letters"),
        ("٣", "letters"),
        ("3,2,5", "comma or dot too many"),
        ("3.2.5", "comma or dot too many"),
        ("3,", "comma or dot too many"),
        ("1" * 30, "too long"),
    ],
)
def test_what_is_no_number_gets_its_own_sentence(typed: str, says: str) -> None:
    with translation.override("en"), pytest.raises(UnreadableNumber, match=says):
        read_decimal(typed)


@pytest.mark.parametrize(
    ("typed", "plausible", "says"),
    [
        ("-3,25", PERCENT, "below zero"),
        ("\N{MINUS SIGN}1", PERCENT, "below zero"),
        ("101", PERCENT, "above 100"),
        ("500", CELSIUS, "below 900"),
        ("1412,5", CELSIUS, "whole number"),
        ("3,25041", PERCENT, "more than 4 digits"),
    ],
)
def test_a_number_the_field_cannot_hold_is_never_rounded_or_cut(
    typed: str, plausible: Plausible, says: str
) -> None:
    with translation.override("en"), pytest.raises(ImplausibleNumber, match=says):
        read_decimal(typed, plausible)


def test_a_field_that_goes_below_zero_takes_a_minus() -> None:
    assert read_decimal("-0,5", Plausible(lowest=Decimal(-10))) == Decimal("-0.5")


@given(st.decimals(0, 999, places=2))
def test_two_decimals_read_the_same_with_comma_and_dot(value: Decimal) -> None:
    assert read_decimal(f"{value:f}") == value
    assert read_decimal(f"{value:f}".replace(".", ",")) == value


@given(st.text(max_size=25))
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    with suppress(UnreadableNumber, ImplausibleNumber):
        assert read_decimal(text).is_finite()


def test_a_measured_field_shows_the_refusal_beside_itself() -> None:
    field = MeasuredField(highest=100, places=4)
    assert field.clean("3,25") == Decimal("3.25")
    with translation.override("en"), pytest.raises(ValidationError, match="letters"):
        field.clean("abc")


def test_a_measured_field_never_starts_with_a_number() -> None:
    assert MeasuredField(initial="3,25").initial is None


def test_a_count_reads_a_thousand_and_refuses_half_a_piece() -> None:
    assert CountField().clean("1.412") == 1412
    assert CountField().clean("1.000") == 1000
    with translation.override("en"), pytest.raises(ValidationError, match="whole"):
        CountField().clean("1,5")
