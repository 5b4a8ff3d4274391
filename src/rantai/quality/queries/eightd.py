"""An 8D: who sees it, how far it is, and everything its page and its papers state."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.models import Person
from rantai.members.queries import workshop_of
from rantai.orders.models import ScheduleLine
from rantai.quality.models import (
    ActionChange,
    ActionDone,
    Aim,
    Branch,
    ClaimRule,
    Containment,
    CorrectiveAction,
    EightD,
    FirstAnswer,
    Nonconformity,
    NonconformityStatus,
    TeamPlace,
    Why,
)
from rantai.quality.queries.effect import claim_rules, clock_on, done_now
from rantai.records.models import Account, Role
from rantai.records.prepared import prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by

OF_AN_EIGHTD = (
    "nonconformity__root",
    "nonconformity__hold",
    "workshop",
    "revision__part",
    "defect",
    "customer",
    "characteristic",
    "opened_by",
)


def eightds_visible_to(viewer: Account) -> QuerySet[EightD]:
    """The office sees all, a workshop its own and those it must act in, a customer its parts'.

    A customer sees its own claims, and our own cases on parts it orders; no other's claim.
    """
    rows = owned_by(viewer, EightD.objects.select_related(*OF_AN_EIGHTD))
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, Role.CUSTOMER):
        ordered = ScheduleLine.objects.filter(
            cooperative_id=OuterRef("cooperative_id"),
            schedule__customer__contacts__account_id=viewer.pk,
            revision__part=OuterRef("revision__part"),
        )
        return rows.filter(
            Q(customer__contacts__account_id=viewer.pk) | Q(Exists(ordered), customer__isnull=True)
        )
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    if workshop is None:
        return rows.none()
    return rows.filter(_concerns(workshop.pk))


def _concerns(workshop: int) -> Q:
    """8Ds of a workshop, and those it must act in."""
    acts = CorrectiveAction.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), eightd=OuterRef("pk"), workshop=workshop
    )
    return Q(workshop=workshop) | Q(Exists(acts))


def people_for(eightd: EightD) -> QuerySet[Account]:
    """Who may be in the team or own an action: the office, and the workshop concerned."""
    here = Person.objects.filter(
        cooperative_id=eightd.cooperative_id,
        workshop=eightd.workshop_id,
        account_id=OuterRef("pk"),
        left_on__isnull=True,
    )
    return Account.objects.filter(
        Q(role__in=OFFICE) | Exists(here), cooperative_id=eightd.cooperative_id, is_active=True
    ).order_by("name")


def may_answer(viewer: Account, action: CorrectiveAction) -> bool:
    if viewer.cooperative_id != action.cooperative_id:
        return False
    if viewer.pk == action.owner_id or has_role(viewer, Role.LAB):
        return True
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    return workshop is not None and workshop.pk == action.workshop_id


def actions_visible_to(viewer: Account) -> QuerySet[CorrectiveAction]:
    """Actions of the 8Ds this person sees; the customer reads of them, but opens none."""
    rows = owned_by(viewer, CorrectiveAction.objects.select_related("eightd", "owner"))
    if has_role(viewer, Role.CUSTOMER):
        return rows.none()
    return rows.filter(eightd__in=eightds_visible_to(viewer))


def proofs_visible_to(viewer: Account) -> QuerySet[ActionDone]:
    rows = owned_by(viewer, ActionDone.objects.exclude(proof=""))
    return rows.filter(action__in=actions_visible_to(viewer))


def whys_visible_to(viewer: Account) -> QuerySet[Why]:
    """Answers that no later one has replaced, in the 8Ds this person sees."""
    rows = owned_by(viewer, Why.objects.current().select_related("eightd"))
    return rows.filter(eightd__in=eightds_visible_to(viewer))


@dataclass(frozen=True, slots=True)
class Act:
    """An action with the word of who did it."""

    action: CorrectiveAction
    done: ActionDone | None
    today: date
    story: Sequence[ActionChange | ActionDone] = ()
    """How it was planned anew or taken back, oldest first."""

    @property
    def moves(self) -> list[ActionChange]:
        return [each for each in self.story if isinstance(each, ActionChange)]

    @property
    def is_late(self) -> bool:
        return self.done is None and self.action.due_on < self.today


@dataclass(frozen=True, slots=True)
class Step:
    """One of the eight, and whether what it asks for is there."""

    number: int
    name: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an 8D is, and when it wants something next."""

    eightd: EightD
    at: datetime
    answer_due: datetime | None
    answer: FirstAnswer | None
    acts: Sequence[Act]
    team: Sequence[TeamPlace]
    contained: Sequence[Containment]
    whys: Sequence[Why]
    steps: Sequence[Step] = field(default_factory=list)

    @property
    def is_answer_late(self) -> bool:
        """Late is also an answer that was given after its time."""
        if self.answer_due is None:
            return False
        told = self.answer.occurred_at if self.answer else self.at
        return told > self.answer_due

    @property
    def waits_for_answer(self) -> bool:
        return self.answer_due is not None and self.answer is None and self.eightd.is_open

    @property
    def is_late(self) -> bool:
        if not self.eightd.is_open:
            return False
        overdue = self.waits_for_answer and self.is_answer_late
        return overdue or self.due_on < localdate(self.at)

    @property
    def due_on(self) -> date:
        """The next day something is due: the first answer, an action, or the 8D itself."""
        open_acts = [act.action.due_on for act in self.acts if act.done is None]
        days = [self.eightd.due_on, *open_acts]
        if self.waits_for_answer and self.answer_due is not None:
            days.append(localdate(self.answer_due))
        return min(days)

    @property
    def open_actions(self) -> int:
        return sum(act.done is None for act in self.acts)

    @property
    def late_actions(self) -> int:
        return sum(act.is_late for act in self.acts)

    @property
    def steps_done(self) -> int:
        return sum(step.is_done for step in self.steps)

    def chain(self, branch: str) -> list[Why]:
        return [why for why in self.whys if why.branch == branch]

    def acts_for(self, aim: str) -> list[Act]:
        return [act for act in self.acts if act.action.aim == aim]


def progress_of(eightds: Iterable[EightD], at: datetime) -> list[Progress]:
    """How far each is, asked of the database once for all; the next due first."""
    rows = list(eightds)
    if not rows:
        return []
    owner, ids = rows[0].cooperative_id, [row.pk for row in rows]
    rules = claim_rules(owner)
    answers = {each.eightd_id: each for each in _answers(owner, ids)}
    acts = _acts(owner, ids, localdate(at))
    teams = _teams(owner, ids)
    contained = _contained(owner, ids)
    whys = _whys(owner, ids)
    found = []
    for row in rows:
        progress = Progress(
            eightd=row,
            at=at,
            answer_due=_answer_due(row, rules),
            answer=answers.get(row.pk),
            acts=[act for act in acts if act.action.eightd_id == row.pk],
            team=[each for each in teams if each.eightd_id == row.pk],
            contained=[each for each in contained if each.eightd_id == row.pk],
            whys=[each for each in whys if each.eightd_id == row.pk],
        )
        found.append(replace(progress, steps=_steps(progress)))
    return sorted(found, key=lambda each: (each.due_on, each.eightd.code))


@prepared
def _answers(owner: int, eightds: list[int]) -> QuerySet[FirstAnswer]:
    return FirstAnswer.objects.filter(cooperative_id=owner, eightd__in=eightds)


@prepared
def _contained(owner: int, eightds: list[int]) -> QuerySet[Containment]:
    rows = Containment.objects.current().filter(cooperative_id=owner, eightd__in=eightds)
    return rows.select_related("recorded_by").order_by("occurred_at")


@prepared
def _whys(owner: int, eightds: list[int]) -> QuerySet[Why]:
    rows = Why.objects.current().filter(cooperative_id=owner, eightd__in=eightds)
    return rows.select_related("recorded_by", "replaces__recorded_by").order_by("branch", "step")


def _answer_due(eightd: EightD, rules: Sequence[ClaimRule]) -> datetime | None:
    """By when the customer wants the first answer, by the rule of the day the claim came in."""
    if eightd.claimed_at is None:
        return None
    hours = clock_on(rules, localdate(eightd.claimed_at)).answer_hours
    return eightd.claimed_at + timedelta(hours=hours)


def _acts(owner: int, eightds: list[int], today: date) -> list[Act]:
    actions = _actions(owner, eightds)
    wanted = [action.pk for action in actions]
    done = {each.action_id: each for each in _done(owner, wanted)}
    story = _told_of(owner, wanted)
    return [Act(action, done.get(action.pk), today, story[action.pk]) for action in actions]


def _told_of(owner: int, actions: list[int]) -> dict[int, list[ActionChange | ActionDone]]:
    """Each action's changes and what was taken back, in the order they were told."""
    found: dict[int, list[ActionChange | ActionDone]] = defaultdict(list)
    told: list[ActionChange | ActionDone] = []
    told += _changes(owner, actions)
    told += _taken_back(owner, actions)
    for each in sorted(told, key=lambda row: row.occurred_at):
        found[each.action_id].append(each)
    return found


@prepared
def _changes(owner: int, actions: list[int]) -> QuerySet[ActionChange]:
    rows = ActionChange.objects.filter(cooperative_id=owner, action__in=actions)
    return rows.select_related("owner_before", "owner", "recorded_by")


@prepared
def _taken_back(owner: int, actions: list[int]) -> QuerySet[ActionDone]:
    rows = ActionDone.objects.filter(cooperative_id=owner, action__in=actions, is_taken_back=True)
    return rows.select_related("recorded_by")


@prepared
def _actions(owner: int, eightds: list[int]) -> QuerySet[CorrectiveAction]:
    rows = CorrectiveAction.objects.filter(cooperative_id=owner, eightd__in=eightds)
    return rows.select_related("owner", "workshop", "eightd__cooperative").order_by("due_on", "pk")


@prepared
def _done(owner: int, actions: list[int]) -> QuerySet[ActionDone]:
    return done_now(owner).filter(action__in=actions).select_related("recorded_by")


@prepared
def _places(owner: int, eightds: list[int]) -> QuerySet[TeamPlace]:
    rows = TeamPlace.objects.filter(cooperative_id=owner, eightd__in=eightds)
    return rows.select_related("person").order_by("occurred_at", "pk")


def _teams(owner: int, eightds: list[int]) -> list[TeamPlace]:
    newest: dict[tuple[int, int], TeamPlace] = {}
    for place in _places(owner, eightds):
        newest[place.eightd_id, place.person_id] = place
    return [place for place in newest.values() if place.is_member]


def _steps(progress: Progress) -> list[Step]:
    eightd, acts = progress.eightd, progress.acts
    corrective = [act for act in acts if act.action.aim == Aim.CORRECTIVE]
    preventive = [act for act in acts if act.action.aim == Aim.PREVENTIVE]
    rooted = {why.branch for why in progress.whys if why.is_root}
    answered = progress.answer_due is None or progress.answer is not None
    states = (
        (_("Team"), len(progress.team) > 1),
        (_("Problem"), True),
        (_("Containment"), bool(progress.contained) and answered),
        (_("Root causes"), rooted == set(Branch.values)),
        (_("Corrective actions"), bool(corrective)),
        (_("Implemented"), bool(corrective) and all(act.done for act in corrective)),
        (_("Prevention"), bool(preventive) and all(act.done for act in preventive)),
        (_("Closed on proof"), not eightd.is_open),
    )
    return [Step(number, name, done) for number, (name, done) in enumerate(states, start=1)]


def missing_steps(eightd: EightD, known: Progress | None = None) -> list[str]:
    """What keeps an 8D from being closed, each in words.

    known: its progress, where it has just been asked for.
    """
    progress = known or progress_of([eightd], eightd.opened_at)[0]
    names = [f"D{step.number} {step.name}" for step in progress.steps[:7] if not step.is_done]
    for code in _undecided(eightd.cooperative_id, eightd.nonconformity_id):
        names.append(_("the decision on what %(code)s holds") % {"code": code})
    return names


@prepared
def _undecided(owner: int, stop: int) -> QuerySet[Nonconformity, str]:
    rows = Nonconformity.objects.filter(
        cooperative_id=owner, pk=stop, status=NonconformityStatus.OPEN
    )
    return rows.order_by().values_list("code", flat=True)


def board_of(viewer: Account, at: datetime) -> list[Progress]:
    """Open 8Ds, the next due first."""
    return progress_of(eightds_visible_to(viewer).filter(closed_at__isnull=True), at)


def waiting_actions(viewer: Account, at: datetime) -> list[Act]:
    """Open actions that this person or this person's workshop must report."""
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    if workshop is not None:
        rows = _waiting_in(workshop.cooperative_id, workshop.pk, viewer.pk)
    elif has_role(viewer, *OFFICE) and viewer.cooperative_id is not None:
        rows = _waiting_on(viewer.cooperative_id, viewer.pk)
    else:
        mine = actions_visible_to(viewer).filter(owner_id=viewer.pk)
        rows = list(_waiting(mine, viewer.cooperative_id or 0))
    return [Act(row, None, localdate(at)) for row in rows]


@prepared
def _waiting_in(owner: int, workshop: int, person: int) -> QuerySet[CorrectiveAction]:
    seen = EightD.objects.filter(_concerns(workshop), cooperative_id=owner)
    rows = CorrectiveAction.objects.filter(
        Q(owner_id=person) | Q(workshop_id=workshop), cooperative_id=owner, eightd__in=seen
    )
    return _waiting(rows.select_related("eightd", "owner"), owner)


@prepared
def _waiting_on(owner: int, person: int) -> QuerySet[CorrectiveAction]:
    """For one of the office, who sees every 8D."""
    rows = CorrectiveAction.objects.filter(cooperative_id=owner, owner_id=person)
    return _waiting(rows.select_related("eightd", "owner"), owner)


def _waiting(rows: QuerySet[CorrectiveAction], owner: int) -> QuerySet[CorrectiveAction]:
    done = done_now(owner).filter(cooperative_id=OuterRef("cooperative_id"), action=OuterRef("pk"))
    waiting = rows.filter(~Exists(done), eightd__closed_at__isnull=True)
    return waiting.order_by("due_on", "pk")
