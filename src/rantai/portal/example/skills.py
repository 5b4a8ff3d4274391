"""What the four thousand can do, their papers, two trainings, and the rule on opening a heat."""

import random
from datetime import date, timedelta

from rantai.members.models import (
    Duty,
    Person,
    Skill,
    SkillCertificate,
    SkillLevel,
    SkillRule,
    Training,
)
from rantai.portal.example.days import FOR_YEARS, NOW, moment
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.writing import write_rows
from rantai.records.models import Account, Cooperative

SKILLS = (
    ("lebur", "Melebur", "Melting", True),
    ("cetak", "Mencetak", "Moulding", False),
    ("inti", "Membuat inti", "Core making", False),
    ("bubut", "Membubut", "Turning", False),
    ("ukur", "Mengukur", "Measuring", False),
)
OF_JOB = {
    "operator tungku": "lebur",
    "pencetak": "cetak",
    "pembuat inti": "inti",
    "pembubut": "bubut",
    "finishing": "ukur",
    "pemilik": "lebur",
}
SEEN_ON = date(2018, 9, 17)
TAUGHT_ON = date(2019, 2, 9)


def teach(cooperative: Cooperative, ledger: Ledger, mentor: Account) -> frozenset[int]:
    """Write what everyone can do; return the workshops that were taught to melt and pour."""
    chance = random.Random("skills")
    skills = {
        code: Skill.objects.create(
            cooperative=cooperative,
            code=code,
            name=name,
            name_en=name_en,
            needs_certificate=needs,
            order=order,
        )
        for order, (code, name, name_en, needs) in enumerate(SKILLS)
    }
    SkillRule.objects.create(
        cooperative=cooperative,
        job=Duty.OPEN_HEAT,
        skill=skills["lebur"],
        least_level=2,
        refuses=False,
        valid_from=date(2018, 1, 1),
    )
    trainings = {
        code: Training.objects.create(
            cooperative=cooperative,
            skill=skills[code],
            title=title,
            held_on=TAUGHT_ON,
            trainer="Politeknik Manufaktur Ceper",
        )
        for code, title in (("lebur", "Inokulasi dan suhu tuang"), ("ukur", "Membaca mikrometer"))
    }
    levels: list[SkillLevel] = []
    papers: list[SkillCertificate] = []
    seen_at, taught_at = moment(SEEN_ON, "15:00"), moment(TAUGHT_ON, "15:00")
    for person in Person.objects.filter(cooperative=cooperative, left_on__isnull=True).order_by(
        "pk"
    ):
        own = OF_JOB.get(person.job)
        if own is None:
            continue
        level = chance.choice((1, 2, 2, 3, 3, 4))
        known = {own: level, chance.choice(SKILLS)[0]: chance.choice((1, 1, 2))}
        known[own] = max(level, known[own])
        for code, shown in known.items():
            levels.append(
                SkillLevel(
                    **ledger.fact(by=mentor, at=seen_at),
                    person=person,
                    skill=skills[code],
                    level=shown,
                    seen_on=SEEN_ON,
                )
            )
        if own in trainings and level < 3 and chance.random() < 0.15:
            levels.append(
                SkillLevel(
                    **ledger.fact(by=mentor, at=taught_at),
                    person=person,
                    skill=skills[own],
                    level=3,
                    seen_on=TAUGHT_ON,
                    training=trainings[own],
                )
            )
        if own == "lebur" and level > 1:
            until = FOR_YEARS if chance.random() < 0.9 else NOW.date() - timedelta(days=30)
            papers.append(
                SkillCertificate(
                    **ledger.fact(by=mentor, at=seen_at),
                    person=person,
                    skill=skills[own],
                    number=f"KL-{len(papers) + 1:04d}",
                    valid_from=date(2017, 1, 1),
                    valid_until=until,
                )
            )
    write_rows(levels)
    SkillCertificate.objects.bulk_create(papers)
    melting = trainings["lebur"].pk
    return frozenset(row.person.workshop_id for row in levels if row.training_id == melting)
