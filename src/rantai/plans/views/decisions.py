"""The members' rules and sources, part by part."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.members.queries import workshops_visible_to
from rantai.parts.queries import parts_visible_to
from rantai.plans.actions import (
    set_sharing_rule,
    set_source,
)
from rantai.plans.forms import RuleForm, SourceForm
from rantai.plans.models import Rule
from rantai.plans.queries import (
    record_choice,
    rules_visible_to,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def rules(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    today = timezone.localdate(timezone.now())
    rows = [(each, each.in_force_on(today)) for each in rules_visible_to(request.user)]
    crumbs = [(_("Allocation"), reverse("plans:index"))]
    return render(request, "plans/rules.html", {"rows": rows, "crumbs": crumbs})


def part_rules(request: SignedInRequest, part: int) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    now = timezone.now()
    form = RuleForm(request.POST or None, initial={"valid_from": timezone.localdate(now)})
    if request.method == "POST":
        acting_as(request.user, Role.PLANNER)
    if form.is_valid():
        found = get_object_or_404(parts_visible_to(request.user), pk=part)
        values = {**form.cleaned_data, "rule": Rule(form.cleaned_data["rule"])}
        try:
            set_sharing_rule(part=found, **values, by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The decision is entered."))
            return redirect("plans:part_rules", part)
    return _rules_page(request, part, form, None)


@require_POST
def new_source(request: SignedInRequest, part: int) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    found = get_object_or_404(parts_visible_to(request.user), pk=part)
    form = SourceForm(request.POST, workshops=workshops_visible_to(request.user))
    if form.is_valid():
        try:
            set_source(part=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The source is entered."))
            return redirect("plans:part_rules", part)
    return _rules_page(request, part, None, form)


def _rules_page(
    request: SignedInRequest, part: int, rule: RuleForm | None, source: SourceForm | None
) -> HttpResponse:
    found = next((row for row in rules_visible_to(request.user) if row.part.pk == part), None)
    if found is None:
        raise Http404
    today = timezone.localdate(timezone.now())
    in_force = found.in_force_on(today)
    shops = workshops_visible_to(request.user)
    initial = {"valid_from": today}
    context = {
        "found": found,
        "in_force": in_force,
        "choice": record_choice(acting_as(request.user, *OFFICE), found.part, in_force, today),
        "rule_form": rule or RuleForm(initial=initial),
        "source_form": source or SourceForm(workshops=shops, initial=initial),
        "may_plan": has_role(request.user, Role.PLANNER),
        "crumbs": [
            (_("Allocation"), reverse("plans:index")),
            (_("Sharing rules"), reverse("plans:rules")),
        ],
    }
    return render(request, "plans/part_rules.html", context)
