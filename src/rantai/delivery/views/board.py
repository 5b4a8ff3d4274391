"""The board: what can be packed, what waits for a vehicle, what waits for a paper."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rantai.delivery.actions import NothingToShip, pack, ship
from rantai.delivery.forms import PackForm, ShipForm
from rantai.delivery.models import Box
from rantai.delivery.queries import Packable, boxes_visible_to, packable
from rantai.delivery.queries.addresses import address_before
from rantai.delivery.queries.board import (
    ALL,
    NO_CERTIFICATE,
    NO_RECEIPT,
    last_destination,
    shipment_rows,
    shipments_waiting,
    yard,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

SHIPMENTS_SHOWN = 20
SHORTEST, LONGEST_ORDER = 60, 35


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, Role.CUSTOMER)
    return _board(request)


@require_POST
def pack_boxes(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    form = PackForm(request.POST, viewer=request.user)
    if form.is_valid():
        try:
            boxes = pack(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _packed(boxes))
            return redirect("delivery:index")
    return _board(request, pack_form=form)


@require_POST
def ship_boxes(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    boxes = _ticked(request)
    form = ShipForm(request.POST)
    if form.is_valid():
        try:
            if not boxes:
                raise NothingToShip
            shipment = ship(
                customer=boxes[0].customer,
                boxes=boxes,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(code)s is on its way.") % {"code": shipment.code})
            return redirect("delivery:shipment", shipment.code)
    return _board(request, ship_form=form)


def _packed(boxes: list[Box]) -> str:
    return ngettext(
        "%(count)d box is packed: %(codes)s. Print its label, then load it.",
        "%(count)d boxes are packed: %(codes)s. Print their labels, then load them.",
        len(boxes),
    ) % {
        "count": len(boxes),
        "codes": boxes[0].code if len(boxes) == 1 else f"{boxes[0].code} … {boxes[-1].code}",
    }


def _ticked(request: SignedInRequest) -> list[Box]:
    """The boxes named in the address or the form, whatever became of them since."""
    codes = (request.POST if request.method == "POST" else request.GET).getlist("kotak")
    if not codes:
        return []
    return list(
        boxes_visible_to(request.user)
        .filter(code__in=codes)
        .select_related("node")
        .order_by("code")
    )


def _board(
    request: SignedInRequest,
    pack_form: PackForm | None = None,
    ship_form: ShipForm | None = None,
) -> HttpResponse:
    context = _shipments(request)
    for kind in ("box", "shipment", "certificate", "receipt"):
        context[f"{kind}_address"] = address_before(f"delivery:{kind}")
    context["sees_cards"] = has_role(request.user, *OFFICE)
    if context["sees_cards"]:
        context["yard"] = yard(request.user)
    if has_role(request.user, Role.PLANNER):
        context["packable"] = packable(request.user)
        context["free"] = sum(row.quantity for row in context["packable"])
        if not ship_form:
            context |= _pack_panel(request, context["packable"], pack_form)
        if "opened" not in context:
            context |= _ship_panel(request, ship_form)
    return render(request, "delivery/index.html", context)


def _shipments(request: SignedInRequest) -> dict[str, Any]:
    """Shipments of the chosen kind; the lab begins with those it has to certify."""
    chosen = request.GET.get("lihat") or (
        NO_CERTIFICATE if has_role(request.user, Role.LAB) else ALL
    )
    waiting = shipments_waiting(request.user)
    words = {
        ALL: _("All"),
        NO_CERTIFICATE: _("Without certificate"),
        NO_RECEIPT: _("Without receipt"),
    }
    address = reverse("delivery:index")
    tabs = [
        (word, waiting.get(kind), f"{address}?lihat={kind}", kind == chosen)
        for kind, word in words.items()
    ]
    rows = Paginator(shipment_rows(request.user, chosen), SHIPMENTS_SHOWN)
    return {"tabs": tabs, "waiting": waiting, "page": rows.get_page(request.GET.get("page"))}


def _pack_panel(
    request: SignedInRequest, rows: list[Packable], form: PackForm | None
) -> dict[str, Any]:
    """The part revision opened for packing, with its lots in the order they will be taken."""
    wanted = (form.data if form else request.GET).get("revision", "")
    opened = next((row for row in rows if str(row.revision.pk) == wanted), None)
    if opened is None and form is None:
        return {}
    if form is None and opened is not None:
        sole = opened.customers[0] if len(opened.customers) == 1 else None
        form = PackForm(
            viewer=request.user, initial={"revision": opened.revision, "customer": sole}
        )
    return {"opened": opened, "pack_form": form}


def _ship_panel(request: SignedInRequest, form: ShipForm | None) -> dict[str, Any]:
    """The boxes ticked for a vehicle, and where the customer's schedule wants them."""
    boxes = _ticked(request)
    if not boxes and form is None:
        return {}
    if form is None:
        line = last_destination(boxes[0].customer, boxes[0].revision)
        order = line.order_number if line else ""
        form = ShipForm(
            initial={
                "ship_to": line.ship_to[:SHORTEST] if line else "",
                "order_number": order if len(order) <= LONGEST_ORDER else "",
            }
        )
    ticked = {box.code for box in boxes}
    return {"ship_form": form, "loaded": boxes, "ticked": ticked}
