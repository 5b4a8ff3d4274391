"""Recording the use of a shared machine, with or without a booking, at the fee of its day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from rantai.machines.actions._guards import GivenBack, NoFee, NotShared, NotYet
from rantai.machines.models import Booking, Machine, MachineUse
from rantai.machines.queries import fee_in_force
from rantai.machines.rules import fee_for
from rantai.members.models import Workshop
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as


@transaction.atomic
def record_machine_use(
    *,
    machine: Machine,
    workshop: Workshop,
    used_on: date,
    minutes: int,
    pieces: int | None = None,
    by: Account,
    at: datetime,
) -> MachineUse:
    """A member used a shared machine; the fee is worked out once, at that day's rate."""
    acting_as(by, Role.TREASURER, Role.PLANNER)
    return write_use(
        machine=machine,
        workshop=workshop,
        used_on=used_on,
        minutes=minutes,
        pieces=pieces,
        by=by,
        at=at,
    )


def write_use(
    *,
    machine: Machine,
    workshop: Workshop,
    used_on: date,
    minutes: int,
    pieces: int | None,
    by: Account,
    at: datetime,
    booking: Booking | None = None,
    fee_rupiah: int | None = None,
) -> MachineUse:
    """Inside the transaction of whoever calls; a fee given is that of an absence."""
    if machine.workshop_id is not None:
        raise NotShared(machine)
    if used_on > localdate(at):
        raise NotYet
    if machine.returned_on and machine.returned_on <= used_on:
        raise GivenBack(machine, machine.returned_on)
    fee = fee_in_force(machine, used_on)
    if fee is None:
        raise NoFee(machine, used_on)
    use: MachineUse = MachineUse.objects.create(
        **stamp(cooperative=machine.cooperative, by=by, at=at),
        machine=machine,
        workshop=workshop,
        booking=booking,
        used_on=used_on,
        minutes=minutes,
        pieces=pieces,
        fee_rupiah=fee_for(minutes, fee.rupiah_per_hour) if fee_rupiah is None else fee_rupiah,
    )
    write_audit(
        "machine.used",
        machine,
        by=by,
        at=at,
        workshop=workshop.code,
        used_on=used_on.isoformat(),
        minutes=minutes,
        fee_rupiah=use.fee_rupiah,
    )
    return use
