"""Versions of the furnaces' plan: listed, drafted, searched, published, compared."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.plans.actions.publishing import publish_plan
from rantai.plans.actions.schedules import copy_plan, discard_plan, draft_plan
from rantai.plans.actions.searches import start_search, stop_search
from rantai.plans.models import PlanVersion
from rantai.plans.plan_forms import SearchForm
from rantai.plans.queries.gantt import promise_rows
from rantai.plans.queries.schedules import (
    heats_of,
    plans_visible_to,
    searches_visible_to,
    weighed,
)
from rantai.records.models import Account, Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

SHOWN = 50


def plans(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    rows = list(plans_visible_to(request.user).defer("problem", "facts")[:SHOWN])
    context = {"rows": rows, "may_plan": has_role(request.user, Role.PLANNER)}
    return render(request, "plans/plans.html", context)


def planners_version(request: SignedInRequest, number: int) -> PlanVersion:
    acting_as(request.user, Role.PLANNER)
    return get_object_or_404(plans_visible_to(request.user), number=number)


@require_POST
def draft(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    try:
        version = draft_plan(by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("plans:plans")
    return redirect("plans:plan", version.number)


def _deed(
    request: SignedInRequest, number: int, deed: Callable[..., PlanVersion], said: str
) -> HttpResponse:
    version = planners_version(request, number)
    try:
        version = deed(version=version, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("plans:plan", version.number)


@require_POST
def publish_version(request: SignedInRequest, number: int) -> HttpResponse:
    said = _("The plan holds now, and each workshop is told what changes for it.")
    return _deed(request, number, publish_plan, said)


@require_POST
def discard_version(request: SignedInRequest, number: int) -> HttpResponse:
    return _deed(request, number, discard_plan, _("The plan is put aside."))


@require_POST
def copy_version(request: SignedInRequest, number: int) -> HttpResponse:
    return _deed(request, number, copy_plan, _("This draft can be changed; the other stays."))


# The search


@require_POST
def search(request: SignedInRequest, number: int) -> HttpResponse:
    version = planners_version(request, number)
    form = SearchForm(request.POST)
    if form.is_valid():
        try:
            start_search(
                version=version,
                seconds=form.cleaned_data["seconds"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
    return redirect("plans:plan", number)


@require_POST
def stop(request: SignedInRequest, number: int) -> HttpResponse:
    version = planners_version(request, number)
    for running in searches_visible_to(request.user).filter(version=version)[:1]:
        stop_search(search=running, by=request.user, at=timezone.now())
    return redirect("plans:plan", number)


def search_token(viewer: Account, version: PlanVersion) -> str:
    found = searches_visible_to(viewer).filter(version=version).first()
    if found is None:
        return "none"
    return f"{found.pk}-{found.status}-{found.cost:.0f}-{found.bound:.0f}-{found.spent_s:.0f}"


def search_news(request: SignedInRequest, number: int) -> HttpResponse:
    """Asked every second while a search goes on; the page shows itself anew on news."""
    acting_as(request.user, *OFFICE)
    version = get_object_or_404(
        plans_visible_to(request.user).defer("problem", "facts"), number=number
    )
    etag = f'"{search_token(request.user, version)}"'
    asked = request.headers.get("If-None-Match", "").removeprefix("W/")
    is_known = asked == etag
    answer = HttpResponse(status=304) if is_known else JsonResponse({"token": etag.strip('"')})
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


# Side by side


def compare(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    rows = list(plans_visible_to(request.user).defer("problem", "facts")[:SHOWN])
    sides = [side for name in ("a", "b") if (side := _side(request, name))]
    context: dict[str, Any] = {
        "rows": rows,
        "sides": sides,
        "crumbs": [(_("Melting plans"), reverse("plans:plans"))],
    }
    if len(sides) == len("ab"):
        context |= _differences(*sides)
    return render(request, "plans/compare.html", context)


def _side(request: SignedInRequest, name: str) -> dict[str, Any] | None:
    number = request.GET.get(name, "")
    if not number.isdecimal() or len(number) > 9:
        return None
    version = get_object_or_404(plans_visible_to(request.user), number=int(number))
    heats = heats_of(version)
    told = weighed(version, heats)
    deeds = [entry for entry in history_of(request.user, version) if entry.key == "plan.heat_moved"]
    return {
        "version": version,
        "heats": heats,
        "weighed": told,
        "promises": promise_rows(version, told.promises),
        "moves": deeds,
    }


def _differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Promises paired by customer, part and day; heats counted by furnace and date."""
    dated = [
        [(heat, side["version"].facts["days"]) for heat in side["heats"]] for side in (one, other)
    ]
    places = [
        {
            (heat.furnace, days[heat.day], heat.position): (heat.grade, heat.pieces)
            for heat, days in side
        }
        for side in dated
    ]
    keys = sorted(places[0].keys() | places[1].keys())
    differing = [key for key in keys if places[0].get(key) != places[1].get(key)]
    by_furnace: dict[str, int] = {}
    for furnace, _day, _position in differing:
        by_furnace[furnace] = by_furnace.get(furnace, 0) + 1
    paired: dict[tuple[str, str, str], list[Any]] = {}
    for number, side in enumerate((one, other)):
        for row in side["promises"]:
            promise = row.kept.promise
            key = (promise["customer"], promise["part"], promise["due_on"])
            paired.setdefault(key, [None, None])[number] = row
    pairs = [(pair[0] or pair[1], *pair) for _key, pair in sorted(paired.items())]
    return {"pairs": pairs, "differing": len(differing), "by_furnace": sorted(by_furnace.items())}
