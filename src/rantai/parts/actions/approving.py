"""Leave for a workshop to make a revision: given, ended, or left to an approval file."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.parts.actions._acting import acting_for
from rantai.parts.models import Approval, PartRevision
from rantai.records.actions import write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal


class ApprovalTaken(Refusal):
    def __init__(self, workshop: Workshop, on: date) -> None:
        super().__init__(
            _("%(workshop)s already has an approval for this revision from %(day)s.")
            % {"workshop": workshop, "day": date_format(on)}
        )


class DaysReversed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The approval ends before it begins. Mend one of the two days."))


class AlreadyWithdrawn(Refusal):
    def __init__(self, approval: Approval) -> None:
        day = date_format(approval.withdrawn_on) if approval.withdrawn_on else "–"
        super().__init__(_("This approval was already withdrawn on %(day)s.") % {"day": day})


class DecidedOnFile(Refusal):
    def __init__(self, revision: PartRevision) -> None:
        super().__init__(
            _("The customer decides on %(revision)s by its approval file. Open the file there.")
            % {"revision": revision}
        )


@transaction.atomic
def approve_workshop(
    *,
    workshop: Workshop,
    revision: PartRevision,
    approved_on: date,
    valid_until: date,
    reference: str,
    by: Account,
    at: datetime,
) -> Approval:
    """Write down the customer's leave for one workshop to make one revision."""
    acting_for(by, workshop, revision)
    if revision.approved_on_file:
        raise DecidedOnFile(revision)
    return _store_approval(
        workshop=workshop,
        revision=revision,
        approved_on=approved_on,
        valid_until=valid_until,
        reference=reference,
        by=by,
        at=at,
    )


def _store_approval(
    *,
    workshop: Workshop,
    revision: PartRevision,
    approved_on: date,
    valid_until: date,
    reference: str,
    by: Account,
    at: datetime,
) -> Approval:
    if valid_until < approved_on:
        raise DaysReversed
    try:
        with transaction.atomic():
            approval = Approval.objects.create(
                cooperative_id=workshop.cooperative_id,
                workshop=workshop,
                revision=revision,
                approved_on=approved_on,
                valid_until=valid_until,
                reference=reference,
            )
    except IntegrityError as taken:
        raise ApprovalTaken(workshop, approved_on) from taken
    write_audit(
        "approval.given",
        approval,
        by=by,
        at=at,
        workshop=workshop.code,
        revision=str(revision),
        until=valid_until.isoformat(),
        reference=reference,
    )
    return approval


def decide_by_file(*, revision: PartRevision) -> None:
    """From now on leave to make this revision comes from a file only; part of opening one."""
    PartRevision.objects.filter(Q(cooperative=revision.cooperative_id), Q(pk=revision.pk)).update(
        approved_on_file=True
    )


@transaction.atomic
def approve_on_file(
    *,
    workshop: Workshop,
    revision: PartRevision,
    valid_until: date,
    reference: str,
    by: Account,
    at: datetime,
) -> Approval:
    """Give leave from today on; whoever keeps the file has seen that this person may decide.

    What held until now ends: of two leaves the longer one would go on unnoticed.
    """
    if by.cooperative_id != workshop.cooperative_id:
        raise Http404
    because = _("Replaced by %(reference)s") % {"reference": reference}
    end_approvals(workshop=workshop, revision=revision, because=because, by=by, at=at)
    return _store_approval(
        workshop=workshop,
        revision=revision,
        approved_on=localdate(at),
        valid_until=valid_until,
        reference=reference,
        by=by,
        at=at,
    )


@transaction.atomic
def end_approvals(
    *, workshop: Workshop, revision: PartRevision, because: str, by: Account | None, at: datetime
) -> int:
    """From today on this workshop may begin this revision no more; say how many leaves ended."""
    today = localdate(at)
    holding = (
        Approval.objects.select_for_update()
        .filter(
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            revision=revision,
            withdrawn_on__isnull=True,
            valid_until__gte=today,
        )
        .order_by("pk")
    )
    ended = list(holding)
    for approval in ended:
        approval.withdrawn_on, approval.withdrawn_because = today, because[:200]
        approval.save(update_fields=["withdrawn_on", "withdrawn_because"])
        write_audit(
            "approval.withdrawn", approval, by=by, at=at, on=today.isoformat(), because=because
        )
    return len(ended)


@transaction.atomic
def withdraw_approval(
    *, approval: Approval, on: date, because: str, by: Account, at: datetime
) -> Approval:
    """From this day the workshop may not begin this revision any more."""
    acting_for(by, approval)
    locked = (
        Approval.objects.select_for_update()
        .filter(cooperative_id=approval.cooperative_id)
        .get(pk=approval.pk)
    )
    if locked.withdrawn_on is not None:
        raise AlreadyWithdrawn(locked)
    locked.withdrawn_on, locked.withdrawn_because = on, because
    locked.save(update_fields=["withdrawn_on", "withdrawn_because"])
    write_audit("approval.withdrawn", locked, by=by, at=at, on=on.isoformat(), because=because)
    return locked
