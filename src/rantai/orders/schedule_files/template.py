"""The sheet a planner downloads and fills in, as XLSX and as CSV, in both languages."""

import csv
import io
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from rantai.orders.schedule_files.headings import HEADINGS, REQUIRED

HEAD_FIELDS = ("release_number", "released_on")
COLUMNS = (
    "note", "order_number", "part_number", "part_revision", "ship_to", "due_on", "quantity", "kind",
)  # fmt: skip
HEADING_ROW = len(HEAD_FIELDS) + 2
PREPARED_ROWS = 500

_EXAMPLE = ("CONTOH / EXAMPLE", "PO-0001", "00123-A 4", "B", "Gudang 1", date(2025, 1, 15), 120)
_EXAMPLE_KIND = "Pasti"
_KINDS = ("Pasti", "Perkiraan", "Tunggakan")
_WIDTHS = (20, 18, 22, 14, 18, 20, 16, 24)
_INK, _EXAMPLE_INK = "1F2933", "6B7280"
_HEADING_FILL, _EXAMPLE_FILL = "DCE6EE", "F3F4F6"

INSTRUCTIONS = (
    ("Cara mengisi", "How to fill it in"),
    (
        "Isi nomor dan tanggal jadwal dari pelanggan di kotak B1 dan B2.",
        "Put the customer's schedule number and date in B1 and B2.",
    ),
    ("Satu baris berarti satu permintaan kirim.", "One row is one call-off."),
    (
        "Kolom bertanda * wajib diisi. Kolom lain boleh kosong.",
        "Columns marked * must be filled. The others may stay empty.",
    ),
    (
        "No. part ditulis persis seperti dari pelanggan; nol di depan dan spasi ikut ditulis.",
        "Write the part number exactly as the customer does, with leading zeros and blanks.",
    ),
    (
        "Tanggal ditulis hari/bulan/tahun, misalnya 15/01/2025, atau 2025-01-15.",
        "Write dates as day/month/year, such as 15/01/2025, or as 2025-01-15.",
    ),
    (
        "Jumlah adalah buah utuh tanpa titik atau koma, misalnya 1200.",
        "The quantity is whole pieces without dots or commas, such as 1200.",
    ),
    (
        "Pasti (atau N) boleh dibuat dan dikirim; Perkiraan (atau N+1 sampai N+3) hanya rencana; "
        "Tunggakan sudah lewat tanggalnya.",
        "Pasti (firm, or N) may be made and shipped; Perkiraan (forecast, or N+1 to N+3) is only a "
        "plan; Tunggakan (backlog) is overdue.",
    ),
    (
        "Part, tujuan, pesanan, tanggal, dan jenis yang sama hanya boleh satu baris.",
        "The same part, place, order, date and kind may stand in one row only.",
    ),
    (
        "Baris CONTOH tidak ikut dibaca; boleh dihapus.",
        "The row marked EXAMPLE is not read; you may delete it.",
    ),
)


def template_xlsx() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Jadwal"
    _fill_schedule(sheet)
    _fill_instructions(workbook.create_sheet("Petunjuk - Instructions"))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def template_csv() -> bytes:
    """Semicolons and a byte order mark: so Excel with Indonesian settings opens it by a click."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerows([_heading(field), ""] for field in HEAD_FIELDS)
    writer.writerow([])
    writer.writerow(_heading(field) for field in COLUMNS)
    *texts, due_on, quantity = _EXAMPLE
    assert isinstance(due_on, date)
    writer.writerow([*texts, f"{due_on:%d/%m/%Y}", quantity, _EXAMPLE_KIND])
    return stream.getvalue().encode("utf-8-sig")


def _heading(field: str) -> str:
    local, english = HEADINGS[field][:2]
    required = " *" if field in (*REQUIRED, *HEAD_FIELDS) else ""
    return f"{local} / {english}{required}"


def _fill_schedule(sheet: Worksheet) -> None:
    for row, field in enumerate(HEAD_FIELDS, 1):
        sheet.cell(row, 1, _heading(field)).font = Font(bold=True, color=_INK)
    sheet["B1"].number_format = "@"
    sheet["B2"].number_format = "DD/MM/YYYY"

    for column, field in enumerate(COLUMNS, 1):
        heading = sheet.cell(HEADING_ROW, column, _heading(field))
        heading.font = Font(bold=True, color=_INK)
        heading.fill = PatternFill("solid", fgColor=_HEADING_FILL)
        heading.alignment = Alignment(wrap_text=True, vertical="top")
        example = sheet.cell(HEADING_ROW + 1, column, (*_EXAMPLE, _EXAMPLE_KIND)[column - 1])
        example.font = Font(italic=True, color=_EXAMPLE_INK)
        example.fill = PatternFill("solid", fgColor=_EXAMPLE_FILL)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDTHS[column - 1]
        _format_column(sheet, column, field)

    first = HEADING_ROW + 1
    kinds = DataValidation(type="list", formula1=f'"{",".join(_KINDS)}"', allow_blank=True)
    kinds.add(f"{get_column_letter(len(COLUMNS))}{first}:{get_column_letter(len(COLUMNS))}9999")
    # Only a help: N, N+1 and the English words are read as well.
    kinds.showErrorMessage = False
    sheet.add_data_validation(kinds)
    sheet.freeze_panes = f"A{first}"


def _format_column(sheet: Worksheet, column: int, field: str) -> None:
    """Text stays text, or Excel drops the noughts of 00123 and makes a date of 3-5."""
    formats = {"due_on": "DD/MM/YYYY", "quantity": "0"}
    for row in range(HEADING_ROW + 1, HEADING_ROW + 1 + PREPARED_ROWS):
        sheet.cell(row, column).number_format = formats.get(field, "@")


def _fill_instructions(sheet: Worksheet) -> None:
    for row, pair in enumerate(INSTRUCTIONS, 1):
        for column, text in enumerate(pair, 1):
            cell = sheet.cell(row, column, text)
            cell.font = Font(bold=row == 1, color=_INK)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter in "AB":
        sheet.column_dimensions[letter].width = 64
