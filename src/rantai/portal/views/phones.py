"""The desk's page of phones: what they told that must be decided, and which may tell at all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.portal.forms import ConflictForm
from rantai.portal.queries.conflicts import (
    DESK,
    KINDS,
    conflicts_visible_to,
    devices_visible_to,
    open_conflicts,
    said_by,
    waiting_by_device,
)
from rantai.portal.sign_in import end_sessions_of
from rantai.portal.telling import apply_now
from rantai.records.inbox.devices import sign_out_device
from rantai.records.inbox.resolving import AlreadyResolved, let_stand, set_aside
from rantai.records.queries import acting_as, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *DESK)
    waiting = waiting_by_device(request.user)
    return render(
        request,
        "portal/phones.html",
        {
            "conflicts": [(each, KINDS[each.told.kind]) for each in open_conflicts(request.user)],
            "decided": conflicts_visible_to(request.user)
            .filter(resolved_at__isnull=False)
            .order_by("-resolved_at")[:10],
            "devices": [
                (each, waiting.get(each.pk, 0)) for each in devices_visible_to(request.user)
            ],
        },
    )


def conflict(request: SignedInRequest, number: int) -> HttpResponse:
    acting_as(request.user, *DESK)
    found = get_object_or_404(conflicts_visible_to(request.user), pk=number)
    form = ConflictForm(request.POST or None, is_recorded=found.is_recorded)
    if request.method == "POST" and form.is_valid():
        decide = let_stand if form.cleaned_data["verdict"] == "stands" else set_aside
        now = timezone.now()
        try:
            decide(conflict=found, because=form.cleaned_data["because"], by=request.user, at=now)
        except AlreadyResolved as late:
            messages.error(request, late.sentence)
            return redirect("portal:conflict", number=number)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            apply_now(found.cooperative_id, now)
            messages.success(
                request, _("Decided. The phone shows your reason at its next contact.")
            )
            return redirect("portal:phones")
    return render(
        request,
        "portal/conflict.html",
        {
            "conflict": found,
            "kind": KINDS[found.told.kind],
            "said": said_by(found.told),
            "form": None if found.resolved_at else form,
            "history": history_of(request.user, found),
        },
    )


@require_POST
def sign_out(request: SignedInRequest, device: str) -> HttpResponse:
    acting_as(request.user, *DESK)
    found = get_object_or_404(devices_visible_to(request.user), pk=device)
    sign_out_device(device=found, by=request.user, at=timezone.now())
    # Whoever has the phone in hand must not make it known again by the page that is still open.
    end_sessions_of(found.account)
    messages.success(request, _("The device is signed out; it can tell nothing more."))
    return redirect("portal:phones")
