"""A workshop's own check of its castings, before the lab sees them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.parts.models import ControlPlan
from rantai.quality.actions._facts import Measured
from rantai.quality.models import CheckedValue, WorkshopCheck
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import recording_for
from rantai.shopfloor.models import CastingLot


class NothingMeasured(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing was measured. Measure at least one piece, then save."))


@transaction.atomic
def check_lot(
    *,
    lot: CastingLot,
    plan: ControlPlan,
    looked_at: int,
    measurements: Sequence[Measured],
    by: Account,
    at: datetime,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> WorkshopCheck:
    """Keep what the workshop measured; it may leave out what it cannot measure."""
    cooperative = recording_for(by, lot.workshop)
    known = WorkshopCheck.objects.filter(cooperative=cooperative, lot=lot)
    if fact_id is not None and (told := known.filter(pk=fact_id).first()) is not None:
        return told
    if not measurements:
        raise NothingMeasured
    check = WorkshopCheck.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **({} if fact_id is None else {"id": fact_id}),
        lot=lot,
        plan=plan,
        looked_at=looked_at,
    )
    CheckedValue.objects.bulk_create(
        CheckedValue(
            cooperative=cooperative,
            within=check,
            item=measured.item,
            sample=measured.sample,
            value=measured.value,
            inspected=measured.inspected,
            conforms=measured.is_good,
        )
        for measured in measurements
    )
    write_audit("lot.checked", lot, by=by, at=at, looked_at=looked_at)
    return check
