"""What the charts stand on: limits in force, the points before, the lots since the last good."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from rantai.members.queries import workshop_of
from rantai.parts.models import ControlPlanItem
from rantai.quality.models import ChartPoint, FrozenLimits, Inspection, Measurement, Stream
from rantai.quality.rules import MEMORY, Standing, is_counted, subgroups
from rantai.records.models import Account
from rantai.records.prepared import prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role, owned_by
from rantai.shopfloor.models import CastingLot


def streams_visible_to(viewer: Account) -> QuerySet[Stream]:
    """The office sees every chart of its co-operative, a workshop those of its own castings."""
    rows = owned_by(
        viewer,
        Stream.objects.select_related("workshop", "characteristic__revision__part"),
    )
    if has_role(viewer, *OFFICE):
        return rows
    workshop = workshop_of(viewer) if has_role(viewer, *WORKSHOP) else None
    return rows.filter(workshop=workshop) if workshop else rows.none()


@prepared
def _frozen(owner: int, streams: list[int]) -> QuerySet[FrozenLimits]:
    rows = FrozenLimits.objects.filter(cooperative_id=owner, stream__in=streams)
    return rows.order_by("occurred_at", "pk")


def limits_in_force(streams: Iterable[Stream]) -> dict[int, FrozenLimits]:
    """The newest limits of each stream that has any."""
    wanted = list(streams)
    if not wanted:
        return {}
    rows = _frozen(wanted[0].cooperative_id, [each.pk for each in wanted])
    return {row.stream_id: row for row in rows}


def standing_behind(limits: FrozenLimits | None, item: ControlPlanItem) -> Standing | None:
    """The limits as figures, unless the plan has changed the chart since."""
    if limits is None or (limits.chart, limits.size) != (item.chart, item.subgroup):
        return None
    return Standing(limits.chart, limits.size, limits.centre, limits.sigma)


def points_of(item: ControlPlanItem, readings: list[float]) -> list[list[float]]:
    """The points that the readings of one lot make; counts make one, of how many were looked at."""
    return [readings] if item.is_counted else subgroups(readings, item.subgroup)


def points_before(
    stream: Stream, limits: FrozenLimits | None, moment: datetime
) -> list[list[float]]:
    """As many points under these limits as a run rule can remember, oldest first."""
    rows = (
        ChartPoint.objects.current()
        .filter(
            cooperative_id=stream.cooperative_id,
            stream=stream,
            limits=limits,
            occurred_at__lt=moment,
        )
        .order_by("-occurred_at", "-number")
        .values_list("readings", flat=True)[:MEMORY]
    )
    return list(rows)[::-1]


def newest_points(stream: Stream, most: int) -> QuerySet[ChartPoint]:
    """The points that count, newest first."""
    return (
        ChartPoint.objects.current()
        .filter(cooperative_id=stream.cooperative_id, stream=stream)
        .order_by("-occurred_at", "-number")[:most]
    )


def points_for_limits(stream: Stream, chart: str, size: int, most: int) -> list[list[float]]:
    """The readings of the newest points of this chart, oldest first."""
    rows = (
        ChartPoint.objects.current()
        .filter(cooperative_id=stream.cooperative_id, stream=stream, chart=chart)
        .order_by("-occurred_at", "-number")
        .values_list("readings", flat=True)[:most]
    )
    wanted = 2 if is_counted(chart) else size
    return [readings for readings in rows if len(readings) == wanted][::-1]


def last_good_point(stream: Stream, before: datetime) -> ChartPoint | None:
    """The newest point before this moment that completed no rule, all its samples in limits."""
    out = Measurement.objects.filter(
        cooperative_id=OuterRef("cooperative_id"),
        inspection=OuterRef("inspection"),
        item=OuterRef("item"),
        conforms=False,
    )
    good: ChartPoint | None = (
        ChartPoint.objects.current()
        .filter(
            ~Exists(out),
            cooperative_id=stream.cooperative_id,
            stream=stream,
            signals="",
            occurred_at__lt=before,
        )
        .select_related("inspection__lot")
        .order_by("-occurred_at", "-number")
        .first()
    )
    return good


def lots_since_good(stream: Stream, inspection: Inspection) -> list[CastingLot]:
    """The lot whose reading signalled, and what this workshop cast of the part since the last
    good reading; in the order of their nodes, as they are locked."""
    lot = inspection.lot
    good = last_good_point(stream, inspection.occurred_at)
    since = good.inspection.lot.occurred_at if good else lot.occurred_at
    return list(
        CastingLot.objects.current()
        .filter(
            Q(pk=lot.pk) | Q(occurred_at__gt=since),
            cooperative_id=lot.cooperative_id,
            workshop=lot.workshop_id,
            work_order__revision__part=lot.work_order.revision.part_id,
        )
        .select_related("node")
        .order_by("node_id")
    )


def suspects(lot: CastingLot, streams: Iterable[Stream], at: datetime) -> list[int]:
    """The nodes that a signal could hold; locked beforehand, so that locks keep their order."""
    reading = Inspection(cooperative_id=lot.cooperative_id, lot=lot, occurred_at=at)
    found = {lot.node_id}
    for stream in streams:
        found |= {each.node_id for each in lots_since_good(stream, reading)}
    return sorted(found)
