"""Where metal went: one heat on a sheet, a month of workshops on a board."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.records.identifiers import uuid7
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    record_energy,
    record_leftover,
    set_furnace_figures,
    set_melt_rule,
)
from rantai.shopfloor.forms.metal import EnergyForm, FurnaceFiguresForm, LeftoverForm, MeltRuleForm
from rantai.shopfloor.models import EnergySource, Heat
from rantai.shopfloor.queries import (
    HeatMetal,
    heats_visible_to,
    latest_month,
    metal_of,
    month_of,
    rule_on,
)
from rantai.shopfloor.views._pages import done, heat_crumbs, is_own, say, told


def metal(request: SignedInRequest, code: str) -> HttpResponse:
    return _show(request, _heat(request, code))


@require_POST
def leftover(request: SignedInRequest, code: str) -> HttpResponse:
    heat, form = _heat(request, code), LeftoverForm(request.POST)

    def deed() -> object:
        return record_leftover(
            heat=heat,
            kind=form.cleaned_data["kind"],
            mass_kg=form.cleaned_data["mass_kg"],
            **told(request, form),
        )

    if done(form, deed):
        say(request, _("It is weighed. What is melted again lies in the yard as a lot."))
        return redirect("shopfloor:metal", code=code)
    return _show(request, heat, leftover=form)


@require_POST
def energy(request: SignedInRequest, code: str) -> HttpResponse:
    heat, form = _heat(request, code), EnergyForm(request.POST)

    def deed() -> object:
        return record_energy(
            heat=heat,
            source=form.cleaned_data["source"],
            amount=form.cleaned_data["amount"],
            **told(request, form),
        )

    if done(form, deed):
        say(request, _("The energy is recorded."))
        return redirect("shopfloor:metal", code=code)
    return _show(request, heat, energy=form)


def _heat(request: SignedInRequest, code: str) -> Heat:
    rows = heats_visible_to(request.user).select_related("workshop", "furnace", "work_order")
    return get_object_or_404(rows, code=code)


def _show(request: SignedInRequest, heat: Heat, **forms_given: forms.Form) -> HttpResponse:
    found = metal_of(heat)
    context = {
        "heat": heat,
        "metal": found,
        "why": _why(found),
        "is_own": is_own(request, heat),
        "leftover_form": LeftoverForm(None, initial={"fact": uuid7()}),
        "energy_form": EnergyForm(
            None, initial={"fact": uuid7(), "source": EnergySource.ELECTRICITY}
        ),
        "per_tonne": [
            (source.label, found.per_tonne(source), source.unit)
            for source in EnergySource
            if found.used(source)
        ],
        "crumbs": heat_crumbs(heat),
    }
    context |= {f"{name}_form": form for name, form in forms_given.items()}
    return render(request, "shopfloor/metal.html", context)


def _why(found: HeatMetal) -> dict[str, Any]:
    flow = found.flow
    lines = (
        (_("Charged"), flow.charged_kg),
        (_("Heel at the start"), flow.heel_kg),
        (_("Castings"), -flow.castings_kg),
        (_("Returned"), -flow.returned_kg),
        (_("Pigged"), -flow.pigged_kg),
        (_("Spilled"), -flow.spilled_kg),
        (_("Left in the furnace"), -flow.heel_left_kg),
        (
            _("Melting loss, %(loss)s %% of the charge") % {"loss": number_format(found.loss_pct)},
            -flow.loss_kg,
        ),
    )
    rule = found.rule
    return {
        "inputs": [(label, f"{number_format(kg, 1)} kg") for label, kg in lines if kg],
        "rule": _("up to %(limit)s %% of what went in may go missing")
        % {"limit": number_format(rule.gap_limit_pct)}
        if rule
        else _("no limit is set yet"),
        "since": rule.valid_from if rule else None,
    }


def month(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    latest = latest_month(request.user, timezone.localdate())
    chosen = _month(request.GET.get("bulan", ""), latest)
    rows = month_of(request.user, chosen)
    context = {
        "rows": rows,
        "coke": any(row.coke_kg for row in rows),
        "over": sum(row.is_over for row in rows),
        "month": chosen,
        "months": [
            (date_format(each, "F Y"), None, f"?bulan={each:%Y-%m}", each == chosen)
            for each in _months_before(latest, 6)
        ],
        "rule": rule_on(_cooperative(request), timezone.localdate()),
        "can_set": has_role(request.user, Role.LAB, Role.PLANNER),
        "can_appoint": has_role(request.user, Role.PLANNER),
        "base": "portal/board.html" if has_role(request.user, *OFFICE) else "portal/sheet.html",
    }
    return render(request, "shopfloor/metal_month.html", context)


def _cooperative(request: SignedInRequest) -> int:
    if request.user.cooperative_id is None:
        raise Http404
    return request.user.cooperative_id


def _month(typed: str, latest: date) -> date:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        return latest


def _months_before(month: date, count: int) -> list[date]:
    ordinal = month.year * 12 + month.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(ordinal - count + 1, ordinal + 1)]


def melt_rule(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.LAB, Role.PLANNER)
    form = MeltRuleForm(request.POST or None)
    return _set(request, form, set_melt_rule, _("Rule for metal and energy"))


def furnace_figures(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.LAB, Role.PLANNER)
    form = FurnaceFiguresForm(request.POST or None, viewer=request.user)
    return _set(request, form, set_furnace_figures, _("A furnace's figures"))


def _set(
    request: SignedInRequest, form: forms.Form, deed: Callable[..., object], title: str
) -> HttpResponse:
    """One form, one dated row, back to the board."""
    if done(form, lambda: deed(**form.cleaned_data, by=request.user, at=timezone.now())):
        say(request, _("The figures hold from that day on."))
        return redirect("shopfloor:month")
    crumbs = [(_("Metal and energy"), reverse("shopfloor:month"))]
    context = {"form": form, "title": title, "crumbs": crumbs}
    return render(request, "shopfloor/dated_form.html", context)
