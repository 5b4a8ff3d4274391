"""The customer's word on an approval file, what opens the file again, and the terms of both."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rantai.orders.models import CustomerContact
from rantai.parts.actions import approve_on_file, end_approvals
from rantai.parts.models import Approval
from rantai.quality.actions.filing import keeper_of, locked_file
from rantai.quality.models import (
    ApprovalFile,
    ApprovalTerms,
    FileDecision,
    FileVerdict,
    Reopening,
    TriggerName,
)
from rantai.quality.queries.files import standing_of_file, standings_of_files
from rantai.quality.rules.approval import RECORDED_BY_HAND, FileState, Trigger
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Cooperative, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class NothingToDecide(Refusal):
    def __init__(self, file: ApprovalFile) -> None:
        super().__init__(
            _("%(code)s does not wait for your word: somebody has decided, or it was reopened.")
            % {"code": file.code}
        )


class DecisionUnclear(Refusal):
    """A rejection without a reason, or a leave without an end that is still to come."""


class NothingToReopen(Refusal):
    def __init__(self, file: ApprovalFile) -> None:
        super().__init__(
            _("%(code)s is not approved, so there is nothing to reopen. Mend it and send it.")
            % {"code": file.code}
        )


class TermsDayTaken(Refusal):
    def __init__(self, day: date) -> None:
        super().__init__(
            _("Terms from %(day)s are there already. Let the new ones begin on another day.")
            % {"day": date_format(day)}
        )


@transaction.atomic
def decide_file(
    *,
    file: ApprovalFile,
    verdict: FileVerdict,
    valid_until: date | None,
    reason: str,
    by: Account,
    at: datetime,
) -> FileDecision:
    """The customer approves, approves until a day, or rejects; the gate of allocation follows."""
    owner = acting_as(by, Role.CUSTOMER)
    contact = CustomerContact.objects.filter(
        cooperative=owner, customer=file.customer_id, account=by
    )
    if file.cooperative_id != owner.pk or not contact.exists():
        raise Http404
    locked = locked_file(by, file)
    standing = standing_of_file(locked, at)
    if standing.state is not FileState.SUBMITTED or standing.submission is None:
        raise NothingToDecide(locked)
    _refuse_unclear(verdict, valid_until, reason, localdate(at))
    reference = f"{locked.code}-{standing.submission.number}"
    approval: Approval | None = None
    if verdict == FileVerdict.REJECTED:
        end_approvals(
            workshop=locked.workshop,
            revision=locked.revision,
            because=f"{reference}: {reason}",
            by=by,
            at=at,
        )
    elif valid_until is not None:
        approval = approve_on_file(
            workshop=locked.workshop,
            revision=locked.revision,
            valid_until=valid_until,
            reference=reference,
            by=by,
            at=at,
        )
    decision = FileDecision.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        submission=standing.submission,
        verdict=verdict,
        reason=reason,
        valid_until=valid_until if approval else None,
        approval=approval,
    )
    write_audit(
        "approval_file.decided",
        locked,
        by=by,
        at=at,
        number=standing.submission.number,
        verdict=verdict,
        until=valid_until.isoformat() if approval and valid_until else "",
        because=reason,
    )
    return decision


def _refuse_unclear(
    verdict: FileVerdict, valid_until: date | None, reason: str, today: date
) -> None:
    if verdict == FileVerdict.REJECTED:
        if not reason.strip():
            raise DecisionUnclear(_("Write why it is rejected, so that it can be mended."))
        return
    if valid_until is None or valid_until < today:
        raise DecisionUnclear(_("Say until which day it holds; the day must still come."))
    if verdict == FileVerdict.INTERIM and not reason.strip():
        raise DecisionUnclear(_("Write what must be mended before the day on which it ends."))


@transaction.atomic
def reopen_file(
    *, file: ApprovalFile, trigger: Trigger, text: str, by: Account, at: datetime
) -> Reopening:
    """Something has changed that the customer approved: its leave ends until it looks again."""
    keeper_of(by)
    locked = locked_file(by, file)
    if trigger not in RECORDED_BY_HAND:
        raise Http404
    if standing_of_file(locked, at).approval is None:
        raise NothingToReopen(locked)
    return _reopen(locked, trigger, text, by, at)


def _reopen(
    file: ApprovalFile, trigger: Trigger, text: str, by: Account | None, at: datetime
) -> Reopening:
    reopening = Reopening.objects.create(
        cooperative=file.cooperative,
        file=file,
        trigger=trigger,
        text=text,
        reopened_at=at,
        told_by=by,
    )
    end_approvals(
        workshop=file.workshop,
        revision=file.revision,
        because=f"{file.code}: {TriggerName(trigger).label}",
        by=by,
        at=at,
    )
    write_audit("approval_file.reopened", file, by=by, at=at, trigger=trigger, because=text)
    return reopening


def reopen_what_is_due(*, cooperative: Cooperative, at: datetime) -> list[Reopening]:
    """End the leave of files that a newer drawing or a long pause has overtaken; for the night."""
    files = ApprovalFile.objects.filter(cooperative=cooperative).select_related(
        "workshop", "revision__part", "customer", "cooperative"
    )
    found = []
    with translation.override("id"):
        for standing in standings_of_files(files, at):
            if standing.due:
                found.append(_reopen_overtaken(standing.file, standing.due[0], at))
    return [each for each in found if each is not None]


@transaction.atomic
def _reopen_overtaken(file: ApprovalFile, trigger: Trigger, at: datetime) -> Reopening | None:
    """Looked at once more under the lock: the customer may just have decided."""
    locked = (
        ApprovalFile.objects.select_for_update(of=("self",))
        .select_related("workshop", "revision__part", "customer", "cooperative")
        .get(cooperative_id=file.cooperative_id, pk=file.pk)
    )
    standing = standing_of_file(locked, at)
    if trigger not in standing.due:
        return None
    if trigger is Trigger.IDLE and standing.last_cast is not None:
        text = _("Last cast on %(day)s.") % {"day": date_format(standing.last_cast)}
    else:
        text = str(TriggerName(trigger).label)
    return _reopen(locked, trigger, text, None, at)


def reopen_everywhere(*, at: datetime) -> int:
    """Every co-operative's files, each in its own transaction; say how many were reopened."""
    owners = Cooperative.objects.filter(pk__in=ApprovalFile.objects.values("cooperative"))
    return sum(len(reopen_what_is_due(cooperative=owner, at=at)) for owner in owners)


def set_approval_terms(
    *,
    valid_from: date,
    valid_months: int,
    idle_months: int,
    index_critical: float,
    index_significant: float,
    by: Account,
    at: datetime,
) -> ApprovalTerms:
    """How long a leave holds, after which pause it ends, which index a first run must show."""
    owner = acting_as(by, Role.LAB)
    try:
        with transaction.atomic():
            terms = ApprovalTerms.objects.create(
                cooperative=owner,
                valid_from=valid_from,
                valid_months=valid_months,
                idle_months=idle_months,
                index_critical=index_critical,
                index_significant=index_significant,
            )
            write_audit(
                "approval_terms.set",
                terms,
                by=by,
                at=at,
                valid_from=valid_from.isoformat(),
                valid_months=valid_months,
                idle_months=idle_months,
                index=[index_critical, index_significant],
            )
    except IntegrityError as taken:
        raise TermsDayTaken(valid_from) from taken
    return terms
