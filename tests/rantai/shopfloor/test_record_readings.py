"""The lab's readings: exact, once per element, by an instrument that proves something."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Q
from django.http import Http404

from rantai.machines.models import Machine
from rantai.records.models import AuditEntry
from rantai.shopfloor.actions import correct_reading, record_readings, take_sample
from rantai.shopfloor.actions.lab import AlreadyRead, NotASpectrometer, NothingRead, PastCalibration
from rantai.shopfloor.models import Heat, Reading
from rantai.shopfloor.queries import twin_of, verdict_of
from tests.cast import Cast
from tests.rantai.shopfloor.story import INSIDE, charged_heat, read_sample


@pytest.fixture
def heat(cast: Cast) -> Heat:
    return charged_heat(cast)


def test_a_reading_on_the_limit_is_inside_and_a_hair_beyond_is_out(cast: Cast, heat: Heat) -> None:
    assert verdict_of(read_sample(cast, heat, C=Decimal("3.40"))).is_inside
    beyond = verdict_of(read_sample(cast, heat, C=Decimal("3.4001")))
    assert (beyond.is_inside, beyond.outside) == (False, ["C"])


def test_an_element_not_read_is_missing_and_never_assumed(cast: Cast, heat: Heat) -> None:
    sample = take_sample(heat=heat, by=cast.operator, at=cast.at)
    record_readings(
        sample=sample,
        instrument=cast.spectrometer,
        values={"C": Decimal("3.31")},
        by=cast.lab,
        at=cast.at,
    )
    verdict = verdict_of(sample)
    assert verdict.missing == ["Si", "Mn", "P", "S"]
    assert not verdict.is_inside


def test_an_element_is_read_once_and_then_corrected(cast: Cast, heat: Heat) -> None:
    sample = read_sample(cast, heat)
    with pytest.raises(AlreadyRead, match="C"):
        record_readings(
            sample=sample,
            instrument=cast.spectrometer,
            values={"C": Decimal("3.33")},
            by=cast.lab,
            at=cast.at,
        )
    carbon = Reading.objects.get(sample=sample, element="C")
    correct_reading(
        reading=carbon,
        value_pct=Decimal("3.13"),
        because="Angka tertukar",
        by=cast.lab,
        at=cast.at,
    )
    assert verdict_of(sample).outside == ["C"]
    assert Reading.objects.filter(sample=sample, element="C").count() == 2


def test_a_spectrometer_past_its_calibration_proves_nothing(cast: Cast, heat: Heat) -> None:
    sample = take_sample(heat=heat, by=cast.operator, at=cast.at)
    for until in (cast.at.date() - timedelta(days=1), None):
        Machine.objects.filter(Q(cooperative=cast.cooperative), Q(pk=cast.spectrometer.pk)).update(
            calibrated_until=until
        )
        cast.spectrometer.refresh_from_db()
        with pytest.raises(PastCalibration):
            record_readings(
                sample=sample,
                instrument=cast.spectrometer,
                values=INSIDE,
                by=cast.lab,
                at=cast.at,
            )


def test_on_its_last_calibrated_day_it_still_counts(cast: Cast, heat: Heat) -> None:
    cast.spectrometer.calibrated_until = cast.at.date()
    cast.spectrometer.save()
    assert verdict_of(read_sample(cast, heat)).is_inside


def test_a_lathe_reads_no_carbon_and_no_value_is_no_reading(cast: Cast, heat: Heat) -> None:
    sample = take_sample(heat=heat, by=cast.operator, at=cast.at)
    with pytest.raises(NotASpectrometer):
        record_readings(
            sample=sample, instrument=cast.lathe, values=INSIDE, by=cast.lab, at=cast.at
        )
    with pytest.raises(NothingRead):
        record_readings(
            sample=sample, instrument=cast.spectrometer, values={}, by=cast.lab, at=cast.at
        )


def test_only_the_lab_writes_readings(cast: Cast, heat: Heat) -> None:
    sample = take_sample(heat=heat, by=cast.operator, at=cast.at)
    for person in (cast.operator, cast.owner, cast.planner, cast.customer_engineer, cast.stranger):
        with pytest.raises(Http404):
            record_readings(
                sample=sample, instrument=cast.spectrometer, values=INSIDE, by=person, at=cast.at
            )


def test_two_samples_alike_to_the_last_digit_are_flagged(cast: Cast, heat: Heat) -> None:
    first = read_sample(cast, heat)
    assert twin_of(first) is None
    assert twin_of(read_sample(cast, heat)) == first
    assert twin_of(read_sample(cast, heat, Mn=Decimal("0.73"))) is None


def test_samples_are_numbered_within_their_heat(cast: Cast, heat: Heat) -> None:
    assert [read_sample(cast, heat).number for _ in range(3)] == [1, 2, 3]
    assert AuditEntry.objects.filter(key="sample.taken").count() == 3


def test_a_sample_is_taken_by_its_workshop_or_the_lab(cast: Cast, heat: Heat) -> None:
    assert take_sample(heat=heat, by=cast.lab, at=cast.at).number == 1
    for person in (cast.planner, cast.stranger, cast.mentor):
        with pytest.raises(Http404):
            take_sample(heat=heat, by=person, at=cast.at)
