"""The members' board on any day, and one workshop's dossier."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.actions import audit_capacity, change_membership
from rantai.members.forms import CapacityForm, DayForm, MembershipForm
from rantai.members.models import MembershipStatus, Workshop
from rantai.members.queries import (
    count_members,
    members_on,
    workers_of,
    workshop_of,
    workshops_visible_to,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def index(request: SignedInRequest) -> HttpResponse:
    """Workshop people have one workshop to look at: their own."""
    if has_role(request.user, *WORKSHOP):
        return _own_workshop(request)
    cooperative = acting_as(request.user, *OFFICE, Role.MENTOR)
    today = timezone.localdate()
    form = DayForm(request.GET if "tanggal" in request.GET else {"tanggal": today.isoformat()})
    day = form.cleaned_data["tanggal"] if form.is_valid() else today
    chosen = request.GET.get("status", "")
    members = members_on(request.user, cooperative, day)
    context = {
        "form": form,
        "day": day,
        "counts": count_members(cooperative, day),
        "workers": sum(member.workers for member in members),
        "filters": _filters(day, chosen, [member.standing for member in members]),
        "address": reverse("members:workshop", args=["-"]).removesuffix("-/"),
        "may_bring_in": has_role(request.user, Role.PLANNER),
        "members": [row for row in members if _is_asked(row.standing, chosen)],
    }
    return render(request, "members/index.html", context)


def _own_workshop(request: SignedInRequest) -> HttpResponse:
    own = workshop_of(request.user)
    if own is None:
        raise Http404
    return redirect("members:workshop", code=own.code)


def _filters(
    day: date, chosen: str, standings: list[MembershipStatus | None]
) -> list[tuple[Any, int, str, bool]]:
    address = f"?tanggal={day.isoformat()}"
    belong = sum(_is_asked(standing, "") for standing in standings)
    each = [
        (status.label, standings.count(status), f"{address}&status={status}", chosen == status)
        for status in MembershipStatus
    ]
    return [(_("Members"), belong, address, not chosen), *each]


def _is_asked(standing: MembershipStatus | None, chosen: str) -> bool:
    """Without a choice the board lists who belongs; those who left are asked for by name."""
    if chosen:
        return standing == chosen
    return standing is not None and standing != MembershipStatus.LEFT


def workshop(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    today = timezone.localdate()
    context = {
        "workshop": found,
        "today": today,
        "memberships": list(found.memberships.order_by("-valid_from")),
        "people": workers_of(found, today),
        "machines": list(found.machines.all()),
        "audits": list(found.capacity_audits.order_by("-valid_from")),
        "approvals": list(
            found.approvals.select_related("revision__part").order_by("-approved_on")
        ),
        "can_change": has_role(request.user, Role.PLANNER),
        "crumbs": [(_("Members"), reverse("members:index"))],
    }
    return render(request, "members/workshop.html", context)


def membership(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, Role.TREASURER)
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    form = MembershipForm(request.POST or None)
    if form.is_valid():
        try:
            change_membership(
                workshop=found, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The standing of %s is recorded.") % found)
            return redirect("members:workshop", code=code)
    return _form_page(request, found, form, _("Change the standing"))


def capacity(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    form = CapacityForm(request.POST or None)
    if form.is_valid():
        try:
            audit_capacity(workshop=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The capacity of %s is recorded.") % found)
            return redirect("members:workshop", code=code)
    return _form_page(request, found, form, _("Record a capacity audit"))


def _form_page(
    request: SignedInRequest, found: Workshop, form: MembershipForm | CapacityForm, title: str
) -> HttpResponse:
    crumbs = [
        (_("Members"), reverse("members:index")),
        (found, reverse("members:workshop", args=[found.code])),
    ]
    context = {"workshop": found, "form": form, "title": title, "crumbs": crumbs}
    return render(request, "members/form.html", context)
