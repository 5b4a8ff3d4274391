"""A member's standing: what happens is read first, then done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.forms import MembershipForm
from rantai.members.queries import workshops_visible_to
from rantai.portal.leaving import NotReadYet, change_standing, digest_of, ties_of, what_happens
from rantai.records.models import Role
from rantai.records.queries import acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def standing(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, Role.TREASURER)
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    form = MembershipForm(request.POST or None)
    happens: list[str] = []
    if form.is_valid():
        now = timezone.now()
        chosen = form.cleaned_data
        ties = ties_of(found, chosen["valid_from"], timezone.localdate(now))
        sees_money = has_role(request.user, Role.TREASURER)
        happens = what_happens(ties, chosen["status"], chosen["valid_from"], sees_money=sees_money)
        read = request.POST.get("read", "")
        try:
            change_standing(workshop=found, **chosen, read=read, by=request.user, at=now)
        except NotReadYet as refusal:
            if read:
                form.add_error(None, _("Something changed while you were reading. ") + str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            happens = []
        else:
            messages.success(request, _("The standing of %s is recorded.") % found)
            return redirect("members:workshop", code=code)
    context = {
        "workshop": found,
        "form": form,
        "happens": happens,
        "read": digest_of(happens, form.cleaned_data["status"], form.cleaned_data["valid_from"])
        if happens
        else "",
        "crumbs": [
            (_("Members"), reverse("members:index")),
            (found, reverse("members:workshop", args=[code])),
        ],
    }
    return render(request, "portal/standing.html", context)
