"""How the example's members decided to grade suppliers."""

from datetime import date

from rantai.delivery.actions import decide_grading
from rantai.delivery.scoring import Measure, Weight
from rantai.portal.example.days import moment
from rantai.records.models import Account

DECIDED_ON = date(2018, 9, 15)


def rule_on_grades(planner: Account) -> None:
    """Quality weighs most; a year is looked at, for a sleeve stream has 2,400 pieces in it."""
    decide_grading(
        valid_from=DECIDED_ON,
        decision="Rapat anggota 15 Sep 2018",
        months=12,
        grades=(90, 75, 60),
        weights=[
            Weight(Measure.PPM, 40, full_at=100, none_at=2_500),
            Weight(Measure.ON_TIME, 30, full_at=100, none_at=70),
            Weight(Measure.CLAIMS, 10, full_at=0, none_at=3),
            Weight(Measure.RESPONSE, 10, full_at=100, none_at=50),
            Weight(Measure.COST, 10, full_at=250, none_at=750),
        ],
        by=planner,
        at=moment(DECIDED_ON, "20:00"),
    )
