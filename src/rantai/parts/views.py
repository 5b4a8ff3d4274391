"""Parts, their drawings, how they are checked, and which workshop may make them."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.queries import gauges_visible_to
from rantai.members.queries import workshops_visible_to
from rantai.parts.actions import (
    approve_workshop,
    register_part,
    register_revision,
    set_control_plan,
    withdraw_approval,
)
from rantai.parts.forms import (
    ApprovalForm,
    ControlPlanForm,
    PartForm,
    RevisionForm,
    WithdrawForm,
)
from rantai.parts.models import Part, PartRevision
from rantai.parts.queries import (
    approvals_visible_to,
    checks_to_begin_with,
    dossier_of,
    grades_visible_to,
    parts_visible_to,
    revisions_visible_to,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    context = {
        "parts": parts_visible_to(request.user),
        "may_plan": has_role(request.user, Role.PLANNER),
    }
    return render(request, "parts/index.html", context)


def part(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    found = get_object_or_404(parts_visible_to(request.user), pk=pk)
    context = {
        "part": found,
        "revisions": dossier_of(request.user, found, timezone.localdate(timezone.now())),
        "history": history_of(request.user, found),
        "may_plan": has_role(request.user, Role.PLANNER),
        "crumbs": _crumbs(),
    }
    return render(request, "parts/part.html", context)


def _crumbs(*parts: Part) -> list[tuple[str, str]]:
    inner = [(each.number, reverse("parts:part", args=[each.pk])) for each in parts]
    return [(_("Parts"), reverse("parts:index")), *inner]


def new_part(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    now = timezone.now()
    initial = {"number": request.GET.get("nomor", ""), "valid_from": timezone.localdate(now)}
    grades = grades_visible_to(request.user)
    form = PartForm(request.POST or None, grades=grades, initial=initial)
    if form.is_valid():
        try:
            revision = register_part(**form.part(), drawing=form.drawing(), by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Part %s is registered.") % revision.part.number)
            return redirect("parts:part", revision.part_id)
    return _form_page(request, form, _("Register a part"), _("Register"), _crumbs())


def new_revision(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    found = get_object_or_404(parts_visible_to(request.user), pk=pk)
    now = timezone.now()
    form = RevisionForm(
        request.POST or None,
        grades=grades_visible_to(request.user),
        initial={"valid_from": timezone.localdate(now)},
    )
    if form.is_valid():
        try:
            register_revision(part=found, drawing=form.drawing(), by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("parts:part", pk)
    title = _("New revision of %s") % found.number
    return _form_page(request, form, title, _("Register"), _crumbs(found))


def new_approval(request: SignedInRequest, revision: int) -> HttpResponse:
    asked = _planners_revision(request, revision)
    shops = workshops_visible_to(request.user)
    form = ApprovalForm(request.POST or None, workshops=shops)
    if form.is_valid():
        try:
            approve_workshop(
                revision=asked, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The approval is entered."))
            return redirect("parts:part", asked.part_id)
    title = _("Approve a workshop for %s") % asked
    return _form_page(request, form, title, _("Enter the approval"), _crumbs(asked.part))


def withdraw(request: SignedInRequest, approval: int) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    asked = get_object_or_404(approvals_visible_to(request.user), pk=approval)
    now = timezone.now()
    form = WithdrawForm(request.POST or None, initial={"on": timezone.localdate(now)})
    if form.is_valid():
        try:
            withdraw_approval(approval=asked, **form.cleaned_data, by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("parts:part", asked.revision.part_id)
    title = _("Withdraw the approval of %s") % asked.workshop
    return _form_page(request, form, title, _("Withdraw"), _crumbs(asked.revision.part))


def new_control_plan(request: SignedInRequest, revision: int) -> HttpResponse:
    asked = _planners_revision(request, revision)
    now = timezone.now()
    form = ControlPlanForm(
        request.POST or None,
        gauges=gauges_visible_to(request.user),
        begins_with=checks_to_begin_with(asked),
        initial={"valid_from": timezone.localdate(now)},
    )
    if form.is_valid():
        try:
            set_control_plan(
                revision=asked,
                valid_from=form.cleaned_data["valid_from"],
                checks=form.checks(),
                by=request.user,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The control plan is entered."))
            return redirect("parts:part", asked.part_id)
    context = {"form": form, "revision": asked, "crumbs": _crumbs(asked.part)}
    return render(request, "parts/control_plan_form.html", context)


def _planners_revision(request: SignedInRequest, pk: int) -> PartRevision:
    acting_as(request.user, Role.PLANNER)
    return get_object_or_404(revisions_visible_to(request.user), pk=pk)


def _form_page(
    request: SignedInRequest, form: Form, title: str, action: str, crumbs: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "action": action, "crumbs": crumbs}
    return render(request, "parts/form.html", context)
