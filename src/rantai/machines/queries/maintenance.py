"""How a machine is kept: what is due, what broke, what spares are left, and whether it may run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localdate

from rantai.machines.models import (
    Breakdown,
    HourReading,
    Machine,
    MachineUse,
    MaintenanceDone,
    MaintenancePlan,
    Repair,
    Spare,
    SpareMove,
)
from rantai.machines.queries.machines import machines_visible_to
from rantai.machines.upkeep import Due, Interval, Reliability, due, reliability
from rantai.members.queries import workshop_of
from rantai.records.models import Account, Role
from rantai.records.queries import WORKSHOP, has_role


def machines_cared_for_by(viewer: Account) -> QuerySet[Machine]:
    """Planner and lab look after every machine, a workshop's people after its own."""
    rows = machines_visible_to(viewer)
    if has_role(viewer, Role.PLANNER, Role.LAB):
        return rows
    if has_role(viewer, *WORKSHOP):
        return rows.filter(workshop=workshop_of(viewer))
    return rows.none()


def hours_of(machines: Iterable[Machine]) -> dict[int, Decimal]:
    """What each has run: its counter's last reading, and what was booked on it after that day.

    Without a reading, all use that is on record. Two questions, however many machines.
    """
    machines = list(machines)
    if not machines:
        return {}
    owner, keys = machines[0].cooperative_id, [machine.pk for machine in machines]
    readings = {
        reading.machine_id: reading
        for reading in HourReading.objects.current()
        .filter(cooperative_id=owner, machine__in=keys)
        .order_by("occurred_at")
    }
    hours = {key: readings[key].hours if key in readings else Decimal(0) for key in keys}
    uses = MachineUse.objects.current().filter(cooperative_id=owner, machine__in=keys)
    for key, day, minutes in uses.values_list("machine", "used_on").annotate(Sum("minutes")):
        if key not in readings or day > localdate(readings[key].occurred_at):
            hours[key] += Decimal(minutes) / 60
    return hours


@dataclass(frozen=True, slots=True)
class PlanDue:
    plan: MaintenancePlan
    last: MaintenanceDone | None
    due: Due


def plans_due(machines: Iterable[Machine], today: date) -> dict[int, list[PlanDue]]:
    """Every plan in force of these machines, by machine; four questions, however many."""
    machines = list(machines)
    if not machines:
        return {}
    owner = machines[0].cooperative_id
    plans = list(
        MaintenancePlan.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=today),
            cooperative_id=owner,
            machine__in=[machine.pk for machine in machines],
            valid_from__lte=today,
        )
    )
    if not plans:
        return {}
    rounds = {
        each.plan_id: each
        for each in MaintenanceDone.objects.current()
        .filter(cooperative_id=owner, plan__in=[plan.pk for plan in plans])
        .order_by("done_on", "received_at")
    }
    planned = {plan.machine_id for plan in plans}
    hours = hours_of([machine for machine in machines if machine.pk in planned])
    found: dict[int, list[PlanDue]] = {}
    for plan in plans:
        last = rounds.get(plan.pk)
        told = due(
            Interval(plan.every_days, plan.every_hours),
            done_on=last.done_on if last else plan.valid_from,
            done_at_hours=float(last.hours if last else plan.hours_at_start),
            hours_now=float(hours[plan.machine_id]),
            today=today,
        )
        found.setdefault(plan.machine_id, []).append(PlanDue(plan, last, told))
    return found


def open_breakdowns(machines: Iterable[Machine]) -> dict[int, Breakdown]:
    machines = list(machines)
    if not machines:
        return {}
    owner = machines[0].cooperative_id
    repaired = Repair.objects.current().filter(cooperative_id=owner, breakdown=OuterRef("pk"))
    rows = Breakdown.objects.current().filter(
        ~Exists(repaired), cooperative_id=owner, machine__in=[each.pk for each in machines]
    )
    return {each.machine_id: each for each in rows.order_by("-occurred_at")}


@dataclass(frozen=True, slots=True)
class SpareLeft:
    spare: Spare
    left: int

    @property
    def is_short(self) -> bool:
        return self.left < self.spare.at_least


def spares_of(machine: Machine) -> list[SpareLeft]:
    moves = SpareMove.objects.current().filter(
        cooperative_id=machine.cooperative_id, spare__machine=machine
    )
    left = dict(moves.values_list("spare").annotate(Sum("quantity")).order_by())
    return [SpareLeft(spare, left.get(spare.pk, 0)) for spare in machine.spares.all()]


@dataclass(frozen=True, slots=True)
class Stop:
    breakdown: Breakdown
    repair: Repair | None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Everything about keeping one machine, for its page."""

    machine: Machine
    hours: Decimal
    plans: list[PlanDue]
    stops: list[Stop]
    open_stop: Breakdown | None
    spares: list[SpareLeft]
    rounds: list[MaintenanceDone]
    reliability: Reliability

    @property
    def due_plans(self) -> list[PlanDue]:
        return [plan for plan in self.plans if plan.due.is_due]


ROUNDS_SHOWN = 20


def upkeep_of(machine: Machine, at: datetime) -> Upkeep:
    stops = _stops(machine)
    hours = hours_of([machine])[machine.pk]
    first = (
        HourReading.objects.current()
        .filter(cooperative_id=machine.cooperative_id, machine=machine)
        .order_by("occurred_at")
        .first()
    )
    run = hours - (first.hours if first else 0)
    ends = [(stop.breakdown.occurred_at, _end(stop)) for stop in stops]
    return Upkeep(
        machine,
        hours,
        plans_due([machine], localdate(at)).get(machine.pk, []),
        stops,
        open_breakdowns([machine]).get(machine.pk),
        spares_of(machine),
        list(
            MaintenanceDone.objects.current()
            .filter(cooperative_id=machine.cooperative_id, machine=machine)
            .select_related("plan", "recorded_by")
            .order_by("-done_on")[:ROUNDS_SHOWN]
        ),
        reliability(float(run), ends),
    )


def _end(stop: Stop) -> datetime | None:
    return stop.repair.occurred_at if stop.repair else None


def _stops(machine: Machine) -> list[Stop]:
    breakdowns = list(
        Breakdown.objects.current()
        .filter(cooperative_id=machine.cooperative_id, machine=machine)
        .order_by("-occurred_at")
    )
    repairs = {
        each.breakdown_id: each
        for each in Repair.objects.current().filter(
            cooperative_id=machine.cooperative_id, breakdown__in=[each.pk for each in breakdowns]
        )
    }
    return [Stop(each, repairs.get(each.pk)) for each in breakdowns]


def unfit_machines(machines: Iterable[Machine], today: date) -> set[int]:
    """Which of these may be neither booked nor planned: broken, or with maintenance due."""
    machines = list(machines)
    overdue = {
        key for key, plans in plans_due(machines, today).items() if any(p.due.is_due for p in plans)
    }
    return overdue | set(open_breakdowns(machines))
