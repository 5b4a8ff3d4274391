"""The furnaces' plan: drafted from the floor, changed by hand, published, put aside."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.plans.actions._guards import acting_for
from rantai.plans.heats import Places, changed_places, mend, moved
from rantai.plans.heats.mending import METHOD as MENDING
from rantai.plans.models import (
    PlanStatus,
    PlanVersion,
    ScheduledHeat,
    SearchStatus,
)
from rantai.plans.queries.floor import floor_of, terms_on
from rantai.plans.queries.layout import Floor, Wish
from rantai.plans.queries.schedules import day_of, heats_of, weighed
from rantai.records.actions import next_number, write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal

if TYPE_CHECKING:
    from tuang.planning.furnace import Heat

DAYS = 18
PLAN = "plan-"


class NoPlanningTerms(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "No terms of planning hold yet: heats a day, and what a late day or a change of "
                "grade costs. Enter what the members decided, then draft the plan."
            )
        )


class NothingToMelt(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Nothing is open that a ready furnace may melt, so there is nothing to plan. Share "
                "out confirmed pieces first, or set a furnace ready."
            )
        )


class PlanClosed(Refusal):
    def __init__(self, version: PlanVersion) -> None:
        super().__init__(
            _("Plan %(number)s is %(status)s and stays as it is. Make a draft of it to change it.")
            % {"number": version.number, "status": PlanStatus(version.status).label.lower()}
        )


class SearchGoesOn(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A search for a better plan is under way. Stop it first; the best so far is kept.")
        )


class HeatCannotGoThere(Refusal):
    def __init__(self, why: str) -> None:
        super().__init__(
            _("The heat stays where it was: %(why)s Choose another place.") % {"why": why}
        )


# Drafts


@transaction.atomic
def draft_plan(*, by: Account, at: datetime, days: int = DAYS) -> PlanVersion:
    """A first plan of everything open, at once; a search makes it better afterwards."""
    cooperative = acting_as(by, Role.PLANNER)
    floor = read_floor(cooperative, at, by=by, count=days)
    from tuang.planning.furnace import read_problem

    return store_plan(
        cooperative,
        floor,
        mend(read_problem(floor.problem)),
        status=PlanStatus.DRAFT,
        reason=_("Drafted from open work orders"),
        by=by,
        at=at,
    )


def read_floor(
    cooperative: Cooperative,
    at: datetime,
    *,
    by: Account,
    count: int = DAYS,
    wish: Wish | None = None,
    without: Iterable[int] = (),
) -> Floor:
    terms = terms_on(cooperative, timezone.localdate(at))
    if terms is None:
        raise NoPlanningTerms
    floor = floor_of(by, cooperative, terms, at, count=count, wish=wish, without=without)
    if floor.is_empty:
        raise NothingToMelt
    return floor


def store_plan(
    cooperative: Cooperative,
    floor: Floor,
    heats: Sequence["Heat"],
    *,
    status: PlanStatus,
    reason: str,
    by: Account,
    at: datetime,
    based_on: PlanVersion | None = None,
    changes: int = 0,
    method: str = MENDING,
) -> PlanVersion:
    """Number and keep a plan that the verifier passes."""
    version = PlanVersion(
        cooperative=cooperative,
        number=next_number(cooperative=cooperative, prefix=PLAN),
        status=status,
        reason=reason[:200],
        first_day=date.fromisoformat(floor.facts["days"][0]),
        based_on=based_on,
        problem=floor.problem,
        facts=floor.facts,
        method_version=method,
        changes=changes,
        made_at=at,
        made_by=by,
    )
    version.cost = weighed(version, heats).costs.total
    version.save()
    write_heats(version, heats)
    write_audit(
        "plan.drafted",
        version,
        by=by,
        at=at,
        number=version.number,
        cost=round(version.cost),
        reason=version.reason,
        changes=changes,
    )
    return version


def write_heats(version: PlanVersion, heats: Iterable["Heat"]) -> None:
    ScheduledHeat.objects.bulk_create(_row(version, heat) for heat in heats)


def _row(version: PlanVersion, heat: "Heat") -> ScheduledHeat:
    place = version.facts["furnaces"][heat.furnace]
    return ScheduledHeat(
        cooperative_id=version.cooperative_id,
        version=version,
        furnace_id=place["furnace"],
        workshop_id=place["workshop"],
        day=day_of(version, heat.day),
        position=heat.position,
        grade_id=version.facts["grades"][heat.grade],
        pieces=dict(heat.pieces),
    )


@transaction.atomic
def copy_plan(*, version: PlanVersion, by: Account, at: datetime) -> PlanVersion:
    """A draft with the same heats, to be changed without touching what holds now."""
    cooperative = acting_for(version, by)
    heats = heats_of(version)
    return store_plan(
        cooperative,
        Floor(version.problem, version.facts),
        heats,
        status=PlanStatus.DRAFT,
        reason=_("Copy of plan %(number)s") % {"number": version.number},
        by=by,
        at=at,
        based_on=version,
        method=version.method_version,
    )


# Changes by hand


@transaction.atomic
def move_heat(*, version: PlanVersion, places: Places, by: Account, at: datetime) -> PlanVersion:
    """Move one heat, or let two change places; refused when it could not be poured there."""
    from tuang.planning.furnace import Violation

    acting_for(version, by)
    locked = lock_plan(version)
    before = heats_of(locked)
    after = moved(before, places)
    if after is None:
        raise HeatCannotGoThere(_("no heat is planned at that place any more."))
    try:
        cost = weighed(locked, after).costs.total
    except Violation as impossible:
        raise HeatCannotGoThere(why_not(locked, places)) from impossible
    touched = changed_places(before, after)
    for furnace, day, position in touched:
        ScheduledHeat.objects.filter(
            cooperative_id=locked.cooperative_id,
            version=locked,
            furnace_id=locked.facts["furnaces"][furnace]["furnace"],
            day=day_of(locked, day),
            position=position,
        ).delete()
    write_heats(
        locked, [each for each in after if (each.furnace, each.day, each.position) in touched]
    )
    was, locked.cost = locked.cost, cost
    locked.changes += len(touched)
    locked.save(update_fields=["cost", "changes"])
    write_audit(
        "plan.heat_moved",
        locked,
        by=by,
        at=at,
        origin=told(locked, places.origin),
        target=told(locked, places.target),
        cost_before=round(was),
        cost_after=round(cost),
    )
    return locked


def told(version: PlanVersion, place: tuple[str, int, int]) -> str:
    furnace, day, position = place
    return f"{furnace} {day_of(version, day).isoformat()} #{position + 1}"


def why_not(version: PlanVersion, places: Places) -> str:
    """In the planner's words, what stands against the place."""
    furnace, day, position = places.target
    row = next((each for each in version.problem["furnaces"] if each["name"] == furnace), None)
    if row is None or [day, position] in row["closed"] or position >= row["heats_per_day"]:
        return _("the furnace does not melt then.")
    if version.facts["furnaces"][furnace]["code"] != _workshop_at(version, places.origin):
        return _("these pieces belong to another workshop's work order, or its furnace is smaller.")
    return _("the furnace is too small for it.")


def _workshop_at(version: PlanVersion, place: tuple[str, int, int]) -> str:
    known: dict[str, Any] = version.facts["furnaces"].get(place[0], {})
    return str(known.get("code", ""))


def lock_plan(version: PlanVersion) -> PlanVersion:
    """The version as it is now, open to change, with no search under way."""
    locked = PlanVersion.objects.select_for_update().get(
        cooperative_id=version.cooperative_id, pk=version.pk
    )
    if not locked.is_open:
        raise PlanClosed(locked)
    if locked.searches.filter(status__in=(SearchStatus.WAITING, SearchStatus.RUNNING)).exists():
        raise SearchGoesOn
    return locked


@transaction.atomic
def discard_plan(*, version: PlanVersion, by: Account, at: datetime) -> PlanVersion:
    acting_for(version, by)
    locked = lock_plan(version)
    locked.status = PlanStatus.DISCARDED
    locked.save(update_fields=["status"])
    write_audit("plan.discarded", locked, by=by, at=at, number=locked.number)
    return locked
