"""Recording the use of shared machines, their state and their calibration."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.machines.models import Machine, MachineState, MachineUse
from rantai.machines.queries import fee_in_force
from rantai.machines.rules import fee_for
from rantai.members.models import Workshop
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class NotShared(Refusal):
    def __init__(self, machine: Machine) -> None:
        super().__init__(
            _(
                "%(machine)s belongs to a workshop, so its use costs no fee. "
                "Choose one of the co-operative's machines."
            )
            % {"machine": machine}
        )


class NoFee(Refusal):
    def __init__(self, machine: Machine, on: date) -> None:
        super().__init__(
            _(
                "No fee for %(machine)s was in force on %(day)s. "
                "Choose a later day, or have the fee decided first."
            )
            % {"machine": machine, "day": date_format(on, "j M Y")}
        )


class NotYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This day has not come yet. Record the use when it is over."))


class NothingToCalibrate(Refusal):
    def __init__(self, until: date) -> None:
        super().__init__(
            _("A calibration until %s has already run out. Check the certificate's date.")
            % date_format(until, "j M Y")
        )


@transaction.atomic
def record_machine_use(
    *,
    machine: Machine,
    workshop: Workshop,
    used_on: date,
    minutes: int,
    by: Account,
    at: datetime,
) -> MachineUse:
    """A member used a shared machine; the fee is worked out once, at that day's rate."""
    cooperative = acting_as(by, Role.TREASURER, Role.PLANNER)
    if machine.workshop_id is not None:
        raise NotShared(machine)
    if used_on > localdate(at):
        raise NotYet
    fee = fee_in_force(machine, used_on)
    if fee is None:
        raise NoFee(machine, used_on)
    use: MachineUse = MachineUse.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        machine=machine,
        workshop=workshop,
        used_on=used_on,
        minutes=minutes,
        fee_rupiah=fee_for(minutes, fee.rupiah_per_hour),
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


@transaction.atomic
def change_machine_state(
    *, machine: Machine, state: MachineState, because: str, by: Account, at: datetime
) -> None:
    """Ready, under repair or not in use; a machine that is not ready takes no heat."""
    acting_as(by, Role.PLANNER, Role.LAB)
    owner = machine.cooperative_id
    locked = Machine.objects.select_for_update().get(cooperative_id=owner, pk=machine.pk)
    Machine.objects.filter(cooperative_id=owner, pk=machine.pk).update(state=state)
    write_audit(
        "machine.state_changed",
        machine,
        by=by,
        at=at,
        before=locked.state,
        state=str(state),
        because=because,
    )


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
