"""Saying about a heat or a lot what no figure says."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import already_told, identity, recording_for
from rantai.shopfloor.models import CastingLot, Heat, Remark, RemarkKind


class NothingSaid(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing is written yet. Say what happened, then save."))


@transaction.atomic
def make_remark(
    *,
    heat: Heat,
    by: Account,
    at: datetime,
    kind: RemarkKind = RemarkKind.TEXT,
    lot: CastingLot | None = None,
    about: UUID | None = None,
    text: str = "",
    sha256: str = "",
    seconds: int = 0,
    occurred_at: datetime | None = None,
    fact_id: UUID | None = None,
) -> Remark:
    """Keep a sentence, or that a photo or a voice belongs here; its file comes by itself."""
    cooperative = recording_for(by, heat.workshop, Role.LAB, Role.PLANNER)
    if known := already_told(Remark, cooperative, fact_id):
        return known
    if not text.strip() and not sha256:
        raise NothingSaid
    remark = Remark.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at, occurred_at=occurred_at),
        **identity(fact_id),
        heat=heat,
        lot=lot,
        about=about,
        kind=kind,
        text=text.strip(),
        sha256=sha256,
        seconds=seconds,
    )
    write_audit(f"remark.added_{kind}", lot or heat, by=by, at=at)
    return remark
