"""Did it help: what each action and training changed, and naming what it should."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.models import Training
from rantai.mentoring.actions import name_aim
from rantai.mentoring.forms import AimForm
from rantai.mentoring.models import Action
from rantai.mentoring.queries import actions_visible_to
from rantai.mentoring.queries.help import did_it_help
from rantai.mentoring.queries.trainings import trainings_without_aim
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    is_mentor = has_role(request.user, Role.MENTOR)
    context = {
        "help": did_it_help(request.user, request.GET.get("page")),
        "can_name": is_mentor,
        "trainings": list(trainings_without_aim(request.user)[:20]) if is_mentor else [],
        "crumbs": [(_("Mentoring"), reverse("mentoring:index"))],
    }
    return render(request, "mentoring/help.html", context)


def aim_action(request: SignedInRequest, pk: UUID) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    found = get_object_or_404(actions_visible_to(request.user), pk=pk)
    return _aim(request, found, reverse("mentoring:visit", args=[found.visit_id]))


def aim_training(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    found = get_object_or_404(trainings_without_aim(request.user, named=True), pk=pk)
    return _aim(request, found, reverse("mentoring:help"))


def _aim(request: SignedInRequest, thing: Action | Training, back: str) -> HttpResponse:
    form = AimForm(request.POST or None)
    if form.is_valid():
        try:
            name_aim(of=thing, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("What it should change is named."))
            return redirect("mentoring:help")
    context = {"form": form, "title": _("What should it change?"), "about": thing, "back": back}
    return render(request, "mentoring/form.html", context)
