"""A programme for tests to begin with."""

from datetime import date

from rantai.mentoring.actions import enrol_workshop, record_assessment
from rantai.mentoring.models import Assessment, Pillar, Programme
from tests.cast import Cast


def programme(cast: Cast) -> Programme:
    """Running since 2016, with workshop A in it."""
    started = Programme.objects.create(
        cooperative=cast.cooperative,
        name="Pendampingan TMMIN",
        mentor="PT TMMIN",
        started_on=date(2016, 6, 1),
        aim="Mutu setara pemasok otomotif",
    )
    enrol_workshop(
        programme=started,
        workshop=cast.workshop_a,
        joined_on=date(2016, 7, 1),
        by=cast.mentor,
        at=cast.at,
    )
    return started


def assessed(
    cast: Cast,
    running: Programme,
    on: date,
    score: int,
    pillar: Pillar = Pillar.QUALITY,
) -> Assessment:
    return record_assessment(
        programme=running,
        workshop=cast.workshop_a,
        pillar=pillar,
        assessed_on=on,
        score=score,
        finding="Label pasir belum dipasang",
        by=cast.mentor,
        at=cast.at,
    )
