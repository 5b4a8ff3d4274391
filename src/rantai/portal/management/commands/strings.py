"""Keeps the translations: finds every string shown to people and says which lack Indonesian."""

import ast
import re
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import polib
from django.apps import AppConfig, apps
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

# Where each function of django.utils.translation keeps its context, singular and plural.
ARGUMENTS = {
    "gettext": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
LITERAL = r"""[uU]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(
    rf"\b(gettext|ngettext|pgettext|npgettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")
TEMPLATES = {".html", ".txt", ".svg", ".xml"}


class Message(NamedTuple):
    msgid: str
    plural: str = ""
    context: str | None = None


Key = tuple[str | None, str]
Found = dict[Message, set[str]]


class Command(BaseCommand):
    help = "Add new strings to the .po files and list those without a translation."
    # Words can be read while an address or a model is still being worked on.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail on any gap")
        parser.add_argument("--compile", action="store_true", help="only write the .mo files")
        parser.add_argument("--prune", action="store_true", help="drop strings nothing shows now")

    def handle(self, *, check: bool, compile: bool, prune: bool, **options: object) -> None:
        rooms = [app for app in apps.get_app_configs() if app.name.startswith("rantai.")]
        catalogs = {app.label: read_catalog(app) for app in rooms}
        if compile:
            for app in rooms:
                write_compiled(catalogs[app.label], catalog_path(app).with_suffix(".mo"))
            return

        found = {app.label: strings_in(Path(app.path)) for app in rooms}
        if not check:
            for app in rooms:
                if merge(catalogs, app.label, found[app.label], prune=prune):
                    save(catalogs[app.label], catalog_path(app))
        for complaint in (complaints := list(complain(catalogs, found))):
            self.stdout.write(complaint)
        if check and complaints:
            raise CommandError(f"{len(complaints)} strings have no sound Indonesian translation.")


def catalog_path(app: AppConfig) -> Path:
    return Path(app.path) / "locale" / "id" / "LC_MESSAGES" / "django.po"


def read_catalog(app: AppConfig) -> polib.POFile:
    path = catalog_path(app)
    if path.exists():
        return polib.pofile(str(path))
    catalog = polib.POFile()
    catalog.metadata = {
        "Language": "id",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalog


def save(catalog: polib.POFile, path: Path) -> None:
    # In the order of the words, so that two people's additions rarely meet.
    catalog.sort(key=lambda entry: (entry.obsolete, entry.msgid.casefold(), entry.msgctxt or ""))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{catalog}", encoding="utf-8")


def write_compiled(catalog: polib.POFile, path: Path) -> None:
    # Replaced in one step: a server may be reading the old one.
    if catalog:
        fresh = path.with_suffix(".mo.new")
        catalog.save_as_mofile(str(fresh))
        fresh.replace(path)


def strings_in(app: Path) -> Found:
    found: Found = defaultdict(set)
    for path in sorted(app.rglob("*")):
        if "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            messages = strings_in_python(path.read_text(encoding="utf-8"))
        elif path.suffix in TEMPLATES and "templates" in path.parts:
            messages = strings_in_template(path.read_text(encoding="utf-8"), str(path))
        else:
            continue
        for message in messages:
            found[message].add(str(path.relative_to(app.parent.parent)))
    return found


def strings_in_python(source: str) -> Iterator[Message]:
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name.removesuffix("_lazy")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            places = ARGUMENTS.get(names.get(node.func.id, ""), ())
            values = [
                argument.value
                for argument in node.args[: len(places)]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
            if places and len(values) == len(places):
                yield Message(**dict(zip(places, values, strict=True)))


def strings_in_template(source: str, origin: str) -> Iterator[Message]:
    # templatize blanks everything but the strings; its calls are Python, the rest is not.
    for name, arguments in CALL.findall(templatize(source, origin)):
        places = ARGUMENTS["gettext" if name == "_" else name]
        values = [ast.literal_eval(literal) for literal in re.findall(LITERAL, arguments)]
        yield Message(**dict(zip(places, values, strict=False)))


def merge(catalogs: Mapping[str, polib.POFile], label: str, found: Found, *, prune: bool) -> bool:
    """Add what is new to this app's catalogue; True when the file has to be written."""
    catalog = catalogs[label]
    shown = {(message.context, message.msgid) for message in found}
    known = {key_of(entry) for entry in catalog}
    # One word needs one translation: what another app already says is not asked for again.
    said = {key_of(entry) for other in catalogs.values() for entry in other if entry.translated()}
    changed = False
    for message, files in found.items():
        if (message.context, message.msgid) not in known | said:
            catalog.append(new_entry(message, files))
            changed = True
    if prune:
        for entry in [entry for entry in catalog if key_of(entry) not in shown]:
            catalog.remove(entry)
            changed = True
    return changed


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def new_entry(message: Message, files: set[str]) -> polib.POEntry:
    return polib.POEntry(
        msgid=message.msgid,
        msgctxt=message.context,
        msgid_plural=message.plural,
        msgstr_plural={0: ""} if message.plural else {},
        # Files without line numbers: a moved line is no change of words.
        occurrences=[(file, "") for file in sorted(files)],
        flags=["python-format"] if "%" in message.msgid else [],
    )


def complain(catalogs: Mapping[str, polib.POFile], found: Mapping[str, Found]) -> Iterator[str]:
    """Strings shown without a translation, with two, or with one that loses a placeholder."""
    translations: dict[Key, set[str]] = defaultdict(set)
    for catalog in catalogs.values():
        for entry in catalog:
            if entry.translated():
                translations[key_of(entry)].add(entry.msgstr or entry.msgstr_plural[0])

    for message, files in sorted(
        (item for room in found.values() for item in room.items()), key=str
    ):
        said = translations[message.context, message.msgid]
        place = f"{min(files)}: {message.msgid!r}"
        if not said:
            yield f"{place} has no translation"
        elif len(said) > 1:
            yield f"{place} is translated in {len(said)} ways: {' | '.join(sorted(said))}"
        elif placeholders(message.plural or message.msgid) != placeholders(next(iter(said))):
            yield f"{place} and its translation {next(iter(said))!r} differ in placeholders"


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))
