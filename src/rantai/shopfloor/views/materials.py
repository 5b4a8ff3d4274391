"""Materials with what is left of them, and receiving a lot."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.queries import workshops_visible_to
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import receive_material_lot
from rantai.shopfloor.forms import ReceiveForm
from rantai.shopfloor.models import MaterialLot
from rantai.shopfloor.queries import (
    is_melt_engineer,
    material_lots_visible_to,
    material_stock,
    names_known_to,
)
from rantai.shopfloor.views._pages import outcome, say


def materials(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.OPERATOR, Role.OWNER, *OFFICE)
    shows_used_up = request.GET.get("semua") == "1"
    rows = material_stock(material_lots_visible_to(request.user))
    is_office = has_role(request.user, *OFFICE)
    context = {
        "base": "portal/board.html" if is_office else "portal/sheet.html",
        "sees_cards": not is_office or is_melt_engineer(request.user, timezone.localdate()),
        "is_office": is_office,
        "rows": [row for row in rows if shows_used_up or row.left_kg],
        "views": [
            (_("In stock"), None, "?", not shows_used_up),
            (_("All"), None, "?semua=1", shows_used_up),
        ],
    }
    return render(request, "shopfloor/materials.html", context)


def receive(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.OPERATOR, Role.OWNER, *OFFICE)
    is_office = has_role(request.user, *OFFICE)
    workshops = workshops_visible_to(request.user) if is_office else None
    form = ReceiveForm(request.POST or None, workshops=workshops)
    now = timezone.now()

    def take_in() -> MaterialLot:
        told = {**form.cleaned_data}
        told["received_on"] = told["received_on"] or timezone.localdate(now)
        return receive_material_lot(**told, by=request.user, at=now)

    if request.method == "POST" and (lot := outcome(form, take_in)):
        say(request, _("Received as %(lot)s. Paint this code on the heap.") % {"lot": lot.code})
        return redirect("shopfloor:materials")
    known = names_known_to(request.user)
    return render(request, "shopfloor/receive.html", {"form": form, "known": known})
