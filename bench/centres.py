"""The ministry's and the mentor's pages at the country's size: nine full centres, three years."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from bench.figures import Figure, at_most, p50_p99
from bench.pages import EMPTY, SPELLS, signed_in, timed
from rantai.members.models import Membership, MembershipStatus, Person, Workshop
from rantai.mentoring.models import Assessment, Enrolment, Pillar, Programme
from rantai.portal.disclosure import Amounts
from rantai.portal.publishing import KINDS, put_out
from rantai.portal.rules import months_back
from rantai.records.actions import stamp
from rantai.records.models import Account, Centre, Cooperative, Role

WORKSHOPS, WORKERS, MONTHS = 150, 4_000, 36
P99_MS = 100.0


def page_centre(is_tiny: bool) -> Iterator[Figure]:
    """Each page of a centre, and the mentor's board of one, beside the empty page."""
    workshops, months = (12, 3) if is_tiny else (WORKSHOPS, MONTHS)
    grow_country(workshops, WORKERS * workshops // WORKSHOPS, months)
    ministry, _officer = signed_in("ministry")
    mentor, _mentor = signed_in("mentor")
    pages = [
        (ministry, "/kementerian/"),
        (ministry, "/kementerian/CEPER/"),
        (ministry, "/kementerian/TEGAL/"),
        (mentor, "/pendampingan/"),
    ]
    rounds, spells_wanted = (1, 1) if is_tiny else (25, SPELLS)
    for client, address in pages:
        timed(client, address)
        spells = [
            p50_p99([timed(client, address) for _ in range(rounds)]) for _ in range(spells_wanted)
        ]
        floor = [
            p50_p99([timed(client, EMPTY) for _ in range(rounds)]) for _ in range(spells_wanted)
        ]
        yield at_most(
            f"page-centre {address} p99",
            [spell[1] for spell in spells],
            "ms",
            against=("empty page", [spell[1] for spell in floor]),
            budget=P99_MS,
        )


def grow_country(workshops: int, workers: int, months: int) -> None:
    """Fill every centre up, visit every workshop each half year, and count so many months."""
    chance = random.Random("country")
    now = timezone.now()
    for cooperative in Cooperative.objects.select_related("centre").order_by("pk"):
        shops = _workshops(cooperative, workshops)
        there = Person.objects.filter(cooperative=cooperative).count()
        Person.objects.bulk_create(
            Person(
                cooperative=cooperative,
                workshop=chance.choice(shops),
                name=f"Pekerja {number}",
                job="pencetak",
                joined_on=date(2016, 1, 1),
            )
            for number in range(workers - there)
        )
        _assess(cooperative, shops, months, chance)
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


def _workshops(cooperative: Cooperative, wanted: int) -> list[Workshop]:
    there = list(Workshop.objects.filter(cooperative=cooperative).order_by("pk")[:wanted])
    new = Workshop.objects.bulk_create(
        Workshop(cooperative=cooperative, code=f"Z-{number:03d}", name=f"Bengkel {number}")
        for number in range(len(there), wanted)
    )
    Membership.objects.bulk_create(
        Membership(
            cooperative=cooperative,
            workshop=workshop,
            status=MembershipStatus.ACTIVE,
            valid_from=date(2016, 1, 1),
        )
        for workshop in new
    )
    return [*there, *new]


def _assess(
    cooperative: Cooperative, shops: list[Workshop], months: int, chance: random.Random
) -> None:
    """Every pillar of every workshop, every half year up to the day the example ends."""
    recorder = Account.objects.filter(cooperative=cooperative).first() or Account.objects.create(
        username=f"mentor-{cooperative.pk}",
        name="Pendamping",
        role=Role.MENTOR,
        cooperative=cooperative,
    )
    programme = Programme.objects.filter(cooperative=cooperative).first() or (
        Programme.objects.create(
            cooperative=cooperative,
            name="Pendampingan",
            mentor="YDBA",
            started_on=date(2016, 1, 1),
            aim="Mutu setara pemasok otomotif",
        )
    )
    Enrolment.objects.bulk_create(
        (
            Enrolment(
                cooperative=cooperative,
                programme=programme,
                workshop=workshop,
                joined_on=date(2016, 1, 1),
            )
            for workshop in shops
        ),
        ignore_conflicts=True,
    )
    facts = stamp(cooperative=cooperative, by=recorder, at=timezone.now())
    first = date(2019, 4, 1) - timedelta(days=30 * months)
    Assessment.objects.bulk_create(
        Assessment(
            **facts,
            programme=programme,
            workshop=workshop,
            pillar=pillar,
            assessed_on=first + timedelta(days=182 * half),
            score=chance.randrange(20, 100),
            finding="",
        )
        for workshop in shops
        for pillar in Pillar.values
        for half in range(months // 6)
    )
