"""People, what they can do, and the papers that show it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.actions.belonging import _lock
from rantai.members.models import (
    Duty,
    Person,
    Skill,
    SkillCertificate,
    SkillLevel,
    SkillRule,
    SkillsHeld,
    Training,
    Workshop,
)
from rantai.members.queries import count_held, lacking
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class NotWorkingThen(Refusal):
    def __init__(self, person: Person, on: date) -> None:
        super().__init__(
            _("%(person)s did not work in %(workshop)s on %(day)s. Choose another day.")
            % {
                "person": person,
                "workshop": person.workshop,
                "day": date_format(on, "j M Y"),
            }
        )


class NotSeenYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This day has not come yet. Record the level after seeing the work."))


class NoSuchLevel(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A level goes from 0 (not yet) to 4 (teaches it). Choose one of them."))


class EndsBeforeItBegins(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The certificate would end before it begins. Check both days."))


class NobodyCame(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody is ticked. Tick who attended, then save again."))


class WorksElsewhere(Refusal):
    def __init__(self, person: Person, workshop: Workshop) -> None:
        super().__init__(
            _(
                "%(person)s still works in %(workshop)s. "
                "Enter the last day there first; nobody works in two workshops."
            )
            % {"person": person, "workshop": workshop}
        )


class NobodyCan(Refusal):
    def __init__(self, rule: SkillRule) -> None:
        super().__init__(
            _(
                "Nobody in this workshop holds “%(skill)s” at level %(level)d with a valid paper, "
                "as the rule of %(day)s asks. Have someone trained, or ask for help from another "
                "workshop."
            )
            % {
                "skill": rule.skill,
                "level": rule.least_level,
                "day": date_format(rule.valid_from, "j M Y"),
            }
        )


@transaction.atomic
def record_level(
    *, person: Person, skill: Skill, level: int, seen_on: date, by: Account, at: datetime
) -> SkillLevel:
    """What was seen on a day; earlier levels stay."""
    cooperative = acting_as(by, Role.MENTOR, Role.OWNER)
    _was_there(person, seen_on, at)
    if not 0 <= level <= 4:
        raise NoSuchLevel
    seen: SkillLevel = SkillLevel.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        person=person,
        skill=skill,
        level=level,
        seen_on=seen_on,
    )
    _keep_count(cooperative, [person])
    write_audit("skill.seen", seen, by=by, at=at, person=person.pk, skill=skill.code, level=level)
    return seen


def _keep_count(cooperative: Cooperative, people: Collection[Person]) -> None:
    """What these people's facts add up to now, for the matrix of everyone."""
    keys = sorted(person.pk for person in people)
    mine = Person.objects.select_for_update().filter(cooperative=cooperative, pk__in=keys)
    list(mine.order_by("pk"))  # two who write of one person take their turns
    SkillsHeld.objects.filter(cooperative=cooperative, person__in=keys).delete()
    SkillsHeld.objects.bulk_create(count_held(cooperative.pk, keys))


def _was_there(person: Person, on: date, at: datetime) -> None:
    if on > localdate(at):
        raise NotSeenYet
    if on < person.joined_on or (person.left_on is not None and on >= person.left_on):
        raise NotWorkingThen(person, on)


@transaction.atomic
def record_certificate(
    *,
    person: Person,
    skill: Skill,
    number: str,
    valid_from: date,
    valid_until: date,
    by: Account,
    at: datetime,
) -> SkillCertificate:
    cooperative = acting_as(by, Role.MENTOR, Role.OWNER)
    if valid_until < valid_from:
        raise EndsBeforeItBegins
    paper: SkillCertificate = SkillCertificate.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        person=person,
        skill=skill,
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    _keep_count(cooperative, [person])
    write_audit("certificate.shown", paper, by=by, at=at, person=person.pk, number=number)
    return paper


@transaction.atomic
def hold_training(
    *,
    skill: Skill,
    title: str,
    held_on: date,
    trainer: str,
    attended: Collection[Person],
    level: int,
    by: Account,
    at: datetime,
) -> Training:
    """A lesson with who attended, and the level that each showed at its end."""
    cooperative = acting_as(by, Role.MENTOR)
    if not attended:
        raise NobodyCame
    if not 0 <= level <= 4:
        raise NoSuchLevel
    for person in attended:
        _was_there(person, held_on, at)
    training = Training.objects.create(
        cooperative=cooperative, skill=skill, title=title, held_on=held_on, trainer=trainer
    )
    for person in attended:
        SkillLevel.objects.create(
            **stamp(cooperative=cooperative, by=by, at=at),
            person=person,
            skill=skill,
            level=level,
            seen_on=held_on,
            training=training,
        )
    _keep_count(cooperative, attended)
    write_audit("training.held", training, by=by, at=at, skill=skill.code, people=len(attended))
    return training


@transaction.atomic
def employ(
    *,
    workshop: Workshop,
    name: str,
    identity: str,
    job: str,
    joined_on: date,
    by: Account,
    at: datetime,
) -> Person:
    """A worker of one workshop; who still works in another has to leave there first."""
    cooperative = acting_as(by, Role.PLANNER, Role.OWNER)
    _lock(workshop)
    there = (
        Person.objects.filter(cooperative=cooperative, identity=identity, left_on__isnull=True)
        .select_related("workshop")
        .first()
    )
    if there is not None:
        raise WorksElsewhere(there, there.workshop)
    person = Person.objects.create(
        cooperative=cooperative,
        workshop=workshop,
        name=name,
        identity=identity,
        job=job,
        joined_on=joined_on,
    )
    write_audit("person.employed", person, by=by, at=at, workshop=workshop.code)
    return person


@transaction.atomic
def let_go(*, person: Person, left_on: date, by: Account, at: datetime) -> None:
    """The first day on which someone no longer works here; what was seen of them stays."""
    cooperative = acting_as(by, Role.PLANNER, Role.OWNER)
    held = Person.objects.select_for_update().get(cooperative=cooperative, pk=person.pk)
    if held.left_on is not None or left_on <= held.joined_on:
        raise NotWorkingThen(person, left_on)
    held.left_on = left_on
    held.save(update_fields=["left_on"])
    write_audit("person.left", held, by=by, at=at, left_on=left_on.isoformat())


def require_skill(workshop: Workshop, job: Duty, day: date, *, is_done: bool = False) -> list[str]:
    """Refuse a job that nobody here may do, by the rule of the day; return what is only marked.

    What is done already is marked, whatever the rule.
    """
    missing = lacking(workshop, job, day)
    for rule in missing:
        if rule.refuses and not is_done:
            raise NobodyCan(rule)
    return [rule.skill.code for rule in missing]
