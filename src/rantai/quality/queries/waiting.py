"""What the lab has to do: samples at furnaces, lots to inspect; and what it has done."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from rantai.quality.models import Inspection
from rantai.records.models import Account
from rantai.records.queries import OFFICE, has_role, owned_by
from rantai.shopfloor.models import CastingLot, HeatStatus, Machining, Reading, Sample


def inspections_visible_to(viewer: Account) -> QuerySet[Inspection]:
    rows = owned_by(viewer, Inspection.objects.all())
    return rows if has_role(viewer, *OFFICE) else rows.none()


def waiting_samples(viewer: Account) -> QuerySet[Sample]:
    """Samples without a reading, the longest waiting furnace first."""
    reading = Reading.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), sample=OuterRef("pk")
    )
    rows = owned_by(viewer, Sample.objects.current()).filter(
        ~Exists(reading), heat__status=HeatStatus.MELTING
    )
    return rows.select_related(
        "heat__workshop", "heat__furnace", "heat__work_order__revision__part"
    ).order_by("occurred_at")


def lots_to_inspect(viewer: Account) -> QuerySet[CastingLot]:
    """Lots of released heats, not on hold, that nobody has inspected yet; oldest first."""
    inspection = Inspection.objects.filter(
        cooperative_id=OuterRef("cooperative_id"),
        lot=OuterRef("pk"),
        replaced_by__isnull=True,
        offered__gt=0,
    )
    machining = Machining.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), lot=OuterRef("pk"), replaced_by__isnull=True
    )
    rows = owned_by(viewer, CastingLot.objects.current()).filter(
        ~Exists(inspection), heat__status=HeatStatus.RELEASED, node__open_holds=0
    )
    return (
        rows.filter(Q(work_order__revision__part__is_machined=False) | Exists(machining))
        .select_related("heat", "workshop", "node", "work_order__revision__part")
        .order_by("occurred_at")
    )


def lots_visible_to(viewer: Account) -> QuerySet[CastingLot]:
    """Lots the lab may inspect: every one of its co-operative."""
    rows = owned_by(viewer, CastingLot.objects.current())
    return rows if has_role(viewer, *OFFICE) else rows.none()
