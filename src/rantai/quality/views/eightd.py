"""The 8Ds: board, dossier, opening one, and the rule of the claims' clock."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.quality.actions import open_eightd, set_claim_rule
from rantai.quality.forms.eightd import OpenForm, RuleForm
from rantai.quality.models import Aim, Branch
from rantai.quality.queries import nonconformities_visible_to
from rantai.quality.queries.effect import claim_rules, effect_of
from rantai.quality.queries.eightd import (
    Act,
    board_of,
    eightds_visible_to,
    may_answer,
    missing_steps,
    progress_of,
)
from rantai.quality.queries.scope import scope_of
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

USUAL_DAYS = 30
LATELY = 20


def board(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.CUSTOMER)
    at = timezone.now()
    closed = eightds_visible_to(request.user).filter(closed_at__isnull=False)
    context = {
        "crumbs": _crumbs(request)[:-1],
        "rows": board_of(request.user, at),
        "closed": closed.order_by("-closed_at")[:LATELY],
        "is_customer": has_role(request.user, Role.CUSTOMER),
        "is_lab": has_role(request.user, Role.LAB),
    }
    return render(request, "quality/eightds.html", context)


def dossier(request: SignedInRequest, code: str) -> HttpResponse:
    subject = get_object_or_404(eightds_visible_to(request.user), code=code)
    at = timezone.now()
    (progress,) = progress_of([subject], at)
    is_lab = has_role(request.user, Role.LAB) and subject.is_open
    context = {
        "crumbs": _crumbs(request),
        "subject": subject,
        "progress": progress,
        "effect": effect_of(subject, at),
        "scope": scope_of(request.user, subject),
        "closing": subject.closings.select_related("recorded_by").first(),
        "chains": [(branch.label, progress.chain(branch)) for branch in Branch],
        "aims": [
            (aim.label, [(act, _may_report(request, act)) for act in progress.acts_for(aim)])
            for aim in Aim
        ],
        "missing": missing_steps(subject, progress) if is_lab else [],
        "dispositions": subject.nonconformity.dispositions.select_related("recorded_by"),
        "leads": is_lab,
        "is_office": has_role(request.user, *OFFICE),
        "is_customer": has_role(request.user, Role.CUSTOMER),
        "history": history_of(request.user, subject),
    }
    return render(request, "quality/eightd.html", context)


def _crumbs(request: SignedInRequest) -> list[tuple[str, str]]:
    room = [(_("Quality"), reverse("quality:index"))] if has_role(request.user, *OFFICE) else []
    return [*room, (_("8D"), reverse("quality:eightds"))]


def _may_report(request: SignedInRequest, act: Act) -> bool:
    return act.done is None and act.action.eightd.is_open and may_answer(request.user, act.action)


def open_one(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    nonconformity = get_object_or_404(nonconformities_visible_to(request.user), code=code)
    form = OpenForm(
        request.POST or None,
        nonconformity=nonconformity,
        initial={"due_on": timezone.localdate() + timedelta(days=USUAL_DAYS)},
    )
    if form.is_valid():
        try:
            opened = open_eightd(
                nonconformity=nonconformity,
                fault=form.fault(),
                claim=form.claim(),
                due_on=form.cleaned_data["due_on"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("quality:eightd", code=opened.code)
    context = {"subject": nonconformity, "form": form}
    return render(request, "quality/eightd_open.html", context)


def rule(request: SignedInRequest) -> HttpResponse:
    owner = acting_as(request.user, Role.LAB)
    form = RuleForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            set_claim_rule(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("valid_from", refusal.sentence)
        else:
            messages.success(request, _("The rule is entered."))
            return redirect("quality:claim_rule")
    context = {"form": form, "rules": list(reversed(claim_rules(owner.pk)))}
    return render(request, "quality/claim_rule.html", context)
