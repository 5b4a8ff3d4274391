"""Today's work of a workshop, and the office's board of heats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rantai.members.models import Workshop
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.records.prepared import prepared
from rantai.shopfloor.models import CastingLot, Heat, HeatStatus, Pour
from rantai.shopfloor.queries.progress import OrderProgress, progress_of
from rantai.shopfloor.queries.rows import HeatStep, of_the_board, steps_of
from rantai.shopfloor.rules import NextStep

RECENT = timedelta(days=3)
"""An older heat without castings is history; it is found on the board, not among today's work."""


@dataclass(frozen=True, slots=True)
class Today:
    """What a workshop sees first: heats in the fire, then work orders by due date."""

    heats: Sequence[HeatStep]
    orders: Sequence[OrderProgress]

    @property
    def orders_to_melt(self) -> list[OrderProgress]:
        return [each for each in self.orders if each.left]


def today_of(workshop: Workshop, at: datetime, day: date) -> Today:
    orders = progress_of(accepted_orders(workshop))
    return Today(
        heats=heats_in_progress(workshop, at),
        orders=[each for each in orders if each.left or each.order.due_on >= day],
    )


def heats_in_progress(workshop: Workshop, at: datetime) -> list[HeatStep]:
    """Heats that still want something done, the longest going first."""
    recent = _started_since(workshop.cooperative_id, workshop.pk, at - RECENT)
    return [row for row in steps_of(recent) if row.step is not NextStep.DONE]


@prepared
def _started_since(owner: int, workshop: int, since: datetime) -> QuerySet[Heat]:
    heats = Heat.objects.filter(cooperative_id=owner, workshop_id=workshop, started_at__gt=since)
    return of_the_board(heats).order_by("started_at")


def accepted_orders(workshop: Workshop) -> list[WorkOrder]:
    """Accepted work orders of this workshop, the soonest due first."""
    return _with_status(workshop.cooperative_id, workshop.pk, WorkOrderStatus.ACCEPTED.value)


@prepared
def _with_status(owner: int, workshop: int, status: str) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.filter(cooperative_id=owner, workshop_id=workshop, status=status)
    rows = rows.select_related("revision__part", "revision__grade").order_by("due_on", "code")
    figures = ("code", "quantity", "made", "given_up", "due_on", "status")
    return rows.only("cooperative_id", *figures, "revision__part__name", "revision__grade__code")


STAGES: dict[str, Promise] = {
    "melting": _("Melting"),
    "waiting": _("In the lab"),
    "released": _("Released"),
    "uncounted": _("To be counted"),
    "held": _("On hold"),
}
"""The board's filters, as they stand in the address."""


def heats_at(heats: QuerySet[Heat], stage: str) -> QuerySet[Heat]:
    """Heats of one stage of the board; a stage the board does not know is all of them."""
    if stage == "waiting":
        return heats.filter(status=HeatStatus.MELTING).filter(samples__isnull=False).distinct()
    if stage == "uncounted":
        return uncounted(heats)
    if stage in HeatStatus.values:
        return heats.filter(status=stage)
    return heats


def uncounted(heats: QuerySet[Heat]) -> QuerySet[Heat]:
    """Heats with a ladle whose castings nobody has counted."""
    lots = CastingLot.objects.filter(
        cooperative_id=OuterRef("cooperative_id"),
        heat_id=OuterRef("heat_id"),
        pour__ladle=OuterRef("ladle"),
    )
    pours = Pour.objects.current().filter(
        ~Exists(lots), Q(cooperative_id=OuterRef("cooperative_id")), Q(heat_id=OuterRef("pk"))
    )
    return heats.filter(Exists(pours))
