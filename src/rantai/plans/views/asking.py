"""Can we take more, what broke, what do we count with; and a member's own heats."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of, workshops_visible_to
from rantai.parts.queries import revisions_visible_to
from rantai.plans.actions.planning_terms import set_planning_terms
from rantai.plans.actions.replanning import check_promise, replan
from rantai.plans.models import PlanningTerms, PlanNotice
from rantai.plans.plan_forms import PromiseForm, ReplanForm, TermsForm
from rantai.plans.queries.schedules import (
    heats_of_workshop,
    notices_of,
    published_plan,
    workshops_of_plans,
)
from rantai.records.models import Role
from rantai.records.queries import acting_as, owned_by
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

NOTICES = 10


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Melting plans"), reverse("plans:plans"))]


def promise(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    now = timezone.now()
    revisions = revisions_visible_to(request.user)
    form = PromiseForm(request.POST or None, revisions=revisions)
    if form.is_valid():
        try:
            version = check_promise(**form.cleaned_data, by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("plans:plan", version.number)
    return render(request, "plans/promise.html", {"form": form, "crumbs": _crumbs()})


def broken(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    now = timezone.now()
    form = ReplanForm(
        request.POST or None,
        workshops=workshops_visible_to(request.user),
        initial={"last_day": timezone.localdate(now) + timedelta(days=1)},
    )
    if form.is_valid():
        try:
            version = replan(**form.cleaned_data, by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("plans:plan", version.number)
    return render(request, "plans/broken.html", {"form": form, "crumbs": _crumbs()})


def terms(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    now = timezone.now()
    form = TermsForm(request.POST or None, initial={"valid_from": timezone.localdate(now)})
    if form.is_valid():
        set_planning_terms(**form.cleaned_data, by=request.user, at=now)
        messages.success(request, _("The terms are entered."))
        return redirect("plans:terms")
    rows = owned_by(request.user, PlanningTerms.objects.all())
    return render(request, "plans/terms.html", {"form": form, "rows": rows, "crumbs": _crumbs()})


# One workshop, on a phone


def my_heats(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.OWNER, Role.OPERATOR)
    workshop = workshop_of(request.user)
    if workshop is None:
        raise Http404
    return _heats_page(request, workshop)


def workshop_heats(request: SignedInRequest, code: str) -> HttpResponse:
    return _heats_page(request, get_object_or_404(workshops_of_plans(request.user), code=code))


def _heats_page(request: SignedInRequest, workshop: Workshop) -> HttpResponse:
    version = published_plan(request.user)
    today = timezone.localdate(timezone.now())
    items = version.facts["items"] if version else {}
    heats = [
        (heat, [(items[name]["part"], count) for name, count in heat.pieces.items()])
        for heat in (heats_of_workshop(version, workshop) if version else ())
    ]
    days: dict[object, list[object]] = {}
    for heat, pieces in heats:
        days.setdefault(heat.day, []).append((heat, pieces))
    context = {
        "workshop": workshop,
        "version": version,
        "days": list(days.items()),
        "today": today,
        "notices": [_told(notice) for notice in notices_of(workshop)[:NOTICES]],
        "crumbs": [(_("Work orders"), reverse("plans:work_orders"))],
    }
    return render(request, "plans/workshop_heats.html", context)


def _told(notice: PlanNotice) -> dict[str, Any]:
    told = [{**change, "on": date.fromisoformat(change["day"])} for change in notice.changes]
    return {"told_at": notice.told_at, "reason": notice.reason, "told": told}
