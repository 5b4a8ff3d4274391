"""How a machine is kept: its page, and what is recorded there."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.machines.actions import (
    add_photo,
    end_plan,
    list_spare,
    move_spare,
    plan_maintenance,
    read_hours,
    record_maintenance,
    record_repair,
    report_breakdown,
)
from rantai.machines.models import Machine, MaintenancePlan
from rantai.machines.queries import (
    breakdown_photos,
    machines_cared_for_by,
    spares_of,
    upkeep_of,
)
from rantai.machines.upkeep_forms import (
    BreakdownForm,
    HoursForm,
    MoveForm,
    PhotoForm,
    PlanForm,
    RepairForm,
    RoundForm,
    SpareForm,
)
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def upkeep(request: SignedInRequest, code: str) -> HttpResponse:
    found = _cared_for(request, code)
    shown = upkeep_of(found, timezone.now())
    context = {"machine": found, "shown": shown, "crumbs": _crumbs(found)[:-1]}
    return render(request, "machines/upkeep.html", context)


def new_plan(request: SignedInRequest, code: str) -> HttpResponse:
    found = _cared_for(request, code)
    form = PlanForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    title, done = _("Plan maintenance"), _("The plan holds; the machine says when it is due.")
    return _recorded(request, found, form, plan_maintenance, title, done, machine=found)


def done(request: SignedInRequest, code: str, plan: int) -> HttpResponse:
    found = _cared_for(request, code)
    asked = _plan(found, plan)
    form = RoundForm(
        request.POST or None, kept=spares_of(found), initial={"done_on": timezone.localdate()}
    )
    told = _("Recorded. The next round counts from here.")
    return _recorded(request, found, form, record_maintenance, asked.name, told, plan=asked)


@require_POST
def end(request: SignedInRequest, code: str, plan: int) -> HttpResponse:
    found = _cared_for(request, code)
    end_plan(plan=_plan(found, plan), by=request.user, at=timezone.now())
    messages.success(request, _("The plan is ended."))
    return redirect("machines:upkeep", code=code)


def breakdown(request: SignedInRequest, code: str) -> HttpResponse:
    found = _cared_for(request, code)
    form = BreakdownForm(*_sent(request), oversize=_oversize(request), initial={"broke_at": _now()})
    told = _("Recorded. The machine is under repair, and nobody can book it.")
    title = _("Report a breakdown")
    return _recorded(request, found, form, report_breakdown, title, told, machine=found)


def repair(request: SignedInRequest, code: str) -> HttpResponse:
    found = _cared_for(request, code)
    form = RepairForm(request.POST or None, kept=spares_of(found), initial={"repaired_at": _now()})
    told = _("Recorded. The machine is ready again.")
    title = _("Record the repair")
    return _recorded(request, found, form, record_repair, title, told, machine=found)


def new_photo(request: SignedInRequest, code: str, breakdown: UUID) -> HttpResponse:
    found = _cared_for(request, code)
    stop = get_object_or_404(found.breakdowns.current(), pk=breakdown)
    form = PhotoForm(*_sent(request), oversize=_oversize(request))
    title, told = _("Add a photo"), _("The photo is kept with the breakdown.")
    return _recorded(request, found, form, add_photo, title, told, breakdown=stop)


def photo(request: SignedInRequest, code: str, attachment: int) -> FileResponse:
    found = _cared_for(request, code)
    kept = get_object_or_404(breakdown_photos(found), pk=attachment)
    return FileResponse(kept.file.open(), filename=kept.name, content_type=kept.media_type)


def _sent(request: SignedInRequest) -> tuple[Any, Any]:
    return request.POST or None, request.FILES or None


def _oversize(request: SignedInRequest) -> str:
    return str(request.META.get("rantai.oversize", ""))


def hours(request: SignedInRequest, code: str) -> HttpResponse:
    found = _cared_for(request, code)
    form = HoursForm(request.POST or None)
    told = _("The hours are recorded.")
    return _recorded(request, found, form, read_hours, _("Read the hours"), told, machine=found)


def new_spare(request: SignedInRequest, code: str) -> HttpResponse:
    found = _cared_for(request, code)
    form = SpareForm(request.POST or None)
    told = _("The spare is on the list. Record what is on the shelf.")
    return _recorded(request, found, form, list_spare, _("List a spare"), told, machine=found)


def move(request: SignedInRequest, code: str, spare: int) -> HttpResponse:
    found = _cared_for(request, code)
    kept = get_object_or_404(found.spares.all(), pk=spare)
    form = MoveForm(request.POST or None)
    return _recorded(
        request, found, form, move_spare, str(kept), _("The shelf is counted."), spare=kept
    )


def _now() -> Any:
    return timezone.localtime(timezone.now())


def _cared_for(request: SignedInRequest, code: str) -> Machine:
    return get_object_or_404(machines_cared_for_by(request.user), code=code)


def _plan(machine: Machine, pk: int) -> MaintenancePlan:
    plans = machine.maintenance_plans.select_related("machine__cooperative")
    return get_object_or_404(plans, pk=pk, ended_on__isnull=True)


def _crumbs(machine: Machine) -> list[tuple[object, str]]:
    return [
        (_("Machines"), reverse("machines:index")),
        (machine, reverse("machines:machine", args=[machine.code])),
        (_("Maintenance"), reverse("machines:upkeep", args=[machine.code])),
    ]


def _recorded(
    request: SignedInRequest,
    of: Machine,
    form: Form,
    record: Callable[..., Any],
    title: str,
    done: str,
    **about: Any,
) -> HttpResponse:
    """One form, one action, back to the machine's maintenance."""
    back = reverse("machines:upkeep", args=[of.code])
    if form.is_valid():
        try:
            record(**about, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "title": title, "crumbs": _crumbs(of), "back": back}
    return render(request, "machines/booking_form.html", context)
