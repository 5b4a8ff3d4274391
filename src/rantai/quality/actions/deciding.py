"""Deciding what becomes of held pieces: scrap, rework, or the customer's concession."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.plans.actions import report_shortfall
from rantai.plans.models import WorkOrder
from rantai.quality.actions._facts import carry_verdicts, record_inspection
from rantai.quality.actions.stopping import heats_reached
from rantai.quality.models import (
    Decision,
    Disposition,
    Inspection,
    Nonconformity,
    NonconformityStatus,
)
from rantai.quality.queries import Affected, affected_by
from rantai.quality.rules import Judgement
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import mark_heat_released, tally_scrap
from rantai.shopfloor.models import CastingLot, Defect, Place, Scrap
from rantai.traceability.actions import release


class AlreadyDecided(Refusal):
    def __init__(self, nonconformity: Nonconformity) -> None:
        super().__init__(
            _("%(code)s has been decided by someone else. Reload the page to see how.")
            % {"code": nonconformity.code}
        )


class DecisionIncomplete(Refusal):
    """A concession without its reference, or scrap without a defect."""


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
    scraps = Scrap.objects.bulk_create(
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
    tally_scrap(scraps)
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
    for heat in heats_reached(nonconformity.root):
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
        again = record_inspection(
            lot,
            earlier.plan,
            Judgement(offered, offered - earlier.rejected, earlier.rejected),
            by=by,
            at=at,
            replaces=earlier,
            because=because,
        )
        carry_verdicts(earlier, again, by=by, at=at, keep_good=is_concession)
