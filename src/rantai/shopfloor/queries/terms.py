"""What time and a miss cost a workshop on a day, and who may read it."""

from datetime import date

from django.db.models import Q, QuerySet

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.records.models import Account
from rantai.records.queries import WORKSHOP, has_role, owned_by
from rantai.shopfloor.models import MeltTerms
from rantai.shopfloor.queries.cards import is_melt_engineer


def melt_terms_on(workshop: Workshop, day: date) -> MeltTerms | None:
    """The workshop's own newest terms, else the co-operative's."""
    rows = MeltTerms.objects.filter(
        Q(workshop=workshop) | Q(workshop__isnull=True),
        cooperative_id=workshop.cooperative_id,
        valid_from__lte=day,
    )
    found = list(rows.order_by("valid_from", "pk"))
    own = [each for each in found if each.workshop_id is not None] or found
    return own[-1] if own else None


def melt_terms_visible_to(viewer: Account, on: date) -> QuerySet[MeltTerms]:
    """A workshop's own and the common ones; every member's for a melt engineer."""
    rows = owned_by(viewer, MeltTerms.objects.select_related("workshop"))
    if is_melt_engineer(viewer, on):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    if workshop is None:
        return rows.none()
    return rows.filter(Q(workshop=workshop) | Q(workshop__isnull=True))
