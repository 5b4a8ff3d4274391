"""What the planner counts with, as the members decided it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from rantai.plans.models import (
    PlanningTerms,
)
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as

if TYPE_CHECKING:
    pass


@transaction.atomic
def set_planning_terms(
    *,
    valid_from: date,
    heats_per_day: int,
    yield_pct: int,
    lead_days: int,
    change_rupiah: int,
    late_rupiah: int,
    early_rupiah: int,
    by: Account,
    at: datetime,
) -> PlanningTerms:
    """Enter what the planner counts with from a day on; the same day again corrects it."""
    cooperative = acting_as(by, Role.PLANNER)
    values = {
        "heats_per_day": heats_per_day,
        "yield_pct": yield_pct,
        "lead_days": lead_days,
        "change_rupiah": change_rupiah,
        "late_rupiah": late_rupiah,
        "early_rupiah": early_rupiah,
    }
    terms, _is_new = PlanningTerms.objects.update_or_create(
        cooperative=cooperative, valid_from=valid_from, defaults=values
    )
    write_audit(
        "planning_terms.set", terms, by=by, at=at, valid_from=valid_from.isoformat(), **values
    )
    return terms
