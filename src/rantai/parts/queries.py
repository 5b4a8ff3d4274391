"""Which workshop may make which revision, and which control plan and limits hold on a day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.parts.models import (
    Approval,
    ControlPlan,
    ControlPlanItem,
    ElementWindow,
    Grade,
    Part,
    PartRevision,
)
from rantai.records.models import Account, Role
from rantai.records.prepared import only_one, prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by


def parts_visible_to(viewer: Account) -> QuerySet[Part]:
    return owned_by(viewer, Part.objects.all())


def revisions_visible_to(viewer: Account) -> QuerySet[PartRevision]:
    return owned_by(viewer, PartRevision.objects.select_related("part", "grade"))


def approvals_in_force(revision: PartRevision, on: date) -> QuerySet[Approval]:
    """Approvals of a revision that hold on a day, one workshop after the other."""
    rows = _in_force(revision.cooperative_id, revision.pk, on)
    return rows.select_related("workshop").order_by("workshop__code", "-approved_on")


def _in_force(owner: int, revision: int, on: date) -> QuerySet[Approval]:
    return Approval.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
        cooperative_id=owner,
        revision=revision,
        approved_on__lte=on,
        valid_until__gte=on,
    )


def approval_in_force(workshop: Workshop, revision: PartRevision, on: date) -> Approval | None:
    return only_one(_approvals(revision.cooperative_id, revision.pk, workshop.pk, on))


@prepared
def _approvals(owner: int, revision: int, workshop: int, on: date) -> QuerySet[Approval]:
    rows = _in_force(owner, revision, on).filter(workshop=workshop)
    return rows.order_by("-approved_on")[:1]


def approved_workshops(revision: PartRevision, on: date) -> list[Workshop]:
    """Workshops that may make this revision on this day, each once."""
    return list(
        {row.workshop_id: row.workshop for row in approvals_in_force(revision, on)}.values()
    )


def approvals_visible_to(viewer: Account) -> QuerySet[Approval]:
    """The office and mentors see every approval; a workshop's people see their own."""
    rows = owned_by(viewer, Approval.objects.select_related("workshop", "revision__part"))
    if has_role(viewer, *OFFICE, Role.MENTOR):
        return rows.order_by("workshop__code", "-approved_on")
    if has_role(viewer, *WORKSHOP) and (workshop := workshop_of(viewer)):
        return rows.filter(workshop=workshop).order_by("-approved_on")
    return rows.none()


def grades_visible_to(viewer: Account) -> QuerySet[Grade]:
    return owned_by(viewer, Grade.objects.all())


@prepared
def _plans(owner: int, revision: int, on: date) -> QuerySet[ControlPlan]:
    rows = ControlPlan.objects.filter(cooperative_id=owner, revision=revision, valid_from__lte=on)
    return rows.order_by("-version")[:1]


def plan_in_force(revision: PartRevision, on: date) -> ControlPlan | None:
    """The newest control plan already valid on a day."""
    return only_one(_plans(revision.cooperative_id, revision.pk, on))


def checks_to_begin_with(revision: PartRevision) -> list[dict[str, Any]]:
    """The rows a new plan begins with: those of the newest plan of this revision or, before it has
    one, of the drawing's issue before; failing both, what every casting is checked for."""
    plans = ControlPlan.objects.filter(
        cooperative_id=revision.cooperative_id, revision__part=revision.part_id
    )
    newest = (
        plans.filter(revision=revision).order_by("-version").first()
        or plans.order_by("-revision__valid_from", "-version").first()
    )
    if newest is None:
        return usual_checks()
    items = newest.items.select_related("characteristic").order_by("characteristic__number")
    return [_as_row(item) for item in items]


def _as_row(item: ControlPlanItem) -> dict[str, Any]:
    what = item.characteristic
    return {
        "name": what.name,
        "name_en": what.name_en,
        "unit": what.unit,
        "lower": _as_typed(what.lower),
        "upper": _as_typed(what.upper),
        "importance": what.importance,
        "method": item.method,
        "gauge": str(item.gauge_id or ""),
        "sample_size": item.sample_size,
        "reaction": item.reaction,
        "chart": item.chart,
        "rules": item.rules,
        "subgroup": item.subgroup if item.chart else None,
        "accept_up_to": item.accept_up_to if item.is_counted else None,
        "holds_on_signal": item.holds_on_signal,
    }


def _as_typed(limit: Decimal | None) -> str:
    return "" if limit is None else f"{limit.normalize():f}".replace(".", ",")


def usual_checks() -> list[dict[str, Any]]:
    """Hardness, length and surface, as most castings are checked; limits are the drawing's own."""
    hold = gettext("Hold the lot, call the lab, measure double.")
    common = {"importance": "standard", "rules": "limits", "reaction": hold}
    return [
        {
            **common,
            "name": "Kekerasan",
            "name_en": "Hardness",
            "unit": "HB",
            "method": "Brinell 10/3000",
            "sample_size": 3,
            "importance": "significant",
            "chart": "xbar-r",
            "holds_on_signal": True,
        },
        {
            **common,
            "name": "Panjang",
            "name_en": "Length",
            "unit": "mm",
            "method": "Jangka sorong",
            "sample_size": 1,
            "chart": "i-mr",
        },
        {
            **common,
            "name": "Permukaan tanpa cacat dan dempul",
            "name_en": "Surface without defect or putty",
            "method": "Visual",
            "sample_size": 50,
            "chart": "p",
        },
    ]


@prepared
def _windows(owner: int, grade: int) -> QuerySet[ElementWindow]:
    return ElementWindow.objects.filter(cooperative_id=owner, grade=grade).order_by("order")


def windows_of(grade: Grade) -> Sequence[ElementWindow]:
    return _windows(grade.cooperative_id, grade.pk)


def revision_in_force(part: Part, on: date) -> PartRevision | None:
    """The newest issue of the drawing already valid on a day."""
    return (
        PartRevision.objects.filter(
            cooperative_id=part.cooperative_id, part=part, valid_from__lte=on
        )
        .select_related("part", "grade")
        .order_by("-valid_from", "-pk")
        .first()
    )


@dataclass(frozen=True, slots=True)
class RevisionDossier:
    """A revision with its limits, how it is checked, and who may make it on a day."""

    revision: PartRevision
    windows: list[ElementWindow]
    plan: ControlPlan | None
    items: list[ControlPlanItem]
    approvals: list[tuple[Approval, str]]


def dossier_of(viewer: Account, part: Part, on: date) -> list[RevisionDossier]:
    """Every revision of a part, the newest first, in a fixed number of queries."""
    revisions = list(revisions_visible_to(viewer).filter(part=part))
    owner = part.cooperative_id
    windows: dict[int, list[ElementWindow]] = defaultdict(list)
    for window in ElementWindow.objects.filter(
        cooperative_id=owner, grade__in=[revision.grade_id for revision in revisions]
    ).order_by("order"):
        windows[window.grade_id].append(window)
    plans: dict[int, ControlPlan] = {}
    for plan in ControlPlan.objects.filter(
        cooperative_id=owner, revision__in=revisions, valid_from__lte=on
    ).order_by("version"):
        plans[plan.revision_id] = plan
    items: dict[int, list[ControlPlanItem]] = defaultdict(list)
    for item in (
        ControlPlanItem.objects.filter(cooperative_id=owner, plan__in=list(plans.values()))
        .select_related("characteristic", "gauge")
        .order_by("characteristic__number")
    ):
        items[item.plan_id].append(item)
    approvals: dict[int, list[tuple[Approval, str]]] = defaultdict(list)
    for approval in approvals_visible_to(viewer).filter(revision__in=revisions):
        approvals[approval.revision_id].append((approval, state_of(approval, on)))
    return [
        RevisionDossier(
            revision=revision,
            windows=windows[revision.grade_id],
            plan=(plan_now := plans.get(revision.pk)),
            items=items[plan_now.pk] if plan_now else [],
            approvals=approvals[revision.pk],
        )
        for revision in revisions
    ]


def state_of(approval: Approval, on: date) -> str:
    """The word for an approval on a day, as the pills name it."""
    if approval.withdrawn_on is not None and approval.withdrawn_on <= on:
        return "rejected"
    if approval.valid_until < on:
        return "expired"
    return "approved" if approval.approved_on <= on else "planned"
