"""Who belongs, since when, with what capacity; and whose workshop a person works in."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from rantai.members.models import (
    CapacityAudit,
    Duty,
    Membership,
    MembershipStatus,
    NamesShown,
    Person,
    Skill,
    SkillCertificate,
    SkillLevel,
    SkillRule,
    SkillsHeld,
    TypedFigure,
    Workshop,
)
from rantai.members.rules import Held, can_do, succession
from rantai.records.models import Account, Cooperative, Role
from rantai.records.prepared import only_one, prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by

HELD = "workshop held for this request"


def workshop_of(viewer: Account) -> Workshop | None:
    """The workshop an operator or owner works in; office people have none.

    A page asks this for every list it shows. The account in hand lives as long as the
    request, so it keeps the answer, and the next request asks anew.
    """
    known: dict[str, Workshop | None] = vars(viewer)
    if HELD not in known:
        known[HELD] = _workshop_of(viewer)
    return known[HELD]


def _workshop_of(viewer: Account) -> Workshop | None:
    if viewer.cooperative_id is None:
        return None
    return only_one(_workshops_of(viewer.cooperative_id, viewer.pk))


@prepared
def _workshops_of(owner: int, account: int) -> QuerySet[Workshop]:
    return Workshop.objects.filter(
        cooperative_id=owner, people__account_id=account, people__left_on__isnull=True
    ).order_by("people__pk")


def workshops_visible_to(viewer: Account) -> QuerySet[Workshop]:
    """The office and mentors see every member; a workshop's people see their own."""
    rows = owned_by(viewer, Workshop.objects.all())
    if has_role(viewer, *OFFICE, Role.MENTOR):
        return rows
    if has_role(viewer, *WORKSHOP):
        return rows.filter(people__account_id=viewer.pk, people__left_on__isnull=True)
    return rows.none()


def membership_on(cooperative: Cooperative, day: date) -> dict[int, str]:
    """Every workshop's standing on a day: its latest row up to then."""
    return dict(_standings(cooperative.pk, day))  # a later row takes the place of an earlier one


@prepared
def _standings(owner: int, day: date) -> QuerySet[Membership, tuple[int, str]]:
    rows = Membership.objects.filter(cooperative_id=owner, valid_from__lte=day)
    return rows.order_by("valid_from", "pk").values_list("workshop_id", "status")


def count_members(cooperative: Cooperative, day: date) -> dict[str, int]:
    """How many members on a day, by standing; those who left are not members."""
    standings = list(membership_on(cooperative, day).values())
    counts = {status: standings.count(status) for status in MembershipStatus.values}
    members = sum(count for status, count in counts.items() if status != MembershipStatus.LEFT)
    return {**counts, "members": members}


def people_on(cooperative: Cooperative, day: date) -> QuerySet[Person]:
    """Everyone working in the member workshops on a day."""
    return _working_on(Person.objects.filter(cooperative=cooperative), day)


def _working_on(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    return people.filter(Q(left_on__isnull=True) | Q(left_on__gt=day), joined_on__lte=day)


def capacity_of(
    cooperative: Cooperative, workshop_ids: Iterable[int], on: date
) -> dict[int, CapacityAudit]:
    """The audit in force of each workshop on a day; a workshop never audited is left out."""
    audits = CapacityAudit.objects.filter(
        cooperative=cooperative, workshop__in=list(workshop_ids), valid_from__lte=on
    ).order_by("valid_from")
    return {audit.workshop_id: audit for audit in audits}


@dataclass(frozen=True, slots=True)
class Member:
    """A workshop as it stood on a day."""

    workshop: Workshop
    standing: MembershipStatus | None
    workers: int
    kg_per_month: int | None
    approvals: int

    @property
    def pill(self) -> str:
        """The look's word for the standing."""
        return PILLS[self.standing] if self.standing else ""


PILLS = {
    MembershipStatus.ACTIVE: "ok",
    MembershipStatus.DORMANT: "dormant",
    MembershipStatus.DECEASED: "watch",
    MembershipStatus.LEFT: "left",
}


def members_on(viewer: Account, cooperative: Cooperative, day: date) -> list[Member]:
    """Every workshop this person may see as it stood on a day; five questions, however many."""
    workshops = list(workshops_visible_to(viewer))
    standings = membership_on(cooperative, day)
    workers = dict(_workers(cooperative.pk, day))
    capacity = dict(_capacities(cooperative.pk, day))  # a later audit replaces an earlier one
    approvals = dict(
        _approved(workshops_visible_to(viewer), day)
        .values_list("pk")
        .annotate(Count("approvals__revision", distinct=True))
        .order_by()
    )
    return [
        Member(
            workshop=workshop,
            standing=_standing(standings.get(workshop.pk)),
            workers=workers.get(workshop.pk, 0),
            kg_per_month=capacity.get(workshop.pk),
            approvals=approvals.get(workshop.pk, 0),
        )
        for workshop in workshops
    ]


@prepared
def _workers(owner: int, day: date) -> QuerySet[Person, tuple[int, int]]:
    rows = _working_on(Person.objects.filter(cooperative_id=owner), day)
    return rows.values_list("workshop").annotate(Count("pk")).order_by()


@prepared
def _capacities(owner: int, day: date) -> QuerySet[CapacityAudit, tuple[int, int]]:
    rows = CapacityAudit.objects.filter(cooperative_id=owner, valid_from__lte=day)
    return rows.order_by("valid_from").values_list("workshop_id", "kg_per_month")


def _standing(status: str | None) -> MembershipStatus | None:
    return MembershipStatus(status) if status else None


def _approved(workshops: QuerySet[Workshop], day: date) -> QuerySet[Workshop]:
    """Approvals hang on a workshop from a room above; here they are only counted, by relation."""
    return workshops.filter(
        Q(approvals__withdrawn_on__isnull=True) | Q(approvals__withdrawn_on__gt=day),
        approvals__approved_on__lte=day,
        approvals__valid_until__gte=day,
    )


def names_shown_on(cooperative_id: int, day: date) -> bool:
    """Whether customers read workshops' names on a day; codes, until the members decide."""
    rows = NamesShown.objects.filter(cooperative_id=cooperative_id, valid_from__lte=day)
    decided = rows.order_by("-valid_from").first()
    return decided is not None and decided.shows_names


def workers_of(workshop: Workshop, day: date) -> list[Person]:
    return list(
        Person.objects.filter(
            Q(left_on__isnull=True) | Q(left_on__gt=day),
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            joined_on__lte=day,
        ).order_by("joined_on", "name")
    )


# Skills


def skills_of(cooperative: Cooperative) -> list[Skill]:
    return list(Skill.objects.filter(cooperative=cooperative))


def held_on(
    cooperative: Cooperative, day: date, workshop_id: int | None = None
) -> dict[int, dict[int, Held]]:
    """By person and skill, the level last seen up to a day; two questions, however many people."""
    levels = SkillLevel.objects.current().filter(cooperative=cooperative, seen_on__lte=day)
    papers = SkillCertificate.objects.current().filter(
        cooperative=cooperative, valid_from__lte=day, valid_until__gte=day
    )
    if workshop_id is not None:
        # By number: the levels of twenty people are found by their index, not by reading all.
        people = Person.objects.filter(cooperative=cooperative, workshop=workshop_id)
        there = list(people.values_list("pk", flat=True))
        levels, papers = levels.filter(person__in=there), papers.filter(person__in=there)
    with_paper = set(papers.values_list("person_id", "skill_id"))
    strict = {skill.pk for skill in skills_of(cooperative) if skill.needs_certificate}
    found: dict[int, dict[int, Held]] = {}
    rows = levels.order_by("seen_on", "received_at").values_list("person_id", "skill_id", "level")
    for person, skill, level in rows:
        lacks = skill in strict and (person, skill) not in with_paper
        found.setdefault(person, {})[skill] = Held(level, lacks)
    return found


@dataclass(frozen=True, slots=True)
class Crew:
    """One workshop's people and what each can do."""

    workshop: Workshop
    people: list[tuple[int, str, str]]
    """Number, name and job."""
    held: dict[int, dict[int, Held]]

    def of_skill(self, skill: int) -> list[Held]:
        return [
            found for person, _, _ in self.people if (found := self.held.get(person, {}).get(skill))
        ]

    def at_risk(self, skills: Iterable[Skill]) -> list[tuple[Skill, int]]:
        """Skills that one person or nobody holds alone."""
        few = succession({skill.pk: self.of_skill(skill.pk) for skill in skills})
        return [(skill, few[skill.pk]) for skill in skills if skill.pk in few]


def crew_on(workshop: Workshop, day: date) -> Crew:
    """A workshop's people with what was known of them on a day."""
    people = people_on(workshop.cooperative, day).filter(workshop=workshop)
    return Crew(
        workshop,
        list(people.order_by("name").values_list("pk", "name", "job")),
        held_on(workshop.cooperative, day, workshop.pk),
    )


class Line(NamedTuple):
    """One person of the matrix, with levels and papers as they are kept."""

    name: str
    job: str
    levels: str | None
    papers: str | None


def matrix_on(
    viewer: Account, cooperative: Cooperative, day: date
) -> list[tuple[Workshop, list[Line]]]:
    """Every workshop this person may see with its people; two questions for four thousand."""
    workshops = {workshop.pk: workshop for workshop in workshops_visible_to(viewer)}
    lines: dict[int, list[Line]] = {pk: [] for pk in workshops}
    for shop, name, job, levels, papers in _matrix(cooperative.pk, day):
        if shop in lines:
            lines[shop].append(Line(name, job, levels, papers))
    return [(workshops[pk], mine) for pk, mine in lines.items() if mine]


@prepared
def _matrix(
    owner: int, day: date
) -> QuerySet[Person, tuple[int, str, str, str | None, str | None]]:
    people = _working_on(Person.objects.filter(cooperative_id=owner), day)
    return people.order_by("workshop", "name").values_list(
        "workshop_id", "name", "job", "skills_held__levels", "skills_held__papers"
    )


def count_held(owner: int, people: Collection[int] | None = None) -> list[SkillsHeld]:
    """What each person's facts add up to; of everyone unless some are named; nothing is written."""
    levels = SkillLevel.objects.current().filter(cooperative_id=owner)
    papers = SkillCertificate.objects.current().filter(cooperative_id=owner)
    if people is not None:
        levels, papers = levels.filter(person__in=people), papers.filter(person__in=people)
    last: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for person, skill, level in levels.order_by("seen_on", "received_at").values_list(
        "person_id", "skill_id", "level"
    ):
        last[person][skill] = level
    shown: defaultdict[int, list[str]] = defaultdict(list)
    for person, skill, first, until in papers.order_by("skill", "valid_until", "pk").values_list(
        "person_id", "skill_id", "valid_from", "valid_until"
    ):
        shown[person].append(f"{skill}:{first}:{until}")
    return [
        SkillsHeld(
            cooperative_id=owner,
            person_id=person,
            levels=" ".join(f"{skill}:{level}" for skill, level in sorted(last[person].items())),
            papers=" ".join(shown[person]),
        )
        for person in sorted({*last, *shown})
    ]


def lacking(workshop: Workshop, job: Duty, day: date) -> list[SkillRule]:
    """The rules of a day that nobody in the workshop fulfils for this job."""
    rules = list(
        SkillRule.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
            cooperative_id=workshop.cooperative_id,
            job=job,
            valid_from__lte=day,
        ).select_related("skill")
    )
    if not rules:
        return []
    there = {person.pk for person in workers_of(workshop, day)}
    held = held_on(workshop.cooperative, day, workshop.pk)
    return [
        rule
        for rule in rules
        if not can_do(
            [skills[rule.skill_id] for person, skills in held.items()
             if person in there and rule.skill_id in skills],
            rule.least_level,
        )
    ]  # fmt: skip


def people_visible_to(viewer: Account) -> QuerySet[Person]:
    return owned_by(
        viewer, Person.objects.filter(workshop__in=workshops_visible_to(viewer))
    ).select_related("workshop")


def papers_of(viewer: Account, workshop: Workshop, day: date) -> list[SkillCertificate]:
    """Each worker's papers, the first to run out first."""
    rows = owned_by(viewer, SkillCertificate.objects.current()).filter(
        person__in=[person.pk for person in workers_of(workshop, day)]
    )
    return list(rows.select_related("person", "skill").order_by("valid_until", "number"))


def typed_figures(workshop: Workshop, period_from: date, period_to: date) -> dict[str, TypedFigure]:
    """What a member wrote for exactly this period, by field."""
    rows = TypedFigure.objects.current().filter(
        cooperative_id=workshop.cooperative_id,
        workshop=workshop,
        period_from=period_from,
        period_to=period_to,
    )
    return {row.field: row for row in rows}


def newest_figure(workshop: Workshop, field: str, until: date) -> TypedFigure | None:
    """The last word on a field that stays, such as an investment, up to a day."""
    return (
        TypedFigure.objects.current()
        .filter(
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            field=field,
            period_to__lte=until,
        )
        .order_by("-period_to", "-occurred_at")
        .first()
    )
