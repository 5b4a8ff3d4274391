"""A whole centre comes in from one workbook, rehearsed first, or not at all."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from openpyxl import load_workbook

from rantai.machines.models import Machine
from rantai.members.models import Membership, Person, Workshop
from rantai.mentoring.models import Programme
from rantai.parts.models import Approval, Grade
from rantai.portal.newcentre import WorkbookRefused, bring_in, rehearse
from rantai.portal.newcentre.template import template_workbook
from rantai.records.models import AuditEntry
from tests.cast import Cast
from tests.rantai.portal.workbooks import TEGAL, workbook


def faults(cast: Cast, **changed: list[list[object]]) -> list[tuple[str, int, str]]:
    plan = rehearse(workbook(**changed), cast.cooperative)
    return [(fault.sheet, fault.row, fault.column) for fault in plan.faults]


def test_a_rehearsal_shows_what_is_new_and_changes_nothing(cast: Cast) -> None:
    before = Workshop.objects.count()
    plan = rehearse(workbook(), cast.cooperative)
    assert {key: len(rows) for key, rows in plan.new.items()} == {
        "workshops": 2,
        "people": 3,
        "machines": 2,
        "grades": 2,
        "approvals": 0,
        "programmes": 1,
    }
    assert Workshop.objects.count() == before


def test_everything_comes_in_at_once_and_a_second_time_nothing(cast: Cast) -> None:
    approvals: list[list[object]] = [["T-001", "T-360", "C", "2019-03-04", "2021-03-03", "P-1"]]
    content = workbook(Persetujuan=approvals)
    bring_in(content=content, by=cast.planner, at=cast.at)
    shop = Workshop.objects.get(code="T-001")
    assert (shop.tax_number, shop.village) == ("012345678501000", "Talang")
    assert Membership.objects.get(workshop=shop).valid_from.isoformat() == "2019-01-01"
    assert [each.kg_per_month for each in shop.capacity_audits.all()] == [8000]
    assert Workshop.objects.get(code="T-002").capacity_audits.get().kg_per_month == 6500
    assert Person.objects.filter(workshop=shop).count() == 2
    grade = Grade.objects.get(code="FC250-T")
    assert [each.element for each in grade.windows.all()] == ["C", "Si"]
    assert Programme.objects.get().mentor == "YDBA"
    gift = Machine.objects.get(code="FRS-T")
    assert (gift.workshop, gift.donor, gift.value_rupiah) == (None, "Kemenperin", 250_000_000)
    assert Approval.objects.filter(workshop=shop, revision=cast.block).count() == 1
    assert AuditEntry.objects.filter(key="cooperative.brought_in").count() == 1
    again = rehearse(content, cast.cooperative)
    assert again.is_empty
    assert sum(again.there.values()) == 11


def test_a_tax_number_twice_names_both_rows(cast: Cast) -> None:
    rows = [list(row) for row in TEGAL["Bengkel"]]
    rows[1][3] = rows[0][3]
    plan = rehearse(workbook(Bengkel=rows), cast.cooperative)
    [fault] = plan.faults
    assert (fault.sheet, fault.row, fault.column) == ("Bengkel", 3, "NPWP")
    assert "2" in fault.what
    with pytest.raises(WorkbookRefused):
        bring_in(content=workbook(Bengkel=rows), by=cast.planner, at=cast.at)
    assert not Workshop.objects.filter(code__startswith="T-").exists()


def test_a_tax_number_of_a_member_is_refused_for_another(cast: Cast) -> None:
    Workshop.objects.filter(cooperative_id=cast.cooperative.pk, code="B-099").update(
        tax_number="012345678501000"
    )
    [fault] = rehearse(workbook(), cast.cooperative).faults
    assert "B-099" in fault.what


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("Bengkel", ["T-003", "Baru", "", "123", "2019-01-01", 1], "NPWP"),
        ("Bengkel", ["T-003", "Baru", "", "", "kemarin", 1], "Anggota sejak"),
        ("Bengkel", ["T-003", "", "", "", "2019-01-01", 1], "Nama"),
        ("Bengkel", ["T-003", "Baru", "", "", "2019-01-01", "banyak"], "Kapasitas kg/bulan"),
        ("Bengkel", ["T-001", "Sinar Logam", "", "", "2019-01-01", 1], "Kode"),
        ("Bengkel", ["B-017", "Nama lain", "", "", "2019-01-01", 1], "Nama"),
        ("Orang", ["T-999", "Siapa", "cetak", "2019-01-01"], "Kode bengkel"),
        ("Mesin", ["M-1", "Robot", "robot", "", "", "", "", "", ""], "Jenis"),
        ("Mutu bahan", ["FC-X", "", "C", 3.4, 3.2], "Tertinggi %"),
        ("Mutu bahan", ["FC-X", "", "C", "", ""], "Terendah %"),
        ("Persetujuan", ["T-001", "X-1", "A", "2019-01-01", "2020-01-01", "P"], "Nomor part"),
        ("Persetujuan", ["T-001", "T-360", "C", "2019-01-01", "2018-01-01", "P"], "Berlaku sampai"),
    ],
)
def test_each_bad_row_says_sheet_row_and_column(
    cast: Cast, sheet: str, row: list[object], column: str
) -> None:
    rows = [*TEGAL[sheet], row]
    assert faults(cast, **{sheet: rows}) == [(sheet, len(rows) + 1, column)]


def test_what_is_no_workbook_is_refused_in_a_sentence(cast: Cast) -> None:
    for content in (b"", b"PK\x03\x04 rubbish", b"kode;nama\r\n"):
        assert rehearse(content, cast.cooperative).faults


def test_the_template_is_read_back_without_a_fault(cast: Cast) -> None:
    content = template_workbook()
    told = rehearse(content, cast.cooperative)
    assert [fault.column for fault in told.faults] == []
    assert len(load_workbook(io.BytesIO(content)).sheetnames) == 7


def test_others_bring_in_nothing(cast: Cast) -> None:
    with pytest.raises(Http404):
        bring_in(content=workbook(), by=cast.owner, at=cast.at)


def test_from_the_page_a_rehearsal_then_the_real_thing(cast: Cast, client: Client) -> None:
    client.force_login(cast.planner)
    file = SimpleUploadedFile("tegal.xlsx", workbook())
    page = client.post("/sentra-baru/", {"file": file}).content.decode()
    assert "T-001, T-002" in page
    assert not Workshop.objects.filter(code="T-001").exists()
    address = page.partition('action="/sentra-baru/')[2].partition('"')[0]
    assert client.post(f"/sentra-baru/{address}").status_code == 302
    assert Workshop.objects.filter(code="T-001").exists()
    client.force_login(cast.stranger)
    assert client.post(f"/sentra-baru/{address}").status_code == 404
