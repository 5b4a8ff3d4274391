"""Who may see a recipe and its prices, and what materials cost and contain on a day."""

from datetime import date

from django.db.models import Q, QuerySet

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.records.models import Account, Role
from rantai.records.prepared import prepared
from rantai.records.queries import WORKSHOP, has_role, owned_by
from rantai.shopfloor.models import (
    Heat,
    MaterialCard,
    MeltEngineer,
)
from rantai.shopfloor.queries.visible import heats_visible_to


def is_melt_engineer(viewer: Account, on: date) -> bool:
    """An appointment in force on the day; no role carries it, not even the planner's."""
    owner = viewer.cooperative_id
    return owner is not None and bool(_appointments(owner, viewer.pk, on))


@prepared
def _appointments(owner: int, account: int, on: date) -> QuerySet[MeltEngineer, int]:
    rows = MeltEngineer.objects.filter(
        cooperative_id=owner, account_id=account, valid_from__lte=on, valid_until__gte=on
    )
    return rows.values_list("pk", flat=True)


def recipes_visible_to(viewer: Account, on: date) -> QuerySet[Heat]:
    """Heats whose recipe this person may see: a workshop's own, or all for a melt engineer."""
    if is_melt_engineer(viewer, on):
        return owned_by(viewer, Heat.objects.all())
    return heats_visible_to(viewer) if has_role(viewer, *WORKSHOP) else Heat.objects.none()


def sees_kilograms(viewer: Account, on: date) -> bool:
    """Whether, of a heat this person may see, the kilograms by material are theirs to read.

    Its workshop's, the lab's, which corrects a bath by them, and a melt engineer's; a heat of
    another workshop is not visible to a workshop at all. Everyone else reads lot codes only.
    """
    return has_role(viewer, Role.LAB, *WORKSHOP) or is_melt_engineer(viewer, on)


def cards_visible_to(viewer: Account, on: date) -> QuerySet[MaterialCard]:
    rows = owned_by(viewer, MaterialCard.objects.select_related("workshop"))
    if is_melt_engineer(viewer, on):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    if workshop is None:
        return rows.none()
    return rows.filter(Q(workshop=workshop) | Q(workshop__isnull=True))


def cards_in_force(workshop: Workshop, on: date) -> dict[str, MaterialCard]:
    """The card of each material on a day; a workshop's own goes before the store's."""
    rows = MaterialCard.objects.filter(
        Q(workshop=workshop) | Q(workshop__isnull=True),
        cooperative_id=workshop.cooperative_id,
        valid_from__lte=on,
    ).order_by("valid_from", "pk")
    store = {row.material: row for row in rows if row.workshop_id is None}
    return store | {row.material: row for row in rows if row.workshop_id is not None}
