"""Entering a gauge, and what a calibration of anything that measures has found."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.machines.actions.instruments import lock_instrument
from rantai.machines.models import Calibration, Machine, MachineKind
from rantai.machines.queries import calibrations_of
from rantai.members.models import Workshop
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class CodeTaken(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("%(code)s is already the code of a machine or gauge. Choose another one.")
            % {"code": code}
        )


class NotMeasuring(Refusal):
    def __init__(self, machine: Machine) -> None:
        super().__init__(
            _("%(machine)s measures nothing, so it has no calibration.") % {"machine": machine}
        )


class NothingToCalibrate(Refusal):
    def __init__(self, until: date) -> None:
        super().__init__(
            _("A calibration until %s has already run out. Check the certificate's date.")
            % date_format(until, "j M Y")
        )


class CalibratedLater(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A calibration cannot be of a day to come. Write the day it was done."))


@transaction.atomic
def register_gauge(
    *,
    code: str,
    name: str,
    unit: str = "",
    resolution: Decimal | None = None,
    workshop: Workshop | None = None,
    custodian: str = "",
    by: Account,
    at: datetime,
) -> Machine:
    """Enter a gauge; until it is calibrated nothing it measured is proven."""
    cooperative = acting_as(by, Role.LAB)
    if workshop is not None and workshop.cooperative_id != cooperative.pk:
        raise Http404
    try:
        with transaction.atomic():
            gauge = Machine.objects.create(
                cooperative=cooperative,
                code=code.strip(),
                name=name.strip(),
                kind=MachineKind.GAUGE,
                unit=unit,
                resolution=resolution,
                workshop=workshop,
                custodian=custodian,
                received_on=localdate(at),
            )
    except IntegrityError as taken:
        raise CodeTaken(code) from taken
    write_audit("gauge.registered", gauge, by=by, at=at, code=gauge.code)
    return gauge


@transaction.atomic
def record_calibration(
    *,
    machine: Machine,
    certificate: str,
    by: Account,
    at: datetime,
    valid_until: date | None,
    done_on: date | None = None,
    is_good: bool = True,
    found: str = "",
    paper: "File[bytes] | None" = None,
) -> Calibration:
    """What a calibration found: from then on the readings count until a day, or count no more.

    A failure speaks back to the last good one: what was measured between them is in doubt.
    """
    cooperative = acting_as(by, Role.LAB)
    if machine.cooperative_id != cooperative.pk:
        raise Http404
    if machine.kind not in (MachineKind.GAUGE, MachineKind.SPECTROMETER):
        raise NotMeasuring(machine)
    lock_instrument(machine)
    day = done_on or localdate(at)
    if day > localdate(at):
        raise CalibratedLater
    until = valid_until if is_good else None
    if is_good and (until is None or until < day or until < localdate(at)):
        raise NothingToCalibrate(until or day)
    calibration = Calibration(
        **stamp(cooperative=cooperative, by=by, at=at),
        machine=machine,
        done_on=day,
        is_good=is_good,
        valid_until=until,
        certificate=certificate,
        found=found,
    )
    if paper is not None:
        calibration.paper_name = str(paper.name or "")[-120:]
        calibration.paper.save(f"{calibration.pk}", paper, save=False)
    calibration.save(force_insert=True)
    _follow(machine)
    told = {
        "certificate": certificate,
        "done_on": day.isoformat(),
        **({"valid_until": until.isoformat()} if until else {"found": found}),
    }
    if is_good:
        write_audit("machine.calibrated", machine, by=by, at=at, **told)
    else:
        write_audit("machine.calibration_failed", machine, by=by, at=at, **told)
    return calibration


def _follow(machine: Machine) -> None:
    """Keep the day on the machine that its newest calibration gives."""
    newest = calibrations_of(machine).first()
    assert newest is not None
    until = newest.valid_until or newest.done_on - timedelta(days=1)
    Machine.objects.filter(cooperative_id=machine.cooperative_id, pk=machine.pk).update(
        calibrated_until=until
    )
