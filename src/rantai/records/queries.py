"""Who may act for which co-operative, and what was done to a thing."""

from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404

from rantai.records.models import Account, AuditEntry, Cooperative, Owned, Role

OwnedT = TypeVar("OwnedT", bound=Owned)

OFFICE = frozenset({Role.LAB, Role.PLANNER, Role.TREASURER})
"""The co-operative's own desks: they see the whole co-operative's work."""

WORKSHOP = frozenset({Role.OPERATOR, Role.OWNER})


def has_role(viewer: Account, *roles: Role) -> bool:
    return viewer.role in roles


def acting_as(viewer: Account, *roles: Role) -> Cooperative:
    """Return the co-operative this person acts for in such a role; otherwise nothing is there."""
    if viewer.cooperative is None or not has_role(viewer, *roles):
        raise Http404
    return viewer.cooperative


def owned_by(viewer: Account, rows: QuerySet[OwnedT]) -> QuerySet[OwnedT]:
    """Limit rows to the viewer's co-operative; without one, nothing."""
    if viewer.cooperative_id is None:
        return rows.none()
    return rows.filter(cooperative_id=viewer.cooperative_id)


def history_of(viewer: Account, subject: Owned) -> QuerySet[AuditEntry]:
    """Every deed done to this thing, oldest first."""
    if viewer.cooperative_id is None:
        return AuditEntry.objects.none()
    return AuditEntry.objects.filter(
        cooperative_id=viewer.cooperative_id,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
    ).order_by("number")


def example_accounts() -> list[Account]:
    """The sign-ins of the example co-operative, in the order of the work; one for each role.

    A ministry officer sees every co-operative, so that one is offered only where all are examples.
    """
    order = {role: place for place, role in enumerate(Role.values)}
    accounts = Account.objects.filter(
        Q(cooperative__isnull=True) | Q(cooperative__is_example=True),
        is_example=True,
        is_active=True,
    ).select_related("cooperative")
    if Cooperative.objects.filter(is_example=False).exists():
        accounts = accounts.exclude(cooperative__isnull=True)
    first_of_role: dict[str, Account] = {}
    for account in accounts.order_by("pk"):
        first_of_role.setdefault(account.role, account)
    return sorted(first_of_role.values(), key=lambda account: order[account.role])
