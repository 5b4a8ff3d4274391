"""How a machine is kept: what is due, what broke, what spares are left, and whether it may run."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localdate

from rantai.machines.models import (
    Breakdown,
    BreakdownPhoto,
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
from rantai.records.models import Account, Attachment, Role
from rantai.records.prepared import prepared
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
    readings = {reading.machine_id: reading for reading in _hour_readings(owner, keys)}
    hours = {key: readings[key].hours if key in readings else Decimal(0) for key in keys}
    for key, day, minutes in _used(owner, keys):
        if key not in readings or day > localdate(readings[key].occurred_at):
            hours[key] += Decimal(minutes) / 60
    return hours


@prepared
def _hour_readings(owner: int, machines: list[int]) -> QuerySet[HourReading]:
    rows = HourReading.objects.current().filter(cooperative_id=owner, machine__in=machines)
    return rows.order_by("occurred_at")


@prepared
def _used(owner: int, machines: list[int]) -> QuerySet[MachineUse, tuple[Any, ...]]:
    rows = MachineUse.objects.current().filter(cooperative_id=owner, machine__in=machines)
    return rows.values_list("machine", "used_on").annotate(Sum("minutes"))


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
    plans = _plans_in_force(owner, [machine.pk for machine in machines], today)
    if not plans:
        return {}
    rounds = {each.plan_id: each for each in _rounds(owner, [plan.pk for plan in plans])}
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


@prepared
def _plans_in_force(owner: int, machines: list[int], on: date) -> QuerySet[MaintenancePlan]:
    rows = MaintenancePlan.objects.filter(cooperative_id=owner, machine__in=machines)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), valid_from__lte=on)


@prepared
def _rounds(owner: int, plans: list[int]) -> QuerySet[MaintenanceDone]:
    rows = MaintenanceDone.objects.current().filter(cooperative_id=owner, plan__in=plans)
    return rows.order_by("done_on", "received_at")


def open_breakdowns(machines: Iterable[Machine]) -> dict[int, Breakdown]:
    machines = list(machines)
    if not machines:
        return {}
    rows = _unrepaired(machines[0].cooperative_id, [each.pk for each in machines])
    return {each.machine_id: each for each in rows}


@prepared
def _unrepaired(owner: int, machines: list[int]) -> QuerySet[Breakdown]:
    repaired = Repair.objects.current().filter(cooperative_id=owner, breakdown=OuterRef("pk"))
    rows: QuerySet[Breakdown] = Breakdown.objects.current().filter(
        ~Exists(repaired), cooperative_id=owner, machine__in=machines
    )
    return rows.order_by("-occurred_at")


@dataclass(frozen=True, slots=True)
class SpareLeft:
    spare: Spare
    left: int
    last_paid: int | None
    """Rupiah for one, as it was last bought; None where no price was ever written down."""

    @property
    def is_short(self) -> bool:
        return self.left < self.spare.at_least


def spares_of(machine: Machine) -> list[SpareLeft]:
    moves = SpareMove.objects.current().filter(
        cooperative_id=machine.cooperative_id, spare__machine=machine
    )
    left: Counter[int] = Counter()
    paid: dict[int, int] = {}
    for move in moves.order_by("occurred_at", "received_at"):
        left[move.spare_id] += move.quantity
        if move.quantity > 0 and move.rupiah_each is not None:
            paid[move.spare_id] = move.rupiah_each
    return [SpareLeft(each, left[each.pk], paid.get(each.pk)) for each in machine.spares.all()]


@dataclass(frozen=True, slots=True)
class Stop:
    breakdown: Breakdown
    repair: Repair | None
    photos: list[BreakdownPhoto]
    spares: list[SpareMove]


@dataclass(frozen=True, slots=True)
class Round:
    done: MaintenanceDone
    spares: list[SpareMove]


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Everything about keeping one machine, for its page."""

    machine: Machine
    hours: Decimal
    plans: list[PlanDue]
    stops: list[Stop]
    open_stop: Breakdown | None
    spares: list[SpareLeft]
    rounds: list[Round]
    reliability: Reliability
    spare_rupiah: int
    """What the spares of the rounds and repairs shown have cost, as far as a price is known."""

    @property
    def due_plans(self) -> list[PlanDue]:
        return [plan for plan in self.plans if plan.due.is_due]


ROUNDS_SHOWN = 20


def upkeep_of(machine: Machine, at: datetime) -> Upkeep:
    used = list(
        SpareMove.objects.current()
        .filter(cooperative_id=machine.cooperative_id, spare__machine=machine, quantity__lt=0)
        .select_related("spare")
        .order_by("spare__code")
    )
    stops = _stops(machine, used)
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
        [
            Round(done, [move for move in used if move.round_id == done.pk])
            for done in MaintenanceDone.objects.current()
            .filter(cooperative_id=machine.cooperative_id, machine=machine)
            .select_related("plan", "recorded_by")
            .order_by("-done_on")[:ROUNDS_SHOWN]
        ],
        reliability(float(run), ends),
        sum(move.cost_rupiah or 0 for move in used if move.round_id or move.repair_id),
    )


def _end(stop: Stop) -> datetime | None:
    return stop.repair.occurred_at if stop.repair else None


def _stops(machine: Machine, used: list[SpareMove]) -> list[Stop]:
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
    photos: dict[UUID, list[BreakdownPhoto]] = {}
    for photo in BreakdownPhoto.objects.current().filter(
        cooperative_id=machine.cooperative_id, breakdown__machine=machine
    ):
        photos.setdefault(photo.breakdown_id, []).append(photo)
    found = []
    for each in breakdowns:
        repair = repairs.get(each.pk)
        spares = [move for move in used if repair and move.repair_id == repair.pk]
        found.append(Stop(each, repair, photos.get(each.pk, []), spares))
    return found


def breakdown_photos(machine: Machine) -> QuerySet[Attachment]:
    """The pictures of what broke on a machine; whoever looks after it may see them."""
    shown = BreakdownPhoto.objects.current().filter(
        cooperative_id=machine.cooperative_id, breakdown__machine=machine
    )
    return Attachment.objects.filter(
        cooperative_id=machine.cooperative_id, pk__in=shown.values("photo")
    )


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why nobody may book or plan a machine: it stands broken, or this work on it is due."""

    machine: Machine
    breakdown: Breakdown | None
    overdue: list[PlanDue]


def why_unfit(machines: Iterable[Machine], today: date) -> dict[int, Unfit]:
    """Which of these may be neither booked nor planned, and why; five questions at most."""
    machines = list(machines)
    broken = open_breakdowns(machines)
    overdue = {
        key: [each for each in plans if each.due.is_due]
        for key, plans in plans_due(machines, today).items()
    }
    return {
        each.pk: Unfit(each, broken.get(each.pk), overdue.get(each.pk, []))
        for each in machines
        if each.pk in broken or overdue.get(each.pk)
    }


def unfit_machines(machines: Iterable[Machine], today: date) -> set[int]:
    """Which of these may be neither booked nor planned: broken, or with maintenance due."""
    return set(why_unfit(machines, today))
