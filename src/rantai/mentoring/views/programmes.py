"""The programme, and how one workshop stands on its three pillars."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.members.queries import workshops_visible_to
from rantai.mentoring.actions import correct_assessment, enrol_workshop, record_assessment
from rantai.mentoring.board_rows import board_rows
from rantai.mentoring.forms import AssessmentForm, CorrectionForm, EnrolForm
from rantai.mentoring.models import Pillar
from rantai.mentoring.queries import (
    assessments_visible_to,
    may_fill,
    open_actions,
    participants,
    programmes_visible_to,
    running_enrolment,
    sheets_on,
    visits_of,
    way_of,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    today = timezone.localdate()
    people = participants(request.user)
    context = {
        "programmes": list(programmes_visible_to(request.user)),
        "people": people,
        "rows": board_rows(people, today),
        "overdue": sum(person.is_overdue(today) for person in people),
        "pillars": [pillar.label for pillar in Pillar],
        "is_mentor": has_role(request.user, Role.MENTOR),
        "can_adopt": has_role(request.user, Role.MENTOR) and not sheets_on(request.user, today),
        "can_enrol": has_role(request.user, Role.MENTOR, Role.PLANNER),
    }
    return render(request, "mentoring/index.html", context)


def workshop(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    today = timezone.localdate()
    mine = participants(request.user, found)
    context = {
        "workshop": found,
        "today": today,
        "people": mine,
        "assessments": list(
            assessments_visible_to(request.user)
            .filter(workshop=found)
            .order_by("-assessed_on", "-received_at")
        ),
        "way": way_of(mine[0].enrolment.programme, found, today) if mine else None,
        "visits": visits_of(request.user, found),
        "actions": list(open_actions(request.user).filter(workshop=found)),
        "sheets": [
            sheet
            for sheet in sheets_on(request.user, today)
            if mine and may_fill(request.user, sheet.kind)
        ],
        "can_close": has_role(request.user, Role.MENTOR, Role.OWNER),
        "can_assess": bool(mine) and has_role(request.user, Role.MENTOR),
        "crumbs": [(_("Mentoring"), reverse("mentoring:index"))],
    }
    return render(request, "mentoring/workshop.html", context)


def enrol(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.MENTOR, Role.PLANNER)
    programme = get_object_or_404(programmes_visible_to(request.user), pk=pk)
    form = EnrolForm(request.POST or None, viewer=request.user)
    if form.is_valid():
        try:
            enrolment = enrol_workshop(
                programme=programme, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%s now takes part.") % enrolment.workshop)
            return redirect("mentoring:index")
    back = reverse("mentoring:index")
    context = {"form": form, "title": _("Enrol a workshop"), "about": programme, "back": back}
    return render(request, "mentoring/form.html", context)


def assess(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    enrolment = running_enrolment(request.user, found)
    form = AssessmentForm(request.POST or None, initial={"assessed_on": timezone.localdate()})
    if form.is_valid():
        try:
            record_assessment(
                programme=enrolment.programme,
                workshop=found,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The assessment is recorded."))
            return redirect("mentoring:workshop", code=code)
    return _form_page(request, found, form, _("Record an assessment"))


def correct(request: SignedInRequest, pk: UUID) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    old = get_object_or_404(assessments_visible_to(request.user), pk=pk)
    form = CorrectionForm(
        request.POST or None, initial={"score": old.score, "finding": old.finding}
    )
    if form.is_valid():
        try:
            correct_assessment(
                assessment=old, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The score is corrected; the old one stays in the record."))
            return redirect("mentoring:workshop", code=old.workshop.code)
    return _form_page(request, old.workshop, form, _("Correct a score"))


def _form_page(request: SignedInRequest, found: Workshop, form: Form, title: str) -> HttpResponse:
    back = reverse("mentoring:workshop", args=[found.code])
    context = {"form": form, "title": title, "about": found, "back": back}
    return render(request, "mentoring/form.html", context)
