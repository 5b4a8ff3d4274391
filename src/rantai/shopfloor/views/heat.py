"""One heat: its page, and a step of it at a time."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.records.models import Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    confirm_correction,
    count_castings,
    load_charges,
    record_pour,
    record_readings,
    release_heat,
    take_sample,
)
from rantai.shopfloor.forms import CountForm, DecisionForm, FactForm, PourForm
from rantai.shopfloor.models import Pour
from rantai.shopfloor.queries import sheets_of
from rantai.shopfloor.rules import NextStep
from rantai.shopfloor.views._pages import (
    charge_form,
    done,
    heat_or_404,
    readings_form,
    say,
    show_heat,
)


def heat(request: SignedInRequest, code: str) -> HttpResponse:
    found = heat_or_404(request, code)
    return show_heat(request, found)


@require_POST
def charge(request: SignedInRequest, code: str) -> HttpResponse:
    found = heat_or_404(request, code)
    form = charge_form(request.POST, found)
    if done(
        form,
        lambda: load_charges(
            heat=found,
            lines=form.lines(),
            by=request.user,
            at=timezone.now(),
            occurred_at=form.cleaned_data["occurred_at"],
        ),
    ):
        say(request, _("The charge is saved."))
        return redirect("shopfloor:heat", code=code)
    return show_heat(request, found, NextStep.CHARGE, form)


@require_POST
def sample(request: SignedInRequest, code: str) -> HttpResponse:
    found = heat_or_404(request, code)
    form = FactForm(request.POST)
    if done(
        form,
        lambda: take_sample(
            heat=found,
            by=request.user,
            at=timezone.now(),
            occurred_at=form.cleaned_data["occurred_at"],
            fact_id=form.cleaned_data["fact"],
        ),
    ):
        say(request, _("The lab sees the sample and the clock runs."))
        return redirect("shopfloor:heat", code=code)
    return show_heat(request, found, NextStep.SAMPLE, form)


@require_POST
def readings(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = heat_or_404(request, code)
    latest = sheets_of([found])[0].latest
    if latest is None:
        raise Http404
    form = readings_form(request.POST, request, sheets_of([found])[0])
    if done(
        form,
        lambda: record_readings(
            sample=latest.sample,
            instrument=form.cleaned_data["instrument"],
            values=form.values(),
            by=request.user,
            at=timezone.now(),
        ),
    ):
        say(request, _("The reading is saved; the workshop sees it."))
        return redirect("shopfloor:heat", code=code)
    return show_heat(request, found, NextStep.READ, form)


@require_POST
def release(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = heat_or_404(request, code)
    form = DecisionForm(request.POST)
    if done(
        form,
        lambda: release_heat(
            heat=found, ground=form.cleaned_data["ground"], by=request.user, at=timezone.now()
        ),
    ):
        say(request, _("The heat is released; the workshop may pour."))
        return redirect("shopfloor:heat", code=code)
    return show_heat(request, found, NextStep.DECIDE, form)


@require_POST
def inoculate(request: SignedInRequest, code: str) -> HttpResponse:
    """Start the clock: the moment of the tap rides in the address until the pour is saved."""
    found = heat_or_404(request, code)
    now = timezone.localtime().replace(microsecond=0).isoformat()
    asked = {"langkah": "tuang"}
    if "tap" in request.POST:
        asked["sadap"] = now
    else:
        asked["inokulasi"] = now
        if tapped := request.POST.get("tapped", "")[:40]:
            asked["sadap"] = tapped
    return redirect(f"{reverse('shopfloor:heat', args=[found.code])}?{urlencode(asked)}")


@require_POST
def confirm(request: SignedInRequest, code: str) -> HttpResponse:
    """The lab says yes to the correction it saw."""
    acting_as(request.user, Role.LAB)
    found = heat_or_404(request, code)
    try:
        confirm_correction(
            heat=found, seen=request.POST.get("seen", ""), by=request.user, at=timezone.now()
        )
    except Refusal as refused:
        messages.error(request, refused.sentence)
    else:
        say(request, _("The workshop sees the correction."))
    return redirect("shopfloor:heat", code=code)


@require_POST
def pour(request: SignedInRequest, code: str) -> HttpResponse:
    found = heat_or_404(request, code)
    form = PourForm(request.POST)
    now = timezone.now()

    def record() -> Pour:
        inoculated_at, ended_at = form.moments(now)
        return record_pour(
            heat=found,
            temperature_c=form.cleaned_data["temperature_c"],
            inoculated_at=inoculated_at,
            ended_at=ended_at,
            mass_kg=form.cleaned_data["mass_kg"],
            by=request.user,
            at=now,
            fact_id=form.cleaned_data["fact"],
        )

    if done(form, record):
        say(request, _("The ladle is saved."))
        return redirect("shopfloor:heat", code=code)
    return show_heat(request, found, NextStep.POUR, form)


@require_POST
def count(request: SignedInRequest, code: str) -> HttpResponse:
    """Count the first ladle that nobody has counted."""
    found = heat_or_404(request, code)
    ladle = sheets_of([found])[0].to_count
    if ladle is None:
        return redirect("shopfloor:heat", code=code)
    form = CountForm(request.POST)
    if done(
        form,
        lambda: count_castings(
            pour=ladle.pour,
            quantity=form.cleaned_data["quantity"],
            by=request.user,
            at=timezone.now(),
            occurred_at=form.cleaned_data["occurred_at"],
        ),
    ):
        say(request, _("The castings are counted."))
        return redirect("shopfloor:heat", code=code)
    return show_heat(request, found, NextStep.COUNT, form)
