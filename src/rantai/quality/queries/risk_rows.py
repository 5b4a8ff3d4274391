"""The questions behind an FMEA, each written once and then only run."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from rantai.parts.models import ControlPlan, ControlPlanItem
from rantai.quality.models import (
    CauseControl,
    FailureLine,
    FmeaRelease,
    RatingScale,
    RiskAction,
    RiskActionDone,
)
from rantai.records.prepared import prepared


@prepared
def scales(owner: int, day: date) -> QuerySet[RatingScale]:
    rows = RatingScale.objects.filter(cooperative_id=owner, valid_from__lte=day)
    return rows.order_by("-valid_from")[:1]


@prepared
def said_until(owner: int, fmeas: list[int], at: datetime) -> QuerySet[FailureLine]:
    rows = FailureLine.objects.filter(cooperative_id=owner, fmea__in=fmeas, occurred_at__lte=at)
    return rows.order_by("occurred_at", "pk")


@prepared
def held_until(owner: int, at: datetime) -> QuerySet[CauseControl, tuple[UUID, int, bool]]:
    rows = CauseControl.objects.filter(cooperative_id=owner, occurred_at__lte=at)
    return rows.order_by("occurred_at", "pk").values_list("row", "characteristic", "holds")


@prepared
def items_checking(
    owner: int, plans: list[int], characteristics: list[int]
) -> QuerySet[ControlPlanItem]:
    rows = ControlPlanItem.objects.filter(
        cooperative_id=owner, plan__in=plans, characteristic__in=characteristics
    )
    return rows.select_related("characteristic", "plan__revision__part").order_by(
        "plan__revision__part__number", "characteristic__number"
    )


@prepared
def plans_until(owner: int, day: date) -> QuerySet[ControlPlan, tuple[int, int]]:
    rows = ControlPlan.objects.filter(cooperative_id=owner, valid_from__lte=day)
    return rows.order_by("version").values_list("revision", "pk")


@prepared
def planned_until(owner: int, fmeas: list[int], at: datetime) -> QuerySet[RiskAction]:
    rows = RiskAction.objects.filter(cooperative_id=owner, fmea__in=fmeas, planned_at__lte=at)
    return rows.select_related("owner", "fmea").order_by("due_on", "pk")


@prepared
def unreported_of(owner: int, person: int) -> QuerySet[RiskAction]:
    """Actions that someone has still to report done, the next due first."""
    done = RiskActionDone.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), action=OuterRef("pk")
    )
    rows = RiskAction.objects.filter(~Exists(done), cooperative_id=owner, owner=person)
    return rows.select_related("fmea").order_by("due_on", "pk")


@prepared
def done_until(owner: int, actions: list[int], at: datetime) -> QuerySet[RiskActionDone]:
    rows = RiskActionDone.objects.filter(
        cooperative_id=owner, action__in=actions, occurred_at__lte=at
    )
    return rows.select_related("recorded_by")


@prepared
def released_until(owner: int, fmeas: list[int], at: datetime) -> QuerySet[FmeaRelease]:
    rows = FmeaRelease.objects.filter(cooperative_id=owner, fmea__in=fmeas, occurred_at__lte=at)
    return rows.select_related("recorded_by").order_by("-number")
