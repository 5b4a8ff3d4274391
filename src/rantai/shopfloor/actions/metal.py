"""What became of a heat's metal beside castings, and the energy it took."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.records.actions import next_number, stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    NothingWeighed,
    already_told,
    identity,
    lock_heat,
    plain,
    recording_for,
    refuse_impossible_time,
)
from rantai.shopfloor.actions.materials import MATERIAL_LOT
from rantai.shopfloor.models import (
    EnergySource,
    EnergyUse,
    Heat,
    Leftover,
    LeftoverKind,
    MaterialClass,
    MaterialLot,
)
from rantai.shopfloor.queries.metal import metal_of, next_heat_in
from rantai.shopfloor.rules import RETURNS_NAMES
from rantai.traceability.actions import Strand, add_node, link


class MoreThanMelted(Refusal):
    def __init__(self, wanted_kg: Decimal, melted_kg: Decimal) -> None:
        super().__init__(
            _("Only %(melted)s kg went into this heat; %(wanted)s kg cannot be left of it.")
            % {"melted": plain(melted_kg), "wanted": plain(wanted_kg)}
        )


class HeelWritten(Refusal):
    def __init__(self, kg: Decimal) -> None:
        super().__init__(
            _("%(kg)s kg is already written as left in the furnace after this heat.")
            % {"kg": plain(kg)}
        )


class NothingUsed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The meter shows no use. Write an amount above 0."))


@transaction.atomic
def record_leftover(
    *,
    heat: Heat,
    kind: LeftoverKind,
    mass_kg: Decimal,
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> Leftover:
    """Weigh what did not become a casting. What is melted again becomes a lot that came from here.

    A heel is no lot: it comes out as the next heat of the furnace, and the trace says so.
    """
    cooperative = recording_for(by, heat.workshop)
    locked = lock_heat(heat)
    if known := already_told(Leftover, cooperative, fact_id):
        return known
    refuse_impossible_time(locked, occurred_at=occurred_at, at=at)
    if mass_kg <= 0:
        raise NothingWeighed
    _refuse_too_much(locked, kind, mass_kg)
    leftover = Leftover.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        heat=locked,
        kind=kind,
        mass_kg=mass_kg,
        material_lot=_lot(locked, kind, mass_kg, at=at) if kind.is_melted_again else None,
    )
    if kind is LeftoverKind.HEEL and (onward := next_heat_in(locked)):
        link(child=onward.node, strands=[Strand(locked.node)])
    write_audit("leftover.recorded", locked, by=by, at=at, kind=kind.value, mass_kg=plain(mass_kg))
    return leftover


def _refuse_too_much(heat: Heat, kind: LeftoverKind, mass_kg: Decimal) -> None:
    metal = metal_of(heat)
    if kind is LeftoverKind.HEEL and metal.flow.heel_left_kg:
        raise HeelWritten(metal.flow.heel_left_kg)
    weighed = sum((each.mass_kg for each in metal.leftovers), Decimal(0))
    if weighed + mass_kg > metal.flow.in_kg:
        raise MoreThanMelted(weighed + mass_kg, metal.flow.in_kg)


def _lot(heat: Heat, kind: LeftoverKind, mass_kg: Decimal, *, at: datetime) -> MaterialLot:
    day = timezone.localdate(at)
    year = f"M-{day:%y}-"
    number = next_number(cooperative=heat.cooperative, prefix=year)
    code = f"{year}{number:04d}"
    node = add_node(cooperative=heat.cooperative, kind=MATERIAL_LOT, code=code)
    link(child=node, strands=[Strand(heat.node)])
    return MaterialLot.objects.create(
        cooperative=heat.cooperative,
        code=code,
        node=node,
        workshop=heat.workshop,
        material=RETURNS_NAMES[kind],
        material_class=MaterialClass.RETURNS,
        supplier=heat.code,
        received_on=day,
        mass_kg=mass_kg,
    )


@transaction.atomic
def record_energy(
    *,
    heat: Heat,
    source: EnergySource,
    amount: Decimal,
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> EnergyUse:
    """Write down what the heat took from the meter or the coke heap."""
    cooperative = recording_for(by, heat.workshop)
    locked = lock_heat(heat)
    if known := already_told(EnergyUse, cooperative, fact_id):
        return known
    refuse_impossible_time(locked, occurred_at=occurred_at, at=at)
    if amount <= 0:
        raise NothingUsed
    use = EnergyUse.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        heat=locked,
        source=source,
        amount=amount,
    )
    write_audit(
        "energy.recorded",
        locked,
        by=by,
        at=at,
        amount=plain(amount),
        unit=EnergySource(source).unit,
    )
    return use
