"""Filling in a check sheet, one filled sheet with its photos, and the actions agreed on it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.members.queries import workshops_visible_to
from rantai.mentoring.actions import adopt_sheets, close_action, correct_item, record_visit
from rantai.mentoring.forms import CloseActionForm, CorrectItemForm, VisitForm
from rantai.mentoring.queries import (
    actions_visible_to,
    attachment_of,
    filled_sheet,
    may_fill,
    open_actions,
    running_enrolment,
    scores_visible_to,
    sheet_on,
    visits_visible_to,
    way_of,
)
from rantai.records.identifiers import uuid7
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

ACTIONS = 25
"""On one page, the first due first."""


def fill(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    acting_as(request.user, Role.MENTOR, Role.OWNER)
    if not may_fill(request.user, kind):
        raise Http404
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    programme = running_enrolment(request.user, found).programme
    today = timezone.localdate()
    sheet = sheet_on(found.cooperative_id, kind, today)
    if sheet is None:
        raise Http404
    way = way_of(programme, found, today)
    form = VisitForm(
        request.POST or None,
        request.FILES or None,
        sheet=sheet,
        stages=way.stages,
        oversize=request.META.get("rantai.oversize", ""),
        initial={
            "visit_id": uuid7(),
            "visited_on": today,
            "stage": way.now.stage.number if way.now else None,
        },
    )
    if form.is_valid():
        try:
            visit = record_visit(
                programme=programme,
                workshop=found,
                sheet=sheet,
                **form.said(),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The sheet is saved."))
            return redirect("mentoring:visit", pk=visit.pk)
    context = {
        "workshop": found,
        "sheet": sheet,
        "form": form,
        "crumbs": [
            (_("Mentoring"), reverse("mentoring:index")),
            (found, reverse("mentoring:workshop", args=[code])),
        ],
    }
    return render(request, "mentoring/fill.html", context)


def visit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(visits_visible_to(request.user), pk=pk)
    context = {
        "visit": found,
        "filled": filled_sheet(request.user, found),
        "today": timezone.localdate(),
        "can_correct": may_fill(request.user, found.sheet.kind),
        "can_close": has_role(request.user, Role.MENTOR, Role.OWNER),
        "can_name": has_role(request.user, Role.MENTOR),
        "crumbs": [
            (_("Mentoring"), reverse("mentoring:index")),
            (found.workshop, reverse("mentoring:workshop", args=[found.workshop.code])),
        ],
    }
    return render(request, "mentoring/visit.html", context)


def file(request: SignedInRequest, pk: UUID, attachment: int) -> FileResponse:
    found = get_object_or_404(visits_visible_to(request.user), pk=pk)
    kept = attachment_of(request.user, found, attachment)
    if kept is None:
        raise Http404
    return FileResponse(
        kept.file.open(),
        as_attachment=not kept.is_image,
        filename=kept.name,
        content_type=kept.media_type,
    )


def correct_score(request: SignedInRequest, pk: UUID) -> HttpResponse:
    acting_as(request.user, Role.MENTOR, Role.OWNER)
    score = get_object_or_404(scores_visible_to(request.user), pk=pk)
    if not may_fill(request.user, score.visit.sheet.kind):
        raise Http404
    form = CorrectItemForm(request.POST or None, score=score)
    if form.is_valid():
        try:
            correct_item(score=score, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The score is corrected; the old one stays in the record."))
            return redirect("mentoring:visit", pk=score.visit_id)
    back = reverse("mentoring:visit", args=[score.visit_id])
    context = {"form": form, "title": _("Correct a score"), "about": score.item, "back": back}
    return render(request, "mentoring/form.html", context)


def actions(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    today = timezone.localdate()
    every = open_actions(request.user)
    page = Paginator(every, ACTIONS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "overdue": every.filter(due_on__lt=today).count(),
        "today": today,
        "can_close": has_role(request.user, Role.MENTOR, Role.OWNER),
        "can_name": has_role(request.user, Role.MENTOR),
        "crumbs": [(_("Mentoring"), reverse("mentoring:index"))],
    }
    return render(request, "mentoring/actions.html", context)


def close(request: SignedInRequest, pk: UUID) -> HttpResponse:
    acting_as(request.user, Role.MENTOR, Role.OWNER)
    action = get_object_or_404(actions_visible_to(request.user), pk=pk)
    form = CloseActionForm(
        request.POST or None,
        request.FILES or None,
        oversize=request.META.get("rantai.oversize", ""),
        initial={"done_on": timezone.localdate()},
    )
    if form.is_valid():
        try:
            close_action(action=action, **form.said(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The action is closed."))
            return redirect("mentoring:visit", pk=action.visit_id)
    context = {
        "form": form,
        "title": _("Close an action"),
        "about": action,
        "back": reverse("mentoring:visit", args=[action.visit_id]),
        "has_files": True,
    }
    return render(request, "mentoring/form.html", context)


@require_POST
def adopt(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    try:
        adopt_sheets(valid_from=timezone.localdate(), by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The check sheets can be filled in from today on."))
    return redirect("mentoring:index")
