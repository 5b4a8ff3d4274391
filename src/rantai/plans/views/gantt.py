"""The board of one version: its heats, what they cost and promise, and a heat moved by hand."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.plans.actions.schedules import move_heat, why_not
from rantai.plans.heats import Places
from rantai.plans.models import PlanVersion
from rantai.plans.plan_forms import SearchForm
from rantai.plans.queries.gantt import gantt_of, promise_rows
from rantai.plans.queries.schedules import (
    heats_of,
    plans_visible_to,
    searches_visible_to,
    standing_heats,
    weighed,
    weighed_move,
)
from rantai.plans.reasons import why_unfit
from rantai.plans.views.versions import planners_version, search_token
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def plan(request: SignedInRequest, number: int) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    version = get_object_or_404(plans_visible_to(request.user), number=number)
    return render(request, "plans/plan.html", _board(request, version))


def _board(request: SignedInRequest, version: PlanVersion, refused: str = "") -> dict[str, Any]:
    heats = heats_of(version)
    told = weighed(version, heats)
    search = searches_visible_to(request.user).filter(version=version).first()
    may_plan = has_role(request.user, Role.PLANNER)
    return {
        "version": version,
        "gantt": gantt_of(version, heats, _week(request), standing_heats(version)),
        "weighed": told,
        "promises": promise_rows(version, told.promises),
        "heats": len(heats),
        "search": search,
        "token": search_token(request.user, version) if search and search.is_going_on else "",
        "search_form": SearchForm(initial={"seconds": 60}),
        "may_plan": may_plan,
        "may_move": may_plan and version.is_open and not (search and search.is_going_on),
        "history": history_of(request.user, version),
        "refused": refused,
        "answer": _answer(version),
        "unfit": [why_unfit(fact) for fact in version.facts.get("unfit", ())],
        "crumbs": [(_("Melting plans"), reverse("plans:plans"))],
    }


def _answer(version: PlanVersion) -> dict[str, Any] | None:
    """What a what-if says to the customer's question."""
    asked = version.facts.get("answer")
    if asked is None:
        return None
    row = next((each for each in version.facts["promises"] if each.get("asked")), None)
    in_time = sum(asked["cast"][: row["make_by"] + 1]) if row else asked["pieces"]
    return {**asked, "in_time": in_time, "is_whole": in_time >= asked["pieces"]}


def _week(request: HttpRequest) -> int | None:
    """The week asked for, counted from 0; None where none is."""
    asked = request.GET.get("minggu", "")
    return int(asked) - 1 if asked.isdecimal() and len(asked) < 4 else None


def _places(data: Any) -> Places | None:
    """As the board's squares carry them: furnace|day|position, from 0."""
    found = []
    for name in ("dari", "ke"):
        furnace, _bar, rest = str(data.get(name, "")).partition("|")
        day, _bar, position = rest.partition("|")
        if not (day.isdecimal() and position.isdecimal() and len(rest) < 12):
            return None
        found.append((furnace, int(day), int(position)))
    return Places(*found)


def weigh(request: SignedInRequest, number: int) -> HttpResponse:
    """What a move would do to cost and promises, before it is done: nothing is written."""
    from tuang.planning.furnace import Violation

    version = planners_version(request, number)
    places = _places(request.GET)
    refused = ""
    told = None
    if places is not None:
        try:
            told = weighed_move(version, places)
        except Violation:
            refused = why_not(version, places)
    context = {
        "version": version,
        "weighed": told,
        "promises": promise_rows(version, told.promises) if told else (),
        "refused": refused,
        "change": told.costs.total - version.cost if told else 0,
    }
    return render(request, "plans/_weighed.html", context)


@require_POST
def move(request: SignedInRequest, number: int) -> HttpResponse:
    version = planners_version(request, number)
    places = _places(request.POST)
    refused = ""
    if places is not None:
        try:
            version = move_heat(version=version, places=places, by=request.user, at=timezone.now())
        except Refusal as refusal:
            refused = refusal.sentence
    return render(request, "plans/_gantt.html", _board(request, version, refused))
