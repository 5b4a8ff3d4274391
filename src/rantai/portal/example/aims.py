"""What the example's actions and trainings should change, said when they were agreed."""

from rantai.members.models import Training
from rantai.mentoring.models import Action, Aim, Aimed, Pillar
from rantai.portal.example.days import moment
from rantai.portal.example.ledger import Ledger
from rantai.records.models import Account, Cooperative

AIMED_BY = {Pillar.QUALITY: Aimed.SCRAP, Pillar.STRUCTURE: Aimed.LATE, Pillar.PEOPLE: Aimed.SCRAP}


def name_aims(cooperative: Cooperative, ledger: Ledger, mentor: Account) -> None:
    """Of the actions one in two: a mentor does not always say what should change."""
    actions = Action.objects.filter(cooperative=cooperative).select_related("item")
    rows = [
        Aim(
            **ledger.fact(by=mentor, at=action.occurred_at),
            action=action,
            measure=AIMED_BY[Pillar(action.item.pillar)],
        )
        for place, action in enumerate(actions.order_by("occurred_at", "pk"))
        if place % 2 == 0 and action.item
    ]
    rows += [
        Aim(
            **ledger.fact(by=mentor, at=moment(training.held_on, "15:00")),
            training=training,
            measure=Aimed.SCRAP,
        )
        for training in Training.objects.filter(cooperative=cooperative).order_by("pk")[:2]
    ]
    Aim.objects.bulk_create(rows)
