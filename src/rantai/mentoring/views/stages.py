"""The stages of a programme, what each asks for, and a workshop's step to the next."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.queries import workshops_visible_to
from rantai.mentoring.actions import ask_for, ask_no_longer, enter_stage
from rantai.mentoring.board_rows import linked
from rantai.mentoring.forms import CriterionForm, EndForm, EnterStageForm
from rantai.mentoring.queries import (
    board_of,
    criteria_on,
    criteria_visible_to,
    programmes_visible_to,
    running_enrolment,
    way_of,
)
from rantai.records.models import Role
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def stages(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(programmes_visible_to(request.user), pk=pk)
    today = timezone.localdate()
    criteria = list(criteria_on(programme, today))
    columns = board_of(request.user, programme)
    context = {
        "programme": programme,
        "columns": [
            (
                column,
                linked(column.workshops),
                [row for row in criteria if row.stage_id == column.stage.pk],
            )
            for column in columns
        ],
        "standing": sum(len(column.workshops) for column in columns),
        "can_change": has_role(request.user, Role.MENTOR),
        "crumbs": [(_("Mentoring"), reverse("mentoring:index"))],
    }
    return render(request, "mentoring/stages.html", context)


def enter(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    programme = running_enrolment(request.user, found).programme
    today = timezone.localdate()
    way = way_of(programme, found, today)
    form = EnterStageForm(
        request.POST or None,
        way=way,
        initial={"entered_on": today, "number": way.next.number if way.next else None},
    )
    if form.is_valid():
        try:
            passage = enter_stage(
                programme=programme,
                workshop=found,
                **form.said(),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("%(workshop)s now stands in “%(stage)s”.")
                % {"workshop": found, "stage": passage.stage},
            )
            return redirect("mentoring:workshop", code=code)
    context = {
        "workshop": found,
        "way": way,
        "form": form,
        "crumbs": [
            (_("Mentoring"), reverse("mentoring:index")),
            (found, reverse("mentoring:workshop", args=[code])),
        ],
    }
    return render(request, "mentoring/enter_stage.html", context)


def criterion(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    programme = get_object_or_404(programmes_visible_to(request.user), pk=pk)
    form = CriterionForm(
        request.POST or None,
        stages=list(programme.stages.all()),
        initial={"valid_from": timezone.localdate()},
    )
    if form.is_valid():
        try:
            ask_for(programme=programme, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The stage asks for this from that day on."))
            return redirect("mentoring:stages", pk=pk)
    return _form_page(request, pk, form, _("Add a criterion"), programme)


def end_criterion(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    found = get_object_or_404(criteria_visible_to(request.user), pk=pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    form = EndForm(request.POST or None, initial={"valid_until": yesterday})
    programme = found.stage.programme_id
    if form.is_valid():
        try:
            ask_no_longer(criterion=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("After that day the stage no longer asks for this."))
            return redirect("mentoring:stages", pk=programme)
    return _form_page(request, programme, form, _("End a criterion"), found)


def _form_page(
    request: SignedInRequest, programme: int, form: object, title: str, about: object
) -> HttpResponse:
    back = reverse("mentoring:stages", args=[programme])
    context = {"form": form, "title": title, "about": about, "back": back}
    return render(request, "mentoring/form.html", context)
