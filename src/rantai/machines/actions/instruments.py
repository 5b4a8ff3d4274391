"""What proves an instrument: its mapping, its repeatability, its reference samples and checks."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.machines.models import (
    CertifiedValue,
    DriftCheck,
    InstrumentMapping,
    Machine,
    MachineKind,
    Recalibration,
    ReferenceSample,
    Repeatability,
)
from rantai.machines.rules import outside_tolerance
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class NothingChecked(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No element of the reference was read. Write at least one."))


class CheckIncomplete(Refusal):
    def __init__(self, elements: list[str]) -> None:
        super().__init__(
            _(
                "%(elements)s of the reference is not read as a figure. Burn it again; "
                "a check counts only whole."
            )
            % {"elements": ", ".join(elements)}
        )


class SayWhatWasDone(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say what was done to the instrument, in a few words."))


class ReferenceKnown(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("This instrument already has a reference %(code)s. Choose another name.")
            % {"code": code}
        )


class NotInTheFuture(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This has not happened yet. Set the time to when it happened."))


def _lab_of(by: Account, instrument: Machine) -> Cooperative:
    """The co-operative of a lab technician; what is no spectrometer of theirs is not there."""
    cooperative = acting_as(by, Role.LAB)
    if cooperative.pk != instrument.cooperative_id or instrument.kind != MachineKind.SPECTROMETER:
        raise Http404
    return cooperative


def lock_instrument(instrument: Machine) -> Machine:
    """Let one export or check of an instrument in after the other."""
    return Machine.objects.select_for_update().get(
        cooperative_id=instrument.cooperative_id, pk=instrument.pk
    )


@transaction.atomic
def save_mapping(
    *, instrument: Machine, layout: Mapping[str, Any], valid_from: date, by: Account, at: datetime
) -> InstrumentMapping:
    """From this day the instrument's exports are read so; older mappings stay as they were."""
    cooperative = _lab_of(by, instrument)
    mapping = InstrumentMapping.objects.create(
        cooperative=cooperative,
        instrument=instrument,
        valid_from=valid_from,
        layout=dict(layout),
        made_at=at,
        made_by=by,
    )
    write_audit("instrument.mapped", instrument, by=by, at=at, valid_from=valid_from.isoformat())
    return mapping


@transaction.atomic
def decide_repeatability(
    *,
    instrument: Machine,
    sigmas: Mapping[str, Decimal],
    ground: str,
    valid_from: date,
    by: Account,
    at: datetime,
) -> None:
    """How far burns of one piece may spread by chance, element by element, from a day on."""
    cooperative = _lab_of(by, instrument)
    for element, sigma in sigmas.items():
        Repeatability.objects.update_or_create(
            cooperative=cooperative,
            instrument=instrument,
            element=element,
            valid_from=valid_from,
            defaults={"sigma_pct": sigma, "ground": ground},
        )
    told = {element: f"{sigma.normalize():f}" for element, sigma in sigmas.items()}
    write_audit("instrument.repeatability_decided", instrument, by=by, at=at, sigmas=told)


@transaction.atomic
def register_reference(
    *,
    instrument: Machine,
    code: str,
    certificate: str,
    values: Mapping[str, tuple[Decimal, Decimal]],
    valid_from: date,
    by: Account,
    at: datetime,
) -> ReferenceSample:
    """Enter a certified piece: per element its percent and how far a check may lie from it."""
    cooperative = _lab_of(by, instrument)
    if not values:
        raise NothingChecked
    try:
        with transaction.atomic():
            reference = ReferenceSample.objects.create(
                cooperative=cooperative,
                instrument=instrument,
                code=code.strip(),
                certificate=certificate,
                valid_from=valid_from,
            )
    except IntegrityError as known:
        raise ReferenceKnown(code) from known
    CertifiedValue.objects.bulk_create(
        CertifiedValue(
            cooperative=cooperative,
            reference=reference,
            element=element,
            certified_pct=certified,
            tolerance_pct=tolerance,
        )
        for element, (certified, tolerance) in values.items()
    )
    write_audit("instrument.reference_registered", instrument, by=by, at=at, reference=code)
    return reference


@transaction.atomic
def record_drift_check(
    *,
    reference: ReferenceSample,
    values: Mapping[str, Decimal],
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
) -> DriftCheck:
    """Judge a reading of the reference by its certificate. Out blocks the instrument at once."""
    instrument = reference.instrument
    cooperative = _lab_of(by, instrument)
    lock_instrument(instrument)
    if occurred_at is not None and occurred_at > at:
        raise NotInTheFuture
    certified = {
        each.element: (each.certified_pct, each.tolerance_pct)
        for each in reference.values.filter(cooperative=cooperative)
    }
    if missing := [element for element in certified if element not in values]:
        raise CheckIncomplete(missing)
    outside = outside_tolerance(certified, values)
    check: DriftCheck = DriftCheck.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        instrument=instrument,
        reference=reference,
        values={element: f"{values[element].normalize():f}" for element in certified},
        outside=outside,
        is_inside=not outside,
    )
    write_audit(
        "instrument.checked",
        instrument,
        by=by,
        at=at,
        reference=reference.code,
        values=check.values,
        outside=outside,
    )
    return check


@transaction.atomic
def record_recalibration(
    *,
    instrument: Machine,
    note: str,
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Recalibration:
    """The instrument was set right; the next good check lets it be believed again."""
    cooperative = _lab_of(by, instrument)
    lock_instrument(instrument)
    if not note.strip():
        raise SayWhatWasDone
    if occurred_at is not None and occurred_at > at:
        raise NotInTheFuture
    done: Recalibration = Recalibration.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        instrument=instrument,
        note=note.strip(),
    )
    write_audit("instrument.recalibrated", instrument, by=by, at=at, note=note.strip())
    return done
