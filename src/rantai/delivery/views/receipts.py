"""The customer's word on a shipment: reading it, writing it down, correcting it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.delivery.actions import correct_receipt, record_receipt
from rantai.delivery.forms import CorrectionForm, ReceiptForm
from rantai.delivery.models import Receipt, Shipment
from rantai.delivery.queries import shipments_visible_to
from rantai.delivery.queries.addresses import address_before
from rantai.delivery.queries.dossiers import contents_sent, current_receipt, receipt_dossier
from rantai.records.models import Role
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.models import Defect

WRITERS = (Role.PLANNER, Role.CUSTOMER)


def receipt(request: SignedInRequest, code: str) -> HttpResponse:
    """The receipt, or the form that becomes it."""
    shipment = get_object_or_404(shipments_visible_to(request.user), code=code)
    found = current_receipt(shipment)
    if found is not None and request.method != "POST":
        return _show(request, shipment, found)
    if not has_role(request.user, *WRITERS):
        return render(request, "delivery/no_receipt.html", _frame(shipment))
    form = ReceiptForm(
        request.POST or None,
        contents=contents_sent(shipment),
        initial={"received_on": timezone.localdate()},
    )
    if form.is_valid():
        try:
            recorded = record_receipt(
                shipment=shipment,
                received_on=form.cleaned_data["received_on"],
                customer_reference=form.cleaned_data["customer_reference"],
                counts=form.counts,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(code)s is recorded.") % {"code": recorded.code})
            return redirect("delivery:receipt", code)
    return _form(request, shipment, form, None)


def correct(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, *WRITERS)
    shipment = get_object_or_404(shipments_visible_to(request.user), code=code)
    old = current_receipt(shipment)
    if old is None:
        raise Http404
    form = _correction_form(request, shipment, old)
    if form.is_valid():
        try:
            newer = correct_receipt(
                receipt=old,
                received_on=form.cleaned_data["received_on"],
                customer_reference=form.cleaned_data["customer_reference"],
                because=form.cleaned_data["because"],
                counts=form.counts,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            done = _("%(newer)s takes the place of %(older)s.")
            messages.success(request, done % {"newer": newer.code, "older": old.code})
            return redirect("delivery:receipt", code)
    return _form(request, shipment, form, old)


def _correction_form(request: SignedInRequest, shipment: Shipment, old: Receipt) -> CorrectionForm:
    """What was recorded stands in the fields: it is a record, not a guess."""
    earlier = {line.content_id: line for line in receipt_dossier(old).lines}
    return CorrectionForm(
        request.POST or None,
        contents=contents_sent(shipment),
        earlier=earlier,
        initial={
            "received_on": old.received_on,
            "customer_reference": old.customer_reference,
        },
    )


def _frame(shipment: Shipment) -> dict[str, object]:
    crumbs = [
        (_("Shipping"), reverse("delivery:index")),
        (shipment.code, reverse("delivery:shipment", args=[shipment.code])),
    ]
    return {"shipment": shipment, "crumbs": crumbs}


def _form(
    request: SignedInRequest, shipment: Shipment, form: ReceiptForm, old: Receipt | None
) -> HttpResponse:
    context = {
        **_frame(shipment),
        "form": form,
        "old": old,
        "defects": Defect.objects.all(),
        "sent": sum(row.content.quantity for row in form.rows),
    }
    return render(request, "delivery/receipt_form.html", context)


def _show(request: SignedInRequest, shipment: Shipment, found: Receipt) -> HttpResponse:
    dossier = receipt_dossier(found)
    may_correct = has_role(request.user, *WRITERS) and not dossier.is_closed
    context = {
        **_frame(shipment),
        "dossier": dossier,
        "receipt": found,
        "may_correct": may_correct,
        "box_address": address_before("delivery:box"),
        "trace_address": address_before("portal:trace"),
    }
    return render(request, "delivery/receipt.html", context)
