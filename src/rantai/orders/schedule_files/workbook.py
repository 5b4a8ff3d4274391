"""The cells of an XLSX file, once it is known to be whole, small enough and without surprises."""

import io
import re
import zipfile
import zlib
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
    errors: dict[str, dict[tuple[int, int], str]] = {}
    for name, path in _sheet_paths(package):
        text = package.read(path)
        if _furthest_cell(text) > CELL_LIMIT:
            faults.add(Cause.TOO_MANY_CELLS, sheet=name, limit=CELL_LIMIT)
        errors[name] = dict(_errors_in(text))
    return errors


def _sheet_paths(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    book, relations = (
        _parsed(package.read(path)) for path in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
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


_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*\bt=["']e["'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)""",
    re.DOTALL,
)


def _furthest_cell(text: bytes) -> int:
    """How many cells the sheet spans: one cell at its far corner would fill the memory."""
    places = {place.groups() for cell in _CELL.finditer(text) if (place := _PLACE.search(cell[1]))}
    rows = max((int(row) for _, row in places), default=0)
    columns = max((_column_number(column) for column, _ in places), default=0)
    return rows * columns


def _errors_in(text: bytes) -> list[tuple[tuple[int, int], str]]:
    if b't="e"' not in text and b"t='e'" not in text:
        return []
    return [
        ((int(place[2]), _column_number(place[1])), cell[2].decode("utf-8", "replace"))
        for cell in _ERROR_CELL.finditer(text)
        if (place := _PLACE.search(cell[1]))
    ]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
