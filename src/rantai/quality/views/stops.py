"""Holding a thing, and deciding what becomes of what is held."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.quality.actions import decide, raise_nonconformity
from rantai.quality.forms import DecisionForm, HoldForm
from rantai.quality.models import Decision, Nonconformity
from rantai.quality.queries import (
    already_left,
    held_pieces,
    nonconformities_visible_to,
    reached_by,
)
from rantai.quality.queries.eightd import eightds_visible_to
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest
from rantai.traceability.queries import nodes_visible_to


def hold(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    node = get_object_or_404(nodes_visible_to(request.user), code=code)
    form = HoldForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            raised = raise_nonconformity(
                root=node, reason=reason, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("quality:nonconformity", code=raised.code)
    return render(request, "quality/hold.html", {"node": node, "form": form})


def nonconformity(request: SignedInRequest, code: str) -> HttpResponse:
    subject = get_object_or_404(nonconformities_visible_to(request.user), code=code)
    may_decide = has_role(request.user, Role.LAB) and subject.status == "open"
    form = DecisionForm(request.POST or None) if may_decide else None
    if form is not None and form.is_valid():
        try:
            _decide(request, subject, form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(code)s is decided.") % {"code": subject.code})
            return redirect("quality:nonconformity", code=subject.code)
    elif request.method == "POST" and form is None and has_role(request.user, Role.LAB):
        messages.error(request, _("%(code)s is decided already; see below.") % {"code": code})
    is_office = has_role(request.user, *OFFICE)
    context = {
        "subject": subject,
        "form": form,
        "is_office": is_office,
        "may_open": has_role(request.user, Role.LAB),
        "eightds": eightds_visible_to(request.user).filter(nonconformity=subject),
        "held": held_pieces(request.user, subject),
        "reached": reached_by(request.user, subject) if is_office else [],
        "left": already_left(subject) if is_office else [],
        "dispositions": subject.dispositions.select_related("defect", "recorded_by"),
        "history": history_of(request.user, subject),
    }
    return render(request, "quality/nonconformity.html", context)


def _decide(request: SignedInRequest, subject: Nonconformity, form: DecisionForm) -> None:
    decide(
        nonconformity=subject,
        decision=Decision(form.cleaned_data["decision"]),
        reference=form.cleaned_data["reference"],
        note=form.cleaned_data["note"],
        defect=form.cleaned_data["defect"],
        by=request.user,
        at=timezone.now(),
    )
