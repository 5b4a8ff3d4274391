"""The charts' pages: one stream, new limits for it, the wall of a part."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.parts.models import Part
from rantai.parts.queries import parts_visible_to
from rantai.quality.actions import decide_scrap_cost, take_new_limits
from rantai.quality.forms import NewLimitsForm, ScrapCostForm
from rantai.quality.models import Stream
from rantai.quality.queries import (
    bars_of,
    chart_of,
    failed_gauges,
    fit_of,
    limits_history,
    losses_of,
    plan_item_of,
    scrap_costs_visible_to,
    streams_visible_to,
    wall_of,
)
from rantai.quality.rules import PHASE_ONE
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def stream(request: SignedInRequest, stream: int) -> HttpResponse:
    found = get_object_or_404(streams_visible_to(request.user), pk=stream)
    item = plan_item_of(found)
    today = timezone.localdate(timezone.now())
    is_failed = found.characteristic_id in failed_gauges([found], today)
    chart = replace(chart_of(found), is_gauge_failed=is_failed)
    context = {
        "chart": chart,
        "fit": fit_of(chart, item, today),
        "part": found.characteristic.revision.part,
        "item": item,
        "limits": limits_history(found),
        "may_estimate": item is not None and has_role(request.user, Role.LAB),
        "history": history_of(request.user, found),
        "crumbs": _crumbs(found.characteristic.revision.part),
    }
    return render(request, "quality/stream.html", context)


def new_limits(request: SignedInRequest, stream: int) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    found = get_object_or_404(streams_visible_to(request.user), pk=stream)
    if (item := plan_item_of(found)) is None:
        messages.error(request, _("The control plan no longer charts this. Change the plan first."))
        return redirect("quality:stream", found.pk)
    form = NewLimitsForm(request.POST or None)
    if form.is_valid():
        try:
            take_new_limits(
                stream=found,
                item=item,
                because=form.cleaned_data["because"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The chart keeps its new limits from now on."))
            return redirect("quality:stream", found.pk)
    context = {
        "form": form,
        "stream": found,
        "wanted": PHASE_ONE,
        "crumbs": [*_crumbs(found.characteristic.revision.part), _crumb(found)],
    }
    return render(request, "quality/new_limits.html", context)


def walls(request: SignedInRequest) -> HttpResponse:
    """Which parts have a wall of charts."""
    acting_as(request.user, *OFFICE, *WORKSHOP)
    charted = streams_visible_to(request.user).values("characteristic__revision__part")
    context = {
        "parts": parts_visible_to(request.user).filter(pk__in=charted),
        "crumbs": [(_("Quality"), reverse("quality:index"))],
    }
    return render(request, "quality/walls.html", context)


def wall(request: SignedInRequest, part: int) -> HttpResponse:
    """Every chart of a part, the worst first; the same as a table, and what was lost to what."""
    acting_as(request.user, *OFFICE, *WORKSHOP)
    found = get_object_or_404(parts_visible_to(request.user), pk=part)
    now = timezone.now()
    losses = losses_of(request.user, found, now)
    context = {
        "part": found,
        "charts": wall_of(request.user, found, timezone.localdate(now)),
        "as_table": "tabel" in request.GET,
        "losses": losses,
        "bars": bars_of(losses),
        "may_decide": has_role(request.user, Role.PLANNER),
        "crumbs": _crumbs(),
    }
    return render(request, "quality/wall.html", context)


def scrap_cost(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    now = timezone.now()
    form = ScrapCostForm(request.POST or None, initial={"valid_from": timezone.localdate(now)})
    if form.is_valid():
        try:
            decide_scrap_cost(**form.cleaned_data, by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("quality:scrap_cost")
    costs = scrap_costs_visible_to(request.user)
    context = {"form": form, "costs": costs, "crumbs": _crumbs()}
    return render(request, "quality/scrap_cost.html", context)


def _crumbs(*parts: Part) -> list[tuple[str, str]]:
    inner = [(each.number, reverse("quality:wall", args=[each.pk])) for each in parts]
    return [(_("Wall of charts"), reverse("quality:walls")), *inner]


def _crumb(stream: Stream) -> tuple[str, str]:
    return str(stream.characteristic), reverse("quality:stream", args=[stream.pk])
