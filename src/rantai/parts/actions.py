"""Registering parts, revisions, how they are checked, and who may make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.machines.models import Machine, MachineKind
from rantai.members.models import Workshop
from rantai.parts.models import (
    Approval,
    Characteristic,
    CharacteristicClass,
    ChartKind,
    ControlPlan,
    ControlPlanItem,
    Grade,
    Part,
    PartRevision,
    RuleSet,
    Tracing,
)
from rantai.records.actions import write_audit
from rantai.records.models import Account, Cooperative, Owned, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class PartNumberTaken(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("Part %(number)s is already registered. Open it and add the revision there.")
            % {"number": number}
        )


class RevisionTaken(Refusal):
    def __init__(self, part: Part, revision: str) -> None:
        super().__init__(
            _("Part %(number)s already has a revision %(revision)s. A new drawing gets a new one.")
            % {"number": part.number, "revision": revision}
        )


class ApprovalTaken(Refusal):
    def __init__(self, workshop: Workshop, on: date) -> None:
        super().__init__(
            _("%(workshop)s already has an approval for this revision from %(day)s.")
            % {"workshop": workshop, "day": date_format(on)}
        )


class DaysReversed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The approval ends before it begins. Mend one of the two days."))


class AlreadyWithdrawn(Refusal):
    def __init__(self, approval: Approval) -> None:
        day = date_format(approval.withdrawn_on) if approval.withdrawn_on else "–"
        super().__init__(_("This approval was already withdrawn on %(day)s.") % {"day": day})


class DecidedOnFile(Refusal):
    def __init__(self, revision: PartRevision) -> None:
        super().__init__(
            _("The customer decides on %(revision)s by its approval file. Open the file there.")
            % {"revision": revision}
        )


class NothingToCheck(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A control plan checks at least one characteristic. Fill in one row."))


class LimitsReversed(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("The lower limit of %(name)s is above its upper one. Mend one of the two.")
            % {"name": name}
        )


class ChartNeedsNumbers(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s has no limits, so it is judged yes or no. Choose a chart of counts "
                "(p, np, c or u), or leave it empty."
            )
            % {"name": name}
        )


class CountsNeedNoLimits(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s has limits, so it is measured; its chart is of single readings or means. "
                "A chart of counts is for what is judged yes or no."
            )
            % {"name": name}
        )


class SubgroupUnfit(Refusal):
    def __init__(self, name: str, largest: int) -> None:
        super().__init__(
            _(
                "A point of %(name)s: single readings take 1 sample, means 2 or more, "
                "and none takes more than the %(largest)d measured of a lot."
            )
            % {"name": name, "largest": largest}
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """One issue of the drawing: what holds for everyone who pours it."""

    revision: str
    valid_from: date
    grade: Grade
    pour_within_minutes: int
    pour_temperature_min_c: int | None = None
    pour_temperature_max_c: int | None = None


@transaction.atomic
def register_part(
    *,
    number: str,
    name: str,
    traced_by: Tracing,
    mass_kg: Decimal,
    pieces_per_box: int,
    is_machined: bool,
    drawing: Drawing,
    by: Account,
    at: datetime,
) -> PartRevision:
    """Enter a part under the customer's number, with its first revision."""
    cooperative = acting_as(by, Role.PLANNER)
    try:
        with transaction.atomic():
            part = Part.objects.create(
                cooperative=cooperative,
                number=number,
                name=name,
                traced_by=traced_by,
                mass_kg=mass_kg,
                pieces_per_box=pieces_per_box,
                is_machined=is_machined,
            )
    except IntegrityError as taken:
        raise PartNumberTaken(number) from taken
    revision = _store_revision(part, drawing)
    write_audit("part.registered", part, by=by, at=at, number=number, revision=drawing.revision)
    return revision


@transaction.atomic
def register_revision(*, part: Part, drawing: Drawing, by: Account, at: datetime) -> PartRevision:
    """Enter a newer issue of the drawing; approvals do not pass over to it."""
    _acting_for(by, part)
    revision = _store_revision(part, drawing)
    write_audit(
        "part_revision.registered",
        revision,
        by=by,
        at=at,
        number=part.number,
        revision=drawing.revision,
    )
    return revision


def _store_revision(part: Part, drawing: Drawing) -> PartRevision:
    if drawing.grade.cooperative_id != part.cooperative_id:
        raise Http404
    try:
        with transaction.atomic():
            return PartRevision.objects.create(
                cooperative_id=part.cooperative_id,
                part=part,
                revision=drawing.revision,
                valid_from=drawing.valid_from,
                grade=drawing.grade,
                pour_within_minutes=drawing.pour_within_minutes,
                pour_temperature_min_c=drawing.pour_temperature_min_c,
                pour_temperature_max_c=drawing.pour_temperature_max_c,
            )
    except IntegrityError as taken:
        raise RevisionTaken(part, drawing.revision) from taken


@transaction.atomic
def approve_workshop(
    *,
    workshop: Workshop,
    revision: PartRevision,
    approved_on: date,
    valid_until: date,
    reference: str,
    by: Account,
    at: datetime,
) -> Approval:
    """Write down the customer's leave for one workshop to make one revision."""
    _acting_for(by, workshop, revision)
    if revision.approved_on_file:
        raise DecidedOnFile(revision)
    return _store_approval(
        workshop=workshop,
        revision=revision,
        approved_on=approved_on,
        valid_until=valid_until,
        reference=reference,
        by=by,
        at=at,
    )


def _store_approval(
    *,
    workshop: Workshop,
    revision: PartRevision,
    approved_on: date,
    valid_until: date,
    reference: str,
    by: Account,
    at: datetime,
) -> Approval:
    if valid_until < approved_on:
        raise DaysReversed
    try:
        with transaction.atomic():
            approval = Approval.objects.create(
                cooperative_id=workshop.cooperative_id,
                workshop=workshop,
                revision=revision,
                approved_on=approved_on,
                valid_until=valid_until,
                reference=reference,
            )
    except IntegrityError as taken:
        raise ApprovalTaken(workshop, approved_on) from taken
    write_audit(
        "approval.given",
        approval,
        by=by,
        at=at,
        workshop=workshop.code,
        revision=str(revision),
        until=valid_until.isoformat(),
        reference=reference,
    )
    return approval


def decide_by_file(*, revision: PartRevision) -> None:
    """From now on leave to make this revision comes from a file only; part of opening one."""
    PartRevision.objects.filter(Q(cooperative=revision.cooperative_id), Q(pk=revision.pk)).update(
        approved_on_file=True
    )


@transaction.atomic
def approve_on_file(
    *,
    workshop: Workshop,
    revision: PartRevision,
    valid_until: date,
    reference: str,
    by: Account,
    at: datetime,
) -> Approval:
    """Give leave from today on; whoever keeps the file has seen that this person may decide.

    What held until now ends: of two leaves the longer one would go on unnoticed.
    """
    if by.cooperative_id != workshop.cooperative_id:
        raise Http404
    because = _("Replaced by %(reference)s") % {"reference": reference}
    end_approvals(workshop=workshop, revision=revision, because=because, by=by, at=at)
    return _store_approval(
        workshop=workshop,
        revision=revision,
        approved_on=localdate(at),
        valid_until=valid_until,
        reference=reference,
        by=by,
        at=at,
    )


@transaction.atomic
def end_approvals(
    *, workshop: Workshop, revision: PartRevision, because: str, by: Account | None, at: datetime
) -> int:
    """From today on this workshop may begin this revision no more; say how many leaves ended."""
    today = localdate(at)
    holding = (
        Approval.objects.select_for_update()
        .filter(
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            revision=revision,
            withdrawn_on__isnull=True,
            valid_until__gte=today,
        )
        .order_by("pk")
    )
    ended = list(holding)
    for approval in ended:
        approval.withdrawn_on, approval.withdrawn_because = today, because[:200]
        approval.save(update_fields=["withdrawn_on", "withdrawn_because"])
        write_audit(
            "approval.withdrawn", approval, by=by, at=at, on=today.isoformat(), because=because
        )
    return len(ended)


@transaction.atomic
def withdraw_approval(
    *, approval: Approval, on: date, because: str, by: Account, at: datetime
) -> Approval:
    """From this day the workshop may not begin this revision any more."""
    _acting_for(by, approval)
    locked = (
        Approval.objects.select_for_update()
        .filter(cooperative_id=approval.cooperative_id)
        .get(pk=approval.pk)
    )
    if locked.withdrawn_on is not None:
        raise AlreadyWithdrawn(locked)
    locked.withdrawn_on, locked.withdrawn_because = on, because
    locked.save(update_fields=["withdrawn_on", "withdrawn_because"])
    write_audit("approval.withdrawn", locked, by=by, at=at, on=on.isoformat(), because=because)
    return locked


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a control plan: what, between which limits, with what, how many."""

    name: str
    name_en: str
    method: str
    sample_size: int
    reaction: str
    unit: str = ""
    lower: Decimal | None = None
    upper: Decimal | None = None
    importance: CharacteristicClass = CharacteristicClass.STANDARD
    chart: ChartKind | None = None
    rules: RuleSet = RuleSet.LIMITS
    subgroup: int = 1
    holds_on_signal: bool = False
    gauge: Machine | None = None
    accept_up_to: int = 0

    @property
    def is_counted(self) -> bool:
        return self.chart is not None and self.chart.is_counted


@transaction.atomic
def set_control_plan(
    *,
    revision: PartRevision,
    valid_from: date,
    checks: Sequence[Check],
    by: Account,
    at: datetime,
) -> ControlPlan:
    """Enter a new version of how a revision is checked; older versions stay as they were."""
    cooperative = _acting_for(by, revision)
    if not checks:
        raise NothingToCheck
    PartRevision.objects.select_for_update().get(cooperative=cooperative, pk=revision.pk)
    plan = ControlPlan.objects.create(
        cooperative=cooperative,
        revision=revision,
        version=_highest(ControlPlan, "version", revision) + 1,
        valid_from=valid_from,
    )
    first = _highest(Characteristic, "number", revision) + 1
    for number, check in enumerate(checks, first):
        ControlPlanItem.objects.create(
            cooperative=cooperative,
            plan=plan,
            characteristic=_characteristic(plan, number, check),
            method=check.method,
            gauge=_ours(cooperative, check.gauge),
            sample_size=check.sample_size,
            reaction=check.reaction,
            chart=check.chart or "",
            rules=check.rules,
            subgroup=check.subgroup,
            accept_up_to=check.accept_up_to if check.is_counted else 0,
            holds_on_signal=check.chart is not None and check.holds_on_signal,
        )
    write_audit(
        "control_plan.set",
        plan,
        by=by,
        at=at,
        revision=str(revision),
        version=plan.version,
        checks=[check.name for check in checks],
    )
    return plan


def _ours(cooperative: Cooperative, gauge: Machine | None) -> Machine | None:
    if gauge is not None and (
        gauge.cooperative_id != cooperative.pk or gauge.kind != MachineKind.GAUGE
    ):
        raise Http404
    return gauge


def _highest(
    model: type[ControlPlan] | type[Characteristic], field: str, revision: PartRevision
) -> int:
    rows = model.objects.filter(cooperative_id=revision.cooperative_id, revision=revision)
    return rows.aggregate(last=Max(field))["last"] or 0


def _characteristic(plan: ControlPlan, number: int, check: Check) -> Characteristic:
    """The characteristic of an earlier plan if it is the same, so that its chart goes on."""
    _refuse_nonsense(check)
    revision = plan.revision
    same = Characteristic.objects.filter(
        cooperative_id=revision.cooperative_id,
        revision=revision,
        name=check.name,
        unit=check.unit,
        lower=check.lower,
        upper=check.upper,
        importance=check.importance,
    )
    known = same.exclude(plan_items__plan=plan).order_by("-number").first()
    if known is not None:
        return known
    return Characteristic.objects.create(
        cooperative_id=revision.cooperative_id,
        revision=revision,
        number=number,
        name=check.name,
        name_en=check.name_en,
        unit=check.unit,
        lower=check.lower,
        upper=check.upper,
        importance=check.importance,
    )


def _refuse_nonsense(check: Check) -> None:
    if check.lower is not None and check.upper is not None and check.lower > check.upper:
        raise LimitsReversed(check.name)
    if check.chart is None:
        return
    has_limits = check.lower is not None or check.upper is not None
    if check.is_counted and has_limits:
        raise CountsNeedNoLimits(check.name)
    if check.is_counted:
        return
    if not has_limits:
        raise ChartNeedsNumbers(check.name)
    is_single = check.chart == ChartKind.SINGLE
    if check.subgroup > check.sample_size or is_single != (check.subgroup == 1):
        raise SubgroupUnfit(check.name, check.sample_size)


def _acting_for(by: Account, *rows: Owned) -> Cooperative:
    cooperative = acting_as(by, Role.PLANNER)
    if any(row.cooperative_id != cooperative.pk for row in rows):
        raise Http404
    return cooperative
