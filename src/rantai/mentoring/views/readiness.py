"""How ready each workshop is, what would lift it, and the rule behind it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.queries import workshop_of, workshops_visible_to
from rantai.mentoring.actions import agree_readiness
from rantai.mentoring.forms import ReadinessForm
from rantai.mentoring.models import Pillar
from rantai.mentoring.queries.readiness import (
    last_marked_month,
    readiness_of,
    readiness_rules_visible_to,
    ready_board,
    weights_by_pillar,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    if has_role(request.user, *WORKSHOP):
        own = workshop_of(request.user)
        return redirect("mentoring:readiness", own.code) if own else redirect("home")
    month = last_marked_month(request.user)
    context = {
        "month": month,
        "rows": ready_board(request.user, month) if month else [],
        "pillars": [pillar.label for pillar in Pillar],
        "can_agree": has_role(request.user, Role.MENTOR, Role.PLANNER),
        "crumbs": [(_("Mentoring"), reverse("mentoring:index"))],
    }
    return render(request, "mentoring/ready_board.html", context)


def workshop(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    context = {
        "workshop": found,
        "ready": readiness_of(request.user, found, timezone.localdate()),
        # The places are the workshop's own and the office's; a mentor reads of them.
        "may_go": has_role(request.user, *OFFICE, *WORKSHOP),
        "pillars": [(pillar.value, pillar.label) for pillar in Pillar],
        "crumbs": [
            (_("Mentoring"), reverse("mentoring:index")),
            (found, reverse("mentoring:workshop", args=[code])),
        ],
    }
    return render(request, "mentoring/readiness.html", context)


def rule(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    if request.method == "POST":
        acting_as(request.user, Role.MENTOR, Role.PLANNER)
    form = ReadinessForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            agree_readiness(**form.said(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The decision is entered."))
            return redirect("mentoring:readiness_rule")
    context = {
        "rules": [
            (each, weights_by_pillar(each)) for each in readiness_rules_visible_to(request.user)
        ],
        "form": form if has_role(request.user, Role.MENTOR, Role.PLANNER) else None,
        "crumbs": [
            (_("Mentoring"), reverse("mentoring:index")),
            (_("Readiness"), reverse("mentoring:readiness_board")),
        ],
    }
    return render(request, "mentoring/readiness_rule.html", context)
