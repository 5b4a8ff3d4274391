"""The lab's pages: who is waiting, inspect a lot, hold, decide."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.parts.queries import plan_in_force
from rantai.quality.actions import decide, inspect_lot, raise_nonconformity
from rantai.quality.forms import DecisionForm, HoldForm, InspectionForm, OfferForm
from rantai.quality.models import Decision
from rantai.quality.queries import (
    held_pieces,
    lots_to_inspect,
    lots_visible_to,
    nonconformities_visible_to,
    offerable,
    waiting_samples,
)
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest
from rantai.traceability.queries import nodes_visible_to


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    now = timezone.now()
    context = {
        "now": now,
        "samples": waiting_samples(request.user)[:50],
        "lots": lots_to_inspect(request.user)[:50],
        "open": nonconformities_visible_to(request.user).filter(status="open"),
        "decided": nonconformities_visible_to(request.user).filter(status="closed")[:20],
    }
    return render(request, "quality/index.html", context)


def inspect(request: SignedInRequest, code: str) -> HttpResponse:
    """First how many pieces are offered, then the control plan's own form for that many."""
    acting_as(request.user, Role.LAB)
    lot = get_object_or_404(lots_visible_to(request.user), code=code)
    now = timezone.now()
    plan = plan_in_force(lot.work_order.revision, timezone.localdate(now))
    left, castings = offerable(lot)
    context = {"lot": lot, "plan": plan, "left": left}
    offer = OfferForm(request.GET or None, initial={"offered": left or None})
    if plan is None or not (offer.is_valid() and 0 < offer.cleaned_data["offered"] <= left):
        return render(request, "quality/offer.html", {**context, "form": offer})
    offered = offer.cleaned_data["offered"]
    items = list(plan.items.select_related("characteristic"))
    form = InspectionForm(
        request.POST or None, items=items, offered=offered, castings=castings[:offered]
    )
    if form.is_valid():
        try:
            inspection = inspect_lot(
                lot=lot,
                plan=plan,
                offered=offered,
                measurements=form.measured(),
                rejects=form.rejects(),
                by=request.user,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request,
                _("Inspection saved: %(accepted)d accepted, %(rejected)d rejected.")
                % {"accepted": inspection.accepted, "rejected": inspection.rejected},
            )
            return redirect("quality:index")
    return render(request, "quality/inspect.html", {**context, "form": form, "offered": offered})


def hold(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    node = get_object_or_404(nodes_visible_to(request.user), code=code)
    form = HoldForm(request.POST or None)
    if form.is_valid():
        raised = raise_nonconformity(
            root=node, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        )
        return redirect("quality:nonconformity", code=raised.code)
    return render(request, "quality/hold.html", {"node": node, "form": form})


def nonconformity(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    subject = get_object_or_404(nonconformities_visible_to(request.user), code=code)
    may_decide = has_role(request.user, Role.LAB) and subject.status == "open"
    form = DecisionForm(request.POST or None) if may_decide else None
    if form is not None and form.is_valid():
        try:
            decide(
                nonconformity=subject,
                decision=Decision(form.cleaned_data["decision"]),
                reference=form.cleaned_data["reference"],
                note=form.cleaned_data["note"],
                defect=form.cleaned_data["defect"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(code)s is decided.") % {"code": subject.code})
            return redirect("quality:nonconformity", code=subject.code)
    context = {
        "subject": subject,
        "form": form,
        "held": held_pieces(request.user, subject),
        "dispositions": subject.dispositions.select_related("defect", "recorded_by"),
        "history": history_of(request.user, subject),
    }
    return render(request, "quality/nonconformity.html", context)
