"""What each person can do, on a day and now, and what a workshop lacks for a job."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from rantai.members.models import (
    Duty,
    Person,
    Skill,
    SkillCertificate,
    SkillLevel,
    SkillRule,
    SkillsHeld,
    Workshop,
)
from rantai.members.queries.belonging import (
    people_on,
    workers_of,
    working_on,
    workshops_visible_to,
)
from rantai.members.rules import Held, can_do, succession
from rantai.records.models import Account, Cooperative
from rantai.records.prepared import prepared
from rantai.records.queries import owned_by


def skills_of(cooperative: Cooperative) -> list[Skill]:
    return list(Skill.objects.filter(cooperative=cooperative))


def held_on(owner: int, day: date, workshop_id: int | None = None) -> dict[int, dict[int, Held]]:
    """By person and skill, the level last seen up to a day; few questions, however many people."""
    # By number: the levels of twenty people are found by their index, not by reading all.
    there = None if workshop_id is None else _people_of(owner, workshop_id)
    with_paper = set(_papers(owner, day, there))
    strict = set(_strict(owner))
    found: dict[int, dict[int, Held]] = {}
    for person, skill, level in _levels(owner, day, there):
        lacks = skill in strict and (person, skill) not in with_paper
        found.setdefault(person, {})[skill] = Held(level, lacks)
    return found


@prepared
def _people_of(owner: int, workshop: int) -> QuerySet[Person, int]:
    rows = Person.objects.filter(cooperative_id=owner, workshop=workshop)
    return rows.values_list("pk", flat=True)


@prepared
def _papers(
    owner: int, day: date, people: list[int] | None
) -> QuerySet[SkillCertificate, tuple[int, int]]:
    rows = SkillCertificate.objects.current().filter(
        cooperative_id=owner, valid_from__lte=day, valid_until__gte=day
    )
    rows = rows if people is None else rows.filter(person__in=people)
    return rows.values_list("person_id", "skill_id")


@prepared
def _strict(owner: int) -> QuerySet[Skill, int]:
    """Skills that nobody has without a paper."""
    rows = Skill.objects.filter(cooperative_id=owner, needs_certificate=True)
    return rows.values_list("pk", flat=True)


@prepared
def _levels(
    owner: int, day: date, people: list[int] | None
) -> QuerySet[SkillLevel, tuple[int, int, int]]:
    rows = SkillLevel.objects.current().filter(cooperative_id=owner, seen_on__lte=day)
    rows = rows if people is None else rows.filter(person__in=people)
    return rows.order_by("seen_on", "received_at").values_list("person_id", "skill_id", "level")


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
        held_on(workshop.cooperative_id, day, workshop.pk),
    )


Line = tuple[str, str, str | None, str | None]
"""Name and job of one person, with levels and papers as they are kept.

A plain tuple of texts is nothing the garbage collector has to look at; four thousand of a class of
their own made it go over everything each dozen pages.
"""


def matrix_on(
    viewer: Account, cooperative: Cooperative, day: date
) -> list[tuple[Workshop, list[Line]]]:
    """Every workshop this person may see with its people; two questions for four thousand."""
    workshops = {workshop.pk: workshop for workshop in workshops_visible_to(viewer)}
    lines: dict[int, list[Line]] = {pk: [] for pk in workshops}
    for shop, name, job, levels, papers in _matrix(cooperative.pk, day):
        if shop in lines:
            lines[shop].append((name, job, levels, papers))
    return [(workshops[pk], mine) for pk, mine in lines.items() if mine]


@prepared
def _matrix(
    owner: int, day: date
) -> QuerySet[Person, tuple[int, str, str, str | None, str | None]]:
    people = working_on(Person.objects.filter(cooperative_id=owner), day)
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
    rules = _rules_for(workshop.cooperative_id, str(job), day)
    if not rules:
        return []
    there = {person.pk for person in workers_of(workshop, day)}
    held = held_on(workshop.cooperative_id, day, workshop.pk)
    return [
        rule
        for rule in rules
        if not can_do(
            [skills[rule.skill_id] for person, skills in held.items()
             if person in there and rule.skill_id in skills],
            rule.least_level,
        )
    ]  # fmt: skip


@prepared
def _rules_for(owner: int, job: str, on: date) -> QuerySet[SkillRule]:
    rows = SkillRule.objects.filter(cooperative_id=owner, job=job, valid_from__lte=on)
    rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    return rows.select_related("skill")


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
