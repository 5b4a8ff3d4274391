"""A dossier told as a recall: whom to tell, what to stop, where each piece is."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from rantai.orders.models import CustomerContact, CustomerLink
from rantai.portal.documents.recall import (
    CustomerToTell,
    Recall,
    RecalledItem,
    RecallOrigin,
    Whereabouts,
)
from rantai.portal.queries.trace.dossier import Dossier
from rantai.portal.queries.trace.pieces import Portion
from rantai.portal.queries.trace.reach import Reach
from rantai.portal.templatetags.figures import mass
from rantai.records.documents.parties import Party

WHEREABOUTS = {
    "": Whereabouts.AT_LARGE,
    "held": Whereabouts.HELD,
    "shipped": Whereabouts.SHIPPED,
    "scrapped": Whereabouts.SCRAPPED,
}


def recall_of(dossier: Dossier, at: datetime) -> Recall:
    reach = dossier.reach
    cooperative = reach.subject.cooperative
    return Recall(
        subject=reach.subject.code,
        subject_kind=dossier.head.kind,
        cooperative=Party(name=cooperative.name, address=cooperative.address),
        reason=_reason(dossier),
        drawn_at=at,
        link=settings.PUBLIC_URL + reverse("portal:trace", args=[reach.subject.code]),
        origins=tuple(_origins(dossier)),
        items=tuple(_item(portion) for portion in dossier.pieces.portions),
        customers=tuple(_customers(dossier)),
        example=cooperative.is_example,
    )


def _reason(dossier: Dossier) -> str:
    """The open hold's own words; without one the sheet says that nothing is held."""
    open_holds = [hold for hold in dossier.holds if hold.closed_at is None]
    if not open_holds:
        return _("Drawn up without a hold: nothing has been stopped yet.")
    return _("Held since %(day)s: %(reason)s") % {
        "day": date_format(localtime(open_holds[0].opened_at), "j M Y H:i"),
        "reason": "; ".join(dict.fromkeys(hold.reason for hold in open_holds)),
    }


def _origins(dossier: Dossier) -> list[RecallOrigin]:
    return [*_materials(dossier), *_moulds(dossier)]


def _moulds(dossier: Dossier) -> list[RecallOrigin]:
    origins = []
    for run in dossier.moulds:
        origins.append(RecallOrigin(_("Moulds"), run.code, run.name, ""))
        for kind, code in ((_("Sand batch"), run.sand), (_("Core lot"), run.cores)):
            if code:
                origins.append(RecallOrigin(kind, code, "", ""))
    return list(dict.fromkeys(origins))


def _materials(dossier: Dossier) -> list[RecallOrigin]:
    return [
        RecallOrigin(
            kind=_("Material lot"),
            code=line.lot_code,
            name=line.material,
            amount="" if line.mass_kg is None else mass(line.mass_kg),
        )
        for lines in dossier.charges.values()
        for line in lines
    ]


def _item(portion: Portion) -> RecalledItem:
    return RecalledItem(
        code=", ".join(portion.runs) or portion.lot.code,
        kind=_("Castings of lot %s") % portion.lot.code if portion.serials else _("Casting lot"),
        quantity=portion.pieces,
        heat=portion.lot.heat_code,
        workshop=portion.lot.workshop_code,
        whereabouts=WHEREABOUTS[portion.state],
        place=_place(portion),
        box=portion.box,
        delivery_note=portion.shipment,
    )


def _place(portion: Portion) -> str:
    if portion.shipment:
        return portion.customer
    if portion.box:
        return _("In a box")
    if portion.state == "scrapped":
        return _("Scrap")
    return portion.lot.maker


def _customers(dossier: Dossier) -> list[CustomerToTell]:
    notes: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for portion in dossier.pieces.portions:
        if portion.shipment:
            shipped = notes[portion.customer]
            shipped[portion.shipment] = shipped.get(portion.shipment, 0) + portion.pieces
    contacts = _contacts(dossier.reach, list(notes))
    return [
        CustomerToTell(
            name=name,
            contact=contacts.get(name, ""),
            quantity=sum(shipped.values()),
            delivery_notes=tuple(shipped),
            certificates=tuple(
                certificate
                for code in shipped
                for certificate in dossier.certificates.get(code, ())
            ),
        )
        for name, shipped in notes.items()
    ]


def _contacts(reach: Reach, names: list[str]) -> dict[str, str]:
    """The people to tell; a link is an address, and nobody answers there."""
    links = CustomerLink.objects.filter(cooperative_id=reach.owner).values("account")
    rows = (
        CustomerContact.objects.filter(cooperative_id=reach.owner, customer__name__in=names)
        .exclude(account__in=links)
        .values_list("customer__name", "account__name")
        .order_by("pk")
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, contact in rows:
        if contact:
            found[name].append(contact)
    return {name: ", ".join(people) for name, people in found.items()}
