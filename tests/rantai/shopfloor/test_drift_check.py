"""A reference that reads out blocks its instrument, and what it read proves nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import Http404

from rantai.machines.actions import CheckIncomplete, record_recalibration
from rantai.machines.models import DriftCheck, ReferenceSample
from rantai.machines.queries import blocked_now, drift_charts, spans_in_doubt
from rantai.machines.rules import BEGINNING, Span, doubtful_spans
from rantai.shopfloor.actions import check_instrument, release_heat
from rantai.shopfloor.actions.lab import ReadingInDoubt
from rantai.shopfloor.models import AnalysisStatus, Heat, HeatStatus
from tests.cast import NOW, Cast
from tests.rantai.shopfloor.exports import mapped, received, reference, row
from tests.rantai.shopfloor.story import charged_heat, poured, read_sample, released_heat

HOURS = [NOW + timedelta(hours=hour) for hour in range(8)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def piece(cast: Cast) -> ReferenceSample:
    return reference(cast)


def check(cast: Cast, piece: ReferenceSample, carbon: str, minutes_ago: int) -> DriftCheck:
    return check_instrument(
        reference=piece,
        values={"C": Decimal(carbon)},
        by=cast.lab,
        at=cast.at,
        occurred_at=cast.at - timedelta(minutes=minutes_ago),
    )


def recalibrated(cast: Cast, minutes_ago: int) -> None:
    record_recalibration(
        instrument=cast.spectrometer,
        note="Standarisasi ulang",
        by=cast.lab,
        at=cast.at,
        occurred_at=cast.at - timedelta(minutes=minutes_ago),
    )


def test_doubt_runs_from_the_last_good_check_to_the_good_one_after_recalibration() -> None:
    h = HOURS
    checks = [(h[0], True), (h[2], False), (h[3], True), (h[5], True)]
    assert doubtful_spans(checks, [h[4]]) == [Span(h[0], h[5])]


def test_a_good_check_without_recalibration_unblocks_nothing() -> None:
    h = HOURS
    assert doubtful_spans([(h[0], True), (h[1], False), (h[2], True)], []) == [Span(h[0], None)]


def test_a_recalibration_before_the_next_bad_check_does_not_count() -> None:
    h = HOURS
    checks = [(h[1], False), (h[3], False), (h[4], True)]
    assert doubtful_spans(checks, [h[2]]) == [Span(BEGINNING, None)]


def test_a_check_on_the_edge_of_its_tolerance_is_inside(cast: Cast, piece: ReferenceSample) -> None:
    assert check(cast, piece, "3.35", 5).is_inside
    assert check(cast, piece, "3.3501", 4).outside == ["C"]


def test_a_reading_of_a_blocked_instrument_releases_no_heat(
    cast: Cast, piece: ReferenceSample
) -> None:
    check(cast, piece, "3.30", 60)
    check(cast, piece, "3.40", 30)
    heat = charged_heat(cast)
    read_sample(cast, heat)  # twenty minutes ago, ten after the bad check
    with pytest.raises(ReadingInDoubt):
        release_heat(heat=heat, ground="Dalam batas", by=cast.lab, at=cast.at)
    recalibrated(cast, 10)
    check(cast, piece, "3.31", 5)
    assert blocked_now(cast.spectrometer) is None
    with pytest.raises(ReadingInDoubt):  # it was read while blocked, and stays so
        release_heat(heat=heat, ground="Dalam batas", by=cast.lab, at=cast.at)
    take_and_read_after = cast.at - timedelta(minutes=2)
    assert not any(
        span.covers(take_and_read_after)
        for span in spans_in_doubt(cast.spectrometer.pk, cast.cooperative.pk)
    )


def test_a_bad_check_takes_back_releases_not_yet_poured_and_leaves_poured_ones(
    cast: Cast, piece: ReferenceSample
) -> None:
    check(cast, piece, "3.30", 60)
    waiting, done = released_heat(cast), released_heat(cast)
    poured(cast, done)
    check(cast, piece, "3.40", 1)
    waiting.refresh_from_db()
    done.refresh_from_db()
    assert (waiting.status, done.status) == (HeatStatus.MELTING, HeatStatus.RELEASED)


def test_a_release_from_before_the_last_good_check_stands(
    cast: Cast, piece: ReferenceSample
) -> None:
    heat = released_heat(cast)  # read twenty minutes ago
    check(cast, piece, "3.30", 10)
    check(cast, piece, "3.40", 1)
    heat.refresh_from_db()
    assert heat.status == HeatStatus.RELEASED


def test_a_reference_in_the_file_is_a_drift_check(cast: Cast, piece: ReferenceSample) -> None:
    mapped(cast)
    came = received(cast, row("ref-1 pagi", 1, "3,41", "2,0", "0,7", "0,06", "0,08"))
    assert [each.status for each in came.analyses] == [AnalysisStatus.CHECK]
    assert blocked_now(cast.spectrometer) is not None
    assert not Heat.objects.exists()


def test_a_check_that_lacks_an_element_is_none(cast: Cast, piece: ReferenceSample) -> None:
    with pytest.raises(CheckIncomplete):
        check_instrument(reference=piece, values={}, by=cast.lab, at=cast.at)


def test_the_chart_sets_its_own_limits_beside_the_tolerance(
    cast: Cast, piece: ReferenceSample
) -> None:
    for ago, carbon in ((50, "3.30"), (40, "3.31"), (30, "3.29")):
        check(cast, piece, carbon, ago)
    chart = drift_charts(piece)[0]
    assert (chart.low, chart.high) == (Decimal("3.25"), Decimal("3.35"))
    assert chart.limits is not None
    assert [value for value, _check in chart.points] == [
        Decimal("3.3"),
        Decimal("3.31"),
        Decimal("3.29"),
    ]


@pytest.mark.parametrize("who", ["operator", "planner", "stranger"])
def test_only_the_lab_checks(cast: Cast, piece: ReferenceSample, who: str) -> None:
    with pytest.raises(Http404):
        check_instrument(
            reference=piece, values={"C": Decimal(3)}, by=getattr(cast, who), at=cast.at
        )
