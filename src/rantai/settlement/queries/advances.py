"""Advances that members still owe."""

from dataclasses import dataclass

from django.db.models import Sum

from rantai.members.models import Workshop
from rantai.records.models import Account
from rantai.settlement.models import (
    Advance,
    Deduction,
)
from rantai.settlement.queries.visible import advances_visible_to


@dataclass(frozen=True, slots=True)
class OutstandingAdvance:
    """What is still owed of an advance."""

    advance: Advance
    owed_rupiah: int


def outstanding_advances(viewer: Account) -> list[OutstandingAdvance]:
    """Advances of which something is still owed, oldest first."""
    return _owed_of(list(advances_visible_to(viewer).order_by("given_on", "code")))


def advances_owed_by(workshop: Workshop) -> list[OutstandingAdvance]:
    """What this workshop still owes, for whoever decides about its standing."""
    advances = Advance.objects.current().filter(
        cooperative_id=workshop.cooperative_id, workshop=workshop
    )
    return _owed_of(list(advances.order_by("given_on", "code")))


def _owed_of(advances: list[Advance]) -> list[OutstandingAdvance]:
    if not advances:
        return []
    taken = dict(
        Deduction.objects.filter(
            cooperative_id=advances[0].cooperative_id,
            cause_type="advance",
            cause_id__in=[str(advance.pk) for advance in advances],
        )
        .values("cause_id")
        .annotate(total=Sum("rupiah"))
        .values_list("cause_id", "total")
    )
    owed = (
        OutstandingAdvance(advance, advance.rupiah - taken.get(str(advance.pk), 0))
        for advance in advances
    )
    return [row for row in owed if row.owed_rupiah > 0]
