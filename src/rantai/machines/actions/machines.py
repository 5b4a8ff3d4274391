"""Changing a machine's state, and recording its calibration."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.machines.actions._guards import BrokenAlready
from rantai.machines.actions.care import send_back
from rantai.machines.models import BookingStatus, Machine, MachineState
from rantai.machines.queries import open_bookings_from, open_breakdowns
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class NothingToCalibrate(Refusal):
    def __init__(self, until: date) -> None:
        super().__init__(
            _("A calibration until %s has already run out. Check the certificate's date.")
            % date_format(until, "j M Y")
        )


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


@transaction.atomic
def record_calibration(
    *, machine: Machine, valid_until: date, certificate: str, by: Account, at: datetime
) -> None:
    """From now on the instrument's readings count, until this day."""
    acting_as(by, Role.LAB)
    if valid_until < localdate(at):
        raise NothingToCalibrate(valid_until)
    owner = machine.cooperative_id
    Machine.objects.filter(cooperative_id=owner, pk=machine.pk).update(calibrated_until=valid_until)
    write_audit(
        "machine.calibrated",
        machine,
        by=by,
        at=at,
        valid_until=valid_until.isoformat(),
        certificate=certificate,
    )
