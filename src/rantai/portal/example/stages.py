"""The seven stages of the programme, and how far each workshop came from 2016 to 2019."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from rantai.members.models import Workshop
from rantai.mentoring.models import Gate, Pillar, Programme, Proof, Stage, StageCriterion
from rantai.mentoring.models import StagePassage as Passage
from rantai.portal.example.days import moment
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.makers import MAKER_CODES, SLEEVE_MAKERS
from rantai.records.models import Account

STAGES = (
    ("Diagnosis", "Diagnosis"),
    ("5R, keselamatan, dan tata letak", "5R, safety and layout"),
    ("Kerja baku dan manusia", "Standard work and people"),
    ("Kendali proses dan mutu", "Process and quality control"),
    ("Pesanan percobaan", "Trial order"),
    ("Pasokan rutin", "Serial supply"),
    ("Mengajar bengkel lain", "Teaches others"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    stage: int
    gate: Gate
    text: str
    text_en: str
    pillar: Pillar | None = None
    at_least: int | None = None


ASKED = (
    Asked(
        0,
        Gate.ENTRY,
        "Pemilik menandatangani kesediaan ikut",
        "The owner has signed to take part",
    ),
    Asked(0, Gate.EXIT, "Foto dan denah awal tersimpan", "First photos and floor plan are kept"),
    Asked(
        1,
        Gate.EXIT,
        "Tata letak dan 5R",
        "Layout and 5R",
        Pillar.STRUCTURE,
        50,
    ),
    Asked(1, Gate.EXIT, "Alat pelindung dipakai semua orang", "Everyone wears protection"),
    Asked(2, Gate.EXIT, "Kerja baku dipakai", "Standard work is in use", Pillar.PEOPLE, 55),
    Asked(3, Gate.EXIT, "Catatan mutu harian", "Daily quality records", Pillar.QUALITY, 60),
    Asked(
        4,
        Gate.ENTRY,
        "Berkas persetujuan part sudah dikirim",
        "The approval file of the part is sent",
    ),
    Asked(4, Gate.EXIT, "Pelanggan menyetujui contoh", "The customer has approved the samples"),
    Asked(5, Gate.EXIT, "Mutu terjaga", "Quality is kept", Pillar.QUALITY, 75),
    Asked(6, Gate.ENTRY, "Enam bulan tanpa klaim", "Six months without a claim"),
)
STARTED_ON = date(2016, 7, 1)


def set_stages(programme: Programme) -> list[Stage]:
    stages = Stage.objects.bulk_create(
        Stage(
            cooperative=programme.cooperative,
            programme=programme,
            number=number,
            name=name,
            name_en=name_en,
        )
        for number, (name, name_en) in enumerate(STAGES)
    )
    StageCriterion.objects.bulk_create(
        StageCriterion(
            cooperative=programme.cooperative,
            stage=stages[asked.stage],
            gate=asked.gate,
            proof=Proof.WORD if asked.pillar is None else Proof.SCORE,
            text=asked.text,
            text_en=asked.text_en,
            pillar=asked.pillar or "",
            at_least=asked.at_least,
            valid_from=STARTED_ON,
        )
        for asked in ASKED
    )
    return stages


Scores = dict[tuple[int, Pillar], list[tuple[date, int]]]
"""By workshop and pillar: each visit's score."""


def walk_stages(
    programme: Programme,
    stages: list[Stage],
    workshops: list[Workshop],
    scores: Scores,
    *,
    ledger: Ledger,
    mentor: Account,
) -> None:
    """Each goes on when its scores allow, a stage a visit at most; only makers get orders."""
    chance = random.Random("stages")
    rows = []
    for workshop in workshops:
        day: date | None = STARTED_ON + timedelta(days=chance.randrange(40))
        last = _furthest(workshop)
        for stage in stages[: last + 1]:
            if stage.number:
                day = _earliest(stage.number, workshop, scores, day)
            if day is None:
                break
            at = moment(day, "14:30")
            rows.append(
                Passage(
                    **ledger.fact(by=mentor, at=at),
                    programme=programme,
                    workshop=workshop,
                    stage=stage,
                    entered_on=day,
                    met=_met(stage.number, workshop, scores, day),
                )
            )
    Passage.objects.bulk_create(rows)


def _furthest(workshop: Workshop) -> int:
    if workshop.code in SLEEVE_MAKERS:
        return 6 if workshop.code == min(SLEEVE_MAKERS) else 5
    return 5 if workshop.code in MAKER_CODES else 4


def _asked_between(number: int) -> list[Asked]:
    return [
        asked
        for asked in ASKED
        if (asked.stage, asked.gate) in {(number - 1, Gate.EXIT), (number, Gate.ENTRY)}
    ]


def _earliest(number: int, workshop: Workshop, scores: Scores, after: date | None) -> date | None:
    """The first visit after the stage before on which every score asked for was reached."""
    days = [day for day, _ in scores[workshop.pk, Pillar.QUALITY]]
    for day in days:
        if after is not None and day <= after:
            continue
        if all(
            _score_on(scores, workshop, asked.pillar, day) >= (asked.at_least or 0)
            for asked in _asked_between(number)
            if asked.pillar
        ):
            return day
    return None


def _score_on(scores: Scores, workshop: Workshop, pillar: Pillar, day: date) -> int:
    return next(score for on, score in reversed(scores[workshop.pk, pillar]) if on <= day)


def _met(number: int, workshop: Workshop, scores: Scores, day: date) -> list[list[object]]:
    return [
        [asked.text, _score_on(scores, workshop, asked.pillar, day) if asked.pillar else None]
        for asked in _asked_between(number)
    ]
