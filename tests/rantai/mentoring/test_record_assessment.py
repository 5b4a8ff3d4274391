"""A mentor's score stands beside the earlier ones; none is overwritten."""

from datetime import date

import pytest
from django.http import Http404

from rantai.mentoring.actions import (
    AlreadyAssessed,
    AlreadyCorrected,
    AlreadyEnrolled,
    NotEnrolled,
    NotYet,
    correct_assessment,
    enrol_workshop,
    record_assessment,
)
from rantai.mentoring.models import Assessment, Pillar
from rantai.mentoring.queries import participants
from rantai.records.models import AuditEntry
from tests.cast import Cast
from tests.rantai.mentoring.story import assessed, programme


def test_an_older_score_stays_and_the_change_is_shown(cast: Cast) -> None:
    running = programme(cast)
    assessed(cast, running, date(2018, 10, 1), 55)
    assessed(cast, running, date(2019, 1, 10), 70)
    [person] = participants(cast.mentor)
    standing = person.standings[Pillar.QUALITY]
    assert (standing.values, standing.change) == ([55, 70], 15)
    assert AuditEntry.objects.filter(key="assessment.recorded").count() == 2


def test_a_second_score_for_the_same_pillar_and_day_is_refused(cast: Cast) -> None:
    running = programme(cast)
    assessed(cast, running, date(2019, 1, 10), 55)
    with pytest.raises(AlreadyAssessed):
        assessed(cast, running, date(2019, 1, 10), 70)


def test_a_day_before_the_workshop_took_part_is_refused(cast: Cast) -> None:
    with pytest.raises(NotEnrolled):
        assessed(cast, programme(cast), date(2016, 6, 30), 55)


def test_a_day_that_has_not_come_is_refused(cast: Cast) -> None:
    with pytest.raises(NotYet):
        assessed(cast, programme(cast), date(2019, 4, 13), 55)


def test_a_workshop_outside_the_programme_is_not_assessed(cast: Cast) -> None:
    running = programme(cast)
    with pytest.raises(NotEnrolled):
        record_assessment(
            programme=running,
            workshop=cast.workshop_b,
            pillar=Pillar.PEOPLE,
            assessed_on=date(2019, 1, 10),
            score=50,
            finding="-",
            by=cast.mentor,
            at=cast.at,
        )


def test_only_a_mentor_gives_scores(cast: Cast) -> None:
    running = programme(cast)
    with pytest.raises(Http404):
        record_assessment(
            programme=running,
            workshop=cast.workshop_a,
            pillar=Pillar.PEOPLE,
            assessed_on=date(2019, 1, 10),
            score=100,
            finding="Sempurna",
            by=cast.owner,
            at=cast.at,
        )


def test_a_workshop_is_enrolled_once(cast: Cast) -> None:
    running = programme(cast)
    with pytest.raises(AlreadyEnrolled):
        enrol_workshop(
            programme=running,
            workshop=cast.workshop_a,
            joined_on=date(2019, 1, 1),
            by=cast.mentor,
            at=cast.at,
        )


def test_a_corrected_score_counts_and_the_wrong_one_can_still_be_read(cast: Cast) -> None:
    running = programme(cast)
    wrong = assessed(cast, running, date(2019, 1, 10), 7)
    right = correct_assessment(
        assessment=wrong,
        score=70,
        finding=wrong.finding,
        because="Salah ketik",
        by=cast.mentor,
        at=cast.at,
    )
    [person] = participants(cast.mentor)
    assert person.standings[Pillar.QUALITY].values == [70]
    assert set(Assessment.objects.values_list("score", flat=True)) == {7, 70}
    assert right.replaces == wrong


def test_a_score_is_corrected_once(cast: Cast) -> None:
    wrong = assessed(cast, programme(cast), date(2019, 1, 10), 7)
    correct_assessment(
        assessment=wrong,
        score=70,
        finding="-",
        because="Salah ketik",
        by=cast.mentor,
        at=cast.at,
    )
    with pytest.raises(AlreadyCorrected):
        correct_assessment(
            assessment=wrong,
            score=71,
            finding="-",
            because="Salah ketik juga",
            by=cast.mentor,
            at=cast.at,
        )
