"""Materials' cards, and the melt engineer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.queries import workshop_of
from rantai.records.models import Role
from rantai.records.queries import WORKSHOP, acting_as
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    appoint_melt_engineer,
    set_material_card,
    set_melt_terms,
)
from rantai.shopfloor.forms.cards import CardForm, EngineerForm, MeltTermsForm
from rantai.shopfloor.models import Trend
from rantai.shopfloor.queries import (
    cards_visible_to,
    is_melt_engineer,
    melt_terms_visible_to,
    recoveries_visible_to,
)
from rantai.shopfloor.views._pages import done, say


def cards(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    engineer = is_melt_engineer(request.user, today)
    if not engineer:
        acting_as(request.user, *WORKSHOP)
    own = None if engineer else workshop_of(request.user)
    form = CardForm(request.POST or None, workshop=own, viewer=request.user)

    def deed() -> object:
        return set_material_card(**form.card(), by=request.user, at=timezone.now())

    if done(form, deed):
        say(request, _("The card holds from that day on."))
        return redirect("shopfloor:cards")
    rows = cards_visible_to(request.user, today).order_by("material", "workshop", "-valid_from")
    return render(request, "shopfloor/cards.html", {"rows": rows, "form": form})


def recoveries(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    if not is_melt_engineer(request.user, today):
        acting_as(request.user, *WORKSHOP)
    rows = list(recoveries_visible_to(request.user, today))
    context = {
        "rows": rows,
        "learnt": rows[0] if rows else None,
        "drifting": sum(row.trend != Trend.STEADY for row in rows),
        "crumbs": [(_("Prices and analyses"), reverse("shopfloor:cards"))],
    }
    return render(request, "shopfloor/recoveries.html", context)


def terms(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    is_engineer = is_melt_engineer(request.user, today)
    if not is_engineer:
        acting_as(request.user, *WORKSHOP)
    own = None if is_engineer else workshop_of(request.user)
    form = MeltTermsForm(request.POST or None, workshop=own, viewer=request.user)

    def deed() -> object:
        return set_melt_terms(**form.terms(), by=request.user, at=timezone.now())

    if done(form, deed):
        say(request, _("The terms hold from that day on."))
        return redirect("shopfloor:terms")
    context = {
        "rows": melt_terms_visible_to(request.user, today).order_by("workshop", "-valid_from"),
        "form": form,
        "crumbs": [(_("Prices and analyses"), reverse("shopfloor:cards"))],
    }
    return render(request, "shopfloor/terms.html", context)


def engineer(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    form = EngineerForm(request.POST or None, viewer=request.user)

    def deed() -> object:
        return appoint_melt_engineer(**form.cleaned_data, by=request.user, at=timezone.now())

    if done(form, deed):
        say(request, _("From that day on this person sees recipes and prices of every member."))
        return redirect("shopfloor:month")
    context: dict[str, Any] = {
        "form": form,
        "title": _("Melt engineer"),
        "crumbs": [(_("Metal and energy"), reverse("shopfloor:month"))],
    }
    return render(request, "shopfloor/dated_form.html", context)
