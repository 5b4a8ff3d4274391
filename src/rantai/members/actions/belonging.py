"""Who belongs, under what names, and what a workshop can make."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.members.models import CapacityAudit, Membership, MembershipStatus, NamesShown, Workshop
from rantai.members.rules import comes_after, needs_heir
from rantai.records.actions import write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class NoHeir(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A workshop whose owner has died needs the heir's name. Fill it in and save again.")
        )


class TooEarly(Refusal):
    def __init__(self, last: date) -> None:
        super().__init__(
            _(
                "The last entry is of %(day)s, and what was true before it has already been "
                "answered. Choose a later day."
            )
            % {"day": date_format(last, "j M Y")}
        )


class NothingChanges(Refusal):
    def __init__(self, workshop: Workshop) -> None:
        super().__init__(
            _("%(workshop)s already has this standing. Choose another, or leave it as it is.")
            % {"workshop": workshop}
        )


@transaction.atomic
def change_membership(
    *,
    workshop: Workshop,
    status: MembershipStatus,
    valid_from: date,
    heir: str = "",
    note: str = "",
    by: Account,
    at: datetime,
) -> Membership:
    """From this day the workshop's standing is another; earlier rows stay as they were."""
    acting_as(by, Role.PLANNER, Role.TREASURER)
    if needs_heir(status, heir):
        raise NoHeir
    _lock(workshop)
    last = workshop.memberships.order_by("valid_from").last()
    if last and not comes_after(valid_from, last.valid_from):
        raise TooEarly(last.valid_from)
    if last and (last.status, last.heir) == (status, heir):
        raise NothingChanges(workshop)
    membership = Membership.objects.create(
        cooperative_id=workshop.cooperative_id,
        workshop=workshop,
        status=status,
        valid_from=valid_from,
        heir=heir,
        note=note,
    )
    write_audit(
        "membership.changed",
        workshop,
        by=by,
        at=at,
        status=str(status),
        valid_from=valid_from.isoformat(),
        heir=heir,
    )
    return membership


@transaction.atomic
def audit_capacity(
    *, workshop: Workshop, kg_per_month: int, valid_from: date, by: Account, at: datetime
) -> CapacityAudit:
    """What the co-operative found on its visit; allocations from this day on rest on it."""
    acting_as(by, Role.PLANNER)
    _lock(workshop)
    last = workshop.capacity_audits.order_by("valid_from").last()
    if last and not comes_after(valid_from, last.valid_from):
        raise TooEarly(last.valid_from)
    audit = CapacityAudit.objects.create(
        cooperative_id=workshop.cooperative_id,
        workshop=workshop,
        valid_from=valid_from,
        kg_per_month=kg_per_month,
    )
    write_audit(
        "capacity.audited",
        workshop,
        by=by,
        at=at,
        kg_per_month=kg_per_month,
        valid_from=valid_from.isoformat(),
    )
    return audit


@transaction.atomic
def decide_names_shown(
    *, shows_names: bool, valid_from: date, decision: str, by: Account, at: datetime
) -> NamesShown:
    """From this day customers read names or codes; what was decided for earlier days stays."""
    cooperative = acting_as(by, Role.PLANNER)
    last = NamesShown.objects.filter(cooperative=cooperative).order_by("valid_from").last()
    if last and not comes_after(valid_from, last.valid_from):
        raise TooEarly(last.valid_from)
    decided = NamesShown.objects.create(
        cooperative=cooperative,
        valid_from=valid_from,
        shows_names=shows_names,
        decision=decision,
        made_at=at,
        made_by=by,
    )
    write_audit(
        "names_shown.decided",
        decided,
        by=by,
        at=at,
        shows_names=shows_names,
        valid_from=valid_from.isoformat(),
        decision=decision,
    )
    return decided


def _lock(workshop: Workshop) -> None:
    """Two people writing for the same workshop come one after the other."""
    Workshop.objects.select_for_update().get(cooperative_id=workshop.cooperative_id, pk=workshop.pk)
