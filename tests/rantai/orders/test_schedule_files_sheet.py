"""Sheets as planners fill them in, and the files that only look like sheets."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from time import process_time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from rantai.orders.schedule_files import (
    SIZE_LIMIT_BYTES,
    CallOffKind,
    Cause,
    ReleaseLine,
    RowFault,
    ScheduleFileRefused,
    read_schedule_file,
    refuse_by_size,
)
from rantai.orders.schedule_files.template import template_csv, template_xlsx

HEADINGS = ["No. part", "Kirim ke", "Tanggal kirim", "Jumlah", "Jenis"]
GOOD = ["A-1", "G1", date(2025, 6, 10), 10, "Pasti"]


def workbook(*rows: Sequence[object], head: bool = True) -> bytes:
    """A release J1 of 2 June 2025; the first of the rows stands in row 4."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    if head:
        sheet.append(["No. jadwal", "J1"])
        sheet.append(["Tanggal jadwal", date(2025, 6, 2)])
        sheet.append(HEADINGS)
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_file(*rows: str) -> str:
    return "\n".join(["No. jadwal;J1", "Tanggal jadwal;2025-06-02", ";".join(HEADINGS), *rows])


def lines(content: bytes, name: str = "schedule") -> tuple[ReleaseLine, ...]:
    (release,) = read_schedule_file(name, content)
    return release.lines


def faults(content: bytes) -> list[RowFault]:
    with pytest.raises(ScheduleFileRefused) as refused:
        read_schedule_file("schedule.xlsx", content)
    return list(refused.value.faults)


def only_fault(content: bytes) -> tuple[int | None, str, Cause]:
    (fault,) = faults(content)
    return fault.row, fault.column, fault.cause


# What is read


MORNING = datetime.combine(date(2025, 6, 10), time(7))


@pytest.mark.parametrize(
    "due", [date(2025, 6, 10), MORNING, 45818, "10/06/2025", "10-6-2025", "2025-06-10", "45818",
            " 10.06.2025 "],
)  # fmt: skip
def test_a_day_may_be_a_date_a_day_number_or_text(due: object) -> None:
    (line,) = lines(workbook(["A-1", "G1", due, 10, "Pasti"]))

    assert line.call_offs[0].due_on == date(2025, 6, 10)


@pytest.mark.parametrize(
    ("cell", "part_number"),
    [("00123", "00123"), ("  12 34 A ", "12 34 A"), (1150022821, "1150022821"), ("0E5", "0E5")],
)
def test_a_part_number_stays_as_it_was_written(cell: object, part_number: str) -> None:
    (line,) = lines(workbook([cell, *GOOD[1:]]))

    assert line.part_number == part_number


@pytest.mark.parametrize(
    ("word", "kind"),
    [("PASTI", "firm"), ("Firm", "firm"), ("N", "firm"), ("n + 1", "forecast"), ("N+3", "forecast"),
     ("perkiraan", "forecast"), ("Tunggakan", "backlog")],
)  # fmt: skip
def test_firm_and_forecast_go_by_many_words(word: str, kind: str) -> None:
    (line,) = lines(workbook([*GOOD[:4], word]))

    assert line.call_offs[0].kind == CallOffKind(kind)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_csv_is_read_in_any_encoding_that_excel_writes(encoding: str) -> None:
    text = csv_file("A-1;Bölkow;10/06/2025;10;Pasti")

    (line,) = lines(text.encode(encoding))
    assert line.ship_to == "Bölkow"


@pytest.mark.parametrize(
    ("separator", "number", "pieces"),
    [(";", "1.200", 1200), (";", "1.200,00", 1200), (";", "12,0", 12), (";", "1.234.567", 1234567),
     (",", '"1,200"', 1200), (",", "12.0", 12), ("\t", "1200", 1200), (";", "007", 7)],
)  # fmt: skip
def test_the_separator_of_a_csv_tells_its_decimal_mark(
    separator: str, number: str, pieces: int
) -> None:
    head = ["No. jadwal", "Tanggal jadwal", *HEADINGS]
    row = ["J1", "2025-06-02", "A-1", "G1", "10/06/2025", number, "Pasti"]
    text = "\n".join(separator.join(cells) for cells in (head, row))

    assert lines(text.encode())[0].call_offs[0].quantity == pieces


def test_the_same_part_for_one_place_is_one_line() -> None:
    later = ["A-1", "G1", date(2025, 6, 17), 5, "Perkiraan"]
    elsewhere = ["A-1", "G2", date(2025, 6, 10), 7, "Pasti"]

    first, second = lines(workbook(GOOD, elsewhere, [], later))
    assert [call_off.quantity for call_off in first.call_offs] == [10, 5]
    assert (second.ship_to, len(second.call_offs)) == ("G2", 1)


def test_a_name_that_lies_about_the_kind_changes_nothing() -> None:
    assert lines(workbook(GOOD), name="schedule.csv") == lines(workbook(GOOD), name="x.edi")


# What is refused


@pytest.mark.parametrize(
    ("place", "cell", "cause"),
    [
        (0, None, Cause.MISSING_VALUE),
        (0, date(2025, 5, 3), Cause.TEXT_BECAME_DATE),
        (0, 1.5, Cause.TEXT_BECAME_NUMBER),
        (0, 12345678901234567890, Cause.TEXT_BECAME_NUMBER),
        (0, "1,15E+09", Cause.TEXT_BECAME_NUMBER),
        (0, "x" * 71, Cause.TEXT_TOO_LONG),
        (2, "31/02/2025", Cause.IMPOSSIBLE_DATE),
        (2, "06/30/2025", Cause.IMPOSSIBLE_DATE),
        (2, "10/06/25", Cause.NOT_A_DATE),
        (2, "besok", Cause.NOT_A_DATE),
        (2, 12, Cause.IMPLAUSIBLE_DATE),
        (2, True, Cause.NOT_A_DATE),
        (3, -1, Cause.NEGATIVE_QUANTITY),
        (3, "-1", Cause.NEGATIVE_QUANTITY),
        (3, "1-", Cause.NEGATIVE_QUANTITY),
        (3, 2.5, Cause.FRACTIONAL_QUANTITY),
        (3, "2,5", Cause.FRACTIONAL_QUANTITY),
        (3, "1.200", Cause.AMBIGUOUS_NUMBER),
        (3, "1,200", Cause.AMBIGUOUS_NUMBER),
        (3, "sepuluh", Cause.NOT_A_NUMBER),
        (3, "", Cause.MISSING_VALUE),
        (3, 1e308, Cause.QUANTITY_TOO_LARGE),
        (3, 10**12, Cause.QUANTITY_TOO_LARGE),
        (3, "=1/0", Cause.MISSING_VALUE),  # a formula that nobody has calculated
        (3, "#REF!", Cause.FORMULA_ERROR),
        (4, "mungkin", Cause.NOT_A_KIND),
    ],
)
def test_a_bad_cell_is_named_with_its_row_and_heading(
    place: int, cell: object, cause: Cause
) -> None:
    bad = [*GOOD]
    bad[place] = cell

    assert only_fault(workbook([*GOOD[:1], "G2", *GOOD[2:]], bad)) == (5, HEADINGS[place], cause)


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A"])
@pytest.mark.parametrize("cell", ["D4", "B4", "B1"])
def test_a_formula_error_is_not_an_empty_cell(error: str, cell: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(GOOD)))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet[cell].value, sheet[cell].data_type = error, "e"

    found = faults(saved(book))
    assert found[0].cause == Cause.FORMULA_ERROR
    assert found[0].details == {"value": error}
    assert found[0].row == int(cell[1:])


def test_a_row_that_comes_twice_names_the_first() -> None:
    (fault,) = faults(workbook(GOOD, GOOD))

    assert (fault.row, fault.cause, fault.details) == (5, Cause.DUPLICATE_ROW, {"first": "4"})


def test_all_bad_rows_are_listed_and_none_is_kept() -> None:
    found = faults(workbook(["A", "", "x", -1, "?"], GOOD, [None, "", date(2025, 1, 1), 1, "N"]))

    assert [(fault.row, fault.column) for fault in found] == [
        (4, "Tanggal kirim"), (4, "Jumlah"), (4, "Jenis"), (6, "No. part"),
    ]  # fmt: skip


def test_two_releases_in_one_file_are_refused() -> None:
    text = "No. jadwal,Tanggal jadwal,No. part,Tanggal kirim,Jumlah,Jenis\n" + (
        "J1,2025-06-02,A,2025-06-10,1,N\nJ2,2025-06-02,B,2025-06-10,1,N\n"
    )

    assert only_fault(text.encode()) == (3, "No. jadwal", Cause.RELEASE_DIFFERS)


def test_a_release_without_number_and_date_is_refused() -> None:
    found = faults(workbook(HEADINGS, GOOD, head=False))

    assert [fault.cause for fault in found] == [
        Cause.RELEASE_NUMBER_MISSING, Cause.RELEASE_DATE_MISSING,
    ]  # fmt: skip


def test_two_sheets_with_a_schedule_are_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(GOOD)))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    book.copy_worksheet(sheet)

    assert only_fault(saved(book)) == (None, "", Cause.SEVERAL_SHEETS)


def test_an_open_quotation_mark_does_not_swallow_the_rest() -> None:
    text = csv_file('"A-1;G1;10/06/2025;10;Pasti', "A-2;G1;10/06/2025;10;Pasti")

    assert faults(text.encode())[0].cause == Cause.BROKEN_CSV


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512


def packed(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", Cause.EMPTY_FILE),
        (b"\xef\xbb\xbf \r\n", Cause.EMPTY_FILE),
        (b"%PDF-1.7 ...", Cause.PDF_FILE),
        (OLE + "Workbook".encode("utf-16-le"), Cause.OLD_EXCEL),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Cause.PASSWORD_PROTECTED),
        (b"\x89PNG\r\n\x1a\n\x00\x00", Cause.NOT_A_SCHEDULE_FILE),
        (b"<html><table><tr><td>No. part", Cause.NOT_A_SCHEDULE_FILE),
        (packed(**{"word/document.xml": b"<x/>"}), Cause.NOT_A_SCHEDULE_FILE),
        (packed(**{"xl/workbook.xml": b"<x/>"}), Cause.DAMAGED_WORKBOOK),
        (packed(**{"xl/workbook.xml": b"0" * 70_000_000}), Cause.UNPACKS_TOO_LARGE),
        (b"Selamat pagi,\nini jadwalnya.\n", Cause.HEADINGS_NOT_FOUND),
        (b"No. part;\x81\x8d;Jumlah\n", Cause.UNKNOWN_ENCODING),
        (workbook(head=False), Cause.HEADINGS_NOT_FOUND),
        (workbook(), Cause.NO_CALL_OFF),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(content: bytes, cause: Cause) -> None:
    assert only_fault(content) == (None, "", cause)


@pytest.mark.parametrize("cut", [30, 200, 1000, -200, -30, -1])
def test_a_workbook_cut_off_is_refused(cut: int) -> None:
    assert faults(workbook(GOOD)[:cut])


WHOLE = workbook(GOOD)


@given(st.data())
def test_a_damaged_workbook_is_refused_or_read(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, min(start + 40, len(WHOLE))))
    damaged = WHOLE[:start] + data.draw(st.binary(max_size=8)) + WHOLE[end:]
    try:
        released = read_schedule_file("schedule.xlsx", damaged)
    except ScheduleFileRefused:
        return
    assert [line.part_number for line in released[0].lines] == ["A-1"]


def test_a_workbook_whose_header_lies_about_its_size_is_refused() -> None:
    honest = packed(**{"xl/workbook.xml": b"0" * 80_000_000})
    lying = honest.replace((80_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))

    assert only_fault(lying) == (None, "", Cause.DAMAGED_WORKBOOK)


@pytest.mark.parametrize(
    ("place", "cause"),
    [
        (b'r="XFD1048576"', Cause.TOO_MANY_CELLS),
        (b"r='XFD1048576'", Cause.TOO_MANY_CELLS),
        (b'x=">" r = "xfd1048576"', Cause.TOO_MANY_CELLS),
        (b'r="A4" r="XFD1048576"', Cause.TOO_MANY_CELLS),
        (b'r="A99999999"', Cause.DAMAGED_WORKBOOK),
        (b'r="ZZZZ4"', Cause.DAMAGED_WORKBOOK),
        (b'r="A&#57;999999"', Cause.DAMAGED_WORKBOOK),
    ],
)
def test_a_cell_in_the_far_corner_does_not_fill_the_memory(place: bytes, cause: Cause) -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'r="A4"', place)

    assert only_fault(packed(**parts)) == (None, "", cause)


@pytest.mark.parametrize("count", [b"99999999999", b"&#57;9999999999"])
def test_a_part_that_boasts_of_its_strings_does_not_fill_the_memory(count: bytes) -> None:
    stream = io.BytesIO(WHOLE)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/sharedStrings.xml", b'<sst uniqueCount="%s"/>' % count)

    assert only_fault(stream.getvalue()) == (None, "", Cause.DAMAGED_WORKBOOK)


def test_a_workbook_with_two_parts_of_one_name_is_refused() -> None:
    stream = io.BytesIO(WHOLE)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("XL/worksheets/sheet1.xml", b"<x/>")

    assert only_fault(stream.getvalue()) == (None, "", Cause.DAMAGED_WORKBOOK)


def test_a_large_file_is_refused_by_its_size_alone() -> None:
    with pytest.raises(ScheduleFileRefused) as refused:
        refuse_by_size("schedule.xlsx", 50 * 1024 * 1024)
    (fault,) = refused.value.faults
    refuse_by_size("schedule.xlsx", SIZE_LIMIT_BYTES)

    assert fault.cause == Cause.FILE_TOO_LARGE
    assert fault.details == {"size": "50,0", "limit": "5"}
    assert only_fault(b"x" * (SIZE_LIMIT_BYTES + 1)) == (None, "", Cause.FILE_TOO_LARGE)


# The template


def test_the_template_filled_in_is_read_without_its_example() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx()))
    sheet = book["Jadwal"]
    sheet["B1"], sheet["B2"] = "J1", date(2025, 6, 2)
    filled = (None, "PO-1", "00123", "B", "G1", date(2025, 6, 10), 12, "Pasti")
    for column, value in enumerate(filled, 1):
        sheet.cell(6, column, value)

    (line,) = lines(saved(book))
    assert (line.part_number, line.part_revision, line.order_number) == ("00123", "B", "PO-1")
    assert [call_off.quantity for call_off in line.call_offs] == [12]


def test_the_csv_template_filled_in_is_read_without_its_example() -> None:
    text = template_csv().decode("utf-8-sig").splitlines()
    text[0], text[1] = text[0] + "J1", text[1] + "02/06/2025"
    text.append(";PO-1;00123;B;G1;10/06/2025;12;Pasti")

    (line,) = lines("\r\n".join(text).encode("utf-8-sig"))
    assert (line.part_number, line.call_offs[0].quantity) == ("00123", 12)


@pytest.mark.parametrize("template", [template_xlsx, template_csv])
def test_the_template_as_it_is_holds_no_schedule(template: object) -> None:
    assert callable(template)

    assert {fault.cause for fault in faults(template())} == {
        Cause.NO_CALL_OFF, Cause.RELEASE_NUMBER_MISSING, Cause.RELEASE_DATE_MISSING,
    }  # fmt: skip


def test_the_template_keeps_codes_as_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template_xlsx()))["Jadwal"]

    assert {sheet[f"{column}100"].number_format for column in "BCDE"} == {"@"}


# Speed


def test_ten_thousand_rows_cost_less_than_a_second_of_the_processor() -> None:
    rows = [f"A-{number};G1;10/06/2025;10;Pasti" for number in range(10_000)]
    content = csv_file(*rows).encode()
    started = process_time()

    assert len(lines(content)) == 10_000
    assert process_time() - started < 1
