"""Filling boxes from what passed, oldest castings first, and opening them again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.delivery.actions._guards import planner_of
from rantai.delivery.models import Box, BoxContent, BoxStatus
from rantai.delivery.queries import FreeLot, free_lots
from rantai.orders.models import Customer
from rantai.parts.models import PartRevision
from rantai.records.actions import next_number, write_audit
from rantai.records.models import Account
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions import add_to_tally
from rantai.shopfloor.models import Casting, CastingLot
from rantai.traceability.actions import Strand, add_node, link, lock
from rantai.traceability.models import Node


class NotEnoughFree(Refusal):
    def __init__(self, free: int) -> None:
        super().__init__(
            _(
                "No piece is free: all that passed inspection are packed or on hold. "
                "Have more inspected first."
            )
            if not free
            else ngettext(
                "Only %(free)d piece has passed inspection and is free. "
                "Pack that many, or have more inspected first.",
                "Only %(free)d pieces have passed inspection and are free. "
                "Pack that many, or have more inspected first.",
                free,
            )
            % {"free": free}
        )


class BoxNotPacked(Refusal):
    def __init__(self, box: Box) -> None:
        super().__init__(
            _("Box %(code)s is no longer in the yard. Reload the page.") % {"code": box.code}
        )


class NoReason(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why, so that the next reader understands it."))


@dataclass(frozen=True, slots=True)
class Pick:
    """So many pieces of this lot go into the box; for serial parts, this one."""

    lot: CastingLot
    quantity: int
    casting: Casting | None

    @property
    def node(self) -> Node:
        node: Node = self.casting.node if self.casting else self.lot.node
        return node


@transaction.atomic
def pack(
    *, customer: Customer, revision: PartRevision, quantity: int, by: Account, at: datetime
) -> list[Box]:
    """Fill boxes with pieces that passed, the oldest first; the last box may be partly full.

    The candidates are locked before they are counted: another packer may be taking the same
    pieces, and the lab may be holding their heat, at this very moment.
    """
    owner = customer.cooperative
    planner_of(owner, by)
    seen = free_lots(owner, revision)
    lock(owner.pk, _node_ids(seen))
    # A lot that passed since then is not locked, and waits for the next packing.
    locked = {row.lot.pk for row in seen}
    free = [row for row in free_lots(owner, revision) if row.lot.pk in locked]
    available = sum(row.quantity for row in free)
    if not 0 < quantity <= available:
        raise NotEnoughFree(available)
    picks = list(_first_in_first_out(free, quantity))
    _tally(owner.pk, ((pick.lot.pk, pick.quantity) for pick in picks))
    size = revision.part.pieces_per_box
    return [
        _close_box(customer, revision, content, by=by, at=at) for content in _boxfuls(picks, size)
    ]


def _node_ids(free: Iterable[FreeLot]) -> list[int]:
    lots = [row.lot.node_id for row in free]
    return lots + [casting.node_id for row in free for casting in row.castings]


def _first_in_first_out(free: Sequence[FreeLot], quantity: int) -> Iterator[Pick]:
    left = quantity
    for row in free:
        taken = min(row.quantity, left)
        if row.castings:
            yield from (Pick(row.lot, 1, casting) for casting in row.castings[:taken])
        elif taken:
            yield Pick(row.lot, taken, None)
        left -= taken


def _boxfuls(picks: Iterable[Pick], size: int) -> Iterator[list[Pick]]:
    """Cut the row of picks into boxes, splitting a lot where a box is full."""
    content: list[Pick] = []
    room = size
    for pick in picks:
        left = pick.quantity
        while left:
            taken = min(left, room)
            content.append(Pick(pick.lot, taken, pick.casting))
            left, room = left - taken, room - taken
            if not room:
                yield content
                content, room = [], size
    if content:
        yield content


def _close_box(
    customer: Customer,
    revision: PartRevision,
    content: Sequence[Pick],
    *,
    by: Account,
    at: datetime,
) -> Box:
    owner = customer.cooperative
    year = f"{at:%y}"
    code = f"K-{year}-{next_number(cooperative=owner, prefix=f'K-{year}-'):05d}"
    node = add_node(cooperative=owner, kind="box", code=code)
    # The gate: a lot held since we looked stops here, with its name.
    link(
        child=node,
        strands=[Strand(pick.node, pick.quantity) for pick in content],
        refuse_held=True,
    )
    box = Box.objects.create(
        cooperative=owner,
        code=code,
        node=node,
        customer=customer,
        revision=revision,
        packed_at=at,
        packed_by=by,
    )
    BoxContent.objects.bulk_create(
        BoxContent(
            cooperative=owner,
            box=box,
            lot=pick.lot,
            casting=pick.casting,
            quantity=pick.quantity,
        )
        for pick in content
    )
    pieces = sum(pick.quantity for pick in content)
    write_audit("box.packed", box, by=by, at=at, code=code, pieces=pieces)
    return box


def _tally(owner: int, packed: Iterable[tuple[UUID, int]]) -> None:
    pieces = Counter[UUID]()
    for lot, quantity in packed:
        pieces[lot] += quantity
    for lot in sorted(pieces):  # in one order, so that two packers never wait for each other
        add_to_tally(owner, lot, packed=pieces[lot])


@transaction.atomic
def open_box(*, box: Box, reason: str, by: Account, at: datetime) -> None:
    """Open a box that has not left; what is good in it can be packed again."""
    planner_of(box.cooperative, by)
    if not reason.strip():
        raise NoReason
    opened = Box.objects.filter(
        cooperative_id=box.cooperative_id, pk=box.pk, status=BoxStatus.PACKED
    ).update(status=BoxStatus.OPENED)
    if not opened:
        raise BoxNotPacked(box)
    contents = BoxContent.objects.filter(cooperative_id=box.cooperative_id, box=box)
    _tally(box.cooperative_id, ((lot, -n) for lot, n in contents.values_list("lot", "quantity")))
    write_audit("box.opened", box, by=by, at=at, code=box.code, reason=reason.strip())
