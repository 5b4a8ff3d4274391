"""Heats: opened for a work order, charged, sampled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.actions import refuse_unfit
from rantai.machines.models import Machine, MachineKind, MachineState
from rantai.members.actions import require_skill
from rantai.members.models import Duty
from rantai.parts.queries import approval_in_force
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.records.actions import next_number, stamp, write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.prepared import only_one, prepared
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    CLOCKS_DIFFER,
    NothingWeighed,
    NotYet,
    already_told,
    correcting,
    identity,
    lock_heat,
    plain,
    recording_for,
    refuse_impossible_time,
)
from rantai.shopfloor.actions.materials import NotEnoughLeft
from rantai.shopfloor.models import Charge, Heat, MaterialLot, Sample
from rantai.shopfloor.queries.metal import heel_from
from rantai.shopfloor.queries.stock import stock_of
from rantai.shopfloor.rules import heat_prefix
from rantai.traceability.actions import OnHold, Strand, add_node, link
from rantai.traceability.models import Link

HEAT = "heat"


class WorkOrderNotAccepted(Refusal):
    def __init__(self, order: WorkOrder) -> None:
        super().__init__(
            _("Work order %(order)s is not accepted. The owner accepts it first.")
            % {"order": order.code}
        )


class NoApproval(Refusal):
    def __init__(self, order: WorkOrder) -> None:
        super().__init__(
            _("%(workshop)s has no approval in force for %(part)s. Ask the planner.")
            % {"workshop": order.workshop, "part": order.revision}
        )


class FurnaceNotReady(Refusal):
    def __init__(self, furnace: Machine) -> None:
        super().__init__(
            _("Furnace %(furnace)s is not ready (%(state)s). Choose another, or have it set ready.")
            % {"furnace": furnace.code, "state": furnace.get_state_display()}
        )


class NotYourFurnace(Refusal):
    def __init__(self, furnace: Machine) -> None:
        super().__init__(
            _("%(furnace)s is not a furnace of this workshop. Choose one of your own.")
            % {"furnace": furnace.code}
        )


class OtherStore(Refusal):
    def __init__(self, lot: MaterialLot) -> None:
        super().__init__(
            _("Lot %(lot)s lies in another workshop. Choose one of your own.") % {"lot": lot.code}
        )


@transaction.atomic
def open_heat(
    *,
    work_order: WorkOrder,
    furnace: Machine,
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    is_done: bool = False,
) -> Heat:
    """Begin a heat for one accepted work order, in a ready furnace of that workshop.

    With `is_done` the iron has melted while nobody there could know that the order or the approval
    was withdrawn, the furnace unfit or a paper run out: what happened is written down, and who
    calls sees to it that it is held.
    """
    cooperative = recording_for(by, work_order.workshop)
    if work_order.cooperative_id != cooperative.pk or furnace.cooperative_id != cooperative.pk:
        raise Http404
    (order,) = _order_to_lock(cooperative.pk, work_order.pk)
    started_at = occurred_at or at
    if started_at > at + CLOCKS_DIFFER:
        raise NotYet(started_at)
    day = timezone.localdate(started_at)
    if order.status != WorkOrderStatus.ACCEPTED and not is_done:
        raise WorkOrderNotAccepted(order)
    if approval_in_force(order.workshop, order.revision, day) is None and not is_done:
        raise NoApproval(order)
    _refuse_furnace(furnace, order, day, is_done=is_done)
    unskilled = require_skill(order.workshop, Duty.OPEN_HEAT, day, is_done=is_done)

    prefix = heat_prefix(order.workshop.code, day)
    code = f"{prefix}{next_number(cooperative=cooperative, prefix=prefix)}"
    heat = Heat.objects.create(
        cooperative=cooperative,
        code=code,
        node=add_node(cooperative=cooperative, kind=HEAT, code=code),
        work_order=order,
        workshop=order.workshop,
        furnace=furnace,
        started_at=started_at,
        started_by=by,
    )
    _take_over_heel(heat)
    marked = {"without_skill": unskilled} if unskilled else {}
    write_audit("heat.opened", heat, by=by, at=at, code=code, work_order=order.code, **marked)
    return heat


@prepared
def _order_to_lock(owner: int, order: int) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.select_for_update(of=("self",)).filter(cooperative_id=owner, pk=order)
    return rows.select_related("workshop", "revision")


def _take_over_heel(heat: Heat) -> None:
    """Iron left in the furnace goes into this heat, and so does any hold on it."""
    if before := heel_from(heat):
        link(child=heat.node, strands=[Strand(before.node)])


def _refuse_furnace(furnace: Machine, order: WorkOrder, day: date, *, is_done: bool) -> None:
    if furnace.kind != MachineKind.FURNACE or furnace.workshop_id != order.workshop_id:
        raise NotYourFurnace(furnace)
    if is_done:
        return
    # Said first: what broke and what is due is more than that the furnace is not ready.
    refuse_unfit(furnace, day)
    if furnace.state != MachineState.READY:
        raise FurnaceNotReady(furnace)


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """So many kg of one lot; the page gives the identifier, so that sent twice counts once."""

    material_lot: MaterialLot
    mass_kg: Decimal
    fact_id: UUID | None = None


def load_charge(
    *,
    heat: Heat,
    material_lot: MaterialLot,
    mass_kg: Decimal,
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> Charge:
    """Put one material into the furnace."""
    line = ChargeLine(material_lot, mass_kg, fact_id)
    return load_charges(heat=heat, lines=[line], by=by, at=at, occurred_at=occurred_at)[0]


@transaction.atomic
def load_charges(
    *,
    heat: Heat,
    lines: Sequence[ChargeLine],
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    is_done: bool = False,
) -> list[Charge]:
    """Put several materials into the furnace: all of them, or, when one is refused, none.

    With `is_done` they are in it already, whatever the books say is left of a lot, and whatever
    holds it: the hold then reaches the heat.
    """
    cooperative = recording_for(by, heat.workshop)
    # A lot's node stands for its stock too: whoever holds the lock is the only one weighing it out.
    locked = lock_heat(heat, *(line.material_lot.node for line in lines))
    refuse_impossible_time(locked, occurred_at=occurred_at, at=at)
    charges = []
    for line in lines:
        known = already_told(Charge, cooperative, line.fact_id)
        if known is None:
            _refuse_line(locked, line, is_done=is_done)
            known = Charge.objects.create(
                **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
                **identity(line.fact_id),
                heat=locked,
                material_lot=line.material_lot,
                mass_kg=line.mass_kg,
            )
            _link_once(line.material_lot, locked, refuse_held=not is_done)
            write_audit("heat.charged", locked, by=by, at=at, **_said(line))
        charges.append(known)
    return charges


def _said(line: ChargeLine) -> dict[str, str]:
    return {
        "lot": line.material_lot.code,
        "material": line.material_lot.material,
        "mass_kg": plain(line.mass_kg),
    }


def _refuse_line(heat: Heat, line: ChargeLine, *, is_done: bool) -> None:
    lot = line.material_lot
    if line.mass_kg <= 0:
        raise NothingWeighed
    if lot.workshop_id not in (None, heat.workshop_id):
        raise OtherStore(lot)
    if is_done:
        return
    if lot.node.is_held:
        raise OnHold([lot.node])
    _refuse_beyond_stock(lot, line.mass_kg)


def _refuse_beyond_stock(
    lot: MaterialLot, wanted_kg: Decimal, given_back_kg: Decimal = Decimal(0)
) -> None:
    left = stock_of([lot])[lot.pk] + given_back_kg
    if wanted_kg > left:
        raise NotEnoughLeft(lot, left)


def _link_once(lot: MaterialLot, heat: Heat, *, refuse_held: bool) -> None:
    """The second shovel of the same lot changes a mass, not where the metal came from."""
    if not _links(heat.cooperative_id, lot.node_id, heat.node_id):
        link(child=heat.node, strands=[Strand(lot.node)], refuse_held=refuse_held)


@prepared
def _links(owner: int, parent: int, child: int) -> QuerySet[Link, int]:
    rows = Link.objects.filter(cooperative_id=owner, parent=parent, child=child)
    return rows.values_list("pk", flat=True)


@transaction.atomic
def correct_charge(
    *, charge: Charge, mass_kg: Decimal, because: str, by: Account, at: datetime
) -> Charge:
    """Put another mass in place of one that was written wrongly; 0 kg if it never went in.

    The link from lot to heat stays: a trace that finds a heat too many is safer than one too few.
    """
    recording_for(by, charge.heat.workshop, Role.LAB)
    heat = lock_heat(charge.heat, charge.material_lot.node)
    if mass_kg < 0:
        raise NothingWeighed
    correction = correcting(charge, because=because, by=by, at=at)
    _refuse_beyond_stock(charge.material_lot, mass_kg, given_back_kg=charge.mass_kg)
    corrected = Charge.objects.create(
        **correction, heat=heat, material_lot=charge.material_lot, mass_kg=mass_kg
    )
    write_audit(
        "charge.corrected",
        heat,
        by=by,
        at=at,
        lot=charge.material_lot.code,
        old=plain(charge.mass_kg),
        new=plain(mass_kg),
        because=because,
    )
    return corrected


@transaction.atomic
def take_sample(
    *,
    heat: Heat,
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> Sample:
    """Take a sample to the lab; from now on the furnace waits."""
    cooperative = recording_for(by, heat.workshop, Role.LAB)
    locked = lock_heat(heat)
    if known := already_told(Sample, cooperative, fact_id):
        return known
    refuse_impossible_time(locked, occurred_at=occurred_at, at=at)
    sample = Sample.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        heat=locked,
        number=_next_sample_number(cooperative, locked),
    )
    write_audit("sample.taken", locked, by=by, at=at, number=sample.number)
    return sample


def _next_sample_number(cooperative: Cooperative, heat: Heat) -> int:
    return (only_one(_last_number(cooperative.pk, heat.pk)) or 0) + 1


@prepared
def _last_number(owner: int, heat: int) -> QuerySet[Sample, int]:
    rows = Sample.objects.filter(cooperative_id=owner, heat=heat).order_by("-number")
    return rows.values_list("number", flat=True)[:1]
