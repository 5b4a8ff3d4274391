"""What a phone may tell of inspection: a lot judged by its control plan's form."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from rantai.machines.models import Machine
from rantai.machines.queries import gauges_visible_to
from rantai.parts.models import ControlPlan, ControlPlanItem
from rantai.quality.actions import Measured, Reject, inspect_lot
from rantai.quality.actions.checking import check_lot
from rantai.quality.actions.inspecting import HeatNotReleased, MoreThanLeft
from rantai.records.inbox.kinds import Contested, Kind, Made, Shape, Telling, Waits
from rantai.records.models import Role
from rantai.records.refusals import Refusal
from rantai.shopfloor.inbox import Code, Pieces, lot_named
from rantai.shopfloor.models import CastingLot, Defect


class OneSample(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    item: Annotated[int, Field(ge=1, lt=2**63)]
    sample: Annotated[int, Field(ge=1, le=1_000)]
    value: Annotated[Decimal, Field(max_digits=10, decimal_places=3)] | None = None
    is_good: bool | None = None
    inspected: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    gauge: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class OneReject(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    defect: Annotated[str, Field(min_length=1, max_length=4)]
    quantity: Pieces = 1
    piece: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class Inspected(Shape):
    lot: Code
    plan: Annotated[int, Field(ge=1, lt=2**63)]
    offered: Pieces
    measurements: Annotated[list[OneSample], Field(max_length=1_000)]
    rejects: Annotated[list[OneReject], Field(max_length=100)] = []


class Checked(Shape):
    lot: Code
    plan: Annotated[int, Field(ge=1, lt=2**63)]
    looked_at: Pieces
    measurements: Annotated[list[OneSample], Field(max_length=1_000)]


NO_GAUGES: Mapping[str, Machine] = MappingProxyType({})


class NoSuchGauge(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("%(gauge)s is no gauge of this co-operative. Measure again with one from the list.")
            % {"gauge": code}
        )


class OnlyTheLab(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Only the lab's inspection accepts pieces. Ask the lab to record this one.")
        )


def _inspect(telling: Telling, data: Inspected) -> Made:
    if telling.by.role != Role.LAB:
        raise OnlyTheLab
    lot = lot_named(telling, data.lot)
    plan = _plan_of(lot, data.plan)
    try:
        inspect_lot(
            lot=lot,
            plan=plan,
            offered=data.offered,
            measurements=_measured(plan, data.measurements, _gauges(telling, data.measurements)),
            measured_at=telling.occurred_at,
            rejects=[_reject(lot, each) for each in data.rejects],
            by=telling.by,
            at=telling.at,
            fact_id=telling.fact,
        )
    except HeatNotReleased as waits:
        raise Waits(waits.sentence) from waits
    except MoreThanLeft as gone:
        raise Contested(gone, [lot.node]) from gone
    return Made(lot.code)


def _check(telling: Telling, data: Checked) -> Made:
    lot = lot_named(telling, data.lot)
    plan = _plan_of(lot, data.plan)
    check_lot(
        lot=lot,
        plan=plan,
        looked_at=data.looked_at,
        measurements=_measured(plan, data.measurements),
        by=telling.by,
        at=telling.at,
        occurred_at=telling.occurred_at,
        fact_id=telling.fact,
    )
    return Made(lot.code)


def _plan_of(lot: CastingLot, plan: int) -> ControlPlan:
    """The form that the phone carried; a newer one may be in force by now."""
    return get_object_or_404(
        ControlPlan,
        cooperative_id=lot.cooperative_id,
        revision_id=lot.work_order.revision_id,
        pk=plan,
    )


def _gauges(telling: Telling, told: Sequence[OneSample]) -> dict[str, Machine]:
    """What it was measured with, by code; a phone knows only gauges that it was told of."""
    named = {each.gauge for each in told if each.gauge}
    if not named:
        return {}
    found = {each.code: each for each in gauges_visible_to(telling.by).filter(code__in=named)}
    if strange := named - found.keys():
        raise NoSuchGauge(min(strange))
    return found


def _measured(
    plan: ControlPlan, told: Sequence[OneSample], gauges: Mapping[str, Machine] = NO_GAUGES
) -> list[Measured]:
    rows = ControlPlanItem.objects.select_related("characteristic").filter(
        cooperative_id=plan.cooperative_id, plan=plan
    )
    items = {item.pk: item for item in rows}
    return [
        Measured(
            items.get(each.item) or get_object_or_404(plan.items, pk=each.item),
            each.sample,
            each.value,
            each.is_good,
            gauge=gauges.get(each.gauge or ""),
            inspected=each.inspected,
        )
        for each in told
    ]


def _reject(lot: CastingLot, told: OneReject) -> Reject:
    defect = get_object_or_404(Defect, code=told.defect)
    piece = get_object_or_404(lot.castings, serial=told.piece) if told.piece else None
    return Reject(defect, told.quantity, piece)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("lot.inspected", Inspected, _inspect),
        Kind("lot.checked", Checked, _check),
    )
}
