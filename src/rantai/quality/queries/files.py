"""Approval files: who sees which, in what state each stands, and what would reopen it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
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


def terms_on(cooperative_id: int, day: date) -> Terms:
    row = (
        ApprovalTerms.objects.filter(cooperative_id=cooperative_id, valid_from__lte=day)
        .order_by("-valid_from")
        .first()
    )
    if row is None:
        return Terms()
    return Terms(
        row.valid_months, row.idle_months, row.index_critical, row.index_significant, row.valid_from
    )


def working_day(cooperative: Cooperative, at: datetime) -> date:
    """The day by which a pause is counted: today, but the example's clock stands still."""
    if not cooperative.is_example:
        return localdate(at)
    last = CastingLot.objects.filter(cooperative=cooperative).aggregate(last=Max("occurred_at"))[
        "last"
    ]
    return localdate(last or at)


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


def standings_of_files(files: Iterable[ApprovalFile], at: datetime) -> list[Standing]:
    """All at once, in a number of questions that does not grow."""
    listed = list(files)
    if not listed:
        return []
    owner = listed[0].cooperative
    mine = {"cooperative": owner, "file__in": [each.pk for each in listed]}
    submissions = {
        each.file_id: each
        for each in Submission.objects.filter(**mine)
        .select_related("recorded_by")
        .order_by("number")
    }
    decisions: dict[int, FileDecision] = {}
    for decision in (
        FileDecision.objects.filter(
            cooperative=owner, submission__file__in=[each.pk for each in listed]
        )
        .select_related("submission", "approval", "recorded_by")
        .order_by("occurred_at", "pk")
    ):
        decisions[decision.submission.file_id] = decision
    reopenings = {
        each.file_id: each for each in Reopening.objects.filter(**mine).select_related("told_by")
    }
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
        leaves = Approval.objects.filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=today),
            cooperative=owner,
            workshop__in=shops,
            revision__in=revisions,
            approved_on__lte=today,
            valid_until__gte=today,
        ).order_by("valid_until", "pk")
        cast = (
            CastingLot.objects.filter(
                cooperative=owner, workshop__in=shops, work_order__revision__in=revisions
            )
            .order_by()
            .values_list("workshop", "work_order__revision")
            .annotate(last=Max("occurred_at"))
        )
        drawings: dict[int, list[tuple[date, int]]] = {}
        for part, valid_from, pk in PartRevision.objects.filter(
            cooperative=owner,
            part__in={each.revision.part_id for each in files},
            valid_from__lte=today,
        ).values_list("part", "valid_from", "pk"):
            drawings.setdefault(part, []).append((valid_from, pk))
        plans = dict(
            ControlPlan.objects.filter(
                cooperative=owner, revision__in=revisions, valid_from__lte=today
            )
            .order_by()
            .values_list("revision")
            .annotate(newest=Max("valid_from"))
        )
        releases = dict(
            FmeaRelease.objects.filter(cooperative=owner, fmea__workshop__in=shops)
            .order_by()
            .values_list(F("fmea__workshop"))
            .annotate(newest=Max("occurred_at"))
        )
        return cls(
            today=today,
            working_day=working_day(owner, at),
            terms=terms_on(owner.pk, today),
            leaves={(each.workshop_id, each.revision_id): each for each in leaves},
            last_cast={(shop, rev): localdate(last) for shop, rev, last in cast},
            drawings=drawings,
            plans=plans,
            releases=releases,
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
    answers = {
        each.submission_id: each
        for each in FileDecision.objects.filter(
            cooperative_id=file.cooperative_id, submission__file=file
        ).select_related("recorded_by", "approval")
    }
    return [
        (each, answers.get(each.pk))
        for each in Submission.objects.filter(cooperative_id=file.cooperative_id, file=file)
        .select_related("recorded_by")
        .order_by("-number")
    ]
