"""A programme for tests to begin with."""

from datetime import date

from rantai.mentoring.actions import enrol_workshop, record_assessment
from rantai.mentoring.models import (
    Assessment,
    Gate,
    Pillar,
    Programme,
    Proof,
    Stage,
    StageCriterion,
)
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


def staged(cast: Cast) -> Programme:
    """The programme with three stages; the second asks for a score and for the mentor's word."""
    running = programme(cast)
    stages = [
        Stage.objects.create(
            cooperative=cast.cooperative,
            programme=running,
            number=number,
            name=name,
            name_en=name,
        )
        for number, name in enumerate(("Diagnosis", "5R", "Kerja baku"))
    ]
    for stage, gate, proof, pillar, least in (
        (0, Gate.EXIT, Proof.WORD, "", None),
        (1, Gate.ENTRY, Proof.SCORE, Pillar.STRUCTURE, 50),
    ):
        StageCriterion.objects.create(
            cooperative=cast.cooperative,
            stage=stages[stage],
            gate=gate,
            proof=proof,
            text="Denah tersimpan" if proof == Proof.WORD else "Tata letak",
            pillar=pillar,
            at_least=least,
            valid_from=date(2016, 6, 1),
        )
    return running


def asked(running: Programme) -> StageCriterion:
    """Some criterion of a programme that has none yet."""
    stage, _ = Stage.objects.get_or_create(
        cooperative_id=running.cooperative_id,
        programme=running,
        number=0,
        defaults={"name": "Diagnosis", "name_en": "Diagnosis"},
    )
    return StageCriterion.objects.get_or_create(
        cooperative_id=running.cooperative_id,
        stage=stage,
        gate=Gate.EXIT,
        proof=Proof.WORD,
        text="Denah tersimpan",
        valid_from=date(2016, 6, 1),
    )[0]
