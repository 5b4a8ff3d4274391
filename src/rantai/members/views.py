"""The members' board on any day, and one workshop's dossier."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.actions import (
    audit_capacity,
    employ,
    hold_training,
    let_go,
    record_certificate,
    record_level,
)
from rantai.members.forms import (
    CapacityForm,
    CertificateForm,
    DayForm,
    LeaveForm,
    LevelForm,
    PersonForm,
    TrainingForm,
)
from rantai.members.matrix import crew_block, crew_sections, crew_table
from rantai.members.models import MembershipStatus, Skill, Workshop
from rantai.members.queries import (
    count_members,
    crew_on,
    matrix_on,
    members_on,
    papers_of,
    people_visible_to,
    skills_of,
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
    request: SignedInRequest, found: Workshop, form: CapacityForm, title: str
) -> HttpResponse:
    crumbs = [
        (_("Members"), reverse("members:index")),
        (found, reverse("members:workshop", args=[found.code])),
    ]
    context = {"workshop": found, "form": form, "title": title, "crumbs": crumbs}
    return render(request, "members/form.html", context)


# People and their skills


def skills(request: SignedInRequest) -> HttpResponse:
    """Four thousand people on one page, a block for each workshop."""
    cooperative = acting_as(request.user, *OFFICE, Role.MENTOR)
    today = timezone.localdate()
    known = skills_of(cooperative)
    crews = matrix_on(request.user, cooperative, today)
    blocks = [(workshop, *crew_block(lines, known, today)) for workshop, lines in crews]
    context = {
        "sections": crew_sections(
            [(workshop, rows) for workshop, rows, _is_at_risk in blocks], known
        ),
        "crews": len(crews),
        "people": sum(len(lines) for _workshop, lines in crews),
        "at_risk": sum(is_at_risk for _workshop, _rows, is_at_risk in blocks),
        "crumbs": [(_("Members"), reverse("members:index"))],
    }
    return render(request, "members/skills.html", context)


def crew(request: SignedInRequest, code: str) -> HttpResponse:
    """One workshop's matrix, who alone holds a skill, and papers that run out."""
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    today = timezone.localdate()
    known = skills_of(found.cooperative)
    mine = crew_on(found, today)
    can_change = has_role(request.user, Role.MENTOR, Role.OWNER)
    context = {
        "workshop": found,
        "skills": known,
        "rows": crew_table(mine, known, can_change),
        "can_change": can_change,
        "people": len(mine.people),
        "at_risk": mine.at_risk(known),
        "papers": papers_of(request.user, found, today),
        "today": today,
        "soon": today + timedelta(days=60),
        "can_teach": has_role(request.user, Role.MENTOR),
        "can_employ": has_role(request.user, Role.PLANNER, Role.OWNER),
        "crumbs": [
            (_("Members"), reverse("members:index")),
            (found, reverse("members:workshop", args=[code])),
        ],
    }
    return render(request, "members/crew.html", context)


def level(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.MENTOR, Role.OWNER)
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    form = LevelForm(
        request.POST or None,
        skills=Skill.objects.filter(cooperative_id=person.cooperative_id),
        initial={"seen_on": timezone.localdate()},
    )
    return _crew_form(
        request,
        person.workshop,
        form,
        _("Level of %s") % person,
        partial(record_level, person=person),
    )


def certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.MENTOR, Role.OWNER)
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    form = CertificateForm(
        request.POST or None, skills=Skill.objects.filter(cooperative_id=person.cooperative_id)
    )
    write = partial(record_certificate, person=person)
    return _crew_form(request, person.workshop, form, _("Certificate of %s") % person, write)


def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, Role.OWNER)
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    form = LeaveForm(request.POST or None, initial={"left_on": timezone.localdate()})
    write = partial(let_go, person=person)
    return _crew_form(request, person.workshop, form, _("%s leaves") % person, write)


def new_person(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, Role.OWNER)
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    form = PersonForm(request.POST or None, initial={"joined_on": timezone.localdate()})
    write = partial(employ, workshop=found)
    return _crew_form(request, found, form, _("Enter a worker"), write)


def training(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    form = TrainingForm(
        request.POST or None,
        skills=Skill.objects.filter(cooperative_id=found.cooperative_id),
        people=people_visible_to(request.user).filter(workshop=found, left_on__isnull=True),
        initial={"held_on": timezone.localdate()},
    )
    return _crew_form(request, found, form, _("Record a training"), hold_training)


def _crew_form(
    request: SignedInRequest,
    found: Workshop,
    form: forms.Form,
    title: str,
    write: Callable[..., object],
) -> HttpResponse:
    if form.is_valid():
        try:
            write(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is recorded."))
            return redirect("members:crew", code=found.code)
    crumbs = [
        (_("Members"), reverse("members:index")),
        (found, reverse("members:crew", args=[found.code])),
    ]
    context = {"workshop": found, "form": form, "title": title, "crumbs": crumbs}
    return render(request, "members/form.html", context)
