"""What the example's readiness is judged by, and its marks before and after."""

from datetime import date

from rantai.delivery.scoring import Weight
from rantai.mentoring.actions import agree_readiness, mark_readiness, weigh_helps
from rantai.mentoring.models import Pillar, Sign
from rantai.portal.example.days import NOW, moment
from rantai.records.models import Account, Cooperative

AGREED_ON = date(2018, 9, 16)
MARKED = (date(2018, 10, 1), date(2019, 1, 1), date(2019, 4, 1))
"""Some months only: marking them all would double what the example takes to load."""


def agree_on_readiness(mentor: Account) -> None:
    agree_readiness(
        valid_from=AGREED_ON,
        decision="Kesepakatan pendamping dan koperasi 16 Sep 2018",
        months=6,
        grades=(90, 75, 60),
        weights={
            Pillar.STRUCTURE: [
                Weight(Sign.ON_TIME, 40, 100, 70),
                Weight(Sign.RECORDS, 20, 100, 80),
                Weight(Sign.ACTIONS, 20, 100, 50),
                Weight(Sign.SCORE, 20, 90, 40),
            ],
            Pillar.PEOPLE: [
                Weight(Sign.SKILLS, 50, 100, 20),
                Weight(Sign.SEEN, 20, 100, 50),
                Weight(Sign.SCORE, 30, 90, 40),
            ],
            Pillar.QUALITY: [
                Weight(Sign.PPM, 35, 100, 2_500),
                Weight(Sign.PPK, 25, 1.33, 0.67),
                Weight(Sign.CALIBRATION, 10, 100, 50),
                Weight(Sign.APPROVALS, 15, 1, 0),
                Weight(Sign.SCORE, 15, 90, 40),
            ],
        },
        by=mentor,
        at=moment(AGREED_ON, "19:00"),
    )


def mark_months(cooperative: Cooperative, months: list[date]) -> None:
    """What the worker of the night would have left: marks, and every help weighed."""
    for month in MARKED:
        if month in months:
            mark_readiness(cooperative=cooperative, at=NOW, month=month)
    weigh_helps(cooperative=cooperative, at=NOW)
