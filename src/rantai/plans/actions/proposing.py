"""A plan proposed by itself when a heat is held; the planner publishes it, or leaves it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from rantai.members.models import Workshop
from rantai.plans.actions.replanning import mended
from rantai.plans.actions.schedules import NothingToMelt, read_floor, store_plan
from rantai.plans.models import PlanStatus, PlanVersion, StopCause
from rantai.records.models import Account
from rantai.records.prepared import only_one, prepared

FRESH = timedelta(days=1)
"""What is told later than this, the plan in force knows already."""


def propose_replan(*, workshop: Workshop, because: str, by: Account, at: datetime) -> None:
    """Have the worker draft the mended plan: whoever holds the heat does not wait for it."""
    if timezone.now() - at < FRESH and _in_force(workshop) is not None:
        transaction.on_commit(lambda: draft_for_held_heat.enqueue(workshop.pk, by.pk, because))


@task()
def draft_for_held_heat(workshop: int, account: int, because: str) -> None:
    """For the background worker; the clock is read there."""
    draft_after_hold(
        workshop=Workshop.objects.get(pk=workshop),
        because=because,
        by=Account.objects.get(pk=account),
        at=timezone.now(),
    )


@transaction.atomic
def draft_after_hold(
    *, workshop: Workshop, because: str, by: Account, at: datetime
) -> PlanVersion | None:
    """A draft from the state of the floor; None when the plan in force still casts everything.

    It reads the floor as the maker of the plan in force did: who held the heat need not plan.
    """
    base = _in_force(workshop)
    if base is None:
        return None
    try:
        floor = read_floor(workshop.cooperative, at, by=base.made_by)
    except NothingToMelt:
        # Nobody is waiting for an answer, and there is nothing to propose.
        return None
    heats, changes, base = mended(workshop.cooperative, floor, timezone.localdate(at))
    if not changes:
        return None
    return store_plan(
        workshop.cooperative,
        floor,
        heats,
        status=PlanStatus.DRAFT,
        reason=f"{StopCause.OFF_GRADE.label}: {workshop}, {because}",
        by=by,
        at=at,
        based_on=base,
        changes=changes,
    )


def _in_force(workshop: Workshop) -> PlanVersion | None:
    return only_one(_published(workshop.cooperative_id))


@prepared
def _published(owner: int) -> QuerySet[PlanVersion]:
    rows = PlanVersion.objects.filter(cooperative_id=owner, status=PlanStatus.PUBLISHED)
    return rows.select_related("made_by")[:1]
