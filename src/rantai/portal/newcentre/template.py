"""The empty workbook to fill in: each sheet with its heads and one example row."""

import io
from datetime import date

from openpyxl import Workbook

from rantai.portal.newcentre.sheets import MACHINE_WORDS, SHEETS
from rantai.records.documents.workbooks import write_table


def template_workbook() -> bytes:
    book = Workbook(write_only=True)
    for form in SHEETS:
        head = [column.name + (" *" if column.is_needed else "") for column in form.columns]
        example = [_written(column.example) for column in form.columns]
        write_table(book, form.name, [22] * len(head), [head, example])
    words = [["Jenis mesin", *MACHINE_WORDS], ["Tanda *", "wajib diisi"]]
    words += [["Tanggal", "2019-04-12 atau 12.04.2019"], ["Baris contoh", "hapus sebelum dikirim"]]
    write_table(book, "Petunjuk", [18] * 8, words, heads=False)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _written(example: object) -> str | int | None:
    if isinstance(example, date):
        return example.isoformat()
    return example if isinstance(example, int) else str(example or "")
