"""A person says what an analysis is that no rule could place."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.machines.actions.instruments import lock_instrument
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import (
    desk_for,
)
from rantai.shopfloor.actions.sorting import record_agreed
from rantai.shopfloor.models import (
    Analysis,
    AnalysisStatus,
    Assignment,
    Burn,
    Sample,
    WaitingCause,
)
from rantai.shopfloor.queries.exports import agreed_of, burned_at


class NotWaiting(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Someone has already decided about this. Reload the page and look at it.")
        )


class NoReasonGiven(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why, in a few words, so that the next reader understands it."))


class NoBurnLeft(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Every burn is left out, so nothing is read. Keep at least one."))


@transaction.atomic
def assign_analysis(
    *,
    analysis: Analysis,
    sample: Sample | None,
    left_out: Sequence[Burn],
    reason: str,
    by: Account,
    at: datetime,
) -> Analysis:
    """A person says which sample this is, without which burns, and why; or sets it aside."""
    cooperative = desk_for(by, analysis.cooperative_id, Role.LAB)
    lock_instrument(analysis.instrument)
    waiting = Analysis.objects.select_related("instrument").get(
        cooperative_id=cooperative.pk, pk=analysis.pk
    )
    if waiting.status != AnalysisStatus.WAITING:
        raise NotWaiting
    if not reason.strip():
        raise NoReasonGiven
    burns = list(Burn.objects.filter(cooperative=cooperative, analysis=waiting))
    kept = [burn for burn in burns if burn not in left_out]
    if sample is not None:
        if not kept:
            raise NoBurnLeft
        occurred = min(burned_at(kept), at)
        if waiting.cause == WaitingCause.TIME or occurred < sample.heat.started_at:
            occurred = at  # the instrument's clock is not to be believed here
        record_agreed(
            sample, waiting.instrument, agreed_of(kept, waiting.instrument), by, at, occurred
        )
    Assignment.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        analysis=waiting,
        sample=sample,
        left_out=[str(burn.pk) for burn in burns if burn in left_out],
        reason=reason.strip(),
    )
    waiting.sample = sample
    waiting.status = AnalysisStatus.READ if sample else AnalysisStatus.SET_ASIDE
    waiting.save(update_fields=["status", "sample"])
    told = {"name": waiting.name, "reason": reason.strip()}
    if sample is None:
        write_audit("analysis.set_aside", waiting.instrument, by=by, at=at, **told)
    else:
        number = sample.number
        write_audit("analysis.assigned", sample.heat, by=by, at=at, number=number, **told)
    return waiting
