"""The house's words: one name for one thing, in the code, in the glossary and on the pages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]

# The words the glossary rules out are the platform's. The library serves other shops too: there a
# class may bear such a word when it means another thing, or is how the published problem says it.
OWN_TO_THE_LIBRARY = {
    "Answer": "what a command gives back on the command line; no reading of a spectrometer",
    "Job": "operations on machines one after another, as job-shop scheduling has it; no work order",
    "Item": "what de Araujo, Arenales and Clark (2008) call a casting in the furnace problem",
}


def glossary() -> list[list[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text().splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1:]]


def as_class(words: str) -> str:
    return "".join(word.capitalize() for word in re.split(r"[\s-]+", words))


def class_names(root: str) -> Iterator[str]:
    for path in sorted((ROOT / "src" / root).rglob("*.py")):
        if "migrations" not in path.parts:
            tree = ast.parse(path.read_text())
            yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def test_every_word_has_an_indonesian_and_a_meaning() -> None:
    assert [row[0] for row in glossary() if len(row) != 4 or not all(row[:3])] == []


def test_no_word_is_explained_twice() -> None:
    words = [row[0] for row in glossary()]
    assert sorted(words) == sorted(set(words))


def test_the_glossary_is_written_in_full_for_every_thing_people_ask_for_by_name() -> None:
    words = {as_class(row[0]) for row in glossary()}
    for label in ("orders.CallOff", "shopfloor.Heat", "quality.Nonconformity", "plans.WorkOrder"):
        assert apps.get_model(label).__name__ in words


def test_no_class_is_named_by_a_word_the_glossary_rules_out() -> None:
    said = {as_class(row[0]) for row in glossary()}
    ruled_out = {as_class(word) for row in glossary() for word in row[3].split(", ") if word} - said
    assert sorted(ruled_out & set(class_names("rantai"))) == []
    assert sorted(ruled_out & set(class_names("tuang"))) == sorted(OWN_TO_THE_LIBRARY)


def test_a_message_never_says_invalid_input() -> None:
    catalogs = "\n".join(
        path.read_text() for path in ROOT.glob("src/rantai/*/locale/id/LC_MESSAGES/django.po")
    )
    assert not re.search(r'^msgid ".*invalid input', catalogs, re.IGNORECASE | re.MULTILINE)
