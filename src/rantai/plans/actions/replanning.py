"""When the floor does not follow the plan, and when a customer asks for more."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.machines.models import Machine, MachineKind
from rantai.members.models import Workshop
from rantai.parts.models import PartRevision
from rantai.plans.actions.schedules import DAYS, read_floor, store_plan
from rantai.plans.heats import changed_places, mend
from rantai.plans.models import FurnaceStop, PlanStatus, PlanVersion, StopCause
from rantai.plans.queries.layout import Floor, Wish
from rantai.plans.queries.schedules import on_these_days
from rantai.records.actions import write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal

if TYPE_CHECKING:
    from tuang.planning.furnace import FurnaceProblem, Heat


class WhichOne(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say which workshop it is about; then the plan can be made anew."))


class NobodyMakesIt(Refusal):
    def __init__(self, revision: PartRevision) -> None:
        super().__init__(
            _(
                "No workshop with a ready furnace is approved for %(part)s, so no date can be "
                "promised. An approval opens the way."
            )
            % {"part": revision}
        )


@transaction.atomic
def replan(
    *,
    cause: StopCause,
    workshop: Workshop | None,
    last_day: date,
    by: Account,
    at: datetime,
) -> PlanVersion:
    """A draft from the floor's state that changes as few heats of the plan in force as it can.

    A power cut without a workshop stops everybody's furnaces; a heat off-grade stops none, for the
    floor already knows that its pieces do not come.
    """
    cooperative = acting_as(by, Role.PLANNER)
    if workshop is not None and workshop.cooperative_id != cooperative.pk:
        raise Http404
    if workshop is None and cause is not StopCause.POWER:
        raise WhichOne
    today = timezone.localdate(at)
    if cause is not StopCause.OFF_GRADE:
        _stop(cooperative, workshop, cause, today, max(today, last_day), by, at)
    without = {workshop.pk} if workshop and cause is StopCause.MEMBER else set()
    floor = read_floor(cooperative, at, by=by, without=without)
    heats, changes, base = mended(cooperative, floor, today)
    return store_plan(
        cooperative,
        floor,
        heats,
        status=PlanStatus.DRAFT,
        reason=_because(cause, workshop, last_day),
        by=by,
        at=at,
        based_on=base,
        changes=changes,
    )


def _because(cause: StopCause, workshop: Workshop | None, last_day: date) -> str:
    whose = str(workshop) if workshop else _("all workshops")
    if cause is StopCause.OFF_GRADE:
        return f"{cause.label}: {whose}"
    until = _("until %(day)s") % {"day": date_format(last_day, "j M Y")}
    return f"{cause.label}: {whose}, {until}"


def _stop(
    cooperative: Cooperative,
    workshop: Workshop | None,
    cause: StopCause,
    first: date,
    last: date,
    by: Account,
    at: datetime,
) -> None:
    furnaces = Machine.objects.filter(cooperative=cooperative, kind=MachineKind.FURNACE)
    if workshop is not None:
        furnaces = furnaces.filter(workshop=workshop)
    stops = FurnaceStop.objects.bulk_create(
        FurnaceStop(
            cooperative=cooperative,
            furnace=furnace,
            first_day=first,
            last_day=last,
            cause=cause,
            told_at=at,
            told_by=by,
        )
        for furnace in furnaces
    )
    write_audit(
        "furnace.stopped",
        workshop or cooperative,
        by=by,
        at=at,
        cause=cause.value,
        furnaces=len(stops),
        until=last.isoformat(),
    )


def mended(
    cooperative: Cooperative, floor: Floor, today: date
) -> tuple[tuple["Heat", ...], int, PlanVersion | None]:
    """The plan in force made to fit the floor, and how many places of it change."""
    from tuang.planning.furnace import read_problem

    problem = read_problem(floor.problem)
    base = PlanVersion.objects.filter(cooperative=cooperative, status=PlanStatus.PUBLISHED).first()
    kept = on_these_days(base, floor.facts) if base else []
    heats = mend(problem, kept, change_cost=dearest_change(problem))
    return heats, len(changed_places(kept, heats)) if base else 0, base


def dearest_change(problem: "FurnaceProblem") -> float:
    """A place that changes weighs as much as a change of grade: somebody must be told."""
    return max((grade.setup_cost for grade in problem.grades), default=0.0)


@transaction.atomic
def check_promise(
    *, revision: PartRevision, pieces: int, due_on: date, by: Account, at: datetime
) -> PlanVersion:
    """Can these pieces be had by that day? The answer is a what-if plan that does it.

    What is promised already stays where it is: the pieces asked about go where there is room.
    """
    cooperative = acting_as(by, Role.PLANNER)
    if revision.cooperative_id != cooperative.pk:
        raise Http404
    from tuang.planning.furnace import read_problem, verify

    wish = Wish(revision, pieces, due_on)
    floor = read_floor(cooperative, at, by=by, wish=wish, count=DAYS)
    name = next((name for name, item in floor.facts["items"].items() if item.get("asked")), None)
    if name is None:
        raise NobodyMakesIt(revision)
    problem = read_problem(floor.problem)
    before = replace(
        problem,
        items=tuple(
            replace(item, demand=(0,) * problem.days) if item.name == name else item
            for item in problem.items
        ),
    )
    base = PlanVersion.objects.filter(cooperative=cooperative, status=PlanStatus.PUBLISHED).first()
    standing = mend(before, on_these_days(base, floor.facts) if base else ())
    heats = mend(problem, standing)
    without = verify(before, standing)
    whole = verify(problem, heats)
    floor.facts["answer"] = {
        "part": str(revision.part),
        "revision": revision.pk,
        "pieces": pieces,
        "due_on": due_on.isoformat(),
        "cost": round(whole.total - without.total),
        "late_cost": round(whole.late - without.late),
        "cast": _cast_by_day(name, problem.days, heats),
    }
    return store_plan(
        cooperative,
        floor,
        heats,
        status=PlanStatus.WHAT_IF,
        reason=_("%(pieces)s more %(part)s by %(day)s?")
        % {"pieces": pieces, "part": revision.part.name, "day": date_format(due_on, "j M Y")},
        by=by,
        at=at,
        based_on=base,
        changes=len(changed_places(standing, heats)),
    )


def _cast_by_day(name: str, days: int, heats: Iterable["Heat"]) -> list[int]:
    cast = [0] * days
    for heat in heats:
        cast[heat.day] += heat.pieces.get(name, 0)
    return cast
