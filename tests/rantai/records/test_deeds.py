"""Every deed that some action writes into the audit trail has words for people."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import rantai
from rantai.quality.models import Decision
from rantai.records.deeds import DEEDS, words_of
from rantai.shopfloor.models import HeatStatus, MomentKind, RemarkKind

SOURCE = Path(rantai.__path__[0])

# What may stand in the braces of a key that is put together.
ENDINGS = {
    "heat.": HeatStatus.values,
    "nonconformity.decided_": Decision.values,
    "clock.": MomentKind.values,
    "remark.added_": RemarkKind.values,
}


def calls_of(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
            yield node


def keys_given(tree: ast.AST, name: str) -> Iterator[str]:
    """The keys this function is called with; a function that only hands its key on is followed."""
    for call in calls_of(tree, name):
        match call.args[0]:
            case ast.Constant(value=str(key)):
                yield key
            case ast.JoinedStr(values=[ast.Constant(value=str(begins)), *_]):
                yield from (f"{begins}{ending}" for ending in ENDINGS[begins])
            case ast.Name(id=handed):
                yield from keys_given(tree, handing_on(tree, call, handed))
            case hidden:
                raise AssertionError(f"line {hidden.lineno} hides its key")


def handing_on(tree: ast.AST, call: ast.Call, argument: str) -> str:
    (function,) = (
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.args.args
        and node.args.args[0].arg == argument
        and call in ast.walk(node)
    )
    return function


def written_keys() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py"))
    return {key for tree in trees for key in keys_given(tree, "write_audit")}


def test_the_scan_finds_the_deeds_of_every_room() -> None:
    assert {"heat.opened", "box.packed", "settlement.closed", "heat.held"} <= written_keys()


@pytest.mark.parametrize("key", sorted(written_keys()))
def test_every_deed_has_words_in_both_languages(key: str) -> None:
    with translation.override("en"):
        english = words_of(key)
    with translation.override("id"):
        indonesian = words_of(key)

    assert english != key
    assert indonesian not in {key, english}


def test_a_deed_of_an_older_build_shows_its_key() -> None:
    assert "heat.sung" not in DEEDS
    assert words_of("heat.sung") == "heat.sung"
