"""A gauge's calibrations and studies decide whether its readings are taken, marked or refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse

from rantai.machines.actions import CodeTaken, record_calibration, register_gauge
from rantai.machines.models import Machine
from rantai.machines.queries import doubts_of, standings_of
from rantai.parts.models import ControlPlanItem
from rantai.quality.actions import Measured, inspect_lot
from rantai.quality.actions.gauging import (
    GaugeInDoubt,
    StudyUnusable,
    hold_in_doubt,
    record_study,
    set_gauge_rule,
)
from rantai.quality.models import Consequence, GaugeStudy, Inspection, Measurement, StudyKind
from rantai.quality.queries.gauges import measured_in_doubt
from rantai.quality.rules import BOUNDS, GaugePolicy, Row, judge_study
from rantai.shopfloor.models import CastingLot
from tests.cast import Cast
from tests.rantai.quality.story import measured, plan_of
from tests.rantai.quality.test_pages import signed_in
from tests.rantai.shopfloor.story import poured_lot


@pytest.fixture
def gauge(cast: Cast) -> Machine:
    """The co-operative's hardness tester, named by the block's control plan."""
    made = register_gauge(
        code="HB-1", name="Brinell", unit="HB", resolution=Decimal(1), by=cast.lab, at=cast.at
    )
    item = _item(cast)
    ControlPlanItem.objects.filter(cooperative=cast.cooperative, pk=item.pk).update(gauge=made)
    return made


def _item(cast: Cast) -> ControlPlanItem:
    return ControlPlanItem.objects.get(
        plan__revision=cast.block, characteristic__lower__isnull=False
    )


def calibrated(cast: Cast, gauge: Machine, days_ago: int, *, good: bool = True) -> None:
    day = cast.at.date() - timedelta(days=days_ago)
    record_calibration(
        machine=gauge,
        certificate=f"K-{days_ago}",
        done_on=day,
        is_good=good,
        found="" if good else "+6 HB",
        valid_until=date(2020, 1, 1) if good else None,
        by=cast.lab,
        at=cast.at,
    )


def inspected_with(cast: Cast, lot: CastingLot, gauge: Machine) -> Inspection:
    readings = [
        Measured(
            each.item,
            each.sample,
            each.value,
            each.conforms,
            gauge if each.item.characteristic.is_measured else None,
        )
        for each in measured(lot)
    ]
    return inspect_lot(
        lot=lot,
        plan=plan_of(lot),
        offered=30,
        measurements=readings,
        rejects=[],
        by=cast.lab,
        at=cast.at,
    )


def test_a_reading_keeps_the_gauge_it_was_taken_with(cast: Cast, gauge: Machine) -> None:
    calibrated(cast, gauge, 10)
    inspected_with(cast, poured_lot(cast, 30), gauge)
    kept = Measurement.objects.filter(gauge=gauge)
    assert kept.count() == _item(cast).sample_size
    assert {row.doubt for row in kept} == {""}


def test_a_reading_by_a_gauge_never_calibrated_is_marked(cast: Cast, gauge: Machine) -> None:
    inspected_with(cast, poured_lot(cast, 30), gauge)
    assert {row.doubt for row in Measurement.objects.filter(gauge=gauge)} == {"unproven"}


def test_a_gauge_that_failed_or_ran_out_is_refused(cast: Cast, gauge: Machine) -> None:
    lot = poured_lot(cast, 30)
    record_calibration(
        machine=gauge, certificate="K", valid_until=cast.at.date() - timedelta(days=1),
        by=cast.lab, at=cast.at - timedelta(days=60),
    )  # fmt: skip
    with pytest.raises(GaugeInDoubt, match="HB-1"):
        inspected_with(cast, lot, gauge)
    calibrated(cast, gauge, 10, good=False)
    with pytest.raises(GaugeInDoubt, match="HB-1"):
        inspected_with(cast, lot, gauge)
    assert not Inspection.objects.exists()
    calibrated(cast, gauge, 5)
    inspected_with(cast, lot, gauge)


def test_the_rule_of_the_day_may_only_mark_what_failed(cast: Cast, gauge: Machine) -> None:
    set_gauge_rule(
        valid_from=cast.at.date(),
        on_failed=Consequence.MARK,
        on_expired=Consequence.MARK,
        on_unproven=Consequence.REFUSE,
        warn_days=14,
        bounds=BOUNDS,
        by=cast.lab,
        at=cast.at,
    )
    lot = poured_lot(cast, 30)
    with pytest.raises(GaugeInDoubt):
        inspected_with(cast, lot, gauge)
    calibrated(cast, gauge, 3, good=False)
    inspected_with(cast, lot, gauge)
    assert {row.doubt for row in Measurement.objects.filter(gauge=gauge)} == {"failed"}


def test_a_failure_lists_and_holds_everything_since_the_last_good_one(
    cast: Cast, gauge: Machine
) -> None:
    calibrated(cast, gauge, 30)
    lot = poured_lot(cast, 30)
    inspection = inspected_with(cast, lot, gauge)
    calibrated(cast, gauge, 0, good=False)

    (doubt,) = doubts_of(gauge)
    assert doubt.good is not None
    (row,) = measured_in_doubt(cast.lab, doubt)
    assert (row.inspection, row.readings, row.stop) == (inspection, _item(cast).sample_size, None)

    (raised,) = hold_in_doubt(doubt=doubt, chosen=[row], by=cast.lab, at=cast.at)
    assert raised.root == lot.node
    (row,) = measured_in_doubt(cast.lab, doubt)
    assert row.stop == raised
    assert hold_in_doubt(doubt=doubt, chosen=[row], by=cast.lab, at=cast.at) == []
    assert measured_in_doubt(cast.stranger, doubt) == []


def test_what_was_measured_before_the_last_good_one_is_not_in_doubt(
    cast: Cast, gauge: Machine
) -> None:
    calibrated(cast, gauge, 40)
    inspected_with(cast, poured_lot(cast, 30), gauge)
    record_calibration(
        machine=gauge, certificate="K", valid_until=date(2020, 1, 1), by=cast.lab,
        at=cast.at + timedelta(days=1),
    )  # fmt: skip
    record_calibration(
        machine=gauge, certificate="K", is_good=False, valid_until=None, by=cast.lab,
        at=cast.at + timedelta(days=9),
    )  # fmt: skip
    (doubt,) = doubts_of(gauge)
    assert measured_in_doubt(cast.lab, doubt) == []


def test_the_state_runs_from_due_to_expired_by_the_day(cast: Cast, gauge: Machine) -> None:
    record_calibration(
        machine=gauge, certificate="K", valid_until=date(2019, 5, 1), by=cast.lab, at=cast.at
    )
    told = [
        str(standings_of([gauge], day)[gauge.pk].state)
        for day in (date(2019, 4, 1), date(2019, 4, 12), date(2019, 5, 2))
    ]
    gauge.refresh_from_db()
    assert told[1:] == ["due", "expired"]
    assert gauge.calibrated_until == date(2019, 5, 1)


def test_only_the_lab_enters_gauges_and_no_code_twice(cast: Cast, gauge: Machine) -> None:
    with pytest.raises(CodeTaken):
        register_gauge(code="HB-1", name="Lain", by=cast.lab, at=cast.at)
    with pytest.raises(Http404):
        register_gauge(code="HB-2", name="Lain", by=cast.planner, at=cast.at)


# Part, then the three people's three readings each: AIAG, Measurement Systems Analysis, 4th ed.,
# the 10 x 3 x 3 study printed with its ANOVA report.
AIAG = """0.29 0.41 0.64|0.08 0.25 0.07|0.04 -0.11 -0.15
-0.56 -0.68 -0.58|-0.47 -1.22 -0.68|-1.38 -1.13 -0.96
1.34 1.17 1.27|1.19 0.94 1.34|0.88 1.09 0.67
0.47 0.50 0.64|0.01 1.03 0.20|0.14 0.20 0.11
-0.80 -0.92 -0.84|-0.56 -1.20 -1.28|-1.46 -1.07 -1.45
0.02 -0.11 -0.21|-0.20 0.22 0.06|-0.29 -0.67 -0.49
0.59 0.75 0.66|0.47 0.55 0.83|0.02 0.01 0.21
-0.31 -0.20 -0.17|-0.63 0.08 -0.34|-0.46 -0.56 -0.49
2.26 1.99 2.01|1.80 2.12 2.19|1.77 1.45 1.87
-1.36 -1.25 -1.31|-1.68 -1.62 -1.50|-1.49 -1.77 -2.16"""


def aiag_rows() -> list[Row]:
    return [
        Row(str(part), "ABC"[person], value)
        for part, line in enumerate(AIAG.splitlines(), start=1)
        for person, cells in enumerate(line.split("|"))
        for value in cells.split()
    ]


def test_the_published_study_may_do_and_says_why(cast: Cast, gauge: Machine) -> None:
    study = record_study(
        gauge=gauge, kind=StudyKind.CROSSED, rows=aiag_rows(), by=cast.lab, at=cast.at
    )
    # The manual's ANOVA table: GRR 27.86 % of total variation, ndc 4.
    assert study.figures["grr_pct_study"] == pytest.approx(27.86, abs=0.01)
    assert study.figures["ndc"] == 4
    assert study.verdict == "watch"
    assert {name for name, _value, _word in study.reasons} == {"grr_pct", "ndc"}


def test_a_failed_study_refuses_the_gauge_for_that_characteristic_only(
    cast: Cast, gauge: Machine
) -> None:
    calibrated(cast, gauge, 5)
    item = _item(cast)
    record_study(
        gauge=gauge, kind=StudyKind.CROSSED, rows=aiag_rows(), tolerance=2.0,
        characteristic=item.characteristic, by=cast.lab, at=cast.at,
    )  # fmt: skip
    assert GaugeStudy.objects.get().verdict == "failed"
    with pytest.raises(GaugeInDoubt):
        inspected_with(cast, poured_lot(cast, 30), gauge)


@pytest.mark.parametrize(
    ("kind", "rows", "tolerance"),
    [
        (StudyKind.CROSSED, [], None),
        (StudyKind.CROSSED, [Row("1", "A", "2"), Row("2", "A", "2")], None),
        (StudyKind.CROSSED, [Row("1", "A", "1"), Row("1", "A", "2"), Row("2", "A", "2")], None),
        (StudyKind.TYPE_ONE, [Row("1", "A", "1", "1"), Row("1", "A", "2", "1")], None),
        (StudyKind.TYPE_ONE, [Row("1", "A", "1", "1"), Row("1", "A", "2", "2")], 1.0),
        (StudyKind.LINEARITY, [Row("1", "A", "1"), Row("1", "A", "2")], 1.0),
        (StudyKind.AGREEMENT, [Row("1", "A", "yes", "yes"), Row("2", "A", "yes", "yes")], None),
    ],
)
def test_readings_that_prove_nothing_are_refused_in_a_sentence(
    cast: Cast, gauge: Machine, kind: StudyKind, rows: list[Row], tolerance: float | None
) -> None:
    with pytest.raises(StudyUnusable):
        record_study(
            gauge=gauge, kind=kind, rows=rows, tolerance=tolerance, by=cast.lab, at=cast.at
        )


def test_people_who_pass_bad_pieces_are_not_good_enough() -> None:
    rows = [
        Row(str(part), "A", value, "no" if part <= 5 else "yes")
        for part in range(1, 11)
        for value in (("yes" if part == 1 else "no") if part <= 5 else "yes",) * 2
    ]
    judged = judge_study("agreement", rows, None, GaugePolicy())
    assert judged.verdict == "failed"
    assert ("miss_pct", 20.0, "failed") in judged.reasons


def test_a_file_with_semicolons_commas_and_a_mark_is_read(cast: Cast, gauge: Machine) -> None:
    text = "\ufeffBagian;Penguji;Nilai\n" + "\n".join(
        f"{row.part};{row.operator};{row.value.replace('.', ',')}" for row in aiag_rows()
    )
    address = f"{reverse('quality:new_study', args=['HB-1'])}?kind=crossed"
    file = SimpleUploadedFile("studi.csv", text.encode())
    page = signed_in(cast.lab).post(address, {"file": file}, follow=True).content.decode()
    assert "27.9" in page
    assert "May do" in page
    assert "<polyline" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"part;operator\n1;A\n", "no column value"),
        (b"part;operator;value\n1;A;dua\n", "Line 2, value"),
        (b"\xff\xfe\x00", "no plain text"),
        (b"part;operator;value\n", "no readings"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(
    cast: Cast, gauge: Machine, content: bytes, said: str
) -> None:
    address = f"{reverse('quality:new_study', args=['HB-1'])}?kind=crossed"
    file = SimpleUploadedFile("studi.csv", content)
    page = signed_in(cast.lab).post(address, {"file": file}).content.decode()
    assert said in page
    assert not GaugeStudy.objects.exists()


def test_a_grid_typed_on_the_page_is_judged(cast: Cast, gauge: Machine) -> None:
    address = f"{reverse('quality:new_study', args=['HB-1'])}?kind=type1&trials=5"
    cells = {f"cell-1-1-{trial}": f"200,{trial}" for trial in range(1, 6)}
    data = {"ref-1": "200,3", "tolerance": "40", **cells}
    client = signed_in(cast.lab)
    assert "not filled in" in client.post(address, {"ref-1": "200"}).content.decode()
    page = client.post(address, data, follow=True).content.decode()
    study = GaugeStudy.objects.get()
    assert study.verdict == "good"
    # s = 0.15811: Cg = 0.2 x 40 / (6 s), and no bias, so Cgk is the same.
    assert study.figures["cg"] == pytest.approx(8 / (6 * 0.158113883), rel=1e-6)
    assert "8.43" in page


def test_the_pages_show_the_worst_gauge_first_and_the_stranger_none(
    cast: Cast, gauge: Machine
) -> None:
    register_gauge(code="A-1", name="Jangka sorong", by=cast.lab, at=cast.at)
    calibrated(cast, gauge, 2, good=False)
    page = signed_in(cast.lab).get(reverse("quality:gauges")).content.decode()
    assert page.index("HB-1") < page.index("A-1")
    assert "Brinell" not in signed_in(cast.stranger).get(reverse("quality:gauges")).content.decode()
    doubt = reverse("quality:doubt", args=["HB-1", doubts_of(gauge)[0].failed.pk])
    assert signed_in(cast.lab).get(doubt).status_code == 200
    assert signed_in(cast.stranger).get(doubt).status_code == 404


def test_a_calibration_with_its_paper_is_entered_on_the_page(cast: Cast, gauge: Machine) -> None:
    client = signed_in(cast.lab)
    data = {
        "done_on": "2019-04-10",
        "result": "good",
        "certificate": "KAL-9",
        "valid_until": "2099-04-10",
        "paper": SimpleUploadedFile("k.pdf", b"%PDF"),
    }
    page = client.post(reverse("machines:calibration", args=["HB-1"]), data, follow=True)
    kept = gauge.calibrations.get()
    address = reverse("machines:paper", args=["HB-1", kept.pk])
    assert address in page.content.decode()
    assert b"".join(client.get(address)) == b"%PDF"
    assert signed_in(cast.stranger).get(address).status_code == 404
