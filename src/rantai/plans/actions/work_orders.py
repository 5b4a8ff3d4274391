"""The member's answer to a work order, and what of it was made or will not come."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.members.queries import workshop_of
from rantai.plans.models import (
    Shortfall,
    WorkOrder,
    WorkOrderStatus,
)
from rantai.plans.queries import (
    shortfalls_of,
)
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.prepared import Change, prepared_change
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class AlreadyAnswered(Refusal):
    def __init__(self, order: WorkOrder) -> None:
        super().__init__(
            _(
                "%(code)s was already answered: %(answer)s. If pieces of it will not come, report "
                "them short."
            )
            % {"code": order.code, "answer": WorkOrderStatus(order.status).label.lower()}
        )


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Say in a few words why, so that the planner can place the pieces elsewhere.")
        )


@transaction.atomic
def accept_work_order(*, order: WorkOrder, by: Account, at: datetime) -> WorkOrder:
    answered = _answer(order, WorkOrderStatus.ACCEPTED, "", by, at)
    write_audit("work_order.accepted", answered, by=by, at=at, code=answered.code)
    return answered


@transaction.atomic
def decline_work_order(*, order: WorkOrder, reason: str, by: Account, at: datetime) -> WorkOrder:
    """Say no, and why; the pieces can then be allocated to others."""
    if not reason.strip():
        raise ReasonMissing
    answered = _answer(order, WorkOrderStatus.DECLINED, reason.strip(), by, at)
    write_audit(
        "work_order.declined", answered, by=by, at=at, code=answered.code, reason=answered.reason
    )
    return answered


def _answer(
    order: WorkOrder, status: WorkOrderStatus, reason: str, by: Account, at: datetime
) -> WorkOrder:
    cooperative = acting_as(by, Role.OWNER)
    if order.cooperative_id != cooperative.pk or workshop_of(by) != order.workshop:
        raise Http404
    locked = _locked(order)
    if locked.status != WorkOrderStatus.ISSUED:
        raise AlreadyAnswered(locked)
    locked.status, locked.reason = status, reason
    locked.answered_at, locked.answered_by = at, by
    locked.save(update_fields=["status", "reason", "answered_at", "answered_by"])
    return locked


def _locked(order: WorkOrder) -> WorkOrder:
    return WorkOrder.objects.select_for_update().get(
        cooperative_id=order.cooperative_id, pk=order.pk
    )


@transaction.atomic
def take_back_work_order(*, order: WorkOrder, because: str, by: Account, at: datetime) -> int:
    """The office takes back what a workshop will not make; return the pieces to allocate again.

    What was cast of it stays its own. An order nobody answered yet goes back whole.
    """
    cooperative = acting_as(by, Role.PLANNER, Role.TREASURER)
    if order.cooperative_id != cooperative.pk:
        raise Http404
    locked = _locked(order)
    if locked.status == WorkOrderStatus.ISSUED:
        locked.status, locked.reason = WorkOrderStatus.DECLINED, because[:200]
        locked.answered_at, locked.answered_by = at, by
        locked.save(update_fields=["status", "reason", "answered_at", "answered_by"])
        pieces = locked.quantity
    else:
        lacking = locked.wanted - locked.made
        short = report_shortfall(work_order=locked, quantity=lacking, cause=because, by=by, at=at)
        pieces = short.quantity if short else 0
    write_audit(
        "work_order.taken_back",
        locked,
        by=by,
        at=at,
        code=locked.code,
        quantity=pieces,
        because=because,
    )
    return pieces


def count_made(owner: int, more: Mapping[int, int]) -> None:
    """Add pieces to what was made of work orders; the database adds, so two at once both count."""
    for order in sorted(more):  # in one order, so that two writers never wait for each other
        _add_made(owner, order, more[order])


@prepared_change
def _add_made(owner: int, order: int, more: int) -> Change:
    return WorkOrder.objects.filter(cooperative_id=owner, pk=order), {"made": F("made") + more}


@transaction.atomic
def report_shortfall(
    *, work_order: WorkOrder, quantity: int, cause: str, by: Account, at: datetime
) -> Shortfall | None:
    """Say that pieces of a work order will not come, so that they can be allocated again.

    Never more than the order still promises: a workshop may scrap pieces it cast beyond the order,
    and those were never owed to anybody. Nothing comes back when it promises nothing more.
    """
    if by.cooperative_id != work_order.cooperative_id:
        raise Http404
    order = _locked(work_order)
    reported = shortfalls_of(order).aggregate(pieces=Sum("quantity"))["pieces"] or 0
    open_pieces = order.quantity - reported
    if order.status == WorkOrderStatus.DECLINED or open_pieces <= 0 or quantity <= 0:
        return None
    shortfall = Shortfall.objects.create(
        **stamp(cooperative=order.cooperative, by=by, at=at),
        work_order=order,
        quantity=min(quantity, open_pieces),
        cause=cause[:200],
    )
    order.given_up = reported + shortfall.quantity
    order.save(update_fields=["given_up"])
    write_audit(
        "work_order.short",
        shortfall,
        by=by,
        at=at,
        code=order.code,
        quantity=shortfall.quantity,
        cause=shortfall.cause,
    )
    return shortfall
