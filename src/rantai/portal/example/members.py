"""The members through the years, their people and what each can make.

The counts are those on public record: 247 on the list in 2011, 224 in 2012 (171 of them active),
168 in 2017 with 4,500 workers, 150 in 2019 with 4,000.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rantai.members.models import CapacityAudit, Membership, MembershipStatus, Person, Workshop
from rantai.portal.example.accounts import Pair
from rantai.portal.example.makers import BLOCK_MAKERS, MAKER_CODES
from rantai.portal.example.names import VILLAGES, person_name, workshop_names
from rantai.records.models import Cooperative

LISTED = 247
WORKERS_2019 = 4_000
LEFT_IN_2018_WORKERS = 500
JOBS = ("operator tungku", "pencetak", "pembuat inti", "finishing", "pembubut", "administrasi")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a workshop: from which day it was dormant, died or left."""

    dormant_on: date | None = None
    deceased_on: date | None = None
    left_on: date | None = None

    @property
    def stayed(self) -> bool:
        return self.left_on is None

    @property
    def is_active(self) -> bool:
        return self.stayed and self.dormant_on is None and self.deceased_on is None


def list_members(cooperative: Cooperative) -> list[Workshop]:
    """Make every workshop that ever was on the list since 2011, and return those of 2019."""
    chance = random.Random("members")
    workshops = Workshop.objects.bulk_create(
        Workshop(
            cooperative=cooperative,
            code=f"B-{number:03d}",
            name=name,
            village=chance.choice(VILLAGES),
        )
        for number, name in enumerate(workshop_names(LISTED, chance), start=1)
    )
    fates = _fates([workshop.code for workshop in workshops], chance)
    Membership.objects.bulk_create(
        row for workshop in workshops for row in _standing(workshop, fates[workshop.code], chance)
    )
    _audit_capacity(cooperative, workshops, fates, chance)
    _people(cooperative, workshops, fates, chance)
    return [workshop for workshop in workshops if fates[workshop.code].stayed]


def _fates(codes: list[str], chance: random.Random) -> dict[str, Fate]:
    """Deal out the fates; those who make our two parts stay and work."""
    others = [code for code in codes if code not in MAKER_CODES]
    chance.shuffle(others)
    fates = dict.fromkeys(codes, Fate())
    dealt = iter(others)

    def day(first: date, last: date) -> date:
        return first + timedelta(days=chance.randrange((last - first).days))

    def deal(count: int, fate: Callable[[], Fate]) -> None:
        for _ in range(count):
            fates[next(dealt)] = fate()

    before_2012 = date(2008, 1, 1), date(2012, 6, 1)
    from_2013 = date(2013, 1, 1), date(2017, 12, 1)
    deal(23, lambda: Fate(left_on=day(date(2011, 6, 1), date(2012, 11, 1))))
    # 74 of the 224 leave later: 38 had been dormant by 2012, 36 had been active.
    deal(38, lambda: Fate(dormant_on=day(*before_2012), left_on=day(*from_2013)))
    deal(18, lambda: Fate(left_on=day(*from_2013)))
    deal(18, lambda: Fate(left_on=day(date(2018, 1, 1), date(2018, 12, 1))))
    # Of the 150 that stay, 15 were not active in 2012, and four owners died since.
    deal(12, lambda: Fate(dormant_on=day(*before_2012)))
    deal(3, lambda: Fate(deceased_on=day(*before_2012)))
    deal(4, lambda: Fate(deceased_on=day(*from_2013)))
    return fates


def _standing(workshop: Workshop, fate: Fate, chance: random.Random) -> Iterator[Membership]:
    def row(status: MembershipStatus, day: date, heir: str = "", note: str = "") -> Membership:
        return Membership(
            cooperative=workshop.cooperative,
            workshop=workshop,
            status=status,
            valid_from=day,
            heir=heir,
            note=note,
        )

    yield row(MembershipStatus.ACTIVE, date(chance.randrange(1976, 2007), 1, 1))
    if fate.dormant_on:
        yield row(MembershipStatus.DORMANT, fate.dormant_on, note="Tungku tidak dinyalakan lagi")
    if fate.deceased_on:
        yield row(MembershipStatus.DECEASED, fate.deceased_on, heir=person_name(chance))
    if fate.left_on:
        yield row(MembershipStatus.LEFT, fate.left_on, note="Mengundurkan diri")


def _audit_capacity(
    cooperative: Cooperative,
    workshops: list[Workshop],
    fates: dict[str, Fate],
    chance: random.Random,
) -> None:
    """Visits of 2016 and 2018 at every active workshop."""
    rows = []
    for workshop in workshops:
        if not fates[workshop.code].is_active:
            continue
        found = BLOCK_MAKERS.get(workshop.code) or chance.randrange(3_000, 15_000, 500)
        for day, kg in ((date(2016, 7, 1), found * 9 // 10), (date(2018, 7, 1), found)):
            rows.append(
                CapacityAudit(
                    cooperative=cooperative, workshop=workshop, valid_from=day, kg_per_month=kg
                )
            )
    CapacityAudit.objects.bulk_create(rows)


def _people(
    cooperative: Cooperative,
    workshops: list[Workshop],
    fates: dict[str, Fate],
    chance: random.Random,
) -> None:
    """Everyone who worked in a workshop that was still there in 2018."""
    staying = [workshop for workshop in workshops if fates[workshop.code].stayed]
    leaving = [
        workshop
        for workshop in workshops
        if (left_on := fates[workshop.code].left_on) and left_on >= date(2018, 1, 1)
    ]
    sizes = _sizes(staying, fates, WORKERS_2019, chance)
    sizes |= _sizes(leaving, fates, LEFT_IN_2018_WORKERS, chance)
    Person.objects.bulk_create(
        Person(
            cooperative=cooperative,
            workshop=workshop,
            name=person_name(chance),
            job="pemilik" if place == 0 else chance.choice(JOBS),
            joined_on=date(chance.randrange(1990, 2017), chance.randrange(1, 13), 1),
            left_on=fates[workshop.code].left_on,
        )
        for workshop in (*staying, *leaving)
        for place in range(sizes[workshop.code])
    )


def _sizes(
    workshops: list[Workshop], fates: dict[str, Fate], total: int, chance: random.Random
) -> dict[str, int]:
    """Share out the workers so that they make up the total; a cold furnace keeps two people."""
    sizes = {
        workshop.code: 2 if fates[workshop.code].dormant_on else chance.randrange(12, 42)
        for workshop in workshops
    }
    working = [code for code in sizes if sizes[code] > 2]
    while (missing := total - sum(sizes.values())) != 0:
        code = chance.choice(working)
        sizes[code] = max(3, sizes[code] + max(-1, min(1, missing)))
    return sizes


def name_people(accounts: dict[str, Pair], workshops: list[Workshop]) -> None:
    """Tie the sign-ins of a workshop to its first people: its owner, then an operator."""
    shops = {workshop.code: workshop for workshop in workshops}
    for code, signing_in in accounts.items():
        workshop = shops[code]
        people = Person.objects.filter(
            cooperative_id=workshop.cooperative_id, workshop=workshop
        ).order_by("pk")
        for person, account in zip(people[: len(signing_in)], signing_in, strict=True):
            person.account, person.name = account, account.name
            person.job = "pemilik" if account.role == "owner" else "operator tungku"
            person.save(update_fields=["account", "name", "job"])
