"""Putting what was measured on its charts, freezing their limits, and stopping at a signal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rantai.parts.models import ControlPlanItem
from rantai.quality.actions._facts import Measured
from rantai.quality.actions.stopping import raise_nonconformity
from rantai.quality.models import (
    ChartPoint,
    FrozenLimits,
    Inspection,
    Nonconformity,
    NonconformityStatus,
    Stream,
)
from rantai.quality.queries import (
    limits_in_force,
    lots_since_good,
    newest_points,
    points_before,
    points_for_limits,
    points_of,
    standing_behind,
)
from rantai.quality.rules import (
    METHOD,
    PHASE_ONE,
    TAIL,
    Standing,
    signals_of,
    standing_of,
    value_of,
)
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import CastingLot


class TooFewPoints(Refusal):
    def __init__(self, points: int) -> None:
        super().__init__(
            _("Limits need %(wanted)d points and this chart has %(points)d. Measure on.")
            % {"wanted": PHASE_ONE, "points": points}
        )


class NotSteady(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The last %(points)d points are not steady, or all alike, so no limits come of "
                "them. Find the cause first, then take new limits from the points after it."
            )
            % {"points": PHASE_ONE}
        )


@dataclass(frozen=True, slots=True)
class Signalled:
    """A point of an inspection that completed a rule, on the chart of this item."""

    item: ControlPlanItem
    stream: Stream
    signals: tuple[str, ...]


def open_streams(lot: CastingLot, items: Iterable[ControlPlanItem]) -> dict[int, Stream]:
    """The streams of the charted items by item, locked: two inspectors take turns on a chart."""
    charted = {item.pk: item.characteristic_id for item in items if item.chart}
    of_characteristic = _locked_streams(lot, charted.values())
    if missing := sorted(set(charted.values()) - of_characteristic.keys()):
        for characteristic in missing:
            Stream.objects.get_or_create(
                cooperative_id=lot.cooperative_id,
                workshop_id=lot.workshop_id,
                characteristic_id=characteristic,
            )
        of_characteristic = _locked_streams(lot, charted.values())
    return {item: of_characteristic[characteristic] for item, characteristic in charted.items()}


def _locked_streams(lot: CastingLot, characteristics: Iterable[int]) -> dict[int, Stream]:
    """Always in the order of their numbers, so that two inspectors never wait for each other."""
    streams = (
        Stream.objects.select_for_update(of=("self",))
        .filter(
            cooperative_id=lot.cooperative_id,
            workshop=lot.workshop_id,
            characteristic__in=list(characteristics),
        )
        .order_by("pk")
    )
    return {stream.characteristic_id: stream for stream in streams}


def plot_points(
    inspection: Inspection,
    streams: dict[int, Stream],
    measurements: Sequence[Measured],
    *,
    by: Account,
    at: datetime,
    instead_of: Inspection | None = None,
) -> list[Signalled]:
    """One point for each whole subgroup, judged against the limits of its day and kept so.

    instead_of: the inspection that is corrected; its points are replaced and keep their limits.
    """
    common = stamp(
        cooperative=inspection.cooperative, by=by, at=at, occurred_at=inspection.occurred_at
    )
    replaced = _points_of(instead_of)
    in_force = limits_in_force(streams.values())
    found: list[Signalled] = []
    for item, readings in _by_item(measurements):
        if (stream := streams.get(item.pk)) is None:
            continue
        groups = points_of(item, readings)
        old = [replaced.get((item.pk, number)) for number in range(1, len(groups) + 1)]
        limits = old[0].limits if old and old[0] else in_force.get(stream.pk)
        standing = standing_behind(limits, item)
        earlier = points_before(stream, limits, inspection.occurred_at) if standing else []
        points = []
        for number, (readings_of_point, before) in enumerate(
            zip(groups, old, strict=True), start=1
        ):
            signals = (
                signals_of(standing, item.rules, earlier, readings_of_point) if standing else []
            )
            point = ChartPoint(
                **common,
                stream=stream,
                inspection=inspection,
                item=item,
                limits=limits if standing else None,
                number=number,
                chart=item.chart,
                readings=readings_of_point,
                value=value_of(item.chart, readings_of_point),
                signals=" ".join(signals),
                replaces=before,
            )
            points.append(point)
            earlier = [*earlier, readings_of_point]
            if signals:
                found.append(Signalled(item, stream, tuple(signals)))
        ChartPoint.objects.bulk_create(points)
        if standing is None and points:
            _freeze_first(stream, item, by=by, at=at)
        if points:
            _keep_tail(stream, item)
    return found


def _keep_tail(stream: Stream, item: ControlPlanItem) -> None:
    newest = newest_points(stream, TAIL).values_list(
        "value", "signals", "readings", "inspection__lot__code"
    )
    Stream.objects.filter(cooperative_id=stream.cooperative_id, pk=stream.pk).update(
        chart=item.chart, tail=[list(row) for row in newest[::-1]]
    )


def _points_of(inspection: Inspection | None) -> dict[tuple[int, int], ChartPoint]:
    if inspection is None:
        return {}
    rows = ChartPoint.objects.filter(
        cooperative_id=inspection.cooperative_id, inspection=inspection
    )
    return {(row.item_id, row.number): row for row in rows.select_related("limits")}


def _by_item(measurements: Sequence[Measured]) -> Iterable[tuple[ControlPlanItem, list[float]]]:
    items = {measured.item.pk: measured.item for measured in measurements}
    readings: dict[int, list[float]] = {pk: [] for pk in items}
    for measured in sorted(measurements, key=lambda each: each.sample):
        if measured.value is not None:
            readings[measured.item.pk] += measured.as_readings
    return [(items[pk], found) for pk, found in readings.items() if found]


def _freeze_first(stream: Stream, item: ControlPlanItem, *, by: Account, at: datetime) -> None:
    points = points_for_limits(stream, item.chart, item.subgroup, PHASE_ONE)
    standing = standing_of(item.chart, points) if len(points) == PHASE_ONE else None
    if standing is not None:
        _freeze(stream, standing, "", by=by, at=at)


def _freeze(
    stream: Stream, standing: Standing, because: str, *, by: Account, at: datetime
) -> FrozenLimits:
    frozen: FrozenLimits = FrozenLimits.objects.create(
        **stamp(cooperative=stream.cooperative, by=by, at=at),
        stream=stream,
        chart=standing.chart,
        size=standing.size,
        centre=standing.centre,
        sigma=standing.sigma,
        points=PHASE_ONE,
        method=METHOD,
        because=because,
    )
    return frozen


@transaction.atomic
def take_new_limits(
    *, stream: Stream, item: ControlPlanItem, because: str, by: Account, at: datetime
) -> FrozenLimits:
    """From now on the chart keeps limits of its last points; the older ones stay with theirs."""
    acting_as(by, Role.LAB)
    Stream.objects.select_for_update().get(cooperative_id=stream.cooperative_id, pk=stream.pk)
    points = points_for_limits(stream, item.chart, item.subgroup, PHASE_ONE)
    if len(points) < PHASE_ONE:
        raise TooFewPoints(len(points))
    standing = standing_of(item.chart, points)
    if standing is None:
        raise NotSteady
    frozen = _freeze(stream, standing, because.strip()[:200], by=by, at=at)
    write_audit(
        "limits.estimated",
        stream,
        by=by,
        at=at,
        centre=standing.centre,
        sigma=standing.sigma,
        because=frozen.because,
    )
    return frozen


def stop_for_signals(
    inspection: Inspection, signalled: Sequence[Signalled], *, by: Account, at: datetime
) -> None:
    """Where the plan says so, hold every lot cast since the last reading without a signal."""
    for each in {one.stream.pk: one for one in signalled if one.item.holds_on_signal}.values():
        reason = _("Signal on the chart of %(name)s. %(reaction)s") % {
            "name": each.item.characteristic.name,
            "reaction": each.item.reaction,
        }
        for lot in lots_since_good(each.stream, inspection):
            if not _is_stopped(lot, inspection, reason[:200]):
                raise_nonconformity(
                    root=lot.node, reason=reason, by=by, at=at, inspection=inspection
                )


def _is_stopped(lot: CastingLot, inspection: Inspection, reason: str) -> bool:
    """By this very inspection, whose sample was out as well, or by an earlier signal."""
    return Nonconformity.objects.filter(
        Q(reason=reason) | Q(inspection=inspection),
        cooperative_id=lot.cooperative_id,
        root=lot.node_id,
        status=NonconformityStatus.OPEN,
    ).exists()
