"""The order of the rooms: what the import contract cannot see, and the drawing people read."""

import re
import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import ForeignObject, ManyToManyField

ROOT = Path(__file__).resolve().parents[2]


def contract(name: str) -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["id"] == name)


def layers() -> list[set[str]]:
    """The apps from the top, as the contract orders them; those on one line are equals."""
    return [set(re.findall(r"\w+", layer)) for layer in contract("apps")["layers"]]


def depth_of(label: str) -> int:
    return next(depth for depth, layer in enumerate(layers()) if label in layer)


def packages(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.glob("*/__init__.py")}


def test_every_relation_points_downward_or_stays_inside_its_app() -> None:
    # A foreign key may name its target in a string, which no import contract can see.
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_config.name.startswith("rantai.")
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObject | ManyToManyField)
        and field.related_model._meta.app_config.name.startswith("rantai.")
        and field.related_model._meta.app_label != model._meta.app_label
        and depth_of(field.related_model._meta.app_label) <= depth_of(model._meta.app_label)
    ]
    assert upward == []


def test_every_app_has_its_place_in_every_contract() -> None:
    rooms = packages(ROOT / "src" / "rantai")
    assert set().union(*layers()) == rooms
    assert set(contract("files")["containers"]) == {f"rantai.{room}" for room in rooms}
    assert rooms == {app.label for app in apps.get_app_configs() if app.name.startswith("rantai.")}


def test_every_kernel_of_tuang_is_held_apart_from_the_others() -> None:
    # The command line is no kernel: it stands on all of them, and none may know it.
    kernels = {f"tuang.{name}" for name in packages(ROOT / "src" / "tuang") - {"commands"}}
    assert set(contract("kernels")["modules"]) == kernels
    assert set(contract("commands")["source_modules"]) == kernels
    assert contract("commands")["forbidden_modules"] == ["tuang.commands"]


def test_files_of_a_room_are_ordered_as_the_house_rule_says() -> None:
    order = ["urls", "views", "forms", "actions", "queries", "models", "rules"]
    assert [layer.strip("()") for layer in contract("files")["layers"]] == order


def test_the_drawing_in_architecture_is_the_contract() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    drawing = text.split("```text\n")[1].split("```")[0]
    drawn = [
        set(re.split(r"\s\|\s", re.split(r"\s{2,}", line)[0])) for line in drawing.splitlines()
    ]
    assert drawn == layers()


def test_the_files_table_in_architecture_is_in_the_order_of_the_contract() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text().split("## Inside a room")[1].split("\n## ")[0]
    named = re.findall(r"^\| `(\w+)\.py` \|", text, re.MULTILINE)
    assert named == [layer.strip("()") for layer in contract("files")["layers"]]


def test_a_file_the_map_names_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text().split("## Where to change what")[1]
    named = re.findall(r"`((?:\w+/)+\w+(?:\.py|\.md)?)`", text)
    homes = [ROOT, ROOT / "src", ROOT / "src" / "rantai"]
    missing = [name for name in named if not any((home / name).exists() for home in homes)]
    # `locale/id` lies in each app.
    assert [name for name in missing if name != "locale/id"] == []
