"""Which machines there are, at what fee on a day, and who used them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from rantai.machines.models import (
    Booking,
    BookingStatus,
    Machine,
    MachineFee,
    MachineKind,
    MachineUse,
)
from rantai.members.queries import workshop_of
from rantai.records.models import Account, Role
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by


def machines_visible_to(viewer: Account) -> QuerySet[Machine]:
    """The office sees all machines, a workshop the shared ones and its own, a mentor the shared."""
    rows = owned_by(viewer, Machine.objects.select_related("workshop"))
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, *WORKSHOP):
        return rows.filter(Q(workshop__isnull=True) | Q(workshop=workshop_of(viewer)))
    if has_role(viewer, Role.MENTOR):
        return rows.filter(workshop__isnull=True)
    return rows.none()


def uses_visible_to(viewer: Account) -> QuerySet[MachineUse]:
    """What a member used and paid is its own and the office's business."""
    rows = owned_by(viewer, MachineUse.objects.current()).select_related("machine", "workshop")
    if has_role(viewer, *OFFICE):
        return rows
    if has_role(viewer, *WORKSHOP):
        return rows.filter(workshop=workshop_of(viewer))
    return rows.none()


def fee_in_force(machine: Machine, on: date) -> MachineFee | None:
    return (
        MachineFee.objects.filter(
            cooperative_id=machine.cooperative_id, machine=machine, valid_from__lte=on
        )
        .order_by("-valid_from")
        .first()
    )


@dataclass(frozen=True, slots=True)
class MachineRow:
    """A machine on the board, with the fee of today and this month's use."""

    machine: Machine
    rupiah_per_hour: int | None
    minutes: int
    in_queue: int
    calibration_expired: bool


def machine_board(viewer: Account, today: date) -> list[MachineRow]:
    """Shared machines first; four questions to the database, however many machines."""
    # Gauges have a board of their own, where their calibration and studies are.
    machines = list(
        machines_visible_to(viewer)
        .exclude(kind=MachineKind.GAUGE)
        .order_by("workshop__code", "code")
    )
    machines.sort(key=lambda machine: machine.workshop_id is not None)
    fees = {
        fee.machine_id: fee.rupiah_per_hour
        for fee in owned_by(
            viewer, MachineFee.objects.filter(machine__in=machines, valid_from__lte=today)
        ).order_by("valid_from")
    }
    used = dict(
        uses_visible_to(viewer)
        .filter(used_on__gte=today.replace(day=1), used_on__lte=today)
        .values_list("machine")
        .annotate(Sum("minutes"))
        .order_by()
    )
    in_queue = dict(
        owned_by(viewer, Booking.objects.filter(machine__in=machines))
        .filter(status__in=(BookingStatus.WAITING, BookingStatus.BOOKED))
        .values_list("machine")
        .annotate(Count("pk"))
        .order_by()
    )
    return [
        MachineRow(
            machine=machine,
            rupiah_per_hour=fees.get(machine.pk),
            minutes=used.get(machine.pk, 0),
            in_queue=in_queue.get(machine.pk, 0),
            calibration_expired=machine.calibrated_until is not None
            and machine.calibrated_until < today,
        )
        for machine in machines
    ]
