"""Trainings as a mentor sees them, to name what each should change."""

from django.db.models import Exists, OuterRef, QuerySet

from rantai.members.models import Training
from rantai.mentoring.models import Aim
from rantai.records.models import Account, Role
from rantai.records.queries import has_role, owned_by


def trainings_without_aim(viewer: Account, *, named: bool = False) -> QuerySet[Training]:
    """Those nobody has said it of yet; with `named` also the others."""
    rows = owned_by(viewer, Training.objects.all())
    if not has_role(viewer, Role.MENTOR):
        return rows.none()
    if named:
        return rows
    aim = Aim.objects.filter(cooperative_id=OuterRef("cooperative_id"), training=OuterRef("pk"))
    return rows.filter(~Exists(aim))
