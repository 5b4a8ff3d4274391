"""Judging pieces of a lot against its control plan."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.parts.models import ChartKind, ControlPlan, Tracing
from rantai.quality.actions._facts import (
    Measured,
    Reject,
    record_inspection,
    record_measurements,
    record_rejects,
    record_verdicts,
)
from rantai.quality.actions.charting import open_streams, plot_points, stop_for_signals
from rantai.quality.actions.gauging import doubts_of_readings
from rantai.quality.actions.stopping import raise_nonconformity
from rantai.quality.models import Inspection
from rantai.quality.queries import suspects, uninspected_castings, uninspected_pieces
from rantai.quality.rules import judge, missing_samples, samples_wanted
from rantai.records.actions import write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.models import Casting, CastingLot, Heat, HeatStatus
from rantai.traceability.actions import lock, refuse_if_held


class HeatNotReleased(Refusal):
    def __init__(self, heat: Heat) -> None:
        super().__init__(
            _("Heat %(code)s has not been released. Release it after the reading, then inspect.")
            % {"code": heat.code}
        )


class MoreThanLeft(Refusal):
    def __init__(self, lot: CastingLot, left: int) -> None:
        super().__init__(
            ngettext(
                "Lot %(code)s has %(left)d piece left to inspect. Offer no more than that.",
                "Lot %(code)s has %(left)d pieces left to inspect. Offer no more than that.",
                left,
            )
            % {"code": lot.code, "left": left}
        )


class SamplesMissing(Refusal):
    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _("Not every sample of the control plan is measured: %(names)s. Measure, then save.")
            % {"names": ", ".join(names)}
        )


class MoreThanLookedAt(Refusal):
    def __init__(self, name: str, bad: int, looked_at: int) -> None:
        super().__init__(
            _(
                "%(name)s: %(bad)d pieces not good are more than the %(looked_at)d looked at. "
                "Count again."
            )
            % {"name": name, "bad": bad, "looked_at": looked_at}
        )


@transaction.atomic
def inspect_lot(
    *,
    lot: CastingLot,
    plan: ControlPlan,
    offered: int,
    measurements: Sequence[Measured],
    rejects: Sequence[Reject],
    by: Account,
    at: datetime,
    fact_id: UUID | None = None,
    measured_at: datetime | None = None,
) -> Inspection:
    """Judge pieces of a lot against its control plan.

    A sample outside its limits speaks for the lot: nothing is accepted, and the lot is held.
    A gauge in doubt is refused or its readings marked, as the rule of the day says on which it
    was measured.
    """
    items = list(plan.items.select_related("characteristic"))
    streams = open_streams(lot, items)
    stopping = [streams[item.pk] for item in items if item.chart and item.holds_on_signal]
    # The lock also puts two inspectors of one lot one after the other.
    lock(lot.cooperative_id, suspects(lot, stopping, at))
    known = Inspection.objects.filter(cooperative_id=lot.cooperative_id, lot=lot)
    if fact_id is not None and (told := known.filter(pk=fact_id).first()) is not None:
        return told
    refuse_if_held(cooperative=lot.cooperative, nodes=[lot.node])
    castings = _castings_offered(lot, offered)
    refuse_incomplete(plan, offered, measurements)
    doubts = doubts_of_readings(lot.cooperative, measurements, measured_at or at)
    judgement = judge(
        offered,
        sum(reject.quantity for reject in rejects),
        sample_conforms=all(measured.is_good for measured in measurements),
    )
    inspection = record_inspection(lot, plan, judgement, by=by, at=at, fact_id=fact_id)
    record_measurements(inspection, measurements, by=by, at=at, doubts=doubts)
    record_rejects(inspection, rejects, by=by, at=at)
    record_verdicts(inspection, castings, rejects, judgement, by=by, at=at)
    signalled = plot_points(inspection, streams, measurements, by=by, at=at)
    write_audit(
        "lot.inspected",
        inspection,
        by=by,
        at=at,
        lot=lot.code,
        offered=offered,
        accepted=judgement.accepted,
        rejected=judgement.rejected,
        **({"signals": len(signalled)} if signalled else {}),
    )
    if judgement.withheld:
        stop_for(inspection, measurements, by=by, at=at)
    stop_for_signals(inspection, signalled, by=by, at=at)
    return inspection


def stop_for(
    inspection: Inspection, measurements: Sequence[Measured], *, by: Account, at: datetime
) -> None:
    """Hold the lot whose samples were out, naming what was out."""
    out = sorted({m.item.characteristic.name for m in measurements if not m.is_good})
    raise_nonconformity(
        root=inspection.lot.node,
        reason=_("Out of limits at inspection: %(names)s") % {"names": ", ".join(out)},
        by=by,
        at=at,
        inspection=inspection,
    )


def _castings_offered(lot: CastingLot, offered: int) -> list[Casting]:
    heat = Heat.objects.get(cooperative_id=lot.cooperative_id, pk=lot.heat_id)
    if heat.status != HeatStatus.RELEASED:
        raise HeatNotReleased(heat)
    if lot.work_order.revision.part.traced_by != Tracing.PIECE:
        left = uninspected_pieces(lot)
        if not 0 < offered <= left:
            raise MoreThanLeft(lot, left)
        return []
    castings = list(uninspected_castings(lot).order_by("serial"))
    if not 0 < offered <= len(castings):
        raise MoreThanLeft(lot, len(castings))
    return castings[:offered]


def refuse_incomplete(plan: ControlPlan, offered: int, measurements: Sequence[Measured]) -> None:
    items = {
        item.pk: item
        for item in plan.items.filter(cooperative_id=plan.cooperative_id).select_related(
            "characteristic"
        )
    }
    wanted = {
        pk: 1 if item.is_counted else samples_wanted(item.sample_size, offered)
        for pk, item in items.items()
    }
    given: dict[int, int] = {}
    for measured in measurements:
        given[measured.item.pk] = given.get(measured.item.pk, 0) + 1
    if missing := missing_samples(wanted, given):
        raise SamplesMissing([items[pk].characteristic.name for pk in missing])
    for measured in measurements:
        if measured.item.is_counted:
            _refuse_miscount(measured, samples_wanted(measured.item.sample_size, offered))


def _refuse_miscount(measured: Measured, looked_at: int) -> None:
    """A point must say of how many it speaks; no more pieces are bad than were looked at."""
    kind = ChartKind(measured.item.chart)
    value = measured.value
    if measured.inspected != looked_at or value is None or value != int(value) or value < 0:
        raise SamplesMissing([measured.item.characteristic.name])
    if kind.counts_pieces and value > looked_at:
        raise MoreThanLookedAt(measured.item.characteristic.name, int(value), looked_at)
