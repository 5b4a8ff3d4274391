"""The country at its size: nine full centres, three years of visits, skills, deliveries and help.

Rows are written straight into the tables: what is measured is how pages read them. Our own centre
holds everything a page can show; the other eight what fills the same tables beside it.
"""

import random
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cache

from django.db import connection
from django.utils import timezone

from bench.workshops import fill_shops
from rantai.members.models import (
    Membership,
    MembershipStatus,
    Person,
    Skill,
    SkillCertificate,
    SkillLevel,
    SkillsHeld,
    Workshop,
)
from rantai.members.queries import count_held
from rantai.mentoring.actions import weigh_helps, write_sheets
from rantai.mentoring.models import (
    Action,
    ActionClosing,
    Aim,
    Aimed,
    Assessment,
    CheckItem,
    CheckSheet,
    Enrolment,
    ItemScore,
    Offer,
    OfferAnswer,
    Pillar,
    Programme,
    ReadinessMark,
    ReadinessRule,
    Shared,
    Spread,
    Stage,
    StagePassage,
    Visit,
)
from rantai.portal.disclosure import Amounts
from rantai.portal.publishing import KINDS, put_out
from rantai.portal.rules import months_back
from rantai.records.actions import FactStamp, stamp
from rantai.records.models import Account, Centre, Cooperative, Role

WORKSHOPS, WORKERS, MONTHS = 150, 4_000, 36
SINCE = date(2016, 1, 1)
SHEETS_A_YEAR = {"5r": 2, "self": 1, "qcdsm": 1, "skills": 1}
SPREADS = 40


@cache
def grow_country(*, is_tiny: bool) -> None:
    """Fill every centre up, once in a run."""
    workshops, months = (12, 3) if is_tiny else (WORKSHOPS, MONTHS)
    workers = WORKERS * workshops // WORKSHOPS
    today = timezone.localdate()
    for place, owner in enumerate(Cooperative.objects.select_related("centre").order_by("pk")):
        chance = random.Random(f"country {place}")
        shops = _workshops(owner, workshops)
        _people(owner, shops, workers, chance)
        helped = _Mentor(owner, shops, months, today, chance)
        helped.assess()
        helped.see_skills()
        helped.visit()
        helped.mark()
        if place == 0:
            helped.walk_stages()
            helped.spread()
            fill_shops(owner, shops, months_back(today, months), chance)
            weigh_helps(cooperative=owner, at=timezone.now())
    _count(workshops, months, random.Random("country"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _workshops(owner: Cooperative, wanted: int) -> list[Workshop]:
    there = list(Workshop.objects.filter(cooperative=owner).order_by("pk")[:wanted])
    new = Workshop.objects.bulk_create(
        Workshop(cooperative=owner, code=f"Z-{number:03d}", name=f"Bengkel {number}")
        for number in range(len(there), wanted)
    )
    Membership.objects.bulk_create(
        Membership(
            cooperative=owner,
            workshop=workshop,
            status=MembershipStatus.ACTIVE,
            valid_from=SINCE,
        )
        for workshop in new
    )
    return [*there, *new]


def _people(owner: Cooperative, shops: list[Workshop], wanted: int, chance: random.Random) -> None:
    there = Person.objects.filter(cooperative=owner).count()
    Person.objects.bulk_create(
        Person(
            cooperative=owner,
            workshop=chance.choice(shops),
            name=f"Pekerja {number}",
            job="pencetak",
            joined_on=SINCE,
        )
        for number in range(wanted - there)
    )


class _Mentor:
    """What three years of mentoring leave in one co-operative."""

    def __init__(
        self,
        owner: Cooperative,
        shops: list[Workshop],
        months: int,
        today: date,
        chance: random.Random,
    ) -> None:
        self.owner, self.shops, self.months, self.chance = owner, shops, months, chance
        self.today = today
        self.mentor = Account.objects.filter(
            cooperative=owner, role=Role.MENTOR
        ).first() or Account.objects.create(
            username=f"mentor-{owner.pk}", name="Pendamping", role=Role.MENTOR, cooperative=owner
        )
        self.programme = Programme.objects.filter(
            cooperative=owner
        ).first() or Programme.objects.create(
            cooperative=owner,
            name="Pendampingan",
            mentor="YDBA",
            started_on=SINCE,
            aim="Mutu setara pemasok otomotif",
        )
        Enrolment.objects.bulk_create(
            (
                Enrolment(
                    cooperative=owner, programme=self.programme, workshop=shop, joined_on=SINCE
                )
                for shop in shops
            ),
            ignore_conflicts=True,
        )

    def fact(self, day: date) -> FactStamp:
        at = moment(day)
        return stamp(cooperative=self.owner, by=self.mentor, at=at)

    def days(self, a_year: int) -> list[date]:
        """Evenly through the months, the newest a fortnight ago."""
        wanted = max(1, a_year * self.months // 12)
        step = 30 * self.months // wanted
        return [self.today - timedelta(days=14 + step * place) for place in range(wanted)][::-1]

    def assess(self) -> None:
        Assessment.objects.bulk_create(
            Assessment(
                **self.fact(day),
                programme=self.programme,
                workshop=shop,
                pillar=pillar,
                assessed_on=day,
                score=self.chance.randrange(20, 100),
                finding="",
            )
            for day in self.days(2)
            for shop in self.shops
            for pillar in Pillar.values
        )

    def see_skills(self) -> None:
        """Everyone is looked at in every skill, each year; one paper in ten has run out."""
        skills = list(Skill.objects.filter(cooperative=self.owner)) or Skill.objects.bulk_create(
            Skill(cooperative=self.owner, code=f"k{n}", name=f"Kecakapan {n}", name_en=f"Skill {n}")
            for n in range(5)
        )
        people = list(Person.objects.filter(cooperative=self.owner))
        SkillLevel.objects.bulk_create(
            SkillLevel(
                **self.fact(day),
                person=person,
                skill=skill,
                level=self.chance.randrange(5),
                seen_on=day,
            )
            for day in self.days(1)
            for person in people
            for skill in skills
        )
        SkillCertificate.objects.bulk_create(
            SkillCertificate(
                **self.fact(SINCE),
                person=person,
                skill=skills[0],
                number=f"S-{person.pk}",
                valid_from=SINCE,
                valid_until=self.today + timedelta(days=self.chance.randrange(-90, 900)),
            )
            for person in people
        )
        SkillsHeld.objects.filter(cooperative=self.owner).delete()
        SkillsHeld.objects.bulk_create(count_held(self.owner.pk))

    def visit(self) -> None:
        """Filled sheets, what was agreed on each, and for one in four what it should change."""
        sheets = list(CheckSheet.objects.filter(cooperative=self.owner)) or write_sheets(
            self.owner, SINCE
        )
        visits: list[Visit] = []
        scores: list[ItemScore] = []
        actions: list[Action] = []
        closings: list[ActionClosing] = []
        for sheet in sheets:
            items = list(sheet.items.all())
            for day in self.days(SHEETS_A_YEAR[sheet.kind]):
                for shop in self.shops:
                    visit = Visit(
                        **self.fact(day),
                        programme=self.programme,
                        workshop=shop,
                        sheet=sheet,
                        visited_on=day,
                    )
                    visits.append(visit)
                    scores += [self._score(visit, item, day) for item in items]
                    self._agree(visit, self.chance.choice(items), day, actions, closings)
        Visit.objects.bulk_create(visits)
        ItemScore.objects.bulk_create(scores)
        Action.objects.bulk_create(actions)
        ActionClosing.objects.bulk_create(closings)
        Aim.objects.bulk_create(
            Aim(
                **self.fact(action.visit.visited_on),
                action=action,
                measure=self.chance.choice((Aimed.REJECTS, Aimed.SCRAP, Aimed.LATE)),
            )
            for action in actions[::4]
        )

    def _score(self, visit: Visit, item: CheckItem, day: date) -> ItemScore:
        given = self.chance.randrange(item.best + 1)
        return ItemScore(**self.fact(day), visit=visit, item=item, score=given)

    def _agree(
        self,
        visit: Visit,
        item: CheckItem,
        day: date,
        actions: list[Action],
        closings: list[ActionClosing],
    ) -> None:
        due = day + timedelta(days=45)
        action = Action(
            **self.fact(day),
            visit=visit,
            item=item,
            workshop=visit.workshop,
            finding="Afkir tidak ditinjau",
            text="Tinjau afkir menurut cacat tiap Sabtu",
            owner="Pemilik",
            due_on=due,
        )
        actions.append(action)
        done_on = day + timedelta(days=self.chance.randrange(10, 60))
        if done_on < self.today and self.chance.random() < 0.9:
            closings.append(
                ActionClosing(
                    **self.fact(done_on), action=action, done_on=done_on, note="Sudah terpasang"
                )
            )

    def mark(self) -> None:
        """A mark a month of every pillar, as the worker of the night would have left it."""
        rule = ReadinessRule.objects.filter(cooperative=self.owner).first() or (
            ReadinessRule.objects.create(
                cooperative=self.owner,
                valid_from=SINCE,
                decision="RAT",
                months=6,
                a_from=90,
                b_from=75,
                c_from=60,
            )
        )
        ReadinessMark.objects.bulk_create(
            (
                ReadinessMark(
                    cooperative=self.owner,
                    workshop=shop,
                    month=month,
                    pillar=pillar,
                    rule=rule,
                    points=(points := self.chance.randrange(30, 100)),
                    letter="ABCD"[(100 - points) // 20],
                    signs={"score": [points, points, 100.0]},
                    counted_at=moment(month),
                )
                for month in months_back(self.today, self.months)
                for shop in self.shops
                for pillar in Pillar.values
            ),
            ignore_conflicts=True,
        )

    def walk_stages(self) -> None:
        stages = list(Stage.objects.filter(programme=self.programme))
        StagePassage.objects.bulk_create(
            (
                StagePassage(
                    **self.fact(SINCE),
                    programme=self.programme,
                    workshop=shop,
                    stage=stage,
                    entered_on=SINCE,
                    met=[["Rapat pagi berjalan", None]],
                )
                for shop in self.shops
                for stage in stages[: self.chance.randrange(1, len(stages) + 1)]
            ),
            ignore_conflicts=True,
        )

    def spread(self) -> None:
        """Fixes offered to every other workshop, half of them answered."""
        aims = Aim.objects.filter(cooperative=self.owner).order_by("pk")[:SPREADS]
        spreads = Spread.objects.bulk_create(
            Spread(**self.fact(self.today), aim=aim, text="Tinjau afkir menurut cacat")
            for aim in aims
        )
        offers = Offer.objects.bulk_create(
            Offer(cooperative=self.owner, spread=spread, workshop=shop, shared=Shared.PROCESS)
            for spread in spreads
            for shop in self.shops[1:]
        )
        OfferAnswer.objects.bulk_create(
            OfferAnswer(**self.fact(self.today), offer=offer, accepts=True, due_on=self.today)
            for offer in offers[::2]
        )


def _count(workshops: int, months: int, chance: random.Random) -> None:
    now = timezone.now()
    fresh: defaultdict[tuple[str, date], dict[str, Amounts]] = defaultdict(dict)
    for month in months_back(timezone.localdate(now), months + 1)[:-1]:
        for centre in Centre.objects.all():
            for measure, kind in KINDS.items():
                parts = 1 if kind.has_total else 2
                fresh[measure, month][centre.code] = {
                    f"{centre.code}-{number}": [chance.randrange(1, 400) for _ in range(parts)]
                    for number in range(workshops)
                }
    put_out(fresh, at=now)


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
