"""An instrument: what it says of itself, its checks, and whether it may be believed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.actions import (
    decide_repeatability,
    record_recalibration,
    register_reference,
)
from rantai.machines.models import DriftCheck, Machine
from rantai.machines.queries import (
    DriftChart,
    blocked_now,
    drift_charts,
    instrument_for_lab,
    mapping_in_force,
    references_of,
    repeatability_in_force,
)
from rantai.records.models import Role
from rantai.records.queries import acting_as, has_role
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    check_instrument,
)
from rantai.shopfloor.forms.lab import (
    CheckForm,
    RecalibrationForm,
    ReferenceForm,
    RepeatabilityForm,
)
from rantai.shopfloor.queries import (
    FILES_SHOWN,
    SIGNALS,
    exports_of,
)
from rantai.shopfloor.views._pages import done, instrument_crumbs, say


def instrument(request: SignedInRequest, code: str) -> HttpResponse:
    found = instrument_for_lab(request.user, code)
    day = timezone.localdate()
    references = [(each, _charts(each)) for each in references_of(found, day)]
    context = {
        "instrument": found,
        "blocked": blocked_now(found),
        "mapping": mapping_in_force(found, day),
        "sigmas": repeatability_in_force(found, day),
        "references": references,
        "files": list(exports_of(found)[:FILES_SHOWN]),
        "is_lab": has_role(request.user, Role.LAB),
        "crumbs": [(_("Sample queue"), reverse("shopfloor:queue"))],
        "today": day,
    }
    return render(request, "shopfloor/instrument.html", context)


def _charts(reference: Any) -> list[tuple[DriftChart, list[tuple[Any, ...]], dict[int, str]]]:
    return [
        (
            chart,
            [
                (value, check.occurred_at, check.recorded_by.name, reference.code, "")
                for value, check in chart.points
            ],
            {place: str(SIGNALS[rule]) for place, rule in chart.signals.items()},
        )
        for chart in drift_charts(reference)
    ]


def check(request: SignedInRequest, code: str, reference: int) -> HttpResponse:
    """A drift check read off the instrument's screen."""
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    chosen = get_object_or_404(references_of(found, timezone.localdate()), pk=reference)
    form = CheckForm(request.POST or None, reference=chosen)

    def record(at: datetime) -> DriftCheck:
        return check_instrument(
            reference=chosen,
            values=form.values(),
            by=request.user,
            at=at,
            occurred_at=form.cleaned_data["occurred_at"],
        )

    title = _("Drift check with %s") % chosen.code
    return _instrument_form(request, found, form, record, title, _("The drift check is recorded."))


def recalibrate(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    form = RecalibrationForm(request.POST or None)
    return _instrument_form(
        request,
        found,
        form,
        lambda at: record_recalibration(
            instrument=found, **form.cleaned_data, by=request.user, at=at
        ),
        _("Record a recalibration"),
        _("The recalibration is recorded. Now check with the reference."),
    )


def reference(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    form = ReferenceForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    return _instrument_form(
        request,
        found,
        form,
        lambda at: register_reference(
            instrument=found, **form.cleaned_data, by=request.user, at=at
        ),
        _("Enter a reference sample"),
        _("The reference sample is entered."),
    )


def repeatability(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = instrument_for_lab(request.user, code)
    form = RepeatabilityForm(request.POST or None, initial={"valid_from": timezone.localdate()})

    def record(at: datetime) -> bool:
        sigmas = {each: figures[0] for each, figures in form.cleaned_data["sigmas"].items()}
        decide_repeatability(
            instrument=found,
            sigmas=sigmas,
            ground=form.cleaned_data["ground"],
            valid_from=form.cleaned_data["valid_from"],
            by=request.user,
            at=at,
        )
        return True

    title = _("How far burns may spread")
    return _instrument_form(request, found, form, record, title, _("The figures are saved."))


def _instrument_form(
    request: SignedInRequest,
    found: Machine,
    form: forms.Form,
    record: Callable[[datetime], object],
    title: str,
    sentence: str,
) -> HttpResponse:
    """One form, one action, back to the instrument."""
    if request.method == "POST" and done(form, lambda: record(timezone.now())):
        say(request, sentence)
        return redirect("shopfloor:instrument", code=found.code)
    context = {
        "instrument": found,
        "form": form,
        "title": title,
        "crumbs": instrument_crumbs(found),
    }
    return render(request, "shopfloor/instrument_form.html", context)
