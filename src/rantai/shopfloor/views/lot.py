"""One casting lot: its counts, and recording scrap and machining."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.records.identifiers import uuid7
from rantai.records.models import Role
from rantai.records.queries import WORKSHOP, has_role
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import record_machining, record_scrap
from rantai.shopfloor.forms import MachiningForm, ScrapForm
from rantai.shopfloor.models import Place
from rantai.shopfloor.queries import (
    LotSheet,
    deeds_of,
    lot_sheet,
    lots_visible_to,
    machine_tools_for,
    remarks_on,
)
from rantai.shopfloor.views._pages import done, say

PLACES = {True: (Place.WORKSHOP, Place.MACHINING), False: (Place.LAB, Place.WORKSHOP)}


def lot(request: SignedInRequest, code: str) -> HttpResponse:
    return _show(request, _lot_or_404(request, code))


def scrap(request: SignedInRequest, code: str) -> HttpResponse:
    sheet = _lot_or_404(request, code)
    form = _scrap_form(request, sheet, request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda: record_scrap(
            lot=sheet.lot,
            **{name: value for name, value in form.cleaned_data.items() if name != "fact"},
            fact_id=form.cleaned_data["fact"],
            by=request.user,
            at=timezone.now(),
        ),
    ):
        say(request, _("The scrap is saved."))
        return redirect("shopfloor:lot", code=code)
    return _show(request, sheet, asked="scrap", form=form)


def machining(request: SignedInRequest, code: str) -> HttpResponse:
    sheet = _lot_or_404(request, code)
    form = _machining_form(sheet, request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda: record_machining(
            lot=sheet.lot,
            **{name: value for name, value in form.cleaned_data.items() if name != "fact"},
            fact_id=form.cleaned_data["fact"],
            by=request.user,
            at=timezone.now(),
        ),
    ):
        say(request, _("The machining is saved."))
        return redirect("shopfloor:lot", code=code)
    return _show(request, sheet, asked="machining", form=form)


def _lot_or_404(request: SignedInRequest, code: str) -> LotSheet:
    lots = lots_visible_to(request.user).select_related(
        "node",
        "pour",
        "heat__node",
        "heat__work_order",
        "workshop",
        "recorded_by",
        "work_order__revision__part",
    )
    return lot_sheet(get_object_or_404(lots, code=code))


def _scrap_form(request: SignedInRequest, sheet: LotSheet, data: Any) -> ScrapForm:
    is_workshop = has_role(request.user, *WORKSHOP)
    return ScrapForm(
        data,
        lot=sheet.lot,
        pieces=[piece.pk for piece in sheet.good_pieces],
        places=PLACES[is_workshop],
        initial={"fact": uuid7()},
    )


def _machining_form(sheet: LotSheet, data: Any) -> MachiningForm:
    return MachiningForm(
        data,
        lot=sheet.lot,
        pieces=[piece.pk for piece in sheet.raw_pieces],
        machines=machine_tools_for(sheet.lot.workshop),
        initial={"fact": uuid7()},
    )


def _show(
    request: SignedInRequest, sheet: LotSheet, asked: str = "", form: Any = None
) -> HttpResponse:
    is_workshop = has_role(request.user, *WORKSHOP)
    heat_url = reverse("shopfloor:heat", args=[sheet.lot.heat.code])
    context = {
        "base": "portal/sheet.html" if is_workshop else "portal/dossier.html",
        "sheet": sheet,
        "lot": sheet.lot,
        "asked": asked,
        "form": form,
        "is_workshop": is_workshop,
        "can_scrap": is_workshop or has_role(request.user, Role.LAB, Role.PLANNER),
        "can_correct": is_workshop or has_role(request.user, Role.LAB),
        "remarks": remarks_on(sheet.lot, timezone.now()),
        "deeds": deeds_of(request.user, sheet.lot),
        "crumbs": [(_("Heats"), reverse("shopfloor:index")), (sheet.lot.heat.code, heat_url)],
    }
    return render(request, "shopfloor/lot.html", context)
