"""A programme for tests to begin with."""

from datetime import date

from rantai.mentoring.actions import (
    ItemSaid,
    Sent,
    enrol_workshop,
    record_assessment,
    record_visit,
    write_sheets,
)
from rantai.mentoring.models import (
    Action,
    Assessment,
    Gate,
    ItemScore,
    Pillar,
    Programme,
    Proof,
    Stage,
    StageCriterion,
)
from rantai.records.identifiers import uuid7
from tests.cast import Cast
from tests.kept_stories import kept


@kept
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


@kept
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


def scored(assessment: Assessment) -> ItemScore:
    """An item of a visit to the same workshop, with a photo and an action, made once."""
    known = ItemScore.objects.first()
    if known is not None:
        return known
    sheet = write_sheets(assessment.cooperative, date(2016, 7, 1))[0]
    record_visit(
        visit_id=uuid7(),
        programme=assessment.programme,
        workshop=assessment.workshop,
        sheet=sheet,
        stage=None,
        visited_on=date(2019, 1, 10),
        said=[
            ItemSaid(
                sheet.items.all()[0],
                1,
                photo=Sent("a.png", b"\x89PNG\r\n\x1a\n"),
                finding="Tanpa label",
                action="Pasang label",
                owner="Parjo",
                due_on=date(2019, 2, 10),
            )
        ],
        by=assessment.recorded_by,
        at=assessment.received_at,
    )
    return ItemScore.objects.get()


def agreed(assessment: Assessment) -> Action:
    scored(assessment)
    return Action.objects.get()
