"""Open pieces, furnaces and promises written as the planner's problem and its facts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from rantai.machines.models import Machine
from rantai.parts.models import PartRevision
from rantai.plans.models import PlanningTerms

GRAMS = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """Pieces that a customer asks about and nobody has promised yet."""

    revision: PartRevision
    pieces: int
    due_on: date


@dataclass(slots=True)
class Floor:
    """`problem` and `facts` as a plan version keeps them; nothing to plan when no item is open."""

    problem: dict[str, Any]
    facts: dict[str, Any]

    @property
    def is_empty(self) -> bool:
        return not self.problem["items"]


@dataclass(slots=True)
class Asked:
    """One item to be: whose it is, how many, and when its promises are due."""

    name: str
    workshop: str
    revision: PartRevision
    pieces: int
    calls: list[tuple[date, int]] = field(default_factory=list)
    is_wish: bool = False


def metal_kg(revision: PartRevision, terms: PlanningTerms) -> float:
    """Metal a piece takes, gates and risers with it."""
    return round(float(revision.part.mass_kg) * 100 / terms.yield_pct, GRAMS)


def laid_out(
    terms: PlanningTerms,
    days: Sequence[date],
    asked: Sequence[Asked],
    approved: dict[int, set[int]],
    furnaces: Sequence[Machine],
    used: dict[int, int],
    closed: dict[int, set[int]],
    calls: dict[int, list[dict[str, Any]]],
) -> Floor:
    rows: list[dict[str, Any]] = []
    places: dict[str, dict[str, Any]] = {}
    made_by: set[str] = set()
    for furnace in furnaces:
        assert furnace.workshop is not None
        mine = [
            each.name
            for each in asked
            if furnace.workshop_id in approved.get(each.revision.pk, ())
            and each.workshop in ("", furnace.workshop.code)
            and metal_kg(each.revision, terms) <= (furnace.capacity_kg or 0)
        ]
        if not mine:
            continue
        made_by.update(mine)
        heats = max(terms.heats_per_day, used.get(furnace.pk, 0))
        shut = {(0, position) for position in range(used.get(furnace.pk, 0))}
        shut |= {(day, position) for day in closed.get(furnace.pk, ()) for position in range(heats)}
        rows.append(
            {
                "name": furnace.code,
                "tap_kg": furnace.capacity_kg,
                "heats_per_day": heats,
                "items": mine,
                "closed": sorted(map(list, shut)),
            }
        )
        places[furnace.code] = {
            "furnace": furnace.pk,
            "workshop": furnace.workshop_id,
            "code": furnace.workshop.code,
            "name": str(furnace.workshop),
            "used": used.get(furnace.pk, 0),
        }
    can = [each for each in asked if each.name in made_by]
    stranded = [
        {"name": each.name, "pieces": each.pieces} for each in asked if each.name not in made_by
    ]
    grades = {each.revision.grade.code: each.revision.grade.pk for each in can}
    return Floor(
        problem={
            "days": len(days),
            "grades": [{"name": code, "setup_cost": terms.change_rupiah} for code in grades],
            "furnaces": rows,
            "items": [_item(each, terms, days) for each in can],
        },
        facts={
            "days": [day.isoformat() for day in days],
            "lead_days": terms.lead_days,
            "grades": grades,
            "furnaces": places,
            "items": {
                each.name: {
                    "workshop": each.workshop,
                    "revision": each.revision.pk,
                    "part": str(each.revision.part),
                    **({"asked": True} if each.is_wish else {}),
                }
                for each in can
            },
            "promises": _promises(can, calls, terms, days),
            "stranded": stranded,
        },
    )


def _make_by(due_on: date, terms: PlanningTerms, days: Sequence[date]) -> int:
    """The last day that is early enough; -1 before the first, the number of days after the last."""
    latest = due_on - timedelta(days=terms.lead_days)
    return sum(1 for day in days if day <= latest) - 1 if latest <= days[-1] else len(days)


def _item(each: Asked, terms: PlanningTerms, days: Sequence[date]) -> dict[str, Any]:
    kg = metal_kg(each.revision, terms)
    demand = [0] * len(days)
    for due_on, pieces in each.calls:
        by = _make_by(due_on, terms, days)
        if by < len(days):
            demand[max(by, 0)] += pieces
    return {
        "name": each.name,
        "grade": each.revision.grade.code,
        "kg": kg,
        "demand": demand,
        "late_cost": round(terms.late_rupiah * kg, 2),
        "hold_cost": round(terms.early_rupiah * kg, 2),
    }


def _promises(
    can: Sequence[Asked],
    calls: dict[int, list[dict[str, Any]]],
    terms: PlanningTerms,
    days: Sequence[date],
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    wishes = [each for each in can if each.is_wish]
    for revision in {each.revision.pk: each.revision for each in can if not each.is_wish}.values():
        running = 0
        for call in calls[revision.pk]:
            running += call["pieces"]
            found.append(_promise(revision, call, running, terms, days))
    for each in wishes:
        call = {"customer": "", "due_on": each.calls[0][0], "pieces": each.pieces}
        found.append({**_promise(each.revision, call, each.pieces, terms, days), "asked": True})
    in_time = [promise for promise in found if promise["make_by"] < len(days)]
    return sorted(in_time, key=lambda promise: (promise["due_on"], promise["part"]))


def _promise(
    revision: PartRevision,
    call: dict[str, Any],
    until: int,
    terms: PlanningTerms,
    days: Sequence[date],
) -> dict[str, Any]:
    return {
        "customer": call["customer"],
        "revision": revision.pk,
        "part": revision.part.name,
        "due_on": call["due_on"].isoformat(),
        "pieces": call["pieces"],
        "until": until,
        "make_by": _make_by(call["due_on"], terms, days),
    }
