"""A plan put in force, and each workshop told what changes for it and why."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.machines.models import Machine
from rantai.machines.queries import Unfit, why_unfit
from rantai.machines.reasons import unfit_line
from rantai.plans.actions._guards import acting_for
from rantai.plans.actions.schedules import lock_plan
from rantai.plans.models import (
    PlanNotice,
    PlanStatus,
    PlanVersion,
    ScheduledHeat,
)
from rantai.records.actions import write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal

if TYPE_CHECKING:
    pass


class PlanOutdated(Refusal):
    def __init__(self, version: PlanVersion, first: date) -> None:
        super().__init__(
            _(
                "Plan %(number)s begins on %(day)s, which is over. Re-plan from the floor, and "
                "publish that."
            )
            % {"number": version.number, "day": date_format(first, "j M Y")}
        )


class FurnaceUnfit(Refusal):
    def __init__(self, version: PlanVersion, unfit: Unfit) -> None:
        super().__init__(
            _("Plan %(number)s melts in a furnace that may not be planned. %(why)s")
            % {"number": version.number, "why": unfit_line(unfit)}
            + " "
            + _("Or re-plan from the floor, which leaves it out.")
        )


@transaction.atomic
def publish_plan(*, version: PlanVersion, by: Account, at: datetime) -> PlanVersion:
    """Put a draft in force, and tell each workshop what changes for it and why."""
    cooperative = acting_for(version, by)
    locked = lock_plan(version)
    if locked.first_day < timezone.localdate(at):
        raise PlanOutdated(locked, locked.first_day)
    _refuse_unfit(locked, timezone.localdate(at))
    before = (
        PlanVersion.objects.select_for_update()
        .filter(cooperative=cooperative, status=PlanStatus.PUBLISHED)
        .first()
    )
    told_to = _tell(locked, before, at)
    if before is not None:
        before.status = PlanStatus.REPLACED
        before.save(update_fields=["status"])
    locked.status, locked.published_at = PlanStatus.PUBLISHED, at
    locked.save(update_fields=["status", "published_at"])
    write_audit(
        "plan.published",
        locked,
        by=by,
        at=at,
        number=locked.number,
        replaces=before.number if before else None,
        told=told_to,
    )
    return locked


def _refuse_unfit(version: PlanVersion, today: date) -> None:
    """A furnace may have broken, or its maintenance come due, since the plan was drafted."""
    planned = Machine.objects.filter(
        cooperative_id=version.cooperative_id,
        pk__in=ScheduledHeat.objects.filter(
            cooperative_id=version.cooperative_id, version=version, day__gte=today
        ).values("furnace"),
    )
    for unfit in why_unfit(planned.order_by("code"), today).values():
        raise FurnaceUnfit(version, unfit)


def _tell(version: PlanVersion, before: PlanVersion | None, at: datetime) -> int:
    """One notice for each workshop whose heats differ from what it was told last."""
    found = notices(version, before)
    PlanNotice.objects.bulk_create(
        PlanNotice(
            cooperative_id=version.cooperative_id,
            version=version,
            workshop_id=workshop,
            changes=changes,
            reason=version.reason,
            told_at=at,
        )
        for workshop, changes in found.items()
    )
    return len(found)


def notices(version: PlanVersion, before: PlanVersion | None) -> dict[int, list[dict[str, Any]]]:
    """By workshop, each place that changes: what was to be poured there, and what now."""
    old, new = _told_heats(before, version.first_day), _told_heats(version, version.first_day)
    found: dict[int, list[dict[str, Any]]] = {}
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was != now:
            workshop, furnace, day, position = key
            found.setdefault(workshop, []).append(
                {"furnace": furnace, "day": day, "position": position, "was": was, "now": now}
            )
    return found


def _told_heats(
    version: PlanVersion | None, since: date
) -> dict[tuple[int, str, str, int], list[list[Any]]]:
    if version is None:
        return {}
    rows = ScheduledHeat.objects.filter(
        cooperative_id=version.cooperative_id, version=version, day__gte=since
    ).values_list("workshop_id", "furnace__code", "day", "position", "pieces")
    items = version.facts["items"]
    return {
        (workshop, furnace, day.isoformat(), position): sorted(
            [items[name]["part"], count] for name, count in pieces.items()
        )
        for workshop, furnace, day, position, pieces in rows
    }
