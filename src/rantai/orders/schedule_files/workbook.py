"""The cells of an XLSX file, once it is known to be whole, small enough and without surprises."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from rantai.orders.schedule_files.faults import Cause, Faults
from rantai.orders.schedule_files.texts import Cell

UNPACKED_LIMIT_BYTES = 60_000_000
CELL_LIMIT = 2_000_000

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_RELATION_ID = re.compile(r"\{.*\}id")


# ValueError is what zipfile says of a table of contents that points outside the file.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    EOFError,
    KeyError,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: list[list[Cell]]
    """From A1 on, empty rows included, so that row n of the sheet is `rows[n - 1]`."""


def read_workbook(content: bytes, faults: Faults) -> list[Sheet]:
    """The sheets of a workbook; a cell with a formula error holds that error as text."""
    errors = _look_inside(content, faults)
    faults.refuse_if_any()
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            Sheet(sheet.name, [list[Cell](row) for row in sheet.to_python(skip_empty_area=False)])
            for sheet in map(workbook.get_sheet_by_name, errors)
        ]
    except CalamineError:
        faults.add(Cause.DAMAGED_WORKBOOK)
        faults.refuse_if_any()
        raise

    for sheet in sheets:
        for (row, column), error in errors[sheet.name].items():
            _put(sheet.rows, row, column, error)
    return sheets


def _put(rows: list[list[Cell]], row: int, column: int, error: str) -> None:
    """Calamine reads an error as an empty cell, and may have left out the edge it stands on."""
    while len(rows) < row:
        rows.append([])
    cells = rows[row - 1]
    cells.extend([""] * (column - len(cells)))
    cells[column - 1] = error


def _look_inside(content: bytes, faults: Faults) -> dict[str, dict[tuple[int, int], str]]:
    """The formula errors of each sheet; faults where the package must not be opened at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
            if unpacked > UNPACKED_LIMIT_BYTES:
                faults.add(Cause.UNPACKS_TOO_LARGE, limit=UNPACKED_LIMIT_BYTES // 1_000_000)
                return {}
            # A header that lies about the size fails here: no more than it says is unpacked.
            if package.testzip():
                raise zipfile.BadZipFile
            return _formula_errors(package, faults)
    except _DAMAGE:
        faults.add(Cause.DAMAGED_WORKBOOK)
    except (NotImplementedError, RuntimeError):
        # An entry packed by an unknown method, or locked by a password of its own.
        faults.add(Cause.PASSWORD_PROTECTED)
    return {}


def _formula_errors(
    package: zipfile.ZipFile, faults: Faults
) -> dict[str, dict[tuple[int, int], str]]:
    texts = _texts(package)
    # Every part is measured, whatever its name: a reader that fills its memory cannot be stopped.
    for text in texts.values():
        if _BOUNDLESS_COUNT.search(text):
            raise zipfile.BadZipFile
        if b"sheetData" in text and _cells_spanned(text) > CELL_LIMIT:
            faults.add(Cause.TOO_MANY_CELLS, limit=CELL_LIMIT)
            return {}
    return {name: dict(_errors_in(texts[path])) for name, path in _sheet_paths(texts)}


def _texts(package: zipfile.ZipFile) -> dict[str, bytes]:
    names = package.namelist()
    if len({name.casefold().replace("\\", "/") for name in names}) < len(names):
        raise zipfile.BadZipFile  # two parts of one name: two readers might take different ones
    return {name: package.read(name) for name in names}


def _sheet_paths(texts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    book, relations = (
        _parsed(texts[path]) for path in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in relations.iter(f"{_RELATIONS}Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    paths = []
    for sheet in book.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        relation_id = next((v for k, v in sheet.items() if _RELATION_ID.fullmatch(k)), None)
        if relation_id in targets:
            target = targets[relation_id]
            path = target[1:] if target.startswith("/") else f"xl/{target}"
            paths.append((sheet.get("name", ""), path))
    return paths


def _parsed(text: bytes) -> ElementTree.Element:
    # No workbook declares a document type; one that does wants to blow up the parser.
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ElementTree.ParseError
    return ElementTree.fromstring(text)


# Calamine sets memory aside for as many strings or styles as a part says that it holds.
_BOUNDLESS_COUNT = re.compile(rb"""[cC]ount\s*=\s*["'][^"'<]*(?:\d{8}|&#)""")
_PLACED_TAG = re.compile(rb"""<(?:[\w.-]+:)?(?:c|row)\b((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_PLACE_ATTRIBUTE = re.compile(rb"""\br\s*=\s*["']([^"']*)["']""")
_PLACE = re.compile(rb"([A-Za-z]{0,3})(\d{1,7})")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*\bt=["']e["'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)""",
    re.DOTALL,
)


def _cells_spanned(text: bytes) -> int:
    """How many cells the sheet spans: one cell at its far corner would fill the memory."""
    if b"\x00" in text:
        raise ValueError("A sheet in UTF-16 cannot be measured.")
    places = {
        place for tag in _PLACED_TAG.finditer(text) for place in _PLACE_ATTRIBUTE.findall(tag[1])
    }
    rows = columns = 0
    for letters, number in map(_column_and_row, places):
        rows, columns = max(rows, number), max(columns, letters)
    return rows * max(columns, 1)


def _column_and_row(place: bytes) -> tuple[int, int]:
    """Where A1 or, for a row, 1 stands; what is neither is not a workbook's."""
    parts = _PLACE.fullmatch(place)
    if not parts:
        raise ValueError("A cell stands nowhere in the sheet.")
    return _column_number(parts[1]), int(parts[2])


def _errors_in(text: bytes) -> list[tuple[tuple[int, int], str]]:
    if b't="e"' not in text and b"t='e'" not in text:
        return []
    errors = []
    for cell in _ERROR_CELL.finditer(text):
        if place := _PLACE_ATTRIBUTE.search(cell[1]):
            column, row = _column_and_row(place[1])
            errors.append(((row, column), cell[2].decode("utf-8", "replace")))
    return errors


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
