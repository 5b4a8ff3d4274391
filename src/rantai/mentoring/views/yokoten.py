"""Yokoten: what worked somewhere, offered to the others, and what each made of it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.mentoring.actions import answer_offer, finish_offer, spread_fix
from rantai.mentoring.forms import AnswerForm, FinishForm, SpreadForm
from rantai.mentoring.models import Aim
from rantai.mentoring.queries.help import aims_visible_to
from rantai.mentoring.queries.yokoten import (
    eightds_to_spread,
    offers_of,
    offers_visible_to,
    spread_rows,
    spreads_visible_to,
)
from rantai.quality.models import EightD
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

SPREADS, OFFERS = 25, 40
"""On one page."""


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP, Role.MENTOR)
    is_workshop = has_role(request.user, *WORKSHOP)
    page = Paginator(spreads_visible_to(request.user), SPREADS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "spreads": spread_rows(page.object_list, timezone.localdate()),
        "offers": list(offers_visible_to(request.user)) if is_workshop else [],
        "is_workshop": is_workshop,
        "can_answer": has_role(request.user, Role.OWNER),
        "sources": list(eightds_to_spread(request.user))
        if has_role(request.user, Role.MENTOR)
        else [],
        "crumbs": [(_("Mentoring"), reverse("mentoring:index"))],
    }
    return render(request, "mentoring/yokoten.html", context)


def spread(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One fix and every workshop it was offered to."""
    acting_as(request.user, *OFFICE, Role.MENTOR)
    found = get_object_or_404(spreads_visible_to(request.user), pk=pk)
    (row,) = spread_rows([found], timezone.localdate())
    context = {
        "row": row,
        "page": Paginator(offers_of(found), OFFERS).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
        "crumbs": [
            (_("Mentoring"), reverse("mentoring:index")),
            (_("Yokoten"), reverse("mentoring:yokoten")),
        ],
    }
    return render(request, "mentoring/spread.html", context)


def spread_aim(request: SignedInRequest, pk: UUID) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    aim = get_object_or_404(aims_visible_to(request.user), pk=pk, action__isnull=False)
    return _spread(request, aim, aim.action.text, reverse("mentoring:help"))


def spread_eightd(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.MENTOR)
    found = get_object_or_404(eightds_to_spread(request.user), code=code)
    actions = found.actions.filter(cooperative=found.cooperative_id)
    text = "; ".join(action.text for action in actions)
    return _spread(request, found, text[:300], reverse("mentoring:yokoten"))


def _spread(request: SignedInRequest, of: Aim | EightD, text: str, back: str) -> HttpResponse:
    form = SpreadForm(request.POST or None, initial={"text": text})
    if form.is_valid():
        try:
            spread_fix(of=of, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The fix is offered to the others."))
            return redirect("mentoring:yokoten")
    context = {"form": form, "title": _("Offer a fix to the others"), "about": text, "back": back}
    return render(request, "mentoring/form.html", context)


def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.OWNER)
    offer = get_object_or_404(offers_visible_to(request.user), pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            answer_offer(offer=offer, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your answer is recorded."))
            return redirect("mentoring:yokoten")
    return _offer_form(request, form, _("Answer the offer"), offer.spread.text)


def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.OWNER, Role.MENTOR)
    offer = get_object_or_404(offers_visible_to(request.user), pk=pk)
    form = FinishForm(request.POST or None, initial={"done_on": timezone.localdate()})
    if form.is_valid():
        try:
            finish_offer(offer=offer, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is recorded as done."))
            return redirect("mentoring:yokoten")
    return _offer_form(request, form, _("It is done"), offer.spread.text)


def _offer_form(
    request: SignedInRequest, form: AnswerForm | FinishForm, title: str, about: str
) -> HttpResponse:
    back = reverse("mentoring:yokoten")
    context = {"form": form, "title": title, "about": about, "back": back}
    return render(request, "mentoring/form.html", context)
