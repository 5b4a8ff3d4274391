"""Stopping a thing with everything that came from it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rantai.quality.models import (
    Decision,
    Disposition,
    Inspection,
    Nonconformity,
    NonconformityStatus,
)
from rantai.quality.queries import affected_by, shipped_pieces_of
from rantai.records.actions import next_number, stamp, write_audit
from rantai.records.models import Account
from rantai.records.prepared import only_one, prepared
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import mark_heat_held
from rantai.shopfloor.models import Heat
from rantai.traceability.actions import hold, release
from rantai.traceability.models import Node
from rantai.traceability.queries import reached_ids


class AlreadyRaised(Refusal):
    def __init__(self, earlier: Nonconformity) -> None:
        super().__init__(
            _("It is already held for this reason by %(code)s. Open that one to decide.")
            % {"code": earlier.code}
        )


@transaction.atomic
def raise_nonconformity(
    *,
    root: Node,
    reason: str,
    by: Account,
    at: datetime,
    inspection: Inspection | None = None,
) -> Nonconformity:
    """Hold everything this thing reached, wherever it now lies, and say what has already left.

    The hold follows the metal, not the workshop: castings of one heat may already be in another
    member's machining cell. Pieces with the customer cannot be held; they are counted, so that
    the customer can be told.
    """
    reason = reason[:200]
    opened = hold(root=root, reason=reason, by=by, at=at)
    _refuse_twice(root, reason)
    affected = affected_by(root)
    year = f"{at:%y}"
    number = next_number(cooperative=root.cooperative, prefix=f"TS-{year}-")
    nonconformity = Nonconformity.objects.create(
        cooperative=root.cooperative,
        code=f"TS-{year}-{number:03d}",
        root=root,
        hold=opened,
        reason=reason,
        inspection=inspection,
        raised_at=at,
        raised_by=by,
        pieces_held=sum(row.quantity for row in affected),
        pieces_already_shipped=shipped_pieces_of(root),
    )
    for heat in heats_reached(root):
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


def _refuse_twice(root: Node, reason: str) -> None:
    # The hold has locked the root, so of a button pressed twice the second sees the first here.
    if earlier := only_one(_open_for(root.cooperative_id, root.pk, reason)):
        raise AlreadyRaised(earlier)


@prepared
def _open_for(owner: int, root: int, reason: str) -> QuerySet[Nonconformity]:
    rows = Nonconformity.objects.filter(cooperative_id=owner, root=root, reason=reason)
    return rows.filter(status=NonconformityStatus.OPEN)[:1]


def heats_reached(root: Node) -> list[Heat]:
    return _heats_at(root.cooperative_id, reached_ids(root))


@prepared
def _heats_at(owner: int, nodes: set[int]) -> QuerySet[Heat]:
    rows = Heat.objects.filter(cooperative_id=owner, node__in=nodes)
    return rows.select_related("node", "workshop")


def withdraw(nonconformity: Nonconformity, *, because: str, by: Account, at: datetime) -> None:
    """Lift a stop that a wrongly typed sample raised; its page keeps the reason."""
    owner = nonconformity.cooperative
    disposition = Disposition.objects.create(
        **stamp(cooperative=owner, by=by, at=at),
        nonconformity=nonconformity,
        decision=Decision.WITHDRAWN,
        quantity=sum(row.quantity for row in affected_by(nonconformity.root)),
        note=because[:200],
    )
    release(opened=nonconformity.hold, at=at)
    Nonconformity.objects.filter(cooperative=owner, pk=nonconformity.pk).update(
        status=NonconformityStatus.CLOSED
    )
    write_audit(
        "nonconformity.decided_withdrawn",
        nonconformity,
        by=by,
        at=at,
        quantity=disposition.quantity,
    )
