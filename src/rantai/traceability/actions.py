"""Growing the trace graph and holding parts of it; the one gate that no held thing passes.

Locks are always taken in order of node number, so that two people never wait for each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from rantai.records.models import Account, Cooperative
from rantai.records.prepared import prepared
from rantai.records.refusals import Refusal
from rantai.traceability.models import HeldNode, Hold, Link, Node
from rantai.traceability.queries import reached_ids


class CodeTaken(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("The code %(code)s is already in use. Reload the page and record it again.")
            % {"code": code}
        )


class OnHold(Refusal):
    """Something on hold was about to move on."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.codes = [node.code for node in nodes]
        shown = ", ".join(self.codes[:5]) + (" …" if len(self.codes) > 5 else "")
        super().__init__(
            _("%(codes)s is on hold. Leave it out, or wait for the lab's decision.")
            % {"codes": shown}
        )


@dataclass(frozen=True, slots=True)
class Strand:
    """From this parent, so many pieces."""

    parent: Node
    quantity: int = 0


def add_node(*, cooperative: Cooperative, kind: str, code: str) -> Node:
    """Enter one new thing into the graph."""
    try:
        with transaction.atomic():
            return Node.objects.create(cooperative=cooperative, kind=kind, code=code)
    except IntegrityError as taken:
        raise CodeTaken(code) from taken


def add_nodes(*, cooperative: Cooperative, kind: str, codes: Iterable[str]) -> list[Node]:
    """Enter many new things at once, such as a heat's serial pieces."""
    nodes = [Node(cooperative=cooperative, kind=kind, code=code) for code in codes]
    try:
        with transaction.atomic():
            return Node.objects.bulk_create(nodes)
    except IntegrityError as taken:
        raise CodeTaken(nodes[0].code) from taken


@transaction.atomic
def link(*, child: Node, strands: Sequence[Strand], refuse_held: bool = False) -> None:
    """Say what a thing came from. A hold on any parent reaches the child at once.

    With `refuse_held` the child is a step out of the gate, and a held parent stops it.
    The parents are locked first: someone may be holding one of them this very moment.
    """
    join(parents_of={child.pk: strands}, children=[child], refuse_held=refuse_held)


@transaction.atomic
def join(
    *, parents_of: dict[int, Sequence[Strand]], children: Sequence[Node], refuse_held: bool = False
) -> None:
    """Link many children to their parents in one go, under the same rules as `link`."""
    owner = children[0].cooperative_id
    wanted = {strand.parent.pk for strands in parents_of.values() for strand in strands}
    parents = {node.pk: node for node in lock(owner, wanted)}
    held = [node for node in parents.values() if node.is_held]
    if held and refuse_held:
        raise OnHold(held)
    Link.objects.bulk_create(
        Link(
            cooperative_id=owner,
            parent_id=strand.parent.pk,
            child_id=child_id,
            quantity=strand.quantity,
        )
        for child_id, strands in parents_of.items()
        for strand in strands
    )
    if held:
        _inherit_holds(owner, parents_of, {node.pk for node in held})


def _inherit_holds(owner: int, parents_of: dict[int, Sequence[Strand]], held_ids: set[int]) -> None:
    holds_of: dict[int, set[int]] = {}
    open_holds = HeldNode.objects.filter(
        cooperative_id=owner, node__in=held_ids, hold__closed_at__isnull=True
    )
    for node_id, hold_id in open_holds.values_list("node_id", "hold_id"):
        holds_of.setdefault(node_id, set()).add(hold_id)
    by_hold: dict[int, set[int]] = {}
    for child_id, strands in parents_of.items():
        for strand in strands:
            for hold_id in holds_of.get(strand.parent.pk, ()):
                by_hold.setdefault(hold_id, set()).add(child_id)
    for hold_id, child_ids in by_hold.items():
        _mark_held(owner, hold_id, _new_to(owner, hold_id, child_ids))


def _new_to(owner: int, hold_id: int, child_ids: set[int]) -> set[int]:
    """What a hold reaches through these children, less what it holds already.

    A child may be old: a heel written down late, or metal led back to where it came from.
    """
    ahead: set[int] = set()
    for child in Node.objects.filter(cooperative_id=owner, pk__in=child_ids):
        ahead |= reached_ids(child)
    lock(owner, ahead)
    already = HeldNode.objects.filter(cooperative_id=owner, hold_id=hold_id, node__in=ahead)
    return ahead - set(already.values_list("node_id", flat=True))


def lock(owner: int, node_ids: Iterable[int]) -> list[Node]:
    """Lock nodes in a fixed order and return them as they now are."""
    return _to_lock(owner, set(node_ids))


@prepared
def _to_lock(owner: int, nodes: set[int]) -> QuerySet[Node]:
    rows = Node.objects.select_for_update().filter(cooperative_id=owner, pk__in=nodes)
    return rows.order_by("pk")


def refuse_if_held(*, cooperative: Cooperative, nodes: Iterable[Node]) -> None:
    """Lock these things until the transaction ends, and refuse when one of them is on hold."""
    held = [node for node in lock(cooperative.pk, (node.pk for node in nodes)) if node.is_held]
    if held:
        raise OnHold(held)


@transaction.atomic
def hold(*, root: Node, reason: str, by: Account, at: datetime) -> Hold:
    """Hold a thing and everything that came from it, however far it travelled.

    While we reach for locks, someone may finish linking a new box to a lot we are about to hold.
    So we look again after locking, until a look finds nothing new; from then on every new
    child passes through `link`, which sees the hold.
    """
    opened = Hold.objects.create(
        cooperative_id=root.cooperative_id, root=root, reason=reason, opened_at=at, opened_by=by
    )
    marked: set[int] = set()
    while new := reached_ids(root) - marked:
        lock(root.cooperative_id, new)
        _mark_held(root.cooperative_id, opened.pk, new)
        marked |= new
    return opened


def _mark_held(owner: int, hold_id: int, node_ids: Iterable[int]) -> None:
    ids = sorted(node_ids)
    HeldNode.objects.bulk_create(
        HeldNode(cooperative_id=owner, hold_id=hold_id, node_id=node_id) for node_id in ids
    )
    Node.objects.filter(cooperative_id=owner, pk__in=ids).update(open_holds=F("open_holds") + 1)


@transaction.atomic
def release(*, opened: Hold, at: datetime) -> None:
    """Close a hold; what another hold also reached stays held."""
    owner = opened.cooperative_id
    closed = Hold.objects.filter(
        Q(cooperative_id=owner), Q(pk=opened.pk), Q(closed_at__isnull=True)
    ).update(closed_at=at)
    if not closed:
        return  # somebody released it a moment ago; the result is the same
    node_ids = list(
        HeldNode.objects.filter(cooperative_id=owner, hold=opened).values_list("node_id", flat=True)
    )
    lock(owner, node_ids)
    Node.objects.filter(cooperative_id=owner, pk__in=node_ids).update(
        open_holds=F("open_holds") - 1
    )


@transaction.atomic
def unlink(*, parent: Node, children: Sequence[Node]) -> None:
    """Say that these did not come from it after all, as a corrected fact now tells.

    What a hold reached on this way stays held: only who closes a hold lets anything go.
    """
    owner = parent.cooperative_id
    lock(owner, [parent.pk, *(child.pk for child in children)])
    Link.objects.filter(cooperative_id=owner, parent=parent, child__in=children).delete()


@transaction.atomic
def recount_strand(*, parent: Node, child: Node, quantity: int) -> None:
    """Say anew how many pieces went along, after they were counted again."""
    lock(parent.cooperative_id, [parent.pk, child.pk])
    Link.objects.filter(
        Q(cooperative_id=parent.cooperative_id), Q(parent=parent), Q(child=child)
    ).update(quantity=quantity)
