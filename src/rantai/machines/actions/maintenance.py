"""Planning maintenance, recording it, and what breaks, is repaired and is taken from the shelf."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.machines.actions._guards import BrokenAlready, NotYet
from rantai.machines.actions.care import send_back
from rantai.machines.models import (
    BookingStatus,
    Breakdown,
    BreakdownPhoto,
    HourReading,
    Machine,
    MachineState,
    MaintenanceDone,
    MaintenancePlan,
    Repair,
    Spare,
    SpareMove,
)
from rantai.machines.queries import (
    hours_of,
    machines_cared_for_by,
    open_bookings_from,
    open_breakdowns,
    spares_of,
)
from rantai.records.actions import keep_attachment, stamp, write_audit
from rantai.records.models import Account, Cooperative
from rantai.records.refusals import Refusal
from rantai.records.rules import PHOTOS


class NeverDue(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Say after how many days or hours the work comes round, or it would never be due.")
        )


class NothingBroken(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing on this machine is recorded as broken."))


class RepairedBefore(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A repair cannot end before the machine broke. Check the time."))


class CounterBack(Refusal):
    def __init__(self, last: Decimal) -> None:
        super().__init__(
            _("The counter showed %(hours)s already, and it does not run back. Read it again.")
            % {"hours": last}
        )


class NotSoMany(Refusal):
    def __init__(self, spare: Spare, left: int) -> None:
        super().__init__(
            _(
                "Only %(left)s of %(spare)s are on the shelf. "
                "Count them, and record what came in first."
            )
            % {"left": left, "spare": spare}
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came with the form."""

    name: str
    content: bytes


class SpareThere(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("“%(code)s” is on this machine's list already. Record what came in there.")
            % {"code": code}
        )


@transaction.atomic
def plan_maintenance(
    *,
    machine: Machine,
    name: str,
    every_days: int | None,
    every_hours: int | None,
    valid_from: date,
    by: Account,
    at: datetime,
) -> MaintenancePlan:
    """From this day the work is due after so many days or hours, whichever comes first."""
    owner = _caring_for(machine, by)
    if not every_days and not every_hours:
        raise NeverDue
    plan = MaintenancePlan.objects.create(
        cooperative=owner,
        machine=machine,
        name=name,
        every_days=every_days or None,
        every_hours=every_hours or None,
        valid_from=valid_from,
        hours_at_start=hours_of([machine])[machine.pk],
    )
    write_audit(
        "maintenance.planned",
        machine,
        by=by,
        at=at,
        name=name,
        every_days=every_days,
        every_hours=every_hours,
    )
    return plan


@transaction.atomic
def end_plan(*, plan: MaintenancePlan, by: Account, at: datetime) -> None:
    """What it asked for is asked no more; its rounds stay on record."""
    _caring_for(plan.machine, by)
    MaintenancePlan.objects.filter(cooperative_id=plan.cooperative_id, pk=plan.pk).update(
        ended_on=localdate(at)
    )
    write_audit("maintenance.plan_ended", plan.machine, by=by, at=at, name=plan.name)


@transaction.atomic
def record_maintenance(
    *,
    plan: MaintenancePlan,
    done_on: date,
    note: str,
    spares: Mapping[int, int] | None = None,
    by: Account,
    at: datetime,
) -> MaintenanceDone:
    """The round is done and the next one counts from this day and these hours.

    `spares` says how many of each spare, by its key, the work took from the shelf.
    """
    owner = _caring_for(plan.machine, by)
    if done_on > localdate(at):
        raise NotYet
    done: MaintenanceDone = MaintenanceDone.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        plan=plan,
        machine=plan.machine,
        done_on=done_on,
        hours=hours_of([plan.machine])[plan.machine_id],
        note=note,
    )
    taken = _take_spares(plan.machine, spares, plan.name, by=by, at=at, round=done)
    write_audit(
        "maintenance.done",
        plan.machine,
        by=by,
        at=at,
        name=plan.name,
        done_on=done_on.isoformat(),
        hours=str(done.hours),
        spares=taken,
    )
    return done


@transaction.atomic
def report_breakdown(
    *,
    machine: Machine,
    broke_at: datetime,
    what: str,
    photo: Sent | None = None,
    by: Account,
    at: datetime,
) -> Breakdown:
    """It is under repair from now on; whoever had a time on it keeps the turn and waits."""
    owner = _caring_for(machine, by)
    Machine.objects.select_for_update().get(cooperative_id=owner.pk, pk=machine.pk)
    if broke_at > at:
        raise NotYet
    if standing := open_breakdowns([machine]).get(machine.pk):
        raise BrokenAlready(standing)
    breakdown: Breakdown = Breakdown.objects.create(
        **stamp(cooperative=owner, by=by, at=at, occurred_at=broke_at), machine=machine, what=what
    )
    if photo is not None:
        _keep_photo(breakdown, photo, by=by, at=at)
    _put(machine, MachineState.REPAIR)
    struck = open_bookings_from(machine, at).filter(status=BookingStatus.BOOKED)
    write_audit(
        "machine.broke",
        machine,
        by=by,
        at=at,
        what=what,
        broke_at=broke_at.isoformat(),
        sent_back=send_back(struck, what),
    )
    return breakdown


@transaction.atomic
def add_photo(*, breakdown: Breakdown, photo: Sent, by: Account, at: datetime) -> BreakdownPhoto:
    """One more picture of what broke, also after its repair."""
    _caring_for(breakdown.machine, by)
    kept = _keep_photo(breakdown, photo, by=by, at=at)
    write_audit("machine.photographed", breakdown.machine, by=by, at=at, what=breakdown.what)
    return kept


def _keep_photo(breakdown: Breakdown, photo: Sent, *, by: Account, at: datetime) -> BreakdownPhoto:
    owner = breakdown.cooperative
    kept: BreakdownPhoto = BreakdownPhoto.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        breakdown=breakdown,
        photo=keep_attachment(
            cooperative=owner, content=photo.content, name=photo.name, at=at, types=PHOTOS
        ),
    )
    return kept


@transaction.atomic
def record_repair(
    *,
    machine: Machine,
    repaired_at: datetime,
    what: str,
    spares: Mapping[int, int] | None = None,
    by: Account,
    at: datetime,
) -> Repair:
    """It runs again since then, and the queue gets times again."""
    owner = _caring_for(machine, by)
    Machine.objects.select_for_update().get(cooperative_id=owner.pk, pk=machine.pk)
    breakdown = open_breakdowns([machine]).get(machine.pk)
    if breakdown is None:
        raise NothingBroken
    if repaired_at > at:
        raise NotYet
    if repaired_at <= breakdown.occurred_at:
        raise RepairedBefore
    repair: Repair = Repair.objects.create(
        **stamp(cooperative=owner, by=by, at=at, occurred_at=repaired_at),
        breakdown=breakdown,
        what=what,
    )
    taken = _take_spares(machine, spares, what, by=by, at=at, repair=repair)
    _put(machine, MachineState.READY)
    write_audit(
        "machine.repaired",
        machine,
        by=by,
        at=at,
        what=what,
        repaired_at=repaired_at.isoformat(),
        spares=taken,
    )
    return repair


@transaction.atomic
def read_hours(*, machine: Machine, hours: Decimal, by: Account, at: datetime) -> HourReading:
    """What the counter on the machine shows now."""
    owner = _caring_for(machine, by)
    last = machine.hour_readings.current().order_by("-occurred_at").first()
    if last and hours < last.hours:
        raise CounterBack(last.hours)
    reading: HourReading = HourReading.objects.create(
        **stamp(cooperative=owner, by=by, at=at), machine=machine, hours=hours
    )
    write_audit("machine.hours_read", machine, by=by, at=at, hours=str(hours))
    return reading


@transaction.atomic
def list_spare(
    *, machine: Machine, code: str, name: str, at_least: int, by: Account, at: datetime
) -> Spare:
    owner = _caring_for(machine, by)
    if machine.spares.filter(code=code).exists():
        raise SpareThere(code)
    spare = Spare.objects.create(
        cooperative=owner, machine=machine, code=code, name=name, at_least=at_least
    )
    write_audit("spare.listed", machine, by=by, at=at, code=code, at_least=at_least)
    return spare


@transaction.atomic
def move_spare(
    *,
    spare: Spare,
    quantity: int,
    because: str,
    rupiah_each: int | None = None,
    by: Account,
    at: datetime,
) -> SpareMove:
    """In with a plus, out with a minus; the shelf never holds fewer than none.

    The price is what was paid for each that came in; what goes out costs the last one paid.
    """
    _caring_for(spare.machine, by)
    move = _move(spare, quantity, because, rupiah_each=rupiah_each, by=by, at=at)
    write_audit("spare.moved", spare.machine, by=by, at=at, code=spare.code, quantity=quantity)
    return move


def _move(
    spare: Spare,
    quantity: int,
    because: str,
    *,
    rupiah_each: int | None = None,
    by: Account,
    at: datetime,
    **used_in: Any,
) -> SpareMove:
    owner = spare.cooperative
    Spare.objects.select_for_update().get(cooperative_id=owner.pk, pk=spare.pk)
    kept = next(each for each in spares_of(spare.machine) if each.spare.pk == spare.pk)
    if kept.left + quantity < 0:
        raise NotSoMany(spare, kept.left)
    move: SpareMove = SpareMove.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        spare=spare,
        quantity=quantity,
        because=because[:120],
        rupiah_each=rupiah_each if quantity > 0 else kept.last_paid,
        **used_in,
    )
    return move


def _take_spares(
    machine: Machine,
    spares: Mapping[int, int] | None,
    because: str,
    *,
    by: Account,
    at: datetime,
    **used_in: Any,
) -> dict[str, int]:
    """What a round or repair took from the shelf, by code; too many takes none of them."""
    wanted = {key: count for key, count in (spares or {}).items() if count}
    taken = {}
    for spare in machine.spares.filter(pk__in=wanted):
        _move(spare, -wanted[spare.pk], because, by=by, at=at, **used_in)
        taken[spare.code] = wanted[spare.pk]
    return taken


def _caring_for(machine: Machine, by: Account) -> Cooperative:
    """The owner, if this person looks after the machine; otherwise nothing is there."""
    if not machines_cared_for_by(by).filter(pk=machine.pk).exists():
        raise Http404
    return machine.cooperative


def _put(machine: Machine, state: MachineState) -> None:
    Machine.objects.filter(cooperative_id=machine.cooperative_id, pk=machine.pk).update(state=state)
