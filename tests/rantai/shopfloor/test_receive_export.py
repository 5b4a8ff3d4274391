"""A spectrometer's file: whole or not at all, each burn once, every sample in its place."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import Http404

from rantai.records.models import AuditEntry
from rantai.shopfloor.actions import (
    assign_analysis,
    receive_export,
    release_heat,
    take_sample,
)
from rantai.shopfloor.actions.analyses import NoBurnLeft, NoReasonGiven, NotWaiting
from rantai.shopfloor.actions.exports import ExportRefused, NoMapping
from rantai.shopfloor.actions.lab import NotProved
from rantai.shopfloor.models import (
    Analysis,
    AnalysisStatus,
    Burn,
    ExportFile,
    ExportSource,
    Heat,
    Reading,
    Sample,
    WaitingCause,
)
from rantai.shopfloor.queries import verdict_of
from tests.cast import Cast
from tests.rantai.shopfloor.exports import mapped, received, row
from tests.rantai.shopfloor.story import charged_heat


@pytest.fixture
def heat(cast: Cast) -> Heat:
    mapped(cast)
    return charged_heat(cast)


@pytest.fixture
def sample(cast: Cast, heat: Heat) -> Sample:
    return take_sample(heat=heat, by=cast.operator, at=cast.at - timedelta(minutes=20))


def read(sample: Sample) -> dict[str, str]:
    rows = Reading.objects.current().filter(sample=sample)
    return {each.element: f"{each.bound}{each.value_pct.normalize():f}" for each in rows}


def test_burns_become_one_reading_of_the_sample_its_name_says(
    cast: Cast, heat: Heat, sample: Sample
) -> None:
    name = f"{heat.code}-{sample.number}"
    came = received(
        cast, row(name, 1), row(name, 2, "3,33", "2,05", "0,72", "0,06", "0,08", clock="09:31:00")
    )
    assert (came.read, came.waiting) == (1, 0)
    assert read(sample) == {"C": "3.32", "Si": "2.05", "Mn": "0.72", "P": "0.06", "S": "0.08"}
    moments = set(Reading.objects.values_list("occurred_at", flat=True))
    assert moments == {cast.at.replace(hour=9, minute=31)}


def test_the_same_file_twice_is_one_reading(cast: Cast, heat: Heat, sample: Sample) -> None:
    received(cast, row(heat.code, 1))
    again = received(cast, row(heat.code, 1), name="copy.csv")
    assert again.is_known
    assert (ExportFile.objects.count(), Burn.objects.count(), len(read(sample))) == (1, 1, 5)


def test_the_same_burns_in_a_longer_file_are_not_read_again(
    cast: Cast, heat: Heat, sample: Sample
) -> None:
    received(cast, row(heat.code, 1))
    longer = received(cast, row(heat.code, 1), row("L-9", 1, clock="09:35:00"))
    assert longer.export.fresh_rows == 1
    assert [each.name for each in longer.analyses] == ["L-9"]
    assert Reading.objects.filter(sample=sample).count() == 5


def test_a_later_burn_of_a_read_sample_waits_for_a_person(
    cast: Cast, heat: Heat, sample: Sample
) -> None:
    received(cast, row(heat.code, 1))
    late = received(cast, row(heat.code, 2, clock="09:36:00"))
    assert late.analyses[0].cause == WaitingCause.ALREADY_READ


def test_burns_that_disagree_are_no_silent_mean(cast: Cast, heat: Heat, sample: Sample) -> None:
    came = received(
        cast,
        row(heat.code, 1),
        row(heat.code, 2, "3,20", "2,05", "0,72", "0,06", "0,08"),
    )
    assert came.analyses[0].cause == WaitingCause.BURNS_DISAGREE
    assert read(sample) == {}
    wrong = Burn.objects.get(number=2)
    assign_analysis(
        analysis=came.analyses[0],
        sample=sample,
        left_out=[wrong],
        reason="Bakaran 2 di lubang gas",
        by=cast.lab,
        at=cast.at,
    )
    assert read(sample)["C"] == "3.31"
    told = AuditEntry.objects.get(key="analysis.assigned")
    assert told.details["reason"] == "Bakaran 2 di lubang gas"


def test_a_name_that_leads_nowhere_waits_and_is_assigned_once_with_a_reason(
    cast: Cast, sample: Sample
) -> None:
    analysis = received(cast, row("contoh baru", 1)).analyses[0]
    assert (analysis.status, analysis.cause) == (AnalysisStatus.WAITING, WaitingCause.NO_MATCH)

    def assign(reason: str, keep: bool = True) -> None:
        assign_analysis(
            analysis=analysis,
            sample=sample,
            left_out=[] if keep else list(Burn.objects.all()),
            reason=reason,
            by=cast.lab,
            at=cast.at,
        )

    with pytest.raises(NoReasonGiven):
        assign(" ")
    with pytest.raises(NoBurnLeft):
        assign("salah ketik", keep=False)
    assign("Nama salah ketik")
    assert read(sample)["C"] == "3.31"
    with pytest.raises(NotWaiting):
        assign("sekali lagi")


def test_what_belongs_to_no_sample_is_set_aside_and_not_read(cast: Cast, sample: Sample) -> None:
    analysis = received(cast, row("latihan", 1)).analyses[0]
    done = assign_analysis(
        analysis=analysis, sample=None, left_out=[], reason="Latihan", by=cast.lab, at=cast.at
    )
    assert (done.status, Reading.objects.count()) == (AnalysisStatus.SET_ASIDE, 0)


def test_below_the_detection_limit_is_inside_a_maximum_and_proves_no_minimum(
    cast: Cast, heat: Heat, sample: Sample
) -> None:
    received(cast, row(heat.code, 1, "3,31", "2,05", "<0,70", "0,06", "<0,002"))
    verdict = verdict_of(sample)
    by_element = {line.window.element: line for line in verdict.lines}
    assert by_element["S"].judged.inside
    assert (verdict.unproved, verdict.missing, verdict.is_inside) == (["Mn"], [], False)
    with pytest.raises(NotProved):
        release_heat(heat=heat, ground="x", by=cast.lab, at=cast.at)


def test_below_a_figure_under_the_minimum_is_outside(
    cast: Cast, heat: Heat, sample: Sample
) -> None:
    received(cast, row(heat.code, 1, "3,31", "2,05", "<0,50", "0,06", "0,05"))
    assert verdict_of(sample).outside == ["Mn"]


def test_a_file_with_one_bad_row_stores_nothing_and_names_it(cast: Cast, sample: Sample) -> None:
    with pytest.raises(ExportRefused) as refused:
        received(cast, row("L-1", 1), "L-2;1;12.04.2019 09:3")
    assert [(each.row, each.cause) for each in refused.value.troubles] == [
        (3, "row-short"),
        (3, "cut"),
    ]
    assert not ExportFile.objects.exists()
    assert not Analysis.objects.exists()


def test_an_instrument_whose_clock_runs_ahead_waits_for_a_person(
    cast: Cast, heat: Heat, sample: Sample
) -> None:
    came = received(cast, row(heat.code, 1, clock="11:00:00"))
    assert came.analyses[0].cause == WaitingCause.TIME


def test_an_instrument_without_a_mapping_reads_nothing(cast: Cast) -> None:
    with pytest.raises(NoMapping):
        received(cast, row("L-1", 1))


def test_a_mapping_counts_from_its_day_on(cast: Cast) -> None:
    mapped(cast)
    with pytest.raises(NoMapping):
        received(cast, row("L-1", 1), at=cast.at.replace(year=2018))


@pytest.mark.parametrize("who", ["operator", "owner", "planner", "treasurer", "stranger"])
def test_only_the_co_operatives_lab_brings_a_file_in(cast: Cast, who: str) -> None:
    mapped(cast)
    with pytest.raises(Http404):
        receive_export(
            instrument=cast.spectrometer,
            name="a.csv",
            content=b"",
            source=ExportSource.HAND,
            by=getattr(cast, who),
            at=cast.at,
        )


def test_a_bound_finer_than_a_reading_keeps_is_rounded_to_its_true_side(
    cast: Cast, heat: Heat, sample: Sample
) -> None:
    received(cast, row(heat.code, 1, "3,31", "2,05", "0,72", "<0,00005", ">0,08999"))
    assert (read(sample)["P"], read(sample)["S"]) == ("<0.0001", ">0.0899")
    assert Decimal("0.0899") < Decimal("0.08999")
