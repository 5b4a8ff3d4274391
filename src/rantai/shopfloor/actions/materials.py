"""Material lots: received once, weighed once, never charged beyond what is left."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.records.actions import next_number, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import NothingWeighed, OtherWorkshop, plain
from rantai.shopfloor.models import MaterialClass, MaterialLot
from rantai.traceability.actions import add_node

MATERIAL_LOT = "material_lot"


class NotEnoughLeft(Refusal):
    def __init__(self, lot: MaterialLot, left_kg: Decimal) -> None:
        super().__init__(
            _("Lot %(lot)s has %(left)s kg left. Write less, or take another lot for the rest.")
            % {"lot": lot.code, "left": number_format(left_kg.normalize())}
        )


class NotReceivedYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The day of receipt has not come yet. Write the day it came in."))


@transaction.atomic
def receive_material_lot(
    *,
    material: str,
    material_class: MaterialClass | str,
    supplier: str,
    received_on: date,
    mass_kg: Decimal,
    by: Account,
    at: datetime,
    workshop: Workshop | None = None,
) -> MaterialLot:
    """Take in one delivery. A workshop's people receive for their workshop, the office for anyone.

    Without a workshop the lot lies in the co-operative's store, where every member may take it.
    """
    cooperative = acting_as(by, Role.OPERATOR, Role.OWNER, *OFFICE)
    if workshop is not None and workshop.cooperative_id != cooperative.pk:
        raise Http404
    if not has_role(by, *OFFICE):
        own = workshop_of(by)
        if workshop is not None and workshop != own:
            raise OtherWorkshop(workshop)
        if own is None:
            raise Http404
        workshop = own
    if mass_kg <= 0:
        raise NothingWeighed
    if received_on > timezone.localdate(at):
        raise NotReceivedYet

    year = f"M-{received_on:%y}-"
    code = f"{year}{next_number(cooperative=cooperative, prefix=year):04d}"
    lot = MaterialLot.objects.create(
        cooperative=cooperative,
        code=code,
        node=add_node(cooperative=cooperative, kind=MATERIAL_LOT, code=code),
        workshop=workshop,
        material=material.strip(),
        material_class=material_class,
        supplier=supplier.strip(),
        received_on=received_on,
        mass_kg=mass_kg,
    )
    write_audit("material_lot.received", lot, by=by, at=at, code=code, mass_kg=plain(mass_kg))
    return lot
