"""The lab's word on a heat: readings, release, hold."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.models import Machine, MachineKind
from rantai.plans.actions.proposing import propose_replan
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    correcting,
    desk_for,
    lock_heat,
    plain,
    refuse_impossible_time,
)
from rantai.shopfloor.models import (
    Bound,
    Charge,
    Heat,
    HeatDecision,
    HeatStatus,
    Pour,
    Reading,
    Sample,
)
from rantai.shopfloor.queries.doubts import instrument_in_doubt
from rantai.shopfloor.queries.verdicts import latest_verdict
from rantai.shopfloor.rules import is_fresh
from rantai.traceability.actions import OnHold


class PastCalibration(Refusal):
    def __init__(self, instrument: Machine) -> None:
        super().__init__(
            _(
                "%(instrument)s is not calibrated for today, so its readings prove nothing. "
                "Calibrate it, or use another."
            )
            % {"instrument": instrument.code}
        )


class NotASpectrometer(Refusal):
    def __init__(self, instrument: Machine) -> None:
        super().__init__(
            _("%(instrument)s is no spectrometer. Choose the one that read the sample.")
            % {"instrument": instrument.code}
        )


class NothingRead(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No element was read. Write at least one."))


class AlreadyRead(Refusal):
    def __init__(self, elements: list[str]) -> None:
        super().__init__(
            _("%(elements)s of this sample is already recorded. Correct it, with the reason.")
            % {"elements": ", ".join(elements)}
        )


class AlreadyReleased(Refusal):
    def __init__(self, heat: Heat) -> None:
        super().__init__(
            _("Heat %(heat)s is already released. Nothing more to do here.") % {"heat": heat.code}
        )


class HeatOnHold(Refusal):
    def __init__(self, heat: Heat) -> None:
        super().__init__(
            _("Heat %(heat)s is on hold. Decide about the nonconformity first.")
            % {"heat": heat.code}
        )


class NoSampleYet(Refusal):
    def __init__(self, heat: Heat) -> None:
        super().__init__(
            _("Heat %(heat)s has no sample yet. Take one and read it.") % {"heat": heat.code}
        )


class MeltChangedSince(Refusal):
    def __init__(self, sample: Sample) -> None:
        super().__init__(
            _("Metal went in after sample %(number)s. Take another sample.")
            % {"number": sample.number}
        )


class NotAllRead(Refusal):
    def __init__(self, elements: list[str]) -> None:
        super().__init__(
            _("%(elements)s is not read yet. Read the whole sample before release.")
            % {"elements": ", ".join(elements)}
        )


class OutsideGrade(Refusal):
    def __init__(self, elements: list[str]) -> None:
        super().__init__(
            _(
                "%(elements)s is outside the grade. Correct the melt and take another sample, "
                "or hold it."
            )
            % {"elements": ", ".join(elements)}
        )


class NotProved(Refusal):
    def __init__(self, elements: list[str]) -> None:
        super().__init__(
            _(
                "%(elements)s was read only as below or above a figure, which does not prove "
                "the grade. Read it with another line or instrument, or hold the heat."
            )
            % {"elements": ", ".join(elements)}
        )


class ReadingInDoubt(Refusal):
    def __init__(self, instrument: Machine) -> None:
        super().__init__(
            _(
                "%(instrument)s was out in its drift check, so this reading proves nothing. "
                "Recalibrate it, check it again, then read a new sample."
            )
            % {"instrument": instrument.code}
        )


class GroundMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say on what ground, in a few words."))


@transaction.atomic
def record_readings(
    *,
    sample: Sample,
    instrument: Machine,
    values: Mapping[str, Decimal],
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    bounds: Mapping[str, Bound] | None = None,
) -> list[Reading]:
    """Write down what the spectrometer showed for a sample, each element once.

    `bounds` names the elements of which it could only say below or above.
    """
    told_bounds = bounds or {}
    cooperative = desk_for(by, sample.cooperative_id, Role.LAB)
    heat = lock_heat(sample.heat)
    refuse_impossible_time(heat, occurred_at=occurred_at, at=at)
    _refuse_instrument(instrument, occurred_at or at)
    if not values:
        raise NothingRead
    read = Reading.objects.current().filter(
        cooperative=cooperative, sample=sample, element__in=list(values)
    )
    if doubles := sorted(read.values_list("element", flat=True)):
        raise AlreadyRead(doubles)
    readings = [
        Reading.objects.create(
            **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
            sample=sample,
            element=element,
            value_pct=value,
            bound=told_bounds.get(element, ""),
            instrument=instrument,
        )
        for element, value in values.items()
    ]
    told = {
        element: f"{told_bounds.get(element, '')}{plain(value)}"
        for element, value in values.items()
    }
    write_audit("sample.read", heat, by=by, at=at, number=sample.number, values=told)
    return readings


def _refuse_instrument(instrument: Machine, moment: datetime) -> None:
    if instrument.kind != MachineKind.SPECTROMETER:
        raise NotASpectrometer(instrument)
    until = instrument.calibrated_until
    if until is None or until < timezone.localdate(moment):
        raise PastCalibration(instrument)


@transaction.atomic
def correct_reading(
    *, reading: Reading, value_pct: Decimal, because: str, by: Account, at: datetime
) -> Reading:
    """Put another value in place of one that was written wrongly. It does not undo a release."""
    desk_for(by, reading.cooperative_id, Role.LAB)
    heat = lock_heat(reading.sample.heat)
    correction = correcting(reading, because=because, by=by, at=at)
    corrected = Reading.objects.create(
        **correction,
        sample=reading.sample,
        element=reading.element,
        value_pct=value_pct,
        instrument=reading.instrument,
    )
    write_audit(
        "reading.corrected",
        heat,
        by=by,
        at=at,
        element=reading.element,
        old=plain(reading.value_pct),
        new=plain(value_pct),
        because=because,
    )
    return corrected


@transaction.atomic
def release_heat(*, heat: Heat, ground: str, by: Account, at: datetime) -> HeatDecision:
    """Let a heat be poured: every element of the newest sample is read and inside the grade."""
    desk_for(by, heat.cooperative_id, Role.LAB)
    locked = lock_heat(heat)
    if locked.node.is_held:
        raise OnHold([locked.node])
    if locked.status == HeatStatus.RELEASED:
        raise AlreadyReleased(locked)
    if locked.status == HeatStatus.HELD:
        raise HeatOnHold(locked)
    if not ground.strip():
        raise GroundMissing
    _refuse_unproved(locked)
    return _decide(locked, HeatStatus.RELEASED, ground, by=by, at=at)


def _refuse_unproved(heat: Heat) -> None:
    verdict = latest_verdict(heat)
    if verdict is None:
        raise NoSampleYet(heat)
    last_charge = (
        Charge.objects.current()
        .filter(cooperative_id=heat.cooperative_id, heat=heat)
        .order_by("-occurred_at")
        .first()
    )
    charged_at = last_charge.occurred_at if last_charge else None
    if not is_fresh(sampled_at=verdict.sample.occurred_at, last_charged_at=charged_at):
        raise MeltChangedSince(verdict.sample)
    if verdict.missing:
        raise NotAllRead(verdict.missing)
    if verdict.outside:
        raise OutsideGrade(verdict.outside)
    if verdict.unproved:
        raise NotProved(verdict.unproved)
    if instrument := instrument_in_doubt(verdict):
        raise ReadingInDoubt(instrument)


@transaction.atomic
def withdraw_release(*, heat: Heat, ground: str, by: Account, at: datetime) -> HeatDecision | None:
    """Take back a release whose reading proves nothing any more, while nothing is poured."""
    locked = lock_heat(heat)
    poured = Pour.objects.filter(cooperative_id=locked.cooperative_id, heat=locked)
    if locked.status != HeatStatus.RELEASED or poured.exists():
        return None
    decision = _put(locked, HeatStatus.MELTING, ground, by=by, at=at)
    write_audit("heat.release_withdrawn", locked, by=by, at=at, ground=ground)
    return decision


@transaction.atomic
def mark_heat_held(*, heat: Heat, ground: str, by: Account, at: datetime) -> HeatDecision | None:
    """Write on a heat that it is held; quality calls this after holding its node.

    The planner is proposed a plan for the pieces that no longer come.
    """
    locked = lock_heat(heat)
    if locked.status == HeatStatus.HELD:
        return None  # a second hold adds nothing to what the heat already says
    propose_replan(workshop=locked.workshop, because=locked.code, by=by, at=at)
    return _decide(locked, HeatStatus.HELD, ground, by=by, at=at)


@transaction.atomic
def mark_heat_released(
    *, heat: Heat, ground: str, by: Account, at: datetime
) -> HeatDecision | None:
    """Give a held heat back the status it had; quality calls this after closing its hold.

    While another hold still reaches the heat it stays held, and one that the lab never released
    goes back to the lab's gate: lifting a hold proves nothing about the metal.
    """
    locked = lock_heat(heat)
    if locked.status != HeatStatus.HELD or locked.node.is_held:
        return None
    was_released = HeatDecision.objects.filter(
        cooperative_id=locked.cooperative_id, heat=locked, status=HeatStatus.RELEASED
    ).exists()
    status = HeatStatus.RELEASED if was_released else HeatStatus.MELTING
    return _decide(locked, status, ground, by=by, at=at)


def _decide(
    heat: Heat, status: HeatStatus, ground: str, *, by: Account, at: datetime
) -> HeatDecision:
    decision = _put(heat, status, ground, by=by, at=at)
    write_audit(f"heat.{status}", heat, by=by, at=at, ground=ground)
    return decision


def _put(heat: Heat, status: HeatStatus, ground: str, *, by: Account, at: datetime) -> HeatDecision:
    decision = HeatDecision.objects.create(
        **stamp(cooperative=heat.cooperative, by=by, at=at),
        heat=heat,
        status=status,
        ground=ground.strip(),
    )
    heat.status = status
    heat.save(update_fields=["status"])
    return decision
