"""Versions of the furnaces' plan that a person may see, with what they cost and promise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.plans.heats import Kept, Places, kept_promises, moved
from rantai.plans.models import (
    PlanNotice,
    PlanSearch,
    PlanStatus,
    PlanVersion,
    ScheduledHeat,
)
from rantai.records.models import Account, Role
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by

if TYPE_CHECKING:
    from tuang.planning.furnace import Costs, FurnaceProblem, Heat


def plans_visible_to(viewer: Account) -> QuerySet[PlanVersion]:
    """Only the office sees a plan whole; a member sees its own heats of the published one."""
    rows = owned_by(viewer, PlanVersion.objects.select_related("made_by", "based_on"))
    return rows if has_role(viewer, *OFFICE) else rows.none()


def searches_visible_to(viewer: Account) -> QuerySet[PlanSearch]:
    rows = owned_by(viewer, PlanSearch.objects.all())
    return rows if has_role(viewer, *OFFICE) else rows.none()


def published_plan(viewer: Account) -> PlanVersion | None:
    """The plan in force, for people of the office and the workshops."""
    if not has_role(viewer, *OFFICE, *WORKSHOP):
        return None
    rows = PlanVersion.objects.select_related("made_by")
    return owned_by(viewer, rows).filter(status=PlanStatus.PUBLISHED).first()


def workshops_of_plans(viewer: Account) -> QuerySet[Workshop]:
    """Whose heats a person may read: the office everybody's, a workshop's people their own."""
    rows = owned_by(viewer, Workshop.objects.all())
    if has_role(viewer, *OFFICE):
        return rows
    mine = workshop_of(viewer) if has_role(viewer, Role.OWNER, Role.OPERATOR) else None
    return rows.filter(pk=mine.pk) if mine else rows.none()


def heats_of_workshop(version: PlanVersion, workshop: Workshop) -> QuerySet[ScheduledHeat]:
    return (
        ScheduledHeat.objects.filter(
            cooperative_id=version.cooperative_id, version=version, workshop=workshop
        )
        .select_related("furnace", "grade")
        .order_by("day", "furnace__code", "position")
    )


def notices_of(workshop: Workshop) -> QuerySet[PlanNotice]:
    return PlanNotice.objects.filter(
        cooperative_id=workshop.cooperative_id, workshop=workshop
    ).select_related("version")


# What a version costs and promises


@dataclass(frozen=True, slots=True)
class Weighed:
    """A plan's cost by cause, and when each promise of it is cast."""

    costs: "Costs"
    promises: list[Kept]

    @property
    def late(self) -> int:
        return sum(1 for kept in self.promises if kept.is_late)


def problem_of(version: PlanVersion) -> "FurnaceProblem":
    # The planner's package loads its solvers, which most pages of the house can spare.
    from tuang.planning.furnace import read_problem

    return read_problem(version.problem)


def heats_of(version: PlanVersion) -> list["Heat"]:
    from tuang.planning.furnace import Heat

    days = {day: number for number, day in enumerate(version.facts["days"])}
    rows = ScheduledHeat.objects.filter(
        cooperative_id=version.cooperative_id, version=version
    ).values_list("furnace_id", "day", "position", "grade_id", "pieces")
    furnaces = {each["furnace"]: code for code, each in version.facts["furnaces"].items()}
    grades = {pk: code for code, pk in version.facts["grades"].items()}
    return [
        Heat(furnaces[furnace], days[day.isoformat()], position, grades[grade], pieces)
        for furnace, day, position, grade, pieces in rows
    ]


def standing_heats(version: PlanVersion) -> list["Heat"]:
    """The heats against which the version's changes are counted, by its own days."""
    if not version.changes or version.based_on is None:
        return []
    return on_these_days(version.based_on, version.facts)


def on_these_days(version: PlanVersion, facts: Mapping[str, Any]) -> list["Heat"]:
    """A version's heats counted by the days of another's facts; those of days gone by left out.

    Where a workshop's own pieces have become nobody's, they are looked for under that name.
    """
    days = {day: number for number, day in enumerate(facts["days"])}
    found = []
    for heat in heats_of(version):
        day = days.get(version.facts["days"][heat.day])
        if day is not None:
            found.append(replace(heat, day=day))
    # Those of today that were poured already are left out: their pieces are counted by the floor.
    used = {code: place["used"] for code, place in facts["furnaces"].items()}
    return [heat for heat in found if heat.day > 0 or heat.position >= used.get(heat.furnace, 0)]


def weighed(version: PlanVersion, heats: Iterable["Heat"]) -> Weighed:
    """By the planner's own verifier; raises its Violation when a heat cannot be poured so."""
    from tuang.planning.furnace import verify

    heats = list(heats)
    facts = version.facts
    return Weighed(
        verify(problem_of(version), heats),
        kept_promises(len(facts["days"]), facts["items"], facts["promises"], heats),
    )


def weighed_move(version: PlanVersion, places: Places) -> Weighed | None:
    """What the plan would cost and promise with one heat moved; None without such a heat."""
    after = moved(heats_of(version), places)
    return None if after is None else weighed(version, after)


def day_of(version: PlanVersion, number: int) -> date:
    return date.fromisoformat(version.facts["days"][number])
