"""Putting an inspection right whose measured values were typed wrongly."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.quality.actions._facts import (
    Measured,
    carry_verdicts,
    record_inspection,
    record_measurements,
)
from rantai.quality.actions.charting import open_streams, plot_points, stop_for_signals
from rantai.quality.actions.inspecting import refuse_incomplete, stop_for
from rantai.quality.actions.stopping import withdraw
from rantai.quality.models import Inspection, Measurement, Nonconformity, NonconformityStatus
from rantai.quality.queries import is_packed, nodes_judged_in, suspects
from rantai.quality.rules import judge
from rantai.records.actions import write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import CastingLot
from rantai.traceability.actions import OnHold, lock


class CorrectedAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This inspection was replaced by a later one. Open that one and correct it there.")
        )


class PackedAlready(Refusal):
    def __init__(self, lot: CastingLot) -> None:
        super().__init__(
            _(
                "Pieces of lot %(code)s are packed already, so its inspection stands. "
                "If the pieces are bad, hold the lot."
            )
            % {"code": lot.code}
        )


class NoReasonGiven(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A correction needs its reason. Write what was typed wrongly."))


@transaction.atomic
def correct_inspection(
    *,
    inspection: Inspection,
    measurements: Sequence[Measured],
    because: str,
    by: Account,
    at: datetime,
) -> Inspection:
    """Judge the same pieces again by the values that were meant; the rejects stay as they were.

    A stop that only the wrong values raised is lifted with them; values that are out now raise it.
    """
    lot = inspection.lot
    items = list(inspection.plan.items.select_related("characteristic"))
    streams = open_streams(lot, items)
    stopping = [streams[item.pk] for item in items if item.chart and item.holds_on_signal]
    # Packing locks the same nodes, so nobody packs what is being judged again.
    nodes = {*nodes_judged_in(lot), *suspects(lot, stopping, inspection.occurred_at)}
    locked = {node.pk: node for node in lock(lot.cooperative_id, nodes)}
    if Inspection.objects.filter(cooperative_id=lot.cooperative_id, replaces=inspection).exists():
        raise CorrectedAlready
    if not because.strip():
        raise NoReasonGiven
    if is_packed(lot):
        raise PackedAlready(lot)
    mistaken = _raised_by(inspection)
    if locked[lot.node_id].open_holds > sum(stop.root_id == lot.node_id for stop in mistaken):
        raise OnHold([lot.node])
    refuse_incomplete(inspection.plan, inspection.offered, measurements)
    judgement = judge(
        inspection.offered,
        inspection.rejected,
        sample_conforms=all(measured.is_good for measured in measurements),
    )
    again = record_inspection(
        lot,
        inspection.plan,
        judgement,
        by=by,
        at=at,
        occurred_at=inspection.occurred_at,
        replaces=inspection,
        because=because.strip(),
    )
    as_read, doubts = _with_their_gauges(inspection, measurements)
    record_measurements(again, as_read, by=by, at=at, doubts=doubts)
    carry_verdicts(inspection, again, by=by, at=at, keep_good=True, withheld=judgement.withheld > 0)
    signalled = plot_points(again, streams, measurements, by=by, at=at, instead_of=inspection)
    write_audit("inspection.corrected", again, by=by, at=at, lot=lot.code, because=because.strip())
    must_stop = judgement.withheld or any(each.item.holds_on_signal for each in signalled)
    if must_stop and mistaken:
        Nonconformity.objects.filter(
            cooperative_id=lot.cooperative_id, pk__in=[stop.pk for stop in mistaken]
        ).update(inspection=again)
    elif judgement.withheld:
        stop_for(again, measurements, by=by, at=at)
    stop_for_signals(again, signalled, by=by, at=at)
    for stop in () if must_stop else mistaken:
        withdraw(stop, because=because.strip(), by=by, at=at)
    return again


def _with_their_gauges(
    inspection: Inspection, measurements: Sequence[Measured]
) -> tuple[list[Measured], dict[tuple[int, int], str]]:
    """A value is corrected, not read anew: the gauge stays, with what spoke against it then."""
    before = {
        (row.item_id, row.sample): row
        for row in Measurement.objects.filter(
            cooperative_id=inspection.cooperative_id, inspection=inspection
        ).select_related("gauge", "item")
    }
    as_read = [
        replace(measured, gauge=row.gauge if row else None)
        for measured in measurements
        for row in [before.get((measured.item.pk, measured.sample))]
    ]
    doubts = {
        (row.gauge_id, row.item.characteristic_id): row.doubt
        for row in before.values()
        if row.gauge_id is not None
    }
    return as_read, doubts


def _raised_by(inspection: Inspection) -> list[Nonconformity]:
    return list(
        Nonconformity.objects.select_for_update(of=("self",))
        .select_related("root", "hold")
        .filter(
            cooperative_id=inspection.cooperative_id,
            inspection=inspection,
            status=NonconformityStatus.OPEN,
        )
        .order_by("pk")
    )
