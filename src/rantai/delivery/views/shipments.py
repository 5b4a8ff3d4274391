"""One shipment, its delivery note, and the lab's signature under it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rantai.delivery.actions import issue_certificate
from rantai.delivery.documents.delivery_note import typeset_delivery_note
from rantai.delivery.queries import shipments_visible_to
from rantai.delivery.queries.addresses import address_before
from rantai.delivery.queries.dossiers import ShipmentDossier, shipment_dossier
from rantai.delivery.queries.papers import delivery_note_of
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


@require_GET
def shipment(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(
        shipments_visible_to(request.user).select_related("shipped_by"), code=code
    )
    dossier = shipment_dossier(found)
    context = {
        "dossier": dossier,
        "shipment": found,
        "steps": _steps(dossier),
        "may_certify": has_role(request.user, Role.LAB) and not dossier.certificates,
        "may_receive": has_role(request.user, Role.PLANNER, Role.CUSTOMER) and not dossier.receipt,
        "history": history_of(request.user, found) if has_role(request.user, *OFFICE) else [],
        "crumbs": [(_("Shipping"), reverse("delivery:index"))],
        "box_address": address_before("delivery:box"),
        "trace_address": address_before("portal:trace"),
    }
    return render(request, "delivery/shipment.html", context)


def _steps(dossier: ShipmentDossier) -> list[tuple[Any, ...]]:
    certificate, receipt = dossier.certificate, dossier.receipt
    return [
        (_("Heats"), dossier.heat_count, reverse("portal:trace", args=[dossier.shipment.code])),
        (_("Casting lots"), dossier.lot_count, None),
        (_("Boxes"), dossier.boxes, None),
        (_("Shipment"), dossier.pieces, None, True),
        (
            _("Certificate"),
            certificate.code if certificate else None,
            reverse("delivery:certificate", args=[certificate.code]) if certificate else None,
        ),
        (
            _("Receipt"),
            receipt.code if receipt else None,
            reverse("delivery:receipt", args=[dossier.shipment.code]) if receipt else None,
        ),
    ]


@require_GET
def note(request: SignedInRequest, code: str) -> HttpResponse:
    """The delivery note; the same shipment gives the same paper at any time."""
    found = get_object_or_404(
        shipments_visible_to(request.user).select_related("shipped_by", "cooperative"), code=code
    )
    pdf = typeset_delivery_note(
        delivery_note_of(found),
        language="en" if get_language() == "en" else "id",
        at=found.shipped_at,
    )
    headers = {"Content-Disposition": f'inline; filename="{code}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_POST
def certify(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = get_object_or_404(shipments_visible_to(request.user), code=code)
    try:
        certificate = issue_certificate(shipment=found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("delivery:shipment", code)
    messages.success(request, _("%(code)s is signed.") % {"code": certificate.code})
    return redirect("delivery:certificate", certificate.code)
