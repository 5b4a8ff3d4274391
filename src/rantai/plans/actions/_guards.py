"""Whose things the planner may change."""

from django.http import Http404

from rantai.parts.models import Part, PartRevision
from rantai.plans.models import Allocation, PlanVersion
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as


def acting_for(row: Part | PartRevision | Allocation | PlanVersion, by: Account) -> Cooperative:
    cooperative = acting_as(by, Role.PLANNER)
    if row.cooperative_id != cooperative.pk:
        raise Http404
    return cooperative
