"""A new centre's workbook, as an office in Tegal would fill it in."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from rantai.portal.newcentre.sheets import SHEETS

TEGAL: dict[str, list[list[Any]]] = {
    "Bengkel": [
        ["T-001", "Sinar Logam", "Talang", "01.234.567.8-501.000", "2019-01-01", 8000],
        ["T-002", "Karya Tegal", "Adiwerna", "02.345.678.9-501.000", "01.02.2019", "6.500"],
    ],
    "Orang": [
        ["T-001", "Slamet Raharjo", "pemilik", "2010-05-01"],
        ["T-001", "Agus Salim", "operator tungku", "2015-03-01"],
        ["T-002", "Dwi Hartono", "pemilik", "2012-08-17"],
    ],
    "Mesin": [
        ["TT-001-1", "Tungku 500 kg", "Tungku", "T-001", 500, "", None, "", None],
        ["FRS-T", "Frais", "frais", None, None, "Kemenperin", "2019-02-01", "Pak Joko", 250000000],
    ],
    "Mutu bahan": [["FC250-T", "JIS G 5501", "C", "3,20", 3.4], ["FC250-T", "", "Si", 1.9, 2.2]],
    "Persetujuan": [],
    "Program": [["Pendampingan Tegal", "YDBA", "2019-01-07", "Mutu setara pemasok otomotif"]],
}


def workbook(**changed: Sequence[Sequence[Any]]) -> bytes:
    """TEGAL's rows, with some sheets' rows replaced."""
    book = Workbook()
    del book["Sheet"]
    for form in SHEETS:
        sheet = book.create_sheet(form.name)
        sheet.append([column.name for column in form.columns])
        for row in changed.get(form.name, TEGAL[form.name]):
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
