"""Heats for tests to begin with: opened, charged, released, poured, counted."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from rantai.parts.models import PartRevision
from rantai.plans.models import (
    Allocation,
    Rule,
    Share,
    SharingRule,
    WorkOrder,
    WorkOrderStatus,
)
from rantai.records.actions import next_number
from rantai.records.models import Account
from rantai.shopfloor.actions import (
    count_castings,
    load_charge,
    open_heat,
    receive_material_lot,
    record_pour,
    record_readings,
    release_heat,
    take_sample,
)
from rantai.shopfloor.models import CastingLot, Heat, MaterialClass, MaterialLot, Pour, Sample
from tests.cast import Cast
from tests.kept_stories import kept

INSIDE = {
    "C": Decimal("3.31"),
    "Si": Decimal("2.05"),
    "Mn": Decimal("0.72"),
    "P": Decimal("0.06"),
    "S": Decimal("0.08"),
}


@kept
def accepted_order(
    cast: Cast,
    revision: PartRevision | None = None,
    quantity: int = 200,
    status: WorkOrderStatus = WorkOrderStatus.ACCEPTED,
) -> WorkOrder:
    """A work order of workshop A, as its owner left it."""
    made = revision or cast.block
    rule, _ = SharingRule.objects.get_or_create(
        cooperative=cast.cooperative,
        part=made.part,
        valid_from=date(2019, 1, 1),
        defaults={"rule": Rule.EQUAL, "decision": "Rapat anggota 12 Januari 2019"},
    )
    number = next_number(cooperative=cast.cooperative, prefix="SPK-19-")
    allocation = Allocation.objects.create(
        cooperative=cast.cooperative,
        revision=made,
        month=date(2019, 4, 1),
        version=number,
        quantity=quantity,
        rule=rule,
        method_version="1",
        status="published",
        made_at=cast.at,
        made_by=cast.planner,
    )
    share = Share.objects.create(
        cooperative=cast.cooperative,
        allocation=allocation,
        workshop=cast.workshop_a,
        quantity=quantity,
        entitled=quantity,
        balance_before=0,
        balance_after=0,
        steps=[],
    )
    return WorkOrder.objects.create(
        cooperative=cast.cooperative,
        code=f"SPK-19-{number:04d}",
        share=share,
        workshop=cast.workshop_a,
        revision=made,
        month=date(2019, 4, 1),
        quantity=quantity,
        due_on=date(2019, 4, 26),
        status=status,
    )


@kept
def pig_iron(cast: Cast, mass_kg: int = 5000, by: Account | None = None) -> MaterialLot:
    return receive_material_lot(
        material="Besi kasar",
        material_class=MaterialClass.PIG_IRON,
        supplier="Krakatau",
        received_on=date(2019, 4, 1),
        mass_kg=Decimal(mass_kg),
        by=by or cast.operator,
        at=cast.at,
    )


def opened_heat(
    cast: Cast, order: WorkOrder | None = None, started_at: datetime | None = None
) -> Heat:
    """A heat begun an hour before the story's moment."""
    at = started_at or cast.at - timedelta(hours=1)
    return open_heat(
        work_order=order or accepted_order(cast), furnace=cast.furnace, by=cast.operator, at=at
    )


@kept
def charged_heat(cast: Cast, order: WorkOrder | None = None, mass_kg: int = 400) -> Heat:
    heat = opened_heat(cast, order)
    load_charge(
        heat=heat,
        material_lot=pig_iron(cast),
        mass_kg=Decimal(mass_kg),
        by=cast.operator,
        at=heat.started_at,
    )
    return heat


def read_sample(cast: Cast, heat: Heat, **values: Decimal) -> Sample:
    """A sample taken and read; what is not given lies inside the grade."""
    at = cast.at - timedelta(minutes=20)
    sample = take_sample(heat=heat, by=cast.operator, at=at)
    record_readings(
        sample=sample, instrument=cast.spectrometer, values={**INSIDE, **values}, by=cast.lab, at=at
    )
    return sample


@kept
def released_heat(cast: Cast, order: WorkOrder | None = None) -> Heat:
    heat = charged_heat(cast, order)
    read_sample(cast, heat)
    release_heat(
        heat=heat, ground="Hasil dalam batas", by=cast.lab, at=cast.at - timedelta(minutes=15)
    )
    heat.refresh_from_db()
    return heat


def poured(cast: Cast, heat: Heat, mass_kg: int = 360) -> Pour:
    """A ladle emptied at the story's moment, four minutes after inoculation."""
    return record_pour(
        heat=heat,
        temperature_c=1395,
        inoculated_at=cast.at - timedelta(minutes=4),
        ended_at=cast.at,
        mass_kg=Decimal(mass_kg),
        by=cast.operator,
        at=cast.at,
    )


@kept
def poured_lot(cast: Cast, quantity: int = 30, revision: PartRevision | None = None) -> CastingLot:
    """Castings counted from a released heat of workshop A."""
    heat = released_heat(cast, accepted_order(cast, revision))
    return count_castings(pour=poured(cast, heat), quantity=quantity, by=cast.operator, at=cast.at)
