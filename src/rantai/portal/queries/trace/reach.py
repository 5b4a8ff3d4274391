"""What a code reaches, cut down to what this person may see."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from rantai.delivery.models import Shipment
from rantai.members.models import Workshop
from rantai.members.queries import names_shown_on, workshop_of
from rantai.records.models import Account, Role
from rantai.records.prepared import prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role
from rantai.shopfloor.models import CoreLot, Heat, MaterialLot, MouldRun, SandBatch
from rantai.shopfloor.queries import sees_kilograms
from rantai.traceability.models import Node
from rantai.traceability.queries import (
    Reached,
    links_around,
    nodes_visible_to,
    things_ahead,
    things_behind,
)


class Kind(StrEnum):
    """Kinds of nodes, as the rooms below enter them."""

    MATERIAL_LOT = "material_lot"
    HEAT = "heat"
    SAND_BATCH = "sand_batch"
    CORE_LOT = "core_lot"
    MOULDS = "moulds"
    CASTING_LOT = "casting_lot"
    CASTING = "casting"
    BOX = "box"
    SHIPMENT = "shipment"
    CERTIFICATE = "certificate"


MOULDING = frozenset({Kind.SAND_BATCH, Kind.CORE_LOT, Kind.MOULDS})


@dataclass(frozen=True, slots=True)
class Reach:
    """One thing with what this person may see behind and ahead of it."""

    viewer: Account
    subject: Node
    behind: list[Reached]
    ahead: list[Reached]
    sees_kilograms: bool
    """Of each material in a charge: the workshop, the lab and a melt engineer."""
    names_workshops: bool = True
    """A customer reads codes, unless the members decided that names are shown."""

    @property
    def owner(self) -> int:
        return self.subject.cooperative_id

    @property
    def sees_recipes(self) -> bool:
        """Readings and names are the workshop's and the office's; others see codes only."""
        return has_role(self.viewer, *OFFICE, *WORKSHOP)

    @property
    def sees_stock(self) -> bool:
        """Pieces still in a workshop are nobody's business outside."""
        return not has_role(self.viewer, Role.CUSTOMER)

    def called(self, workshop: Workshop) -> str:
        return str(workshop) if self.names_workshops else workshop.code

    @property
    def is_held(self) -> bool:
        return self.subject.is_held

    def ids(self, kind: Kind) -> list[int]:
        """Nodes of a kind in the whole trace, the subject among them."""
        around = [node.id for node in (*self.behind, *self.ahead) if node.kind == kind]
        return [self.subject.pk, *around] if self.subject.kind == kind else around


def reach_of(viewer: Account, code: str) -> Reach:
    """Walk from a code, or find nothing there when it is not this person's to see."""
    subject = nodes_visible_to(viewer).filter(code=code).first()
    if subject is None:
        raise Http404
    # Serial pieces are left out: there are thousands, and their lots answer for them.
    behind = things_behind(subject, without=Kind.CASTING)
    ahead = things_ahead(subject, without=Kind.CASTING)
    anchors = _anchors(viewer, subject.cooperative_id, [*behind, *ahead])
    if anchors is not None:
        visible = _connected(subject, anchors)
        if subject.pk not in visible:
            raise Http404
        behind = [thing for thing in behind if thing.id in visible]
        ahead = [thing for thing in ahead if thing.id in visible]
    return Reach(
        viewer=viewer,
        subject=subject,
        behind=[thing for thing in behind if thing.id != subject.pk],
        ahead=[thing for thing in ahead if thing.id != subject.pk],
        sees_kilograms=sees_kilograms(viewer, timezone.localdate()),
        names_workshops=not has_role(viewer, Role.CUSTOMER)
        or names_shown_on(subject.cooperative_id, timezone.localdate()),
    )


def _anchors(viewer: Account, owner: int, around: list[Reached]) -> set[int] | None:
    """The person's own things in the trace; None for those who may see all of the co-operative."""
    if has_role(viewer, *OFFICE, Role.MENTOR):
        return None
    ids = [thing.id for thing in around]
    if has_role(viewer, *WORKSHOP):
        workshop = workshop_of(viewer)
        if workshop is None:
            return set()
        own = {*_own_heats(owner, workshop.pk, ids), *_own_lots(owner, workshop.pk, ids)}
        moulding = [thing.id for thing in around if thing.kind in MOULDING]
        # Sand that is in no casting yet is its shop's to see; whoever records none asks nothing.
        return own.union(*(find(owner, workshop.pk, moulding) for find in OWN_MOULDING))
    return set(_own_shipments(owner, viewer.pk, ids))


@prepared
def _own_heats(owner: int, workshop: int, nodes: list[int]) -> QuerySet[Heat, int]:
    rows = Heat.objects.filter(cooperative_id=owner, workshop=workshop, node__in=nodes)
    return rows.values_list("node_id", flat=True)


@prepared
def _own_lots(owner: int, workshop: int, nodes: list[int]) -> QuerySet[MaterialLot, int]:
    rows = MaterialLot.objects.filter(cooperative_id=owner, workshop=workshop, node__in=nodes)
    return rows.values_list("node_id", flat=True)


@prepared
def _own_sand(owner: int, workshop: int, nodes: list[int]) -> QuerySet[SandBatch, int]:
    rows = SandBatch.objects.filter(cooperative_id=owner, workshop=workshop, node__in=nodes)
    return rows.values_list("node_id", flat=True)


@prepared
def _own_cores(owner: int, workshop: int, nodes: list[int]) -> QuerySet[CoreLot, int]:
    rows = CoreLot.objects.filter(cooperative_id=owner, workshop=workshop, node__in=nodes)
    return rows.values_list("node_id", flat=True)


@prepared
def _own_moulds(owner: int, workshop: int, nodes: list[int]) -> QuerySet[MouldRun, int]:
    rows = MouldRun.objects.filter(cooperative_id=owner, workshop=workshop, node__in=nodes)
    return rows.values_list("node_id", flat=True)


OWN_MOULDING = (_own_sand, _own_cores, _own_moulds)


@prepared
def _own_shipments(owner: int, account: int, nodes: list[int]) -> QuerySet[Shipment, int]:
    rows = Shipment.objects.filter(
        cooperative_id=owner, customer__contacts__account_id=account, node__in=nodes
    )
    return rows.values_list("node_id", flat=True)


def _connected(subject: Node, anchors: set[int]) -> set[int]:
    """Everything in the trace that an anchor came from or led to."""
    onward: defaultdict[int, list[int]] = defaultdict(list)
    backward: defaultdict[int, list[int]] = defaultdict(list)
    for parent, child in links_around(subject):
        onward[parent].append(child)
        backward[child].append(parent)
    return _walk(onward, anchors) | _walk(backward, anchors)


def _walk(neighbours: defaultdict[int, list[int]], starts: set[int]) -> set[int]:
    seen, waiting = set(starts), list(starts)
    while waiting:
        for node_id in neighbours[waiting.pop()]:
            if node_id not in seen:
                seen.add(node_id)
                waiting.append(node_id)
    return seen
