"""What happens to castings in the workshop: scrap and machining."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rantai.machines.models import Machine, MachineKind, MachineState
from rantai.parts.models import Tracing
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.prepared import prepared
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    NothingCounted,
    already_told,
    correcting,
    desk_for,
    identity,
    lock_heat,
    recording_for,
    refuse_impossible_time,
)
from rantai.shopfloor.actions.tallies import add_to_tally, tally_scrap
from rantai.shopfloor.models import (
    BEFORE_INSPECTION,
    Casting,
    CastingLot,
    Defect,
    Machining,
    Place,
    Scrap,
)
from rantai.shopfloor.queries.counts import count_of


class MoreThanLeft(Refusal):
    def __init__(self, lot: CastingLot, left: int) -> None:
        super().__init__(
            _("Lot %(lot)s has %(left)s pieces left for that. Count again.")
            % {"lot": lot.code, "left": left}
        )


class WhichPiece(Refusal):
    def __init__(self) -> None:
        super().__init__(_("These pieces have numbers. Choose which piece it is."))


class NotOfThisLot(Refusal):
    def __init__(self, casting: Casting, lot: CastingLot) -> None:
        super().__init__(
            _("%(piece)s is not of lot %(lot)s. Choose a piece of this lot.")
            % {"piece": casting.serial, "lot": lot.code}
        )


class AlreadyScrap(Refusal):
    def __init__(self, casting: Casting) -> None:
        super().__init__(
            _("%(piece)s is already scrap. Choose another piece.") % {"piece": casting.serial}
        )


class AlreadyMachined(Refusal):
    def __init__(self, casting: Casting) -> None:
        super().__init__(
            _("%(piece)s is already machined. Choose another piece.") % {"piece": casting.serial}
        )


class LabsPlace(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Only the co-operative's office records scrap found there. "
                "Choose workshop or machining."
            )
        )


class NoMachineTool(Refusal):
    def __init__(self, machine: Machine) -> None:
        super().__init__(
            _(
                "%(machine)s cannot machine here. Choose a ready machine of yours or of "
                "the co-operative."
            )
            % {"machine": machine.code}
        )


@transaction.atomic
def record_scrap(
    *,
    lot: CastingLot,
    defect: Defect,
    place: Place | str,
    by: Account,
    at: datetime,
    quantity: int = 1,
    casting: Casting | None = None,
    spot: str = "",
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> Scrap:
    """Write off pieces of a lot for a defect; a serial piece by its number."""
    cooperative = _allowed(lot, place, by)
    heat = lock_heat(lot.heat, lot.node)
    if known := already_told(Scrap, cooperative, fact_id):
        return known
    refuse_impossible_time(heat, occurred_at=occurred_at, at=at)
    if casting is not None:
        quantity = 1
        _refuse_piece(lot, casting)
    elif _is_numbered(lot):
        raise WhichPiece
    if quantity < 1:
        raise NothingCounted
    if quantity > (left := count_of(lot).left):
        raise MoreThanLeft(lot, left)
    scrap = Scrap.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        lot=lot,
        casting=casting,
        quantity=quantity,
        defect=defect,
        place=place,
        spot=spot.strip(),
    )
    tally_scrap([scrap])
    write_audit(
        "scrap.recorded",
        lot,
        by=by,
        at=at,
        piece=casting.serial if casting else "",
        quantity=quantity,
        defect=defect.code,
        place=str(place),
    )
    return scrap


def _allowed(lot: CastingLot, place: Place | str, by: Account) -> Cooperative:
    if place in BEFORE_INSPECTION:
        return recording_for(by, lot.workshop, Role.LAB, Role.PLANNER)
    if by.role in (Role.OPERATOR, Role.OWNER) and by.cooperative_id == lot.cooperative_id:
        raise LabsPlace
    return desk_for(by, lot.cooperative_id, Role.LAB, Role.PLANNER, Role.TREASURER)


def _is_numbered(lot: CastingLot) -> bool:
    return bool(lot.work_order.revision.part.traced_by == Tracing.PIECE)


def _refuse_piece(lot: CastingLot, casting: Casting) -> None:
    if casting.lot_id != lot.pk:
        raise NotOfThisLot(casting, lot)
    if _scrap_of(lot.cooperative_id, casting.pk):
        raise AlreadyScrap(casting)


@prepared
def _scrap_of(owner: int, casting: int) -> QuerySet[Scrap, UUID]:
    rows = Scrap.objects.current().filter(cooperative_id=owner, casting=casting, quantity__gt=0)
    return rows.values_list("pk", flat=True)


@transaction.atomic
def correct_scrap(*, scrap: Scrap, quantity: int, because: str, by: Account, at: datetime) -> Scrap:
    """Put another count in place of a scrap entry; 0 if it was no scrap after all."""
    _allowed(scrap.lot, scrap.place, by)
    lock_heat(scrap.lot.heat, scrap.lot.node)
    correction = correcting(scrap, because=because, by=by, at=at)
    limit = 1 if scrap.casting_id else count_of(scrap.lot).left + scrap.quantity
    if quantity < 0 or quantity > limit:
        raise MoreThanLeft(scrap.lot, limit)
    corrected = Scrap.objects.create(
        **correction,
        lot=scrap.lot,
        casting=scrap.casting,
        quantity=quantity,
        defect=scrap.defect,
        place=scrap.place,
        spot=scrap.spot,
    )
    tally_scrap([corrected])
    write_audit(
        "scrap.corrected",
        scrap.lot,
        by=by,
        at=at,
        old=scrap.quantity,
        new=quantity,
        because=because,
    )
    return corrected


@transaction.atomic
def record_machining(
    *,
    lot: CastingLot,
    machine: Machine,
    by: Account,
    at: datetime,
    quantity: int | None = None,
    castings: Sequence[Casting] = (),
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> list[Machining]:
    """Write down machined pieces: so many of a lot, or these serial pieces one by one."""
    cooperative = recording_for(by, lot.workshop)
    heat = lock_heat(lot.heat, lot.node)
    if known := already_told(Machining, cooperative, fact_id):
        return [known]
    refuse_impossible_time(heat, occurred_at=occurred_at, at=at)
    _refuse_machine(machine, lot)
    done = _pieces_to_machine(lot, quantity, castings)
    shared = stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at)
    machinings = [
        Machining.objects.create(
            **shared,
            **identity(fact_id if place == 0 else None),
            lot=lot,
            casting=casting,
            workshop=lot.workshop,
            machine=machine,
            quantity=pieces,
        )
        for place, (casting, pieces) in enumerate(done)
    ]
    total = sum(pieces for _casting, pieces in done)
    add_to_tally(lot.cooperative_id, lot.pk, machined=total)
    write_audit("machining.recorded", lot, by=by, at=at, machine=machine.code, quantity=total)
    return machinings


def _refuse_machine(machine: Machine, lot: CastingLot) -> None:
    fits = (
        machine.cooperative_id == lot.cooperative_id
        and machine.kind in (MachineKind.LATHE, MachineKind.MILL)
        and machine.workshop_id in (None, lot.workshop_id)
        and machine.state == MachineState.READY
    )
    if not fits:
        raise NoMachineTool(machine)


def _pieces_to_machine(
    lot: CastingLot, quantity: int | None, castings: Sequence[Casting]
) -> list[tuple[Casting | None, int]]:
    if _is_numbered(lot):
        if not castings:
            raise WhichPiece
        machined = set(_machined(lot.cooperative_id, [each.pk for each in castings]))
        for casting in castings:
            _refuse_piece(lot, casting)
            if casting.pk in machined:
                raise AlreadyMachined(casting)
        return [(casting, 1) for casting in castings]
    if quantity is None or quantity < 1:
        raise NothingCounted
    if quantity > (left := count_of(lot).to_machine):
        raise MoreThanLeft(lot, left)
    return [(None, quantity)]


@prepared
def _machined(owner: int, castings: list[int]) -> QuerySet[Machining, int | None]:
    rows = Machining.objects.current().filter(cooperative_id=owner, casting__in=castings)
    return rows.filter(quantity__gt=0).values_list("casting_id", flat=True)


@transaction.atomic
def correct_machining(
    *, machining: Machining, quantity: int, because: str, by: Account, at: datetime
) -> Machining:
    """Put another count in place of a machining entry; 0 if it was not machined."""
    lot = machining.lot
    recording_for(by, lot.workshop, Role.LAB)
    lock_heat(lot.heat, lot.node)
    correction = correcting(machining, because=because, by=by, at=at)
    limit = 1 if machining.casting_id else count_of(lot).to_machine + machining.quantity
    if quantity < 0 or quantity > limit:
        raise MoreThanLeft(lot, limit)
    corrected = Machining.objects.create(
        **correction,
        lot=lot,
        casting=machining.casting,
        workshop=machining.workshop,
        machine=machining.machine,
        quantity=quantity,
    )
    add_to_tally(lot.cooperative_id, lot.pk, machined=quantity - machining.quantity)
    write_audit(
        "machining.corrected",
        lot,
        by=by,
        at=at,
        old=machining.quantity,
        new=quantity,
        because=because,
    )
    return corrected
