"""The mentor's programme since 2016: three pillars, two assessments a year, slowly better."""

import random
from datetime import date

from rantai.members.models import Workshop
from rantai.mentoring.models import Assessment, Enrolment, Pillar, Programme
from rantai.portal.example.days import moment
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.makers import MAKER_CODES
from rantai.portal.example.stages import Scores, set_stages, walk_stages
from rantai.portal.example.visits import visit_members
from rantai.records.models import Account, Cooperative

STARTED_ON = date(2016, 7, 1)
ENROLLED = 24
VISITS = tuple(
    day
    for year in (2016, 2017, 2018, 2019)
    for day in (date(year, 3, 12), date(year, 9, 14))
    if STARTED_ON < day < date(2019, 4, 1)
)
HEAD_START = 16
"""Who was chosen for the first orders had its house in better order from the start."""
FINDINGS = {
    Pillar.STRUCTURE: (
        "Tata letak belum memisahkan pasir baru dan bekas",
        "Jalur pasir dan cetakan sudah ditandai; alat ukur belum punya tempat",
        "5R berjalan; papan rencana harian dipakai",
    ),
    Pillar.PEOPLE: (
        "Lembar leburan belum diisi oleh operator sendiri",
        "Operator mengisi lembar leburan; pertemuan pagi dua kali seminggu",
        "Pertemuan pagi setiap hari; operator baru dilatih oleh yang lama",
    ),
    Pillar.QUALITY: (
        "Tidak ada catatan afkir menurut cacat",
        "Afkir dicatat, tetapi sebab jarang ditelusuri",
        "Afkir ditinjau tiap minggu dan tindakan dicatat",
    ),
}


def mentor_members(
    cooperative: Cooperative,
    ledger: Ledger,
    workshops: list[Workshop],
    mentor: Account,
    owners: dict[str, Account],
) -> None:
    chance = random.Random("mentoring")
    programme = Programme.objects.create(
        cooperative=cooperative,
        name="Pendampingan TMMIN di Ceper",
        mentor=mentor.name,
        started_on=STARTED_ON,
        aim="Pemasok mandiri untuk rantai otomotif: struktur industri, manusia, mutu",
    )
    taking_part = sorted(
        workshops, key=lambda workshop: (workshop.code not in MAKER_CODES, workshop.code)
    )[:ENROLLED]
    Enrolment.objects.bulk_create(
        Enrolment(
            cooperative=cooperative, programme=programme, workshop=workshop, joined_on=STARTED_ON
        )
        for workshop in taking_part
    )
    rows = []
    scores: Scores = {}
    for workshop in taking_part:
        for pillar in Pillar:
            score = chance.randrange(28, 46) + HEAD_START * (workshop.code in MAKER_CODES)
            for visit in VISITS:
                at = moment(visit, "13:00")
                rows.append(
                    Assessment(
                        **ledger.fact(by=mentor, at=at),
                        programme=programme,
                        workshop=workshop,
                        pillar=pillar,
                        assessed_on=visit,
                        score=score,
                        finding=FINDINGS[pillar][min(2, score // 30 - (score < 30))],
                    )
                )
                scores.setdefault((workshop.pk, pillar), []).append((visit, score))
                score = min(96, score + chance.randrange(2, 13))
    Assessment.objects.bulk_create(rows)
    visit_members(programme, taking_part, ledger=ledger, mentor=mentor, owners=owners)
    walk_stages(programme, set_stages(programme), taking_part, scores, ledger=ledger, mentor=mentor)
