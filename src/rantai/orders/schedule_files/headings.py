"""Which column of a sheet holds what, by its heading in Indonesian or English."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rantai.orders.schedule_files.faults import Cause, Faults
from rantai.orders.schedule_files.texts import Cell

# The first pair is what the template shows; the others are what people write.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "note": ("Catatan", "Note", "Keterangan", "Notes", "Remark", "Remarks"),
    "order_number": (
        "No. pesanan", "Order no.", "Nomor pesanan", "No PO", "Nomor PO", "PO", "PO no",
        "PO number", "Order number", "Customer order no", "Customer order number", "Purchase order",
    ),
    "part_number": (
        "No. part", "Part no.", "Nomor part", "Part number", "Kode part", "Part", "No barang",
        "Kode barang", "Item number", "Item no",
    ),
    "part_revision": ("Revisi", "Revision", "Rev", "Part revision", "Revisi part"),
    "ship_to": (
        "Kirim ke", "Ship to", "Tujuan", "Tujuan kirim", "Plant", "Gudang", "Delivery place",
        "Deliver to",
    ),
    "due_on": (
        "Tanggal kirim", "Due date", "Tgl kirim", "Tanggal", "Delivery date", "Jatuh tempo",
        "Required date",
    ),
    "quantity": ("Jumlah", "Quantity", "Qty", "Jumlah pcs", "Jumlah buah", "Kuantitas"),
    "kind": (
        "Pasti/perkiraan", "Firm/forecast", "Status", "Jenis", "Kind", "Type", "Periode", "Period",
    ),
    "release_number": (
        "No. jadwal", "Schedule no.", "Nomor jadwal", "Schedule number", "Release number",
        "Release no", "No rilis", "Nomor rilis",
    ),
    "released_on": (
        "Tanggal jadwal", "Schedule date", "Tgl jadwal", "Release date", "Tanggal rilis",
        "Issue date",
    ),
    "customer_ref": ("Pelanggan", "Customer", "Kode pelanggan", "Customer code"),
}  # fmt: skip
REQUIRED = ("part_number", "due_on", "quantity", "kind")
OF_THE_RELEASE = ("release_number", "released_on", "customer_ref")

SEARCHED_ROWS = 30
FEWEST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Columns:
    row: int
    """The row of the headings, the first of the sheet being 1."""
    places: Mapping[str, int]
    names: Mapping[str, str]
    """Each column's heading as this file spells it."""


def normalised(text: object) -> str:
    """Case, blanks and punctuation do not tell headings apart, nor does a remark in brackets."""
    bare = re.sub(r"\(.*?\)|\*", "", str(text)).casefold()
    return re.sub(r"[^a-z0-9]", "", bare)


_FIELDS = {normalised(name): field for field, names in HEADINGS.items() for name in names} | {
    # The template writes both languages in one cell.
    normalised(names[0] + names[1]): field
    for field, names in HEADINGS.items()
}


def field_named(cell: Cell) -> str | None:
    return _FIELDS.get(normalised(cell)) if isinstance(cell, str) else None


def heading_row(rows: Iterable[Sequence[Cell]]) -> int | None:
    """The place of the first row that reads like headings, counted from 0."""
    for place, row in enumerate(rows):
        if place >= SEARCHED_ROWS:
            return None
        if len({field_named(cell) for cell in row} - {None}) >= FEWEST_HEADINGS:
            return place
    return None


def find_columns(rows: Sequence[Sequence[Cell]], place: int, faults: Faults) -> Columns:
    places: dict[str, int] = {}
    names: dict[str, str] = {}
    row = place + 1
    for column, cell in enumerate(rows[place]):
        heading = str(cell or "").strip()
        field = field_named(cell)
        if field is None:
            _refuse_misspelt(heading, row, faults)
        elif field in places:
            faults.add(Cause.HEADING_TWICE, row, heading, first=names[field])
        else:
            places[field], names[field] = column, heading

    for field in REQUIRED:
        if field not in places:
            local, english = HEADINGS[field][:2]
            faults.add(Cause.HEADING_MISSING, row, local, english=english)
    return Columns(row, places, names)


def _refuse_misspelt(heading: str, row: int, faults: Faults) -> None:
    """A column of the sender's own is left alone; one that nearly matches would be lost."""
    near = difflib.get_close_matches(normalised(heading), _FIELDS, n=1, cutoff=0.8)
    if near:
        faults.add(Cause.HEADING_MISSPELT, row, heading, meant=HEADINGS[_FIELDS[near[0]]][0])


def head_values(rows: Sequence[Sequence[Cell]], place: int) -> dict[str, tuple[int, Cell]]:
    """What stands above the table as a label and, to its right, a value; with its row."""
    found: dict[str, tuple[int, Cell]] = {}
    for row, cells in enumerate(rows[:place], 1):
        filled = [cell for cell in cells if cell not in ("", None)]
        for label, value in pairwise(filled):
            field = field_named(label.removesuffix(":") if isinstance(label, str) else label)
            if field in OF_THE_RELEASE and field_named(value) is None:
                found.setdefault(field, (row, value))
    return found
