"""Inspecting lots, stopping what is wrong, and deciding what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.parts.models import ControlPlan, ControlPlanItem, Tracing
from rantai.plans.actions import report_shortfall
from rantai.plans.models import WorkOrder
from rantai.quality.models import (
    Decision,
    Disposition,
    Inspection,
    Measurement,
    Nonconformity,
    NonconformityStatus,
    PieceVerdict,
)
from rantai.quality.queries import (
    Affected,
    affected_by,
    shipped_pieces_of,
    uninspected_castings,
    uninspected_pieces,
)
from rantai.quality.rules import Judgement, Limits, conforms, judge, missing_samples, samples_wanted
from rantai.records.actions import next_number, stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import mark_heat_held, mark_heat_released
from rantai.shopfloor.models import (
    Casting,
    CastingLot,
    Defect,
    Heat,
    HeatStatus,
    Place,
    Scrap,
)
from rantai.traceability.actions import hold, refuse_if_held, release
from rantai.traceability.models import Node
from rantai.traceability.queries import reached_ids


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


class AlreadyDecided(Refusal):
    def __init__(self, nonconformity: Nonconformity) -> None:
        super().__init__(
            _("%(code)s has been decided by someone else. Reload the page to see how.")
            % {"code": nonconformity.code}
        )


class DecisionIncomplete(Refusal):
    """A concession without its reference, or scrap without a defect."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One sample of one plan item: a number where the characteristic has limits, else yes or no."""

    item: ControlPlanItem
    sample: int
    value: Decimal | None
    conforms: bool | None = None

    @property
    def is_good(self) -> bool:
        limits = Limits(self.item.characteristic.lower, self.item.characteristic.upper)
        if limits.are_numbers:
            return self.value is not None and conforms(limits, self.value)
        return bool(self.conforms)


@dataclass(frozen=True, slots=True)
class Reject:
    """Pieces that failed for a defect; for a serial part, the one piece."""

    defect: Defect
    quantity: int = 1
    casting: Casting | None = None
    spot: str = ""


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
) -> Inspection:
    """Judge pieces of a lot against its control plan.

    A sample outside its limits speaks for the lot: nothing is accepted, and the lot is held.
    """
    # The lock also puts two inspectors of one lot one after the other.
    refuse_if_held(cooperative=lot.cooperative, nodes=[lot.node])
    castings = _castings_offered(lot, offered)
    _refuse_incomplete(plan, offered, measurements)
    judgement = judge(
        offered,
        sum(reject.quantity for reject in rejects),
        sample_conforms=all(measured.is_good for measured in measurements),
    )
    inspection = _record(lot, plan, judgement, by=by, at=at)
    _record_measurements(inspection, measurements, by=by, at=at)
    _record_rejects(inspection, rejects, by=by, at=at)
    _record_verdicts(inspection, castings, rejects, judgement, by=by, at=at)
    write_audit(
        "lot.inspected",
        inspection,
        by=by,
        at=at,
        lot=lot.code,
        offered=offered,
        accepted=judgement.accepted,
        rejected=judgement.rejected,
    )
    if judgement.withheld:
        out = sorted({m.item.characteristic.name for m in measurements if not m.is_good})
        raise_nonconformity(
            root=lot.node,
            reason=_("Out of limits at inspection: %(names)s") % {"names": ", ".join(out)},
            by=by,
            at=at,
        )
    return inspection


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


def _refuse_incomplete(plan: ControlPlan, offered: int, measurements: Sequence[Measured]) -> None:
    items = {
        item.pk: item
        for item in plan.items.filter(cooperative_id=plan.cooperative_id).select_related(
            "characteristic"
        )
    }
    wanted = {pk: samples_wanted(item.sample_size, offered) for pk, item in items.items()}
    given: dict[int, int] = {}
    for measured in measurements:
        given[measured.item.pk] = given.get(measured.item.pk, 0) + 1
    if missing := missing_samples(wanted, given):
        raise SamplesMissing([items[pk].characteristic.name for pk in missing])


def _record(
    lot: CastingLot,
    plan: ControlPlan,
    judgement: Judgement,
    *,
    by: Account,
    at: datetime,
    replaces: Inspection | None = None,
    because: str = "",
) -> Inspection:
    return Inspection.objects.create(
        **stamp(cooperative=lot.cooperative, by=by, at=at),
        lot=lot,
        plan=plan,
        offered=judgement.offered,
        accepted=judgement.accepted,
        rejected=judgement.rejected,
        replaces=replaces,
        replaced_because=because,
    )


def _record_measurements(
    inspection: Inspection, measurements: Sequence[Measured], *, by: Account, at: datetime
) -> None:
    common = stamp(cooperative=inspection.cooperative, by=by, at=at)
    Measurement.objects.bulk_create(
        Measurement(
            **common,
            inspection=inspection,
            item=measured.item,
            sample=measured.sample,
            value=measured.value,
            conforms=measured.is_good,
        )
        for measured in measurements
    )


def _record_rejects(
    inspection: Inspection, rejects: Sequence[Reject], *, by: Account, at: datetime
) -> None:
    common = stamp(cooperative=inspection.cooperative, by=by, at=at)
    Scrap.objects.bulk_create(
        Scrap(
            **common,
            lot=inspection.lot,
            casting=reject.casting,
            quantity=reject.quantity,
            defect=reject.defect,
            place=Place.LAB,
            spot=reject.spot,
        )
        for reject in rejects
    )


def _record_verdicts(
    inspection: Inspection,
    castings: Sequence[Casting],
    rejects: Sequence[Reject],
    judgement: Judgement,
    *,
    by: Account,
    at: datetime,
) -> None:
    if not castings:
        return
    defect_of = {reject.casting.pk: reject.defect for reject in rejects if reject.casting}
    common = stamp(cooperative=inspection.cooperative, by=by, at=at)
    PieceVerdict.objects.bulk_create(
        PieceVerdict(
            **common,
            inspection=inspection,
            casting=casting,
            accepted=casting.pk not in defect_of and not judgement.withheld,
            defect=defect_of.get(casting.pk),
        )
        for casting in castings
    )


@transaction.atomic
def raise_nonconformity(*, root: Node, reason: str, by: Account, at: datetime) -> Nonconformity:
    """Hold everything this thing reached, wherever it now lies, and say what has already left.

    The hold follows the metal, not the workshop: castings of one heat may already be in another
    member's machining cell. Pieces with the customer cannot be held; they are counted, so that
    the customer can be told.
    """
    opened = hold(root=root, reason=reason, by=by, at=at)
    affected = affected_by(root)
    year = f"{at:%y}"
    number = next_number(cooperative=root.cooperative, prefix=f"TS-{year}-")
    nonconformity = Nonconformity.objects.create(
        cooperative=root.cooperative,
        code=f"TS-{year}-{number:03d}",
        root=root,
        hold=opened,
        reason=reason,
        raised_at=at,
        raised_by=by,
        pieces_held=sum(row.quantity for row in affected),
        pieces_already_shipped=shipped_pieces_of(root),
    )
    for heat in _heats_reached(root):
        mark_heat_held(heat=heat, ground=f"{nonconformity.code}: {reason}"[:200], by=by, at=at)
    write_audit(
        "nonconformity.raised",
        nonconformity,
        by=by,
        at=at,
        root=root.code,
        held=nonconformity.pieces_held,
        already_shipped=nonconformity.pieces_already_shipped,
    )
    return nonconformity


def _heats_reached(root: Node) -> list[Heat]:
    return list(
        Heat.objects.filter(
            cooperative_id=root.cooperative_id, node__in=reached_ids(root)
        ).select_related("node")
    )


@transaction.atomic
def decide(
    *,
    nonconformity: Nonconformity,
    decision: Decision,
    reference: str,
    note: str,
    defect: Defect | None,
    by: Account,
    at: datetime,
) -> Disposition:
    """Scrap, rework or pass by concession everything that this nonconformity still holds."""
    locked = Nonconformity.objects.select_for_update().get(
        cooperative_id=nonconformity.cooperative_id, pk=nonconformity.pk
    )
    if locked.status != NonconformityStatus.OPEN:
        raise AlreadyDecided(locked)
    _refuse_incomplete_decision(decision, reference, defect)
    affected = affected_by(locked.root)
    disposition = Disposition.objects.create(
        **stamp(cooperative=locked.cooperative, by=by, at=at),
        nonconformity=locked,
        decision=decision,
        defect=defect,
        quantity=sum(row.quantity for row in affected),
        reference=reference.strip(),
        note=note,
    )
    if defect is not None and decision == Decision.SCRAP:
        _scrap(locked, affected, defect, by=by, at=at)
    else:
        _let_go(locked, affected, disposition, by=by, at=at)
    Nonconformity.objects.filter(cooperative_id=locked.cooperative_id, pk=locked.pk).update(
        status=NonconformityStatus.CLOSED
    )
    write_audit(
        f"nonconformity.decided_{decision}",
        locked,
        by=by,
        at=at,
        quantity=disposition.quantity,
        reference=disposition.reference,
    )
    return disposition


def _refuse_incomplete_decision(decision: Decision, reference: str, defect: Defect | None) -> None:
    if decision == Decision.CONCESSION and not reference.strip():
        raise DecisionIncomplete(
            _("A concession needs the customer's reference. Ask for it, then write it here.")
        )
    if decision == Decision.SCRAP and defect is None:
        raise DecisionIncomplete(
            _("Scrap needs a defect code, so that the cause can be counted. Choose one.")
        )


def _scrap(
    nonconformity: Nonconformity,
    affected: Sequence[Affected],
    defect: Defect,
    *,
    by: Account,
    at: datetime,
) -> None:
    """Scrapped pieces stay on hold for ever: no later mistake can pack them."""
    common = stamp(cooperative=nonconformity.cooperative, by=by, at=at)
    Scrap.objects.bulk_create(
        Scrap(
            **common,
            lot=row.lot,
            casting=row.casting,
            quantity=row.quantity,
            defect=defect,
            place=Place.DISPOSITION,
        )
        for row in affected
    )
    lost: dict[WorkOrder, int] = {}
    for row in affected:
        lost[row.lot.work_order] = lost.get(row.lot.work_order, 0) + row.quantity
    for work_order, quantity in lost.items():
        report_shortfall(
            work_order=work_order, quantity=quantity, cause=nonconformity.code, by=by, at=at
        )


def _let_go(
    nonconformity: Nonconformity,
    affected: Sequence[Affected],
    disposition: Disposition,
    *,
    by: Account,
    at: datetime,
) -> None:
    release(opened=nonconformity.hold, at=at)
    ground = f"{nonconformity.code} {disposition.get_decision_display()}"
    if disposition.reference:
        ground = f"{ground} {disposition.reference}"
    for heat in _heats_reached(nonconformity.root):
        if not heat.node.is_held:
            mark_heat_released(heat=heat, ground=ground[:200], by=by, at=at)
    lots = {row.lot.pk: row.lot for row in affected}
    for lot in lots.values():
        _judge_again(lot, disposition, because=ground[:200], by=by, at=at)


def _judge_again(
    lot: CastingLot, disposition: Disposition, *, because: str, by: Account, at: datetime
) -> None:
    """Rework takes back what was judged, but for the rejects; a concession accepts what waited."""
    is_concession = disposition.decision == Decision.CONCESSION
    inspections = Inspection.objects.current().filter(cooperative_id=lot.cooperative_id, lot=lot)
    for earlier in inspections.select_related("plan"):
        offered = earlier.offered if is_concession else earlier.rejected
        again = _record(
            lot,
            earlier.plan,
            Judgement(offered, offered - earlier.rejected, earlier.rejected),
            by=by,
            at=at,
            replaces=earlier,
            because=because,
        )
        _carry_verdicts(earlier, again, by=by, at=at, keep_good=is_concession)


def _carry_verdicts(
    earlier: Inspection, again: Inspection, *, by: Account, at: datetime, keep_good: bool
) -> None:
    common = stamp(cooperative=again.cooperative, by=by, at=at)
    verdicts = PieceVerdict.objects.filter(
        cooperative_id=earlier.cooperative_id, inspection=earlier
    )
    PieceVerdict.objects.bulk_create(
        PieceVerdict(
            **common,
            inspection=again,
            casting_id=verdict.casting_id,
            accepted=verdict.defect_id is None,
            defect_id=verdict.defect_id,
            replaces=verdict,
        )
        for verdict in verdicts
        if keep_good or verdict.defect_id is not None
    )
