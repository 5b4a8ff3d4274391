"""The translations' bookkeeping: nothing shown to people goes without Indonesian."""

from pathlib import Path

import polib
import pytest

from rantai.portal.management.commands import strings
from rantai.portal.management.commands.strings import Message


def catalog(**translations: str) -> polib.POFile:
    made = polib.POFile()
    for msgid, msgstr in translations.items():
        made.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    return made


def found(*messages: Message) -> strings.Found:
    return {message: {"rantai/orders/views.py"} for message in messages}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("from django.utils.translation import gettext as _\n_('Heat')", Message("Heat")),
        (
            "from django.utils.translation import gettext_lazy\ngettext_lazy('Heat')",
            Message("Heat"),
        ),
        (
            "from django.utils.translation import ngettext as n_\n"
            "n_('%(n)s box', '%(n)s boxes', n)",
            Message("%(n)s box", plural="%(n)s boxes"),
        ),
        (
            "from django.utils.translation import pgettext_lazy as p\np('iron', 'Grade')",
            Message("Grade", context="iron"),
        ),
        (
            "from django.utils.translation import gettext as _\n_('Two '\n  'lines')",
            Message("Two lines"),
        ),
    ],
)
def test_a_string_in_python_is_found_under_any_alias(source: str, message: Message) -> None:
    assert list(strings.strings_in_python(source)) == [message]


def test_an_underscore_that_is_not_ours_is_no_string() -> None:
    assert list(strings.strings_in_python("from elsewhere import _\n_('Heat')")) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{% load i18n %}{% translate "Heat" %}', Message("Heat")),
        ('{% load i18n %}{% translate "Owner\'s share" %}', Message("Owner's share")),
        ('{% load i18n %}{% translate "Grade" context "iron" %}', Message("Grade", context="iron")),
        (
            "{% load i18n %}{% blocktranslate trimmed with n=3 %}\n  {{ n }}\n  boxes\n"
            "{% endblocktranslate %}",
            Message("%(n)s boxes"),
        ),
        (
            "{% load i18n %}{% blocktranslate count n=n %}{{ n }} box{% plural %}{{ n }} boxes"
            "{% endblocktranslate %}",
            Message("%(n)s box", plural="%(n)s boxes"),
        ),
        ('{{ _("Heat") }}', Message("Heat")),
        ('{% include "a.html" with title=_("Heat") %}', Message("Heat")),
    ],
)
def test_a_string_in_a_template_is_found(source: str, message: Message) -> None:
    assert list(strings.strings_in_template(source, "a.html")) == [message]


def test_a_new_string_is_added_and_what_was_translated_stays() -> None:
    catalogs = {"orders": catalog(Heat="Leburan")}
    assert strings.merge(catalogs, "orders", found(Message("Heat"), Message("Pour")), prune=False)
    assert {entry.msgid: entry.msgstr for entry in catalogs["orders"]} == {
        "Heat": "Leburan",
        "Pour": "",
    }


def test_a_second_look_changes_nothing() -> None:
    catalogs = {"orders": catalog()}
    strings.merge(catalogs, "orders", found(Message("Heat")), prune=False)
    assert not strings.merge(catalogs, "orders", found(Message("Heat")), prune=False)


def test_what_nothing_shows_any_more_leaves_only_when_asked() -> None:
    catalogs = {"orders": catalog(Heat="Leburan")}
    assert not strings.merge(catalogs, "orders", found(), prune=False)
    assert strings.merge(catalogs, "orders", found(), prune=True)
    assert len(catalogs["orders"]) == 0


def test_what_another_room_translates_is_not_asked_for_twice() -> None:
    catalogs = {"orders": catalog(), "plans": catalog(Heat="Leburan")}
    assert not strings.merge(catalogs, "orders", found(Message("Heat")), prune=False)
    assert list(strings.complain(catalogs, {"orders": found(Message("Heat"))})) == []


@pytest.mark.parametrize(
    ("translations", "complaint"),
    [
        ({}, "'%(n)s boxes' has no translation"),
        ({"%(n)s boxes": ""}, "'%(n)s boxes' has no translation"),
        ({"%(n)s boxes": "%(m)s kotak"}, "differ in placeholders"),
        ({"%(n)s boxes": "kotak"}, "differ in placeholders"),
    ],
)
def test_a_string_without_a_sound_translation_is_named_with_its_file(
    translations: dict[str, str], complaint: str
) -> None:
    catalogs = {"orders": catalog(**translations)}
    (sentence,) = strings.complain(catalogs, {"orders": found(Message("%(n)s boxes"))})
    assert sentence.startswith("rantai/orders/views.py: ")
    assert complaint in sentence


def test_one_word_with_two_translations_is_named() -> None:
    catalogs = {"orders": catalog(Heat="Leburan"), "plans": catalog(Heat="Panas")}
    (sentence,) = strings.complain(catalogs, {"orders": found(Message("Heat"))})
    assert "translated in 2 ways: Leburan | Panas" in sentence


def test_a_per_cent_sign_is_no_placeholder() -> None:
    catalogs = {"orders": catalog(**{"3 %% of %(n)s": "3 %% dari %(n)s"})}
    assert list(strings.complain(catalogs, {"orders": found(Message("3 %% of %(n)s"))})) == []


def test_a_compiled_catalogue_says_what_the_written_one_says(tmp_path: Path) -> None:
    strings.write_compiled(catalog(Heat="Leburan"), tmp_path / "django.mo")
    (entry,) = polib.mofile(str(tmp_path / "django.mo"))
    assert (entry.msgid, entry.msgstr) == ("Heat", "Leburan")
    assert [path.name for path in tmp_path.iterdir()] == ["django.mo"]
