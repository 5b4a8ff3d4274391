"""Check sheets filled in by the mentor and the owners, and the actions that came of them."""

import random
from datetime import date, timedelta

from rantai.members.models import Workshop
from rantai.mentoring.actions import write_sheets
from rantai.mentoring.models import (
    Action,
    ActionClosing,
    CheckItem,
    CheckSheet,
    ItemScore,
    Programme,
    Visit,
)
from rantai.portal.example.days import NOW, moment
from rantai.portal.example.ledger import Ledger
from rantai.records.models import Account

DAYS = {
    "5r": (date(2017, 3, 13), date(2018, 3, 13), date(2018, 9, 15), date(2019, 3, 13)),
    "self": (date(2018, 1, 15), date(2019, 1, 14)),
    "qcdsm": (date(2018, 9, 15), date(2019, 3, 13)),
    "skills": (date(2019, 3, 13),),
}
OWNER_LOOKS_ON = date(2019, 1, 21)
"""A week after the mentor, owners fill in the self-audit of the same workshop."""

AGREED = {
    "structure": ("Alat cetak tercampur", "Buat papan bayangan untuk alat cetak"),
    "people": ("Baku tertulis tidak di tempat kerja", "Tempel lembar baku bergambar di tungku"),
    "quality": ("Afkir tidak ditinjau", "Tinjau afkir menurut cacat tiap Sabtu"),
}


class _Book:
    """Rows of every visit, written together at the end."""

    def __init__(self, programme: Programme, ledger: Ledger) -> None:
        self.programme, self.ledger = programme, ledger
        self.visits: list[Visit] = []
        self.scores: list[ItemScore] = []
        self.actions: list[Action] = []
        self.closings: list[ActionClosing] = []

    def visit(
        self, workshop: Workshop, sheet: CheckSheet, by: Account, day: date, clock: str
    ) -> Visit:
        visit = Visit(
            **self.ledger.fact(by=by, at=moment(day, clock)),
            programme=self.programme,
            workshop=workshop,
            sheet=sheet,
            visited_on=day,
        )
        self.visits.append(visit)
        return visit

    def score(self, visit: Visit, item: CheckItem, score: int, by: Account) -> None:
        self.scores.append(
            ItemScore(
                **self.ledger.fact(by=by, at=visit.occurred_at),
                visit=visit,
                item=item,
                score=score,
            )
        )

    def agree(self, visit: Visit, item: CheckItem, by: Account, done_after: int | None) -> None:
        finding, text = AGREED[item.pillar]
        action = Action(
            **self.ledger.fact(by=by, at=visit.occurred_at),
            visit=visit,
            item=item,
            workshop=visit.workshop,
            finding=finding,
            text=text,
            owner="Pemilik",
            due_on=visit.visited_on + timedelta(days=45),
        )
        self.actions.append(action)
        if done_after is None:
            return
        done_on = visit.visited_on + timedelta(days=done_after)
        if done_on < NOW.date():
            self.closings.append(
                ActionClosing(
                    **self.ledger.fact(by=by, at=moment(done_on, "10:00")),
                    action=action,
                    done_on=done_on,
                    note="Sudah terpasang dan dipakai",
                )
            )

    def write(self) -> None:
        Visit.objects.bulk_create(self.visits)
        ItemScore.objects.bulk_create(self.scores)
        Action.objects.bulk_create(self.actions)
        ActionClosing.objects.bulk_create(self.closings)


def visit_members(
    programme: Programme,
    workshops: list[Workshop],
    *,
    ledger: Ledger,
    mentor: Account,
    owners: dict[str, Account],
) -> None:
    chance = random.Random("visits")
    book = _Book(programme, ledger)
    sheets = write_sheets(programme.cooperative, date(2016, 7, 1))
    items = {sheet.pk: list(sheet.items.all()) for sheet in sheets}
    for workshop in workshops:
        for sheet in sheets:
            given = {item.pk: chance.randrange(0, 3) for item in items[sheet.pk]}
            for day in DAYS[sheet.kind]:
                visit = book.visit(workshop, sheet, mentor, day, "13:30")
                for item in items[sheet.pk]:
                    book.score(visit, item, given[item.pk], mentor)
                low = min(items[sheet.pk], key=lambda item: given[item.pk])
                if given[low.pk] < 2:
                    book.agree(visit, low, mentor, chance.choice((20, 30, 40, 60, None)))
                for item in items[sheet.pk]:
                    given[item.pk] = min(item.best, given[item.pk] + chance.randrange(0, 2))
                if sheet.kind == "self" and day == DAYS["self"][-1] and workshop.code in owners:
                    _second_look(book, visit, items[sheet.pk], owners[workshop.code], chance)
    book.write()


def _second_look(
    book: _Book, visit: Visit, items: list[CheckItem], owner: Account, chance: random.Random
) -> None:
    """The owner sees his own house a little better than the mentor does."""
    seen = {row.item_id: row.score or 0 for row in book.scores[-len(items) :]}
    own = book.visit(visit.workshop, visit.sheet, owner, OWNER_LOOKS_ON, "19:00")
    for item in items:
        shift = chance.choice((0, 0, 0, 1, -1, 1))
        book.score(own, item, max(0, min(item.best, seen[item.pk] + shift)), owner)
