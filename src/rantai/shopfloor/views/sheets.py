"""The charge sheet on the workshop's phone."""

from decimal import Decimal

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.records.identifiers import uuid7
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    leave_out,
    load_charge,
    plan_charge,
)
from rantai.shopfloor.forms.sheets import LeaveOutForm, TapForm, WeighForm
from rantai.shopfloor.models import ChargeSheet, Heat, LeftOutBecause
from rantai.shopfloor.queries import (
    certainty_of,
    limit_words,
    material_lots_for,
    melt_terms_on,
    peak_for,
    recipe_of,
    recipes_visible_to,
)
from rantai.shopfloor.views._pages import done, heat_crumbs, is_own, say, told


def sheet(request: SignedInRequest, code: str) -> HttpResponse:
    return _show(request, _heat(request, code))


@require_POST
def plan(request: SignedInRequest, code: str) -> HttpResponse:
    heat = _heat(request, code)
    form = TapForm(request.POST, usual=_usual(heat))

    def deed() -> object:
        return plan_charge(heat=heat, **form.cleaned_data, by=request.user, at=timezone.now())

    if done(form, deed):
        say(request, _("This is the cheapest charge that meets the grade. Weigh it line by line."))
        return redirect("shopfloor:sheet", code=code)
    return _show(request, heat, form)


@require_POST
def weigh(request: SignedInRequest, code: str) -> HttpResponse:
    heat, form = _heat(request, code), WeighForm(request.POST)

    def deed() -> object:
        lot = get_object_or_404(material_lots_for(heat.workshop), pk=form.cleaned_data["lot"])
        return load_charge(
            heat=heat,
            material_lot=lot,
            mass_kg=form.cleaned_data["mass_kg"],
            **told(request, form),
        )

    if done(form, deed):
        return redirect("shopfloor:sheet", code=code)
    return _show(request, heat, form)


@require_POST
def without(request: SignedInRequest, code: str) -> HttpResponse:
    heat, form = _heat(request, code), LeaveOutForm(request.POST)

    def deed() -> object:
        return leave_out(
            heat=heat,
            material=form.cleaned_data["material"],
            because=form.cleaned_data["because"],
            by=request.user,
            at=timezone.now(),
        )

    if done(form, deed):
        say(request, _("The sheet is solved again without it; what is weighed stays."))
        return redirect("shopfloor:sheet", code=code)
    return _show(request, heat, form)


def certainty(request: SignedInRequest, code: str) -> HttpResponse:
    """Worked out when it is asked for: it melts some hundred heats, and few sheets ask."""
    heat = _heat(request, code)
    sheet = recipe_of(heat).sheet
    if sheet is None:
        raise Http404
    found = certainty_of(heat, sheet)
    context = {
        "heat": heat,
        "sheet": sheet,
        "certainty": found,
        "points": [
            (each.first_shot, each.charge_rupiah, each.total_rupiah) for each in found.choices
        ]
        if found
        else [],
        "is_own": is_own(request, heat),
        "crumbs": [(_("Charge sheet"), reverse("shopfloor:sheet", args=[code]))],
    }
    is_part = "HX-Request" in request.headers
    page = "shopfloor/_certainty.html" if is_part else "shopfloor/certainty.html"
    response = render(request, page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _usual(heat: Heat) -> int | None:
    terms = melt_terms_on(heat.workshop, timezone.localdate(heat.started_at))
    return terms.confidence_pct if terms else None


def _heat(request: SignedInRequest, code: str) -> Heat:
    rows = recipes_visible_to(request.user, timezone.localdate())
    related = ("workshop", "furnace", "node", "work_order__revision__grade")
    return get_object_or_404(rows.select_related(*related, "work_order__revision__part"), code=code)


def _show(request: SignedInRequest, heat: Heat, refused: forms.Form | None = None) -> HttpResponse:
    recipe = recipe_of(heat)
    following = recipe.next_line
    weighing = (
        refused if isinstance(refused, WeighForm) else WeighForm(None, initial={"fact": uuid7()})
    )
    if following and not weighing.is_bound:
        weighing.initial["lot"] = following.lot.pk
    context = {
        "heat": heat,
        "recipe": recipe,
        "next": following,
        "is_own": is_own(request, heat),
        "reasons": LeftOutBecause.choices,
        "tap_form": refused if isinstance(refused, TapForm) else _tap_form(heat, recipe.sheet),
        "weigh_form": weighing,
        "refused": refused if isinstance(refused, LeaveOutForm) else None,
        "why": _why(recipe.sheet) if recipe.sheet else [],
        "peak": peak_for(heat.workshop, timezone.now()),
        "crumbs": heat_crumbs(heat),
    }
    return render(request, "shopfloor/charge_sheet.html", context)


def _tap_form(heat: Heat, sheet: ChargeSheet | None) -> TapForm:
    """Nothing measured is filled in; the confidence is the terms', or as last chosen."""
    usual = _usual(heat)
    chosen = usual if sheet is None else sheet.confidence_pct
    return TapForm(None, usual=usual, initial={"confidence_pct": chosen})


def _why(found: ChargeSheet) -> list[tuple[str, str]]:
    """Each limit that costs money, and what one unit of relief would save."""
    units = {"%": _("per 1 %%") % (), "kg": _("per kg"), "share": _("per 1 %% of the charge") % ()}
    return [
        (
            limit_words(each["limit"]),
            _("saves Rp %(rupiah)s %(unit)s")
            % {
                "rupiah": number_format(
                    Decimal(str(each["saves"] / (100 if each["unit"] == "share" else 1))), 0
                ),
                "unit": units.get(each["unit"], each["unit"]),
            },
        )
        for each in sorted(found.binding, key=lambda row: -row["saves"])
    ]
