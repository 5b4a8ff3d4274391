"""Changing a machine's state."""

from datetime import datetime

from django.db import transaction

from rantai.machines.actions._guards import BrokenAlready
from rantai.machines.actions.care import send_back
from rantai.machines.models import BookingStatus, Machine, MachineState
from rantai.machines.queries import open_bookings_from, open_breakdowns
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as


@transaction.atomic
def change_machine_state(
    *, machine: Machine, state: MachineState, because: str, by: Account, at: datetime
) -> None:
    """Ready, under repair or not in use; a machine that is not ready takes no heat."""
    acting_as(by, Role.PLANNER, Role.LAB)
    owner = machine.cooperative_id
    if state == MachineState.READY and (standing := open_breakdowns([machine]).get(machine.pk)):
        raise BrokenAlready(standing)
    locked = Machine.objects.select_for_update().get(cooperative_id=owner, pk=machine.pk)
    Machine.objects.filter(cooperative_id=owner, pk=machine.pk).update(state=state)
    sent_back = [] if state == MachineState.READY else _strike_bookings(locked, because, at)
    write_audit(
        "machine.state_changed",
        machine,
        by=by,
        at=at,
        before=locked.state,
        state=str(state),
        because=because,
        sent_back=sent_back,
    )


def _strike_bookings(machine: Machine, because: str, at: datetime) -> list[int]:
    """Nobody knows until when, so whoever had a time keeps its turn and waits for a new one."""
    fixed = open_bookings_from(machine, at).filter(status=BookingStatus.BOOKED)
    return send_back(fixed, because)
