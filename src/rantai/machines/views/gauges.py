"""Entering a gauge, and recording what a calibration found."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.actions import record_calibration, register_gauge
from rantai.machines.forms import CalibrationForm, GaugeForm
from rantai.machines.models import Machine, MachineKind
from rantai.machines.queries import calibrations_of, machines_visible_to
from rantai.records.models import Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def calibration(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = get_object_or_404(machines_visible_to(request.user), code=code)
    form = CalibrationForm(
        request.POST or None,
        request.FILES or None,
        initial={"done_on": timezone.localdate()},
        oversize=request.META.get("rantai.oversize", ""),
    )
    if form.is_valid():
        try:
            record_calibration(machine=found, **form.said(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The calibration is recorded."))
            return redirect(_page_of(found))
    crumbs = [(_("Machines"), reverse("machines:index")), (found, _page_of(found))]
    context = {"machine": found, "form": form, "crumbs": crumbs, "back": _page_of(found)}
    return render(request, "machines/form.html", {**context, "title": _("Record a calibration")})


def paper(request: SignedInRequest, code: str, pk: UUID) -> FileResponse:
    """The copy of a certificate as it came; it is saved, never shown inside our own pages."""
    found = get_object_or_404(machines_visible_to(request.user), code=code)
    kept = get_object_or_404(calibrations_of(found).exclude(paper=""), pk=pk)
    return FileResponse(kept.paper.open(), as_attachment=True, filename=kept.paper_name)


def new_gauge(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    form = GaugeForm(request.POST or None, viewer=request.user)
    if form.is_valid():
        try:
            gauge = register_gauge(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("code", refusal.sentence)
        else:
            messages.success(request, _("The gauge is entered. Now record its calibration."))
            return redirect(_page_of(gauge))
    context = {"form": form, "title": _("Enter a gauge"), "back": reverse("quality:gauges")}
    return render(request, "machines/form.html", context)


def _page_of(machine: Machine) -> str:
    """A gauge has its own dossier in the quality room, with its studies."""
    place = "quality:gauge" if machine.kind == MachineKind.GAUGE else "machines:machine"
    return reverse(place, args=[machine.code])
