"""For whom a planner acts."""

from django.http import Http404

from rantai.records.models import Account, Cooperative, Owned, Role
from rantai.records.queries import acting_as


def acting_for(by: Account, *rows: Owned) -> Cooperative:
    cooperative = acting_as(by, Role.PLANNER)
    if any(row.cooperative_id != cooperative.pk for row in rows):
        raise Http404
    return cooperative
