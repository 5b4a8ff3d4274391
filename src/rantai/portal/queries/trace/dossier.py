"""One screen for one code: facts, strip, tree, places and holds put together."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rantai.portal.queries.trace import tree
from rantai.portal.queries.trace.facts import Head, head_of
from rantai.portal.queries.trace.materials import Charged, Returned, charges_of, returns_of
from rantai.portal.queries.trace.moulds import Moulds, moulds_of
from rantai.portal.queries.trace.papers import certificates_of
from rantai.portal.queries.trace.pieces import DOWNSTREAM, Pieces, pieces_of
from rantai.portal.queries.trace.reach import MOULDING, Kind, Reach, reach_of
from rantai.portal.templatetags.figures import mass
from rantai.quality.models import Nonconformity, NonconformityStatus
from rantai.quality.queries import nonconformities_visible_to
from rantai.records.models import Account, AuditEntry, Role
from rantai.records.prepared import prepared
from rantai.records.queries import OFFICE, WORKSHOP, has_role, history_of
from rantai.traceability.models import Hold

Step = tuple[str, int | str | None, str | None, bool]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a trace page, a recall sheet and a recall workbook tell."""

    reach: Reach
    head: Head
    pieces: Pieces
    charges: dict[str, list[Charged]]
    returned: list[Returned]
    moulds: list[Moulds]
    certificates: dict[str, list[str]]
    holds: list[Hold]
    undecided: Nonconformity | None
    history: list[AuditEntry]

    @property
    def steps(self) -> list[Step]:
        """The strip: how much of it got how far."""
        kind, pieces = self.reach.subject.kind, self.pieces
        heats = len({lot.heat_code for lot in pieces.lots} | set(self.charges))
        steps: list[tuple[str, int | str | None, bool]] = []
        if self.reach.sees_kilograms and kind not in DOWNSTREAM | MOULDING:
            steps.append((_("Charge"), mass(self.charged_kg), kind == Kind.MATERIAL_LOT))
        steps.append((_("Heats"), heats, kind == Kind.HEAT))
        if self.moulds:
            boxes = sum(each.count for each in self.moulds)
            steps.append((_("Moulds"), boxes, kind in MOULDING))
        steps.append((_("Castings"), pieces.total, kind in {Kind.CASTING_LOT, Kind.CASTING}))
        if pieces.machined is not None:
            steps.append((_("Machined"), pieces.machined, False))
        shipped = pieces.in_state("shipped")
        steps.append((_("Boxes"), len(pieces.boxes), kind == Kind.BOX))
        steps.append((_("Shipped"), shipped, kind in {Kind.SHIPMENT, Kind.CERTIFICATE}))
        steps.append((_("Accepted"), pieces.accepted, False))
        if self.reach.sees_stock:
            steps.append((_("Paid"), pieces.paid, False))
        return [(label, count, None, current) for label, count, current in steps]

    @property
    def charged_kg(self) -> Decimal:
        lines = (line for lines in self.charges.values() for line in lines)
        return sum((line.mass_kg or Decimal(0) for line in lines), Decimal(0))

    @property
    def subject(self) -> dict[str, Any]:
        state = "held" if self.reach.is_held else ""
        total = self.pieces.total
        return {"label": self.reach.subject.code, "count": total or None, "state": state}

    @property
    def behind(self) -> list[tree.Branch]:
        return tree.behind(self.reach, self.pieces, self.charges, self.returned, self.moulds)

    @property
    def ahead(self) -> list[tree.Branch]:
        return tree.ahead(self.reach, self.pieces, self.certificates, self.returned, self.moulds)

    @property
    def can_hold(self) -> bool:
        return has_role(self.reach.viewer, Role.LAB) and not self.undecided

    @property
    def can_recall(self) -> bool:
        return has_role(self.reach.viewer, *OFFICE)


def dossier_of(viewer: Account, code: str) -> Dossier:
    reach = reach_of(viewer, code)
    head = head_of(reach)
    pieces = pieces_of(reach)
    shipments = (portion.shipment for portion in pieces.portions if portion.shipment)
    return Dossier(
        reach=reach,
        head=head,
        pieces=pieces,
        charges=charges_of(reach),
        returned=returns_of(reach),
        moulds=moulds_of(reach),
        certificates=certificates_of(reach, shipments),
        holds=_holds_on(reach.owner, reach.subject.pk),
        undecided=undecided_on(reach),
        history=list(history_of(viewer, head.record)) if reach.sees_recipes else [],
    )


def undecided_on(reach: Reach) -> Nonconformity | None:
    """The open stop that reached this thing, for those who may see it."""
    if not has_role(reach.viewer, *OFFICE, *WORKSHOP):
        return None  # nobody else sees a stop, so that none need be looked for
    return (
        nonconformities_visible_to(reach.viewer)
        .filter(status=NonconformityStatus.OPEN, hold__held_nodes__node=reach.subject)
        .order_by("raised_at")
        .first()
    )


@prepared
def _holds_on(owner: int, subject: int) -> QuerySet[Hold]:
    """Holds that reached this very thing, whether from here or from further behind."""
    return (
        Hold.objects.filter(cooperative_id=owner, held_nodes__node=subject)
        .select_related("root", "opened_by")
        .order_by("opened_at")
    )
