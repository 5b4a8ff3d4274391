"""Sharing a month over the workshops: HTTP to intent and back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.parts.models import PartRevision
from rantai.parts.queries import revisions_visible_to
from rantai.plans.actions import (
    discard_allocation,
    propose_allocation,
    publish_allocation,
)
from rantai.plans.models import Allocation
from rantai.plans.queries import (
    Board,
    MonthRow,
    allocations_visible_to,
    board_of,
    months_visible_to,
)
from rantai.plans.reasons import explained, why_left_out, why_unplaced
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

WORK_LEFT: dict[str, Callable[[MonthRow], bool]] = {
    "bagi": lambda row: row.count.to_allocate > 0 or row.has_draft,
    "jawab": lambda row: row.count.waiting > 0,
    "lebih": lambda row: row.count.over > 0,
}


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    rows = months_visible_to(request.user)
    chosen = request.GET.get("lihat", "")
    words = {
        "bagi": _("To allocate"),
        "jawab": _("Waiting for an answer"),
        "lebih": _("Over-allocated"),
    }
    tabs = [(_("All months"), len(rows), "?", chosen not in WORK_LEFT)] + [
        (word, sum(map(WORK_LEFT[name], rows)), f"?lihat={name}", chosen == name)
        for name, word in words.items()
    ]
    shown = [row for row in rows if WORK_LEFT[chosen](row)] if chosen in WORK_LEFT else rows
    return render(request, "plans/index.html", {"rows": shown, "tabs": tabs})


# One revision and month


def allocation(request: SignedInRequest, revision: int, month: str) -> HttpResponse:
    cooperative = acting_as(request.user, *OFFICE)
    asked, first = _asked(request, revision, month)
    board = board_of(request.user, cooperative, asked, first, timezone.localdate(timezone.now()))
    chosen = request.GET.get("lihat", "")
    context = {
        "board": board,
        "tab": chosen if chosen in ("menolak", "lain") else "",
        "left_out": [
            (row, why_left_out(row.why.cause, row.why.on, row.why.note)) for row in board.left_out
        ],
        "tabs": _tabs(board, chosen),
        "steps": _steps(board),
        "unplaced": [
            (each["pieces"], why_unplaced(each["reason"]))
            for each in (board.draft.reasons if board.draft else ())
        ],
        "may_plan": has_role(request.user, Role.PLANNER),
        "crumbs": [(_("Allocation"), reverse("plans:index"))],
        **_opened(board, request.GET.get("bengkel", "")),
    }
    # One address for the page and for its panel alone, so a cache must tell them apart.
    page = "plans/_panel.html" if "HX-Request" in request.headers else "plans/allocation.html"
    response = render(request, page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _asked(request: SignedInRequest, revision: int, month: str) -> tuple[PartRevision, date]:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as unreadable:
        raise Http404 from unreadable
    return get_object_or_404(revisions_visible_to(request.user), pk=revision), first


def _tabs(board: Board, chosen: str) -> list[tuple[str, int, str, bool]]:
    tabs = [
        (_("Taking part"), len(board.taking_part), "?", chosen not in ("menolak", "lain")),
        (_("Declined"), len(board.declined), "?lihat=menolak", chosen == "menolak"),
        (_("Left out"), len(board.left_out), "?lihat=lain", chosen == "lain"),
    ]
    return [tab for tab in tabs if tab[1] or tab[3] or tab[2] == "?"]


def _steps(board: Board) -> list[tuple[str, int, str | None, bool]]:
    count = board.count
    return [
        (_("Confirmed"), count.confirmed, reverse("orders:index"), False),
        (_("To allocate"), count.to_allocate, None, count.to_allocate > 0),
        (_("Waiting for an answer"), count.waiting, None, False),
        (_("Accepted"), count.accepted, None, False),
        (_("Will not come"), count.short, None, False),
    ]


def _opened(board: Board, code: str) -> dict[str, Any]:
    """The row that the panel shows, with the reasons for its pieces."""
    row = board.row_of(code)
    if row is None:
        refused = board.left_out_of(code)
        why = refused and why_left_out(refused.why.cause, refused.why.on, refused.why.note)
        return {"opened": None, "refused": refused, "why": why}
    if row.proposed:
        return {"opened": row, "explained": [(None, row.proposed, explained(row.proposed))]}
    return {
        "opened": row,
        "explained": [(order, order.share, explained(order.share)) for order in row.orders],
    }


@require_POST
def propose(request: SignedInRequest, revision: int, month: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    asked, first = _asked(request, revision, month)
    try:
        propose_allocation(revision=asked, month=first, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("plans:allocation", revision, month)


@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = _planners_allocation(request, pk)
    try:
        publish_allocation(allocation=draft, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The work orders are with their owners now."))
    return _back_to(draft)


@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = _planners_allocation(request, pk)
    try:
        discard_allocation(allocation=draft, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return _back_to(draft)


def _planners_allocation(request: SignedInRequest, pk: int) -> Allocation:
    acting_as(request.user, Role.PLANNER)
    return get_object_or_404(allocations_visible_to(request.user), pk=pk)


def _back_to(draft: Allocation) -> HttpResponse:
    return redirect("plans:allocation", draft.revision_id, f"{draft.month:%Y-%m}")
