"""The live facts by which readiness is judged, for every workshop of a programme at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import fmean

from django.db.models import Count, F, Q

from rantai.delivery.queries.performance import Span, by_workshop, start_of
from rantai.machines.models import Machine, MachineKind
from rantai.machines.queries import standings_of
from rantai.members.models import SkillLevel
from rantai.members.queries import held_on, people_on, skills_of
from rantai.members.rules import Held, holders
from rantai.mentoring.models import Action, Assessment, Enrolment, Pillar, Sign
from rantai.parts.models import Approval
from rantai.quality.models import ChartPoint
from rantai.quality.rules import Limits, index_of
from rantai.records.models import Cooperative
from rantai.shopfloor.models import CastingLot, Pour

FEWEST_READINGS = 25
"""Below it a proven Ppk says more about the count than about the process."""

Signs = dict[tuple[str, str], float]
"""By pillar and sign; the mentor's score is another one in each pillar."""
Found = defaultdict[int, Signs]


def enrolled_in(cooperative: Cooperative, day: date) -> list[int]:
    """Workshops in a programme that runs on a day."""
    rows = Enrolment.objects.filter(
        Q(programme__ended_on__isnull=True) | Q(programme__ended_on__gte=day),
        cooperative=cooperative,
        joined_on__lte=day,
    )
    return sorted(set(rows.values_list("workshop_id", flat=True)))


def signs_of(cooperative: Cooperative, span: Span, shops: list[int]) -> dict[int, Signs]:
    """What is known of each workshop on the last day of a span; what is not known is left out."""
    only = shops[0] if len(shops) == 1 else None
    day = min(span.after - timedelta(days=1), span.today)
    found: Found = defaultdict(dict)
    for shop, done in by_workshop(cooperative, span, only).items():
        if done.on_time_pct is not None:
            found[shop][Pillar.STRUCTURE, Sign.ON_TIME] = done.on_time_pct
        if done.rate is not None:
            found[shop][Pillar.QUALITY, Sign.PPM] = done.rate.per_million
    _add_records(found, cooperative, span, shops)
    _add_actions(found, cooperative, span, day, shops)
    _add_skills(found, cooperative, span, day, shops)
    _add_ppk(found, cooperative, span, shops)
    _add_gauges(found, cooperative, day, shops)
    _add_approvals(found, cooperative, day, shops)
    _add_scores(found, cooperative, day, shops)
    return {shop: found[shop] for shop in shops}


def _add_records(found: Found, cooperative: Cooperative, span: Span, shops: list[int]) -> None:
    """Pours and casting lots told while they happened, of all told."""
    told: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    mine = {
        "cooperative": cooperative,
        "occurred_at__gte": start_of(span.first),
        "occurred_at__lt": start_of(span.after),
    }
    for rows in (
        Pour.objects.filter(heat__workshop__in=shops, **mine).values_list("heat__workshop"),
        CastingLot.objects.filter(workshop__in=shops, **mine).values_list("workshop"),
    ):
        counted = rows.order_by().annotate(
            all=Count("pk"), late=Count("pk", filter=Q(recorded_late=True))
        )
        for shop, of_all, late in counted:
            told[shop][0] += of_all
            told[shop][1] += late
    for shop, (of_all, late) in told.items():
        found[shop][Pillar.STRUCTURE, Sign.RECORDS] = 100 * (of_all - late) / of_all


def _add_actions(
    found: Found, cooperative: Cooperative, span: Span, day: date, shops: list[int]
) -> None:
    """Of the actions that were due in the span, those closed by their day."""
    counted = (
        Action.objects.filter(
            cooperative=cooperative, workshop__in=shops, due_on__gte=span.first, due_on__lt=day
        )
        .order_by()
        .values_list("workshop")
        .annotate(all=Count("pk"), done=Count("pk", filter=Q(closings__done_on__lte=F("due_on"))))
    )
    for shop, of_all, done in counted:
        found[shop][Pillar.STRUCTURE, Sign.ACTIONS] = 100 * done / of_all


def _add_skills(
    found: Found, cooperative: Cooperative, span: Span, day: date, shops: list[int]
) -> None:
    skills = [skill.pk for skill in skills_of(cooperative)]
    people: defaultdict[int, list[int]] = defaultdict(list)
    for shop, person in (
        people_on(cooperative, day).filter(workshop__in=shops).values_list("workshop_id", "pk")
    ):
        people[shop].append(person)
    only = shops[0] if len(shops) == 1 else None
    held = held_on(cooperative.pk, day, only) if skills and people else {}
    looks = SkillLevel.objects.filter(
        cooperative=cooperative, seen_on__gte=day - timedelta(days=365), seen_on__lte=day
    )
    if only is not None:
        looks = looks.filter(person__in=people[only])
    seen = set(looks.values_list("person_id", flat=True))
    for shop, workers in people.items():
        if not skills or not any(person in held for person in workers):
            continue  # nobody has looked yet: that is no record, not a bad one
        secured = sum(holders(list(_of_skill(held, workers, skill))) >= 2 for skill in skills)
        found[shop][Pillar.PEOPLE, Sign.SKILLS] = 100 * secured / len(skills)
        found[shop][Pillar.PEOPLE, Sign.SEEN] = (
            100 * sum(person in seen for person in workers) / len(workers)
        )


def _of_skill(
    held: dict[int, dict[int, Held]], people: Iterable[int], skill: int
) -> Iterable[Held]:
    for person in people:
        if (level := held.get(person, {}).get(skill)) is not None:
            yield level


def _add_ppk(found: Found, cooperative: Cooperative, span: Span, shops: list[int]) -> None:
    """The least that any charted characteristic proves: a chain is as strong as that."""
    rows = ChartPoint.objects.filter(
        cooperative=cooperative,
        stream__workshop__in=shops,
        occurred_at__gte=start_of(span.first),
        occurred_at__lt=start_of(span.after),
    ).values_list(
        "stream_id",
        "stream__workshop_id",
        "stream__characteristic__lower",
        "stream__characteristic__upper",
        "readings",
    )
    readings: defaultdict[tuple[int, int, Limits], list[float]] = defaultdict(list)
    for stream, shop, lower, upper, values in rows:
        readings[stream, shop, Limits(lower, upper)].extend(values)
    for (_stream, shop, drawing), values in readings.items():
        fit = index_of(values, drawing) if len(values) >= FEWEST_READINGS else None
        if fit is not None:
            key = (Pillar.QUALITY, Sign.PPK)
            found[shop][key] = min(found[shop].get(key, fit.ppk_lower), fit.ppk_lower)


def _add_gauges(found: Found, cooperative: Cooperative, day: date, shops: list[int]) -> None:
    gauges = list(
        Machine.objects.filter(
            cooperative=cooperative, kind=MachineKind.GAUGE, workshop__in=shops,
            returned_on__isnull=True,
        )
    )  # fmt: skip
    trusted: defaultdict[int, list[bool]] = defaultdict(list)
    for standing in standings_of(gauges, day).values():
        if (shop := standing.gauge.workshop_id) is not None:
            trusted[shop].append(standing.is_trusted)
    for shop, good in trusted.items():
        found[shop][Pillar.QUALITY, Sign.CALIBRATION] = 100 * fmean(good)


def _add_approvals(found: Found, cooperative: Cooperative, day: date, shops: list[int]) -> None:
    for shop in shops:
        found[shop][Pillar.QUALITY, Sign.APPROVALS] = 0
    counted = (
        Approval.objects.filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
            cooperative=cooperative,
            workshop__in=shops,
            approved_on__lte=day,
            valid_until__gte=day,
        )
        .order_by()
        .values_list("workshop")
        .annotate(Count("revision", distinct=True))
    )
    for shop, revisions in counted:
        found[shop][Pillar.QUALITY, Sign.APPROVALS] = revisions


def _add_scores(found: Found, cooperative: Cooperative, day: date, shops: list[int]) -> None:
    rows = (
        Assessment.objects.current()
        .filter(cooperative=cooperative, workshop__in=shops, assessed_on__lte=day)
        .order_by("assessed_on", "received_at")
        .values_list("workshop_id", "pillar", "score")
    )
    for shop, pillar, score in rows:
        found[shop][pillar, Sign.SCORE] = score
