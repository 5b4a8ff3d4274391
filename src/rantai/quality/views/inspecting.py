"""Inspecting a lot, reading an inspection, correcting one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.queries import gauges_visible_to
from rantai.parts.queries import plan_in_force
from rantai.quality.actions import correct_inspection, inspect_lot
from rantai.quality.forms import CorrectionForm, InspectionForm, OfferForm, ReadingsForm
from rantai.quality.models import Inspection
from rantai.quality.queries import (
    charts_in,
    checks_of,
    doubted_gauges_in,
    inspections_visible_to,
    is_packed,
    lots_visible_to,
    measured_in,
    offerable,
    preview_of,
    rejected_in,
    replacement_of,
)
from rantai.records.identifiers import uuid7
from rantai.records.models import Role
from rantai.records.queries import acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def inspect(request: SignedInRequest, code: str) -> HttpResponse:
    """First how many pieces are offered, then the control plan's own form for that many."""
    acting_as(request.user, Role.LAB)
    lot = get_object_or_404(lots_visible_to(request.user), code=code)
    plan = plan_in_force(lot.work_order.revision, timezone.localdate(timezone.now()))
    left, castings = offerable(lot)
    context = {"lot": lot, "plan": plan, "left": left, "checks": checks_of(lot)}
    offer = OfferForm(request.GET or None, initial={"offered": left or None}, lot=lot, left=left)
    if told := _told_already(request):
        return redirect("quality:inspection", pk=told.pk)
    if plan is None or not offer.is_valid():
        return render(request, "quality/offer.html", {**context, "form": offer})
    offered = offer.cleaned_data["offered"]
    items = list(plan.items.select_related("characteristic"))
    needs_gauge = any(item.gauge_id for item in items)
    form = InspectionForm(
        request.POST or None,
        items=items,
        offered=offered,
        gauges=gauges_visible_to(request.user) if needs_gauge else (),
        castings=castings[:offered],
        initial={"fact": uuid7()},
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
                at=timezone.now(),
                fact_id=form.cleaned_data["fact"],
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _saved(request, inspection)
    return render(request, "quality/inspect.html", {**context, "form": form, "offered": offered})


def preview(request: SignedInRequest, code: str, item: int) -> HttpResponse:
    """The readings typed so far on their chart, with what they would stop; nothing is saved."""
    acting_as(request.user, Role.LAB)
    lot = get_object_or_404(lots_visible_to(request.user), code=code)
    now = timezone.now()
    plan = plan_in_force(lot.work_order.revision, timezone.localdate(now))
    if plan is None:
        raise Http404
    asked = get_object_or_404(plan.items.select_related("characteristic"), pk=item)
    asked_of = OfferForm(request.GET, lot=lot, left=offerable(lot)[0])
    offered = asked_of.cleaned_data["offered"] if asked_of.is_valid() else asked.sample_size
    form = ReadingsForm(request.GET, items=[asked], offered=offered)
    read, wrong = form.typed_so_far()
    context = {"preview": preview_of(lot, asked, read, now) if read else None}
    return render(request, "quality/_preview.html", {**context, "wrong": wrong})


def _told_already(request: SignedInRequest) -> Inspection | None:
    """The inspection that this very form has saved before: its button was pressed twice."""
    try:
        fact = UUID(request.POST.get("fact", ""))
    except ValueError:
        return None
    return inspections_visible_to(request.user).filter(pk=fact).first()


def _saved(request: SignedInRequest, inspection: Inspection) -> HttpResponse:
    if inspection.accepted + inspection.rejected < inspection.offered:
        messages.error(
            request,
            _("A sample is out of its limits: nothing is accepted and the lot is on hold."),
        )
    else:
        messages.success(
            request,
            _("Inspection saved: %(accepted)d accepted, %(rejected)d rejected.")
            % {"accepted": inspection.accepted, "rejected": inspection.rejected},
        )
    if doubted := doubted_gauges_in(inspection):
        messages.warning(
            request,
            _("Not proven: %(gauges)s. The readings are marked.") % {"gauges": ", ".join(doubted)},
        )
    if same := [row.item.characteristic.name for row in measured_in(inspection) if row.is_repeated]:
        messages.warning(
            request,
            _("Every sample of %(names)s has the same value. Was each piece measured?")
            % {"names": ", ".join(same)},
        )
    return redirect("quality:inspection", pk=inspection.pk)


def inspection(request: SignedInRequest, pk: UUID) -> HttpResponse:
    subject = get_object_or_404(inspections_visible_to(request.user), pk=pk)
    later = replacement_of(subject)
    context = {
        "subject": subject,
        "withheld": subject.offered - subject.accepted - subject.rejected,
        "measured": measured_in(subject),
        "charts": charts_in(subject),
        "rejected": rejected_in(subject),
        "later": later,
        "stops": subject.nonconformities.all(),
        "may_correct": later is None and has_role(request.user, Role.LAB),
        "history": history_of(request.user, subject),
    }
    return render(request, "quality/inspection.html", context)


def correct(request: SignedInRequest, pk: UUID) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    subject = get_object_or_404(inspections_visible_to(request.user), pk=pk)
    form = CorrectionForm(
        request.POST or None,
        items=list(subject.plan.items.select_related("characteristic")),
        offered=subject.offered,
        earlier=measured_in(subject),
    )
    if form.is_valid():
        try:
            again = correct_inspection(
                inspection=subject,
                measurements=form.measured(),
                because=form.cleaned_data["because"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _saved(request, again)
    context = {"subject": subject, "form": form, "is_packed": is_packed(subject.lot)}
    return render(request, "quality/correct.html", context)
