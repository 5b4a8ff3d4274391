"""Scorecards: the co-operative as supplier, every workshop, and the rule that grades them."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.delivery.actions import decide_grading
from rantai.delivery.card_rows import card_rows
from rantai.delivery.forms import GradingForm
from rantai.delivery.queries.card_words import sentence_of, why_of
from rantai.delivery.queries.scorecards import (
    SEERS,
    Card,
    board_of,
    last_recorded_month,
    scorecard_rules_visible_to,
    sees_cost,
    supplier_card,
    workshop_card,
)
from rantai.members.queries import workshop_of, workshops_visible_to
from rantai.orders.rules import first_of_month
from rantai.records.models import Cooperative, Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def index(request: SignedInRequest) -> HttpResponse:
    cooperative = acting_as(request.user, *SEERS)
    if has_role(request.user, *WORKSHOP):
        own = workshop_of(request.user)
        return redirect("delivery:scorecard", own.code) if own else redirect("home")
    month, today = _asked(request, cooperative)
    board = board_of(request.user, cooperative, month, today)
    context = {
        "board": board,
        "rows": card_rows(board.cards, with_cost=sees_cost(request.user)),
        "month": month,
        "rule": board.supplier.rule,
        "sees_cost": sees_cost(request.user),
        "can_decide": has_role(request.user, Role.PLANNER),
    }
    return render(request, "delivery/scorecards.html", context)


def supplier(request: SignedInRequest) -> HttpResponse:
    cooperative = acting_as(request.user, *OFFICE, Role.MENTOR)
    return _card_page(request, supplier_card(cooperative, *_asked(request, cooperative)))


def workshop(request: SignedInRequest, code: str) -> HttpResponse:
    cooperative = acting_as(request.user, *SEERS)
    found = get_object_or_404(workshops_visible_to(request.user), code=code)
    return _card_page(request, workshop_card(found, *_asked(request, cooperative)))


def _card_page(request: SignedInRequest, card: Card) -> HttpResponse:
    context = {
        "card": card,
        "sentence": sentence_of(card),
        "why": why_of(card, with_cost=sees_cost(request.user)),
        "sees_cost": sees_cost(request.user),
        "is_own": has_role(request.user, *WORKSHOP),
        "crumbs": []
        if has_role(request.user, *WORKSHOP)
        else [(_("Scorecards"), reverse("delivery:scorecards"))],
    }
    return render(request, "delivery/scorecard.html", context)


def rule(request: SignedInRequest) -> HttpResponse:
    """Every decision, and for the planner the form of the next one, begun from the last."""
    acting_as(request.user, *SEERS)
    if request.method == "POST":
        acting_as(request.user, Role.PLANNER)
    rules = list(scorecard_rules_visible_to(request.user))
    form = GradingForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            decide_grading(**form.said(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The decision is entered."))
            return redirect("delivery:grading")
    context = {
        "rules": rules,
        "form": form if has_role(request.user, Role.PLANNER) else None,
        "crumbs": [(_("Scorecards"), reverse("delivery:scorecards"))],
    }
    return render(request, "delivery/grading.html", context)


def _asked(request: HttpRequest, cooperative: Cooperative) -> tuple[date, date]:
    """The last month to look at: the one asked for, or the last a customer has spoken of."""
    today = timezone.localdate()
    try:
        month = date.fromisoformat(f"{request.GET.get('bulan', '')}-01")
    except ValueError:
        month = last_recorded_month(cooperative, today)
    return min(month, first_of_month(today)), today
