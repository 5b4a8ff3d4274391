"""Schedule files as two customers send them: one speaks EDIFACT, one fills in our sheet."""

import io
from datetime import date

from openpyxl import Workbook, load_workbook

CallOff = tuple[str, date, int]
KINDS = {"firm": "1", "forecast": "4"}
WORDS = {"firm": "Pasti", "forecast": "Perkiraan"}


def delfor(number: str, issued: date, part: str, *calls: CallOff, una: str = "") -> bytes:
    """A DELFOR D.97A of PT TPR for one part; calls are (firm or forecast, day, pieces)."""
    body = [
        "UNH+1+DELFOR:D:97A:UN",
        f"BGM+241+{number}+5",
        f"DTM+137:{issued:%Y%m%d}:102",
        "NAD+BY+TPR::92++PT TPR Indonesia",
        "NAD+SU+KBJ01::92",
        "GIS+37",
        "NAD+ST+KARAWANG::92",
        f"LIN+1++{part}:IN",
        "LOC+11+GUDANG1",
        "RFF+ON:PO-4411",
    ]
    for kind, due, pieces in calls:
        body += [f"SCC+{KINDS[kind]}++D", f"QTY+113:{pieces}:PCE", f"DTM+2:{due:%Y%m%d}:102"]
    body.append(f"UNT+{len(body) + 1}+1")
    head, foot = f"UNB+UNOC:3+TPR+KBJ01+{issued:%y%m%d}:0800+7", "UNZ+1+7"
    return (una + "".join(f"{line}'\n" for line in (head, *body, foot))).encode()


def filled_in(
    template: bytes, number: str, issued: date, part: str, *calls: CallOff, ship_to: str = "Bandung"
) -> bytes:
    """Our own template with a release written into it, as a clerk would type it."""
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    sheet["B1"], sheet["B2"] = number, issued
    for row, (kind, due, pieces) in enumerate(calls, start=5):
        typed = (None, "PO-INKA", part, None, ship_to, due, pieces, WORDS[kind])
        for column, value in enumerate(typed, start=1):
            sheet.cell(row, column).value = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
