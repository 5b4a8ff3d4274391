"""Approval files: who sees which, in what state each stands, and what would reopen it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from rantai.members.queries import workshop_of
from rantai.parts.models import Approval, ControlPlan, PartRevision
from rantai.quality.models import (
    ApprovalFile,
    ApprovalTerms,
    FileDecision,
    FileEntry,
    FmeaRelease,
    Reopening,
    Submission,
)
from rantai.quality.rules.approval import (
    IDLE_MONTHS,
    INDEX_CRITICAL,
    INDEX_SIGNIFICANT,
    VALID_MONTHS,
    FileState,
    Trigger,
    is_idle,
    state_of_file,
)
from rantai.records.models import Account, Cooperative, Role
from rantai.records.prepared import only_one, prepared
from rantai.records.queries import OFFICE, has_role, owned_by
from rantai.shopfloor.models import CastingLot

OF_A_FILE = ("workshop", "revision__part", "revision__grade", "customer", "cooperative")


def files_visible_to(viewer: Account) -> QuerySet[ApprovalFile]:
    """The office sees all, an owner the own workshop's, a customer what came to it."""
    rows = owned_by(viewer, ApprovalFile.objects.select_related(*OF_A_FILE))
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, Role.CUSTOMER):
        came = Submission.objects.filter(
            cooperative_id=OuterRef("cooperative_id"), file=OuterRef("pk")
        )
        return rows.filter(Exists(came), customer__contacts__account_id=viewer.pk)
    workshop = workshop_of(viewer) if has_role(viewer, Role.OWNER) else None
    return rows.none() if workshop is None else rows.filter(workshop=workshop)


def entries_visible_to(viewer: Account) -> QuerySet[FileEntry]:
    """Papers in the files this person sees; a customer gets them in the package."""
    rows = owned_by(viewer, FileEntry.objects.select_related("file", "paper"))
    if has_role(viewer, Role.CUSTOMER):
        return rows.none()
    return rows.filter(file__in=files_visible_to(viewer))


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed for approvals on a day, or the usual where nothing was entered."""

    valid_months: int = VALID_MONTHS
    idle_months: int = IDLE_MONTHS
    index_critical: float = INDEX_CRITICAL
    index_significant: float = INDEX_SIGNIFICANT
    since: date | None = None


@prepared
def _terms(owner: int, day: date) -> QuerySet[ApprovalTerms]:
    rows = ApprovalTerms.objects.filter(cooperative_id=owner, valid_from__lte=day)
    return rows.order_by("-valid_from")[:1]


def terms_on(cooperative_id: int, day: date) -> Terms:
    row = only_one(_terms(cooperative_id, day))
    if row is None:
        return Terms()
    return Terms(
        row.valid_months, row.idle_months, row.index_critical, row.index_significant, row.valid_from
    )


def working_day(cooperative: Cooperative, at: datetime) -> date:
    """The day by which a pause is counted: today, but the example's clock stands still."""
    if not cooperative.is_example:
        return localdate(at)
    return localdate(only_one(_last_cast(cooperative.pk)) or at)


@prepared
def _last_cast(owner: int) -> QuerySet[CastingLot, datetime]:
    rows = CastingLot.objects.filter(cooperative_id=owner).order_by("-occurred_at")
    return rows.values_list("occurred_at", flat=True)[:1]


@dataclass(frozen=True, slots=True)
class Standing:
    """A file with its newest submission, decision and reopening, and what speaks against it."""

    file: ApprovalFile
    state: FileState
    submission: Submission | None
    decision: FileDecision | None
    reopening: Reopening | None
    approval: Approval | None
    """The leave in force today, by this file or from before it."""
    last_cast: date | None
    due: Sequence[Trigger]
    """Facts that end its approval; the night writes them down."""
    news: Sequence[str]
    """A control plan or FMEA that is newer than the customer's word: somebody must look."""

    @property
    def is_approved(self) -> bool:
        return self.state in (FileState.APPROVED, FileState.INTERIM)

    @property
    def valid_until(self) -> date | None:
        return self.approval.valid_until if self.approval else None

    @property
    def may_be_submitted(self) -> bool:
        return self.state not in (FileState.SUBMITTED, FileState.APPROVED)


@prepared
def _submitted(owner: int, files: list[int]) -> QuerySet[Submission]:
    rows = Submission.objects.filter(cooperative_id=owner, file__in=files)
    return rows.select_related("recorded_by").order_by("number")


@prepared
def _decided(owner: int, files: list[int]) -> QuerySet[FileDecision]:
    rows = FileDecision.objects.filter(cooperative_id=owner, submission__file__in=files)
    of_each = rows.select_related("submission", "approval", "recorded_by")
    return of_each.order_by("occurred_at", "pk")


@prepared
def _reopened(owner: int, files: list[int]) -> QuerySet[Reopening]:
    rows = Reopening.objects.filter(cooperative_id=owner, file__in=files)
    return rows.select_related("told_by").order_by("reopened_at", "pk")


def standings_of_files(files: Iterable[ApprovalFile], at: datetime) -> list[Standing]:
    """All at once, in a number of questions that does not grow."""
    listed = list(files)
    if not listed:
        return []
    owner, keys = listed[0].cooperative_id, [each.pk for each in listed]
    submissions = {each.file_id: each for each in _submitted(owner, keys)}
    decisions = {each.submission.file_id: each for each in _decided(owner, keys)}
    reopenings = {each.file_id: each for each in _reopened(owner, keys)}
    facts = _Facts.of(listed, at)
    return [
        _standing(
            each,
            submissions.get(each.pk),
            decisions.get(each.pk),
            reopenings.get(each.pk),
            facts,
        )
        for each in listed
    ]


def standing_of_file(file: ApprovalFile, at: datetime) -> Standing:
    (found,) = standings_of_files([file], at)
    return found


@prepared
def _leaves(owner: int, shops: list[int], revisions: list[int], day: date) -> QuerySet[Approval]:
    return Approval.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
        cooperative_id=owner,
        workshop__in=shops,
        revision__in=revisions,
        approved_on__lte=day,
        valid_until__gte=day,
    ).order_by("valid_until", "pk")


@prepared
def _cast(
    owner: int, shops: list[int], revisions: list[int]
) -> QuerySet[CastingLot, tuple[int, int, datetime]]:
    rows = CastingLot.objects.filter(
        cooperative_id=owner, workshop__in=shops, work_order__revision__in=revisions
    )
    return (
        rows.order_by()
        .values_list("workshop", "work_order__revision")
        .annotate(last=Max("occurred_at"))
    )


@prepared
def _drawings(
    owner: int, parts: list[int], day: date
) -> QuerySet[PartRevision, tuple[int, date, int]]:
    rows = PartRevision.objects.filter(cooperative_id=owner, part__in=parts, valid_from__lte=day)
    return rows.values_list("part", "valid_from", "pk")


@prepared
def _plans(owner: int, revisions: list[int], day: date) -> QuerySet[ControlPlan, tuple[int, date]]:
    rows = ControlPlan.objects.filter(
        cooperative_id=owner, revision__in=revisions, valid_from__lte=day
    )
    return rows.order_by().values_list("revision").annotate(newest=Max("valid_from"))


@prepared
def _releases(owner: int, shops: list[int]) -> QuerySet[FmeaRelease, tuple[int, datetime]]:
    rows = FmeaRelease.objects.filter(cooperative_id=owner, fmea__workshop__in=shops)
    return rows.order_by().values_list("fmea__workshop").annotate(newest=Max("occurred_at"))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What happened on the floor and in the drawings, for all files at once."""

    today: date
    working_day: date
    terms: Terms
    leaves: dict[tuple[int, int], Approval]
    last_cast: dict[tuple[int, int], date]
    drawings: dict[int, list[tuple[date, int]]]
    plans: dict[int, date]
    releases: dict[int, datetime]

    @classmethod
    def of(cls, files: Sequence[ApprovalFile], at: datetime) -> "_Facts":
        owner = files[0].cooperative
        today = localdate(at)
        shops = {each.workshop_id for each in files}
        revisions = {each.revision_id for each in files}
        key, shown = owner.pk, (sorted(shops), sorted(revisions))
        drawings: dict[int, list[tuple[date, int]]] = {}
        parts = sorted({each.revision.part_id for each in files})
        for part, valid_from, pk in _drawings(key, parts, today):
            drawings.setdefault(part, []).append((valid_from, pk))
        return cls(
            today=today,
            working_day=working_day(owner, at),
            terms=terms_on(owner.pk, today),
            leaves={
                (each.workshop_id, each.revision_id): each for each in _leaves(key, *shown, today)
            },
            last_cast={(shop, rev): localdate(last) for shop, rev, last in _cast(key, *shown)},
            drawings=drawings,
            plans=dict(_plans(key, shown[1], today)),
            releases=dict(_releases(key, shown[0])),
        )

    def triggers(self, file: ApprovalFile, approval: Approval) -> list[Trigger]:
        found = []
        newest = max(self.drawings.get(file.revision.part_id, [(file.revision.valid_from, 0)]))
        if newest > (file.revision.valid_from, file.revision_id):
            found.append(Trigger.DRAWING)
        last = self.last_cast.get((file.workshop_id, file.revision_id))
        if is_idle(last, approval.approved_on, self.working_day, self.terms.idle_months):
            found.append(Trigger.IDLE)
        return found

    def news(self, file: ApprovalFile, decided_at: datetime) -> list[str]:
        found = []
        plan = self.plans.get(file.revision_id)
        if plan is not None and plan > localdate(decided_at):
            found.append("plan")
        release = self.releases.get(file.workshop_id)
        if release is not None and release > decided_at:
            found.append("fmea")
        return found


def _standing(
    file: ApprovalFile,
    submission: Submission | None,
    decision: FileDecision | None,
    reopening: Reopening | None,
    facts: _Facts,
) -> Standing:
    steps = [
        *([(submission.occurred_at, FileState.SUBMITTED)] if submission else []),
        *([(decision.occurred_at, FileState(decision.verdict))] if decision else []),
        *([(reopening.reopened_at, FileState.REOPENED)] if reopening else []),
    ]
    given = decision.approval if decision else None
    is_withdrawn = given is not None and given.withdrawn_on is not None
    state = state_of_file(
        steps,
        valid_until=given.valid_until if given else None,
        is_withdrawn=is_withdrawn,
        on=facts.today,
    )
    holds = facts.leaves.get((file.workshop_id, file.revision_id))
    return Standing(
        file=file,
        state=state,
        submission=submission,
        decision=decision,
        reopening=reopening,
        approval=holds,
        last_cast=facts.last_cast.get((file.workshop_id, file.revision_id)),
        due=facts.triggers(file, holds) if holds else [],
        news=facts.news(file, decision.occurred_at) if holds and decision else [],
    )


ORDER = (
    FileState.SUBMITTED,
    FileState.REJECTED,
    FileState.REOPENED,
    FileState.EXPIRED,
    FileState.DRAFT,
    FileState.INTERIM,
    FileState.APPROVED,
)


def file_board(viewer: Account, at: datetime) -> list[Standing]:
    """What wants a hand first: waiting, rejected, reopened, expired; then by the day it ends."""
    return sorted(
        standings_of_files(files_visible_to(viewer), at),
        key=lambda each: (
            ORDER.index(each.state),
            each.valid_until or date.max,
            each.file.code,
        ),
    )


def decisions_of(file: ApprovalFile) -> list[tuple[Submission, FileDecision | None]]:
    """Every time it went to the customer, newest first, with the answer."""
    owner = file.cooperative_id
    answers = {each.submission_id: each for each in _decided(owner, [file.pk])}
    rounds = _submitted(owner, [file.pk])
    return [(each, answers.get(each.pk)) for each in reversed(rounds)]
