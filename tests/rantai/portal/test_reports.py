"""A member's reports: filled from daily records, empty with a why, and nobody else's business."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.http import Http404
from django.test import Client

from rantai.members.actions import PeriodAhead, write_figures
from rantai.members.models import ReportField, TypedFigure
from rantai.members.size_classes import (
    BUSINESS_RULES,
    INDUSTRY_RULES,
    Size,
    Span,
    business_classes,
    business_rule_on,
    industry_classes,
)
from rantai.portal.reports.local_content import Worksheet, worksheet_of
from rantai.portal.reports.periods import read_period
from rantai.portal.reports.siinas import report_of
from rantai.portal.reports.size import sizes_of
from rantai.shopfloor.actions.local_content import (
    EndsBefore,
    RuleHolds,
    WeightsNotWhole,
    WhichMaterial,
    enter_local_content_rule,
    show_local_content,
)
from rantai.shopfloor.models import ContentBlock, MaterialCard
from tests.cast import Cast
from tests.rantai.settlement.story import agree_prices, close, deliver

FIRST, LAST = date(2019, 1, 1), date(2019, 6, 30)
TODAY = date(2019, 4, 12)


@pytest.fixture(autouse=True)
def on_the_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.at)


def told(cast: Cast) -> dict[str, Decimal | None]:
    period = read_period("2019-S1")
    assert period
    report = report_of(cast.workshop_a, period, TODAY)
    return {f"{line.name} {line.unit}": line.value for line in report.lines}


def write(cast: Cast, **values: int) -> None:
    write_figures(
        workshop=cast.workshop_a,
        period_from=FIRST,
        period_to=LAST,
        values={ReportField(name): Decimal(value) for name, value in values.items()},
        by=cast.owner,
        at=cast.at,
    )


def weigh(cast: Cast, *weights: int, valid_from: date = date(2019, 1, 1)) -> None:
    material, labour, overhead = map(Decimal, weights)
    enter_local_content_rule(
        version="Aturan contoh",
        source="Lampiran, dibaca perencana",
        valid_from=valid_from,
        material_pct=material,
        labour_pct=labour,
        overhead_pct=overhead,
        by=cast.planner,
        at=cast.at,
    )


def show(cast: Cast, block: ContentBlock, pct: int, material: str = "") -> None:
    show_local_content(
        block=block,
        material=material,
        local_pct=Decimal(pct),
        evidence="S-0417",
        valid_from=date(2019, 1, 1),
        valid_until=None,
        by=cast.owner,
        at=cast.at,
    )


# The report


def test_fields_come_from_the_days_and_the_rest_says_why(cast: Cast) -> None:
    agree_prices(cast)
    deliver(cast)
    close(cast, 28 * 78_000)
    lines = told(cast)
    assert lines["T-360 Blok rem buah"] == 30 or lines["T-360 Blok rem pieces"] == 30
    period = read_period("2019-S1")
    assert period
    report = report_of(cast.workshop_a, period, TODAY)
    unknown = [line for line in report.lines if not line.is_known]
    assert unknown
    assert all(line.source for line in report.lines)
    assert not any(line.value == 0 for line in unknown)


def test_what_the_member_types_stays_with_its_period_and_the_old_value_too(cast: Cast) -> None:
    write(cast, water=120)
    write(cast, water=140)
    assert [row.value for row in TypedFigure.objects.order_by("pk")] == [120, 140]
    assert [row.value for row in TypedFigure.objects.current()] == [140]
    write(cast, water=140)  # nothing changed, nothing written
    assert TypedFigure.objects.count() == 2
    with pytest.raises(PeriodAhead):
        write_figures(
            workshop=cast.workshop_a,
            period_from=date(2019, 7, 1),
            period_to=date(2019, 12, 31),
            values={},
            by=cast.owner,
            at=cast.at,
        )
    with pytest.raises(Http404):
        write_figures(
            workshop=cast.workshop_b,
            period_from=FIRST,
            period_to=LAST,
            values={},
            by=cast.owner,
            at=cast.at,
        )


def test_the_owner_checks_and_takes_the_files_and_nobody_else(client: Client, cast: Cast) -> None:
    deliver(cast)
    client.force_login(cast.owner)
    client.post("/laporan/angka/?masa=2019-S1", {"water": "1.204,5"})
    page = client.get("/laporan/?masa=2019-S1").content.decode()
    assert "1.20" in page
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/laporan/siinas.xlsx?masa=2019-S1").getvalue())
    )
    assert any(cell.value == 1204.5 for row in book.active or () for cell in row)
    text = client.get("/laporan/siinas.csv?masa=2019-S1").getvalue().decode("utf-8-sig")
    assert "1204,5" in text
    for who in (cast.planner, cast.treasurer, cast.mentor, cast.ministry, cast.customer_engineer):
        client.force_login(who)
        for place in ("", "siinas.csv", "angka/"):
            assert client.get(f"/laporan/{place}").status_code == 404


@pytest.mark.parametrize("nonsense", ["2019-S3", "2019-T5", "kemarin", "1999-S1", ""])
def test_a_period_that_cannot_be_read_is_the_running_half_year(
    client: Client, cast: Cast, nonsense: str
) -> None:
    assert read_period(nonsense) is None
    client.force_login(cast.owner)
    assert "2019-S1" in client.get(f"/laporan/?masa={nonsense}").content.decode()


# The size


@pytest.mark.parametrize(
    ("rupiah", "size"),
    [
        (2_000_000_000, Size.MICRO),
        (2_000_000_001, Size.SMALL),
        (15_000_000_000, Size.SMALL),
        (50_000_000_000, Size.MEDIUM),
        (50_000_000_001, Size.LARGE),
    ],
)
def test_the_edges_of_a_years_sales(rupiah: int, size: Size) -> None:
    assert business_classes(BUSINESS_RULES[0].sales, Span.known(rupiah)) == [size]


@pytest.mark.parametrize(
    ("workers", "rupiah", "size"),
    [
        (19, 999_999_999, Size.SMALL),
        (19, 1_000_000_000, Size.MEDIUM),
        (20, 1, Size.MEDIUM),
        (20, 15_000_000_000, Size.MEDIUM),
        (20, 15_000_000_001, Size.LARGE),
    ],
)
def test_the_edges_of_industry(workers: int, rupiah: int, size: Size) -> None:
    assert industry_classes(INDUSTRY_RULES[0], workers, Span.known(rupiah)) == [size]


def test_what_is_only_partly_known_leaves_every_class_it_allows() -> None:
    bounds = BUSINESS_RULES[0].sales
    assert business_classes(bounds, Span.at_least(3e9)) == [Size.SMALL, Size.MEDIUM, Size.LARGE]
    assert industry_classes(INDUSTRY_RULES[0], 12, Span(0, 5e9)) == [Size.SMALL, Size.MEDIUM]


def test_before_its_day_a_law_says_nothing(cast: Cast) -> None:
    assert business_rule_on(date(2021, 2, 1)) is None
    assert [row.law for row in sizes_of(cast.workshop_a, TODAY)] == ["Permenperin 64/2016"]


def test_the_members_investment_settles_the_class(cast: Cast) -> None:
    day = date(2022, 12, 31)
    assert not all(row.is_certain for row in sizes_of(cast.workshop_a, day))
    write(cast, investment=400_000_000, sales=900_000_000)
    sized = sizes_of(cast.workshop_a, day)
    assert [row.classes for row in sized] == [[Size.MICRO], [Size.MICRO], [Size.SMALL]]


# Local content


def test_without_weights_or_evidence_no_total_is_told(cast: Cast) -> None:
    deliver(cast)
    sheet = worksheet_of(cast.workshop_a, cast.block.part, FIRST, LAST)
    assert sheet.total_pct is None
    assert len(sheet.lacking) == 3


def test_a_worksheet_weighs_each_block_by_the_rule_of_its_day(cast: Cast) -> None:
    deliver(cast)
    [material] = {each.material for each in sheet_of(cast).components}
    MaterialCard.objects.create(
        cooperative=cast.cooperative,
        material=material,
        valid_from=date(2019, 1, 1),
        rupiah_per_kg=9_000,
    )
    weigh(cast, 50, 30, 20)
    weigh(cast, 100, 0, 0, valid_from=date(2020, 1, 1))
    show(cast, ContentBlock.MATERIAL, 40, material)
    show(cast, ContentBlock.LABOUR, 100)
    show(cast, ContentBlock.OVERHEAD, 60)
    assert sheet_of(cast).total_pct == Decimal("62.00")  # 20 + 30 + 12


def sheet_of(cast: Cast) -> Worksheet:
    return worksheet_of(cast.workshop_a, cast.block.part, FIRST, LAST)


def test_weights_are_whole_and_follow_one_another(cast: Cast) -> None:
    with pytest.raises(WeightsNotWhole, match="99"):
        weigh(cast, 50, 30, 19)
    weigh(cast, 50, 30, 20)
    with pytest.raises(RuleHolds):
        weigh(cast, 50, 30, 20)


def test_evidence_names_its_material_and_ends_after_it_begins(cast: Cast) -> None:
    with pytest.raises(WhichMaterial):
        show(cast, ContentBlock.MATERIAL, 40)
    with pytest.raises(WhichMaterial):
        show(cast, ContentBlock.LABOUR, 40, "Pig iron")
    with pytest.raises(EndsBefore):
        show_local_content(
            block=ContentBlock.LABOUR,
            material="",
            local_pct=Decimal(1),
            evidence="S",
            valid_from=date(2019, 2, 1),
            valid_until=date(2019, 1, 1),
            by=cast.owner,
            at=cast.at,
        )


def test_the_worksheet_is_the_workshops_own(client: Client, cast: Cast) -> None:
    deliver(cast)
    address = f"/laporan/tkdn/{cast.block.part_id}/?masa=2019-S1"
    client.force_login(cast.owner)
    assert client.get(address).status_code == 200
    file = client.get(f"/laporan/tkdn/{cast.block.part_id}/tkdn.xlsx?masa=2019-S1")
    assert openpyxl.load_workbook(io.BytesIO(file.getvalue())).sheetnames == ["T-360"]
    for who in (cast.owner_b, cast.lab, cast.planner, cast.stranger):
        client.force_login(who)
        assert client.get(address).status_code == 404
    client.force_login(cast.planner)
    sent = {
        "version": "Aturan contoh",
        "source": "Lampiran I",
        "valid_from": "2019-01-01",
        "material_pct": "50",
        "labour_pct": "30",
        "overhead_pct": "20",
    }
    client.post("/laporan/tkdn/bobot/", sent)
    assert "Aturan contoh" in client.get("/laporan/tkdn/bobot/").content.decode()
