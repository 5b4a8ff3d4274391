"""Sharing a month's pieces: proposed, published as work orders, or put aside."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from rantai.orders.queries import last_due
from rantai.orders.rules import month_after
from rantai.parts.models import Part, PartRevision
from rantai.plans import sharing
from rantai.plans.actions._guards import acting_for
from rantai.plans.models import (
    Allocation,
    AllocationStatus,
    FairnessEntry,
    Rule,
    Share,
    SharingRule,
    WorkOrder,
)
from rantai.plans.queries import (
    Roster,
    day_of_sharing,
    draft_of,
    month_count,
    roster_of,
    shares_of,
)
from rantai.records.actions import next_number, write_audit
from rantai.records.models import Account, Cooperative
from rantai.records.refusals import Refusal


class NoSharingRule(Refusal):
    def __init__(self, part: Part, on: date) -> None:
        super().__init__(
            _(
                "No sharing rule holds for %(part)s on %(day)s. Enter the members' decision first: "
                "the rule and the day from which it holds."
            )
            % {"part": part.number, "day": date_format(on)}
        )


class NothingToAllocate(Refusal):
    def __init__(self, confirmed: int, allocated: int) -> None:
        super().__init__(
            _(
                "Nothing is left to allocate: %(confirmed)s pieces are confirmed and %(allocated)s "
                "are already with workshops. Work is never issued beyond what is confirmed."
            )
            % {"confirmed": number_format(confirmed), "allocated": number_format(allocated)}
        )


class NobodyMayTakePart(Refusal):
    def __init__(self, revision: PartRevision) -> None:
        super().__init__(
            _(
                "No workshop may make %(part)s revision %(revision)s now. The list of those left "
                "out says why; an approval or a capacity audit opens the way."
            )
            % {"part": revision.part.number, "revision": revision.revision}
        )


class NothingPlaced(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "No workshop has room for any of these pieces, so there is no work order to issue. "
                "Discard the proposal; audit more capacity or ask the customer for a later date."
            )
        )


class ProposalOutdated(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Call-offs, approvals, capacity, load or balances have changed since this was "
                "proposed. Nothing was issued; propose again and look at the new shares."
            )
        )


class ProposalClosed(Refusal):
    def __init__(self, allocation: Allocation) -> None:
        was_published = allocation.status == AllocationStatus.PUBLISHED
        super().__init__(
            (
                _("Somebody has already published version %(version)s. Reload the page to see it.")
                if was_published
                else _("Version %(version)s was discarded meanwhile. Propose again.")
            )
            % {"version": allocation.version}
        )


@transaction.atomic
def propose_allocation(
    *, revision: PartRevision, month: date, by: Account, at: datetime
) -> Allocation:
    """Split what is left of a month by the rule in force; an older draft makes way."""
    cooperative = acting_for(revision, by)
    month = month.replace(day=1)
    _one_at_a_time(revision)
    count = month_count(cooperative, revision, month)
    if not count.to_allocate:
        raise NothingToAllocate(count.confirmed, count.allocated)
    asked = _roster(cooperative, revision, month, at)
    if asked.rule is None:
        raise NoSharingRule(revision.part, asked.on)
    if not asked.contenders:
        raise NobodyMayTakePart(revision)
    result = _split(revision, count.to_allocate, asked, asked.rule)

    if draft := draft_of(revision, month):
        _close(draft, AllocationStatus.DISCARDED)
    allocation = Allocation.objects.create(
        cooperative=cooperative,
        revision=revision,
        month=month,
        version=_next_version(revision, month),
        quantity=result.quantity,
        unplaced=result.unplaced_pieces,
        rule=asked.rule,
        method_version=result.method,
        made_at=at,
        made_by=by,
        refused=[refused.as_json() for refused in asked.refused],
        reasons=[{"pieces": each.pieces, "reason": each.reason} for each in result.unplaced],
    )
    _store_shares(allocation, asked, result)
    write_audit(
        "allocation.proposed",
        allocation,
        by=by,
        at=at,
        revision=str(revision),
        month=month.isoformat(),
        version=allocation.version,
        quantity=allocation.quantity,
        replaces=draft.version if draft else None,
    )
    return allocation


def _one_at_a_time(revision: PartRevision) -> None:
    """Whoever shares or issues pieces of this revision waits here until the other is done."""
    PartRevision.objects.select_for_update().get(
        cooperative_id=revision.cooperative_id, pk=revision.pk
    )


def _roster(cooperative: Cooperative, revision: PartRevision, month: date, at: datetime) -> Roster:
    on = day_of_sharing(month, timezone.localdate(at))
    return roster_of(cooperative, revision, month, on)


def _split(
    revision: PartRevision, quantity: int, asked: Roster, rule: SharingRule
) -> sharing.SharingResult:
    return sharing.split(
        sharing.Sharing(
            quantity=quantity,
            pack_size=revision.part.pieces_per_box,
            rule=_as_kernel_rule(rule),
            candidates=tuple(contender.candidate for contender in asked.contenders),
            refused=tuple(
                sharing.Refused(refused.workshop.code, refused.why.cause)
                for refused in asked.refused
            ),
        )
    )


def _as_kernel_rule(rule: SharingRule) -> sharing.Rule:
    match rule:
        case SharingRule(rule=Rule.CAPACITY):
            return sharing.ByCapacity()
        case SharingRule(rule=Rule.ROTATION, lot_pieces=int(lot)):
            return sharing.Rotation(lot)
        case SharingRule(rule=Rule.SOURCES, first_source_pct=int(percent)):
            return sharing.FirstAndSecond(Decimal(percent))
        case SharingRule(
            rule=Rule.RECORD,
            record_part_pct=int(part),
            accepted_min_pct=Decimal() as least,
            record_months=int(months),
        ):
            return sharing.ByRecord(Decimal(part), least, months)
        case _:
            return sharing.EqualShare()


def _next_version(revision: PartRevision, month: date) -> int:
    last = Allocation.objects.filter(
        cooperative_id=revision.cooperative_id, revision=revision, month=month
    ).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def _store_shares(allocation: Allocation, asked: Roster, result: sharing.SharingResult) -> None:
    shops = {contender.workshop.code: contender.workshop for contender in asked.contenders}
    Share.objects.bulk_create(
        Share(
            cooperative_id=allocation.cooperative_id,
            allocation=allocation,
            workshop=shops[share.workshop],
            quantity=share.pieces,
            # As the balance moved by it: cut to its step, so that balances add up to zero.
            entitled=share.balance_after - share.balance_before + share.pieces,
            balance_before=share.balance_before,
            balance_after=share.balance_after,
            steps=[{"kind": step.kind, "values": dict(step.values)} for step in share.steps],
        )
        for share in result.shares
    )


def _close(allocation: Allocation, status: AllocationStatus) -> None:
    Allocation.objects.filter(cooperative_id=allocation.cooperative_id, pk=allocation.pk).update(
        status=status
    )


@transaction.atomic
def publish_allocation(*, allocation: Allocation, by: Account, at: datetime) -> Allocation:
    """Issue a work order for every share, if the proposal is still what would be proposed now.

    Under the lock nobody else can issue pieces of this revision, so together with what is already
    with workshops the new orders never go beyond what is confirmed.
    """
    cooperative = acting_for(allocation, by)
    revision = allocation.revision
    _one_at_a_time(revision)
    allocation = _still_a_draft(allocation)
    shares = shares_of(allocation)
    _refuse_outdated(cooperative, allocation, shares, at)
    given = [share for share in shares if share.quantity]
    if not given:
        raise NothingPlaced

    orders = _issue_orders(cooperative, allocation, given, at)
    FairnessEntry.objects.bulk_create(
        FairnessEntry(
            cooperative=cooperative,
            share=share,
            part=revision.part,
            workshop=share.workshop,
            change=share.balance_after - share.balance_before,
            at=at,
        )
        for share in shares
    )
    allocation.status, allocation.published_at = AllocationStatus.PUBLISHED, at
    allocation.save(update_fields=["status", "published_at"])
    write_audit(
        "allocation.published",
        allocation,
        by=by,
        at=at,
        revision=str(revision),
        month=allocation.month.isoformat(),
        version=allocation.version,
        orders={order.code: order.quantity for order in orders},
    )
    return allocation


def _still_a_draft(allocation: Allocation) -> Allocation:
    now = (
        Allocation.objects.select_related("revision__part", "rule")
        .filter(cooperative_id=allocation.cooperative_id)
        .get(pk=allocation.pk)
    )
    if now.status != AllocationStatus.DRAFT:
        raise ProposalClosed(now)
    return now


def _refuse_outdated(
    cooperative: Cooperative, allocation: Allocation, shares: Iterable[Share], at: datetime
) -> None:
    """Published is what would be proposed now; else the printed reasons would be untrue."""
    revision = allocation.revision
    count = month_count(cooperative, revision, allocation.month)
    asked = _roster(cooperative, revision, allocation.month, at)
    if count.to_allocate != allocation.quantity or asked.rule != allocation.rule:
        raise ProposalOutdated
    result = _split(revision, count.to_allocate, asked, allocation.rule)
    proposed = [(share.workshop.code, share.quantity, share.balance_before) for share in shares]
    fresh = [(share.workshop, share.pieces, share.balance_before) for share in result.shares]
    if proposed != fresh:
        raise ProposalOutdated


def _issue_orders(
    cooperative: Cooperative, allocation: Allocation, shares: Iterable[Share], at: datetime
) -> list[WorkOrder]:
    today = timezone.localdate(at)
    last_of_month = month_after(allocation.month) - timedelta(days=1)
    due_on = last_due(cooperative, allocation.revision, allocation.month) or last_of_month
    prefix = f"SPK-{today:%y}-"
    return WorkOrder.objects.bulk_create(
        WorkOrder(
            cooperative=cooperative,
            code=f"{prefix}{next_number(cooperative=cooperative, prefix=prefix):04d}",
            share=share,
            workshop=share.workshop,
            revision=allocation.revision,
            month=allocation.month,
            quantity=share.quantity,
            # Backlog is due already: as soon as it can be made.
            due_on=max(due_on, today),
        )
        for share in shares
    )


@transaction.atomic
def discard_allocation(*, allocation: Allocation, by: Account, at: datetime) -> Allocation:
    """Put a proposal aside; nothing was issued from it."""
    acting_for(allocation, by)
    _one_at_a_time(allocation.revision)
    allocation = _still_a_draft(allocation)
    allocation.status = AllocationStatus.DISCARDED
    allocation.save(update_fields=["status"])
    write_audit(
        "allocation.discarded",
        allocation,
        by=by,
        at=at,
        month=allocation.month.isoformat(),
        version=allocation.version,
    )
    return allocation
