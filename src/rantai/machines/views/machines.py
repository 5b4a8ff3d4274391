"""The machines' board, one machine's dossier, and what is recorded about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.actions import (
    change_machine_state,
    record_machine_use,
)
from rantai.machines.forms import StateForm, UseForm
from rantai.machines.models import MachineKind
from rantai.machines.queries import (
    calibrations_of,
    hours_of,
    machine_board,
    machines_cared_for_by,
    machines_visible_to,
    uses_visible_to,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

USES_SHOWN = 50
MEASURING = (MachineKind.SPECTROMETER, MachineKind.GAUGE)


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    rows = machine_board(request.user, timezone.localdate())
    shared = [row for row in rows if row.machine.workshop_id is None]
    donated = sum(1 for row in shared if row.machine.donor)
    context = {
        "shared": shared,
        "own": rows[len(shared) :],
        "donated": donated,
        "sees_gifts": has_role(request.user, *OFFICE),
        "decides": has_role(request.user, Role.PLANNER),
    }
    return render(request, "machines/index.html", context)


def machine(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(machines_visible_to(request.user), code=code)
    today = timezone.localdate()
    context = {
        "machine": found,
        "today": today,
        "fees": list(found.fees.order_by("-valid_from")),
        "uses": list(
            uses_visible_to(request.user).filter(machine=found).order_by("-used_on")[:USES_SHOWN]
        ),
        "can_record": found.workshop_id is None
        and has_role(request.user, Role.TREASURER, Role.PLANNER),
        "can_return": bool(found.donor)
        and found.returned_on is None
        and has_role(request.user, Role.PLANNER),
        "hours": hours_of([found])[found.pk],
        "cares": machines_cared_for_by(request.user).filter(pk=found.pk).exists(),
        "can_change": has_role(request.user, Role.PLANNER, Role.LAB),
        "calibrations": list(calibrations_of(found)),
        "can_calibrate": found.kind in MEASURING and has_role(request.user, Role.LAB),
        "crumbs": [(_("Machines"), reverse("machines:index"))],
    }
    return render(request, "machines/machine.html", context)


def use(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.TREASURER, Role.PLANNER)
    form = UseForm(
        request.POST or None,
        viewer=request.user,
        initial={"used_on": timezone.localdate()},
    )
    done = _("The use is recorded with its fee.")
    return _recorded(request, code, form, record_machine_use, _("Record use"), done)


def state(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, Role.LAB)
    form = StateForm(request.POST or None)
    done = _("The machine's state is changed.")
    return _recorded(request, code, form, change_machine_state, _("Change the state"), done)


def _recorded(
    request: SignedInRequest,
    code: str,
    form: Form,
    record: Callable[..., Any],
    title: str,
    done: str,
) -> HttpResponse:
    """One form, one action, back to the machine."""
    found = get_object_or_404(machines_visible_to(request.user), code=code)
    if form.is_valid():
        try:
            record(machine=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("machines:machine", code=code)
    crumbs = [
        (_("Machines"), reverse("machines:index")),
        (found, reverse("machines:machine", args=[code])),
    ]
    context = {"machine": found, "form": form, "title": title, "crumbs": crumbs}
    return render(request, "machines/form.html", context)
