"""What a phone may tell of inspection: a lot judged by its control plan's form."""

from decimal import Decimal
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from rantai.parts.models import ControlPlan, ControlPlanItem
from rantai.quality.actions import Measured, Reject, inspect_lot
from rantai.quality.actions.inspecting import HeatNotReleased, MoreThanLeft
from rantai.records.inbox.kinds import Contested, Kind, Made, Shape, Telling, Waits
from rantai.records.models import Role
from rantai.records.refusals import Refusal
from rantai.shopfloor.inbox import Code, Pieces, lot_named
from rantai.shopfloor.models import Defect


class OneSample(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    item: Annotated[int, Field(ge=1, lt=2**63)]
    sample: Annotated[int, Field(ge=1, le=1_000)]
    value: Annotated[Decimal, Field(max_digits=10, decimal_places=3)] | None = None
    is_good: bool | None = None


class OneReject(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    defect: Annotated[str, Field(min_length=1, max_length=4)]
    quantity: Pieces = 1


class Inspected(Shape):
    lot: Code
    plan: Annotated[int, Field(ge=1, lt=2**63)]
    offered: Pieces
    measurements: Annotated[list[OneSample], Field(max_length=1_000)]
    rejects: Annotated[list[OneReject], Field(max_length=100)] = []


class OnlyTheLab(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Only the lab's inspection accepts pieces. Ask the lab to record this one.")
        )


def _inspect(telling: Telling, data: Inspected) -> Made:
    if telling.by.role != Role.LAB:
        raise OnlyTheLab
    lot = lot_named(telling, data.lot)
    plan = get_object_or_404(
        ControlPlan,
        cooperative=telling.cooperative,
        revision_id=lot.work_order.revision_id,
        pk=data.plan,
    )
    items = {
        item.pk: item
        for item in ControlPlanItem.objects.select_related("characteristic").filter(
            cooperative=telling.cooperative, plan=plan
        )
    }
    try:
        inspect_lot(
            lot=lot,
            plan=plan,
            offered=data.offered,
            measurements=[
                Measured(
                    items.get(each.item) or get_object_or_404(plan.items, pk=each.item),
                    each.sample,
                    each.value,
                    each.is_good,
                )
                for each in data.measurements
            ],
            rejects=[
                Reject(get_object_or_404(Defect, code=each.defect), each.quantity)
                for each in data.rejects
            ],
            by=telling.by,
            at=telling.at,
            fact_id=telling.fact,
        )
    except HeatNotReleased as waits:
        raise Waits(waits.sentence) from waits
    except MoreThanLeft as gone:
        raise Contested(gone, [lot.node]) from gone
    return Made(lot.code)


KINDS: dict[str, Kind] = {"lot.inspected": Kind("lot.inspected", Inspected, _inspect)}
