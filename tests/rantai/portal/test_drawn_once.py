"""A line of a list is drawn once for equal values, and the tests prove that no value is missing."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from pytest_django import Settings

PIECE = (
    "{% load once i18n %}{% for heat in heats %}{% drawn_once heat.code %}"
    '{{ heat.code }} {% translate "Heats" %} {{ heat.word }}.{% end_drawn_once %}{% endfor %}'
)


def drawn(piece: Template, *words: str) -> str:
    return piece.render(Context({"heats": [{"code": "L<1", "word": word} for word in words]}))


@pytest.fixture
def piece() -> Template:
    return Template(PIECE)


def test_equal_values_are_drawn_once(piece: Template, settings: Settings) -> None:
    settings.DRAWN_ONCE_IS_PROVED = False
    with translation.override("en"):
        assert drawn(piece, "a", "b") == "L&lt;1 Heats a.L&lt;1 Heats a."


def test_a_value_that_the_tag_does_not_name_fails_in_the_tests(piece: Template) -> None:
    with pytest.raises(TemplateSyntaxError, match="drawn for the same"):
        drawn(piece, "a", "b")


def test_each_language_and_each_place_has_its_own(piece: Template, settings: Settings) -> None:
    settings.DRAWN_ONCE_IS_PROVED = False
    other = Template(PIECE.replace("{{ heat.word }}", "!"))
    with translation.override("en"):
        assert drawn(piece, "a") == "L&lt;1 Heats a."
        assert drawn(other, "a") == "L&lt;1 Heats !."
    with translation.override("id"):
        assert drawn(piece, "b").endswith("b.")
