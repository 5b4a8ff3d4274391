"""Which workshop may make which revision, and which control plan and limits hold on a day."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from rantai.members.models import Workshop
from rantai.parts.models import Approval, ControlPlan, ElementWindow, Grade, Part, PartRevision
from rantai.records.models import Account
from rantai.records.queries import owned_by


def parts_visible_to(viewer: Account) -> QuerySet[Part]:
    return owned_by(viewer, Part.objects.all())


def revisions_visible_to(viewer: Account) -> QuerySet[PartRevision]:
    return owned_by(viewer, PartRevision.objects.select_related("part", "grade"))


def approvals_in_force(revision: PartRevision, on: date) -> QuerySet[Approval]:
    """Approvals of a revision that hold on a day, one workshop after the other."""
    return (
        Approval.objects.filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
            cooperative_id=revision.cooperative_id,
            revision=revision,
            approved_on__lte=on,
            valid_until__gte=on,
        )
        .select_related("workshop")
        .order_by("workshop__code", "-approved_on")
    )


def approval_in_force(workshop: Workshop, revision: PartRevision, on: date) -> Approval | None:
    return approvals_in_force(revision, on).filter(workshop=workshop).first()


def approved_workshops(revision: PartRevision, on: date) -> list[Workshop]:
    """Workshops that may make this revision on this day, each once."""
    return list(
        {row.workshop_id: row.workshop for row in approvals_in_force(revision, on)}.values()
    )


def plan_in_force(revision: PartRevision, on: date) -> ControlPlan | None:
    """The newest control plan already valid on a day."""
    return (
        ControlPlan.objects.filter(
            cooperative_id=revision.cooperative_id, revision=revision, valid_from__lte=on
        )
        .order_by("-version")
        .first()
    )


def windows_of(grade: Grade) -> Sequence[ElementWindow]:
    return list(
        ElementWindow.objects.filter(cooperative_id=grade.cooperative_id, grade=grade).order_by(
            "order"
        )
    )


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
