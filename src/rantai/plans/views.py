"""Sharing a month over the workshops, the members' rules, and work orders with their answers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.members.queries import workshop_of, workshops_visible_to
from rantai.parts.models import PartRevision
from rantai.parts.queries import parts_visible_to, revisions_visible_to
from rantai.plans.actions import (
    accept_work_order,
    decline_work_order,
    discard_allocation,
    propose_allocation,
    publish_allocation,
    report_shortfall,
    set_sharing_rule,
    set_source,
)
from rantai.plans.forms import DeclineForm, RuleForm, ShortForm, SourceForm
from rantai.plans.models import Allocation, Rule, WorkOrder, WorkOrderStatus
from rantai.plans.queries import (
    Board,
    MonthRow,
    allocations_visible_to,
    board_of,
    months_visible_to,
    rules_visible_to,
    shortfalls_of,
    work_orders_visible_to,
)
from rantai.plans.reasons import explained, why_left_out, why_unplaced
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

ORDERS_A_PAGE = 100
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


# The members' decisions


def rules(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    today = timezone.localdate(timezone.now())
    rows = [(each, each.in_force_on(today)) for each in rules_visible_to(request.user)]
    crumbs = [(_("Allocation"), reverse("plans:index"))]
    return render(request, "plans/rules.html", {"rows": rows, "crumbs": crumbs})


def part_rules(request: SignedInRequest, part: int) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    now = timezone.now()
    form = RuleForm(request.POST or None, initial={"valid_from": timezone.localdate(now)})
    if request.method == "POST":
        acting_as(request.user, Role.PLANNER)
    if form.is_valid():
        found = get_object_or_404(parts_visible_to(request.user), pk=part)
        values = {**form.cleaned_data, "rule": Rule(form.cleaned_data["rule"])}
        try:
            set_sharing_rule(part=found, **values, by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The decision is entered."))
            return redirect("plans:part_rules", part)
    return _rules_page(request, part, form, None)


@require_POST
def new_source(request: SignedInRequest, part: int) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    found = get_object_or_404(parts_visible_to(request.user), pk=part)
    form = SourceForm(request.POST, workshops=workshops_visible_to(request.user))
    if form.is_valid():
        try:
            set_source(part=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The source is entered."))
            return redirect("plans:part_rules", part)
    return _rules_page(request, part, None, form)


def _rules_page(
    request: SignedInRequest, part: int, rule: RuleForm | None, source: SourceForm | None
) -> HttpResponse:
    found = next((row for row in rules_visible_to(request.user) if row.part.pk == part), None)
    if found is None:
        raise Http404
    today = timezone.localdate(timezone.now())
    shops = workshops_visible_to(request.user)
    initial = {"valid_from": today}
    context = {
        "found": found,
        "in_force": found.in_force_on(today),
        "rule_form": rule or RuleForm(initial=initial),
        "source_form": source or SourceForm(workshops=shops, initial=initial),
        "may_plan": has_role(request.user, Role.PLANNER),
        "crumbs": [
            (_("Allocation"), reverse("plans:index")),
            (_("Sharing rules"), reverse("plans:rules")),
        ],
    }
    return render(request, "plans/part_rules.html", context)


# Work orders


def work_orders(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP)
    orders = work_orders_visible_to(request.user).order_by("-month", "code")
    if has_role(request.user, *OFFICE):
        return _all_work_orders(request, orders)
    groups: dict[str, list[WorkOrder]] = {status: [] for status in WorkOrderStatus}
    for order in orders:
        groups[order.status].append(order)
    context = {"groups": groups, "workshop": workshop_of(request.user), "all": list(orders)}
    return render(request, "plans/work_orders.html", context)


def _all_work_orders(request: SignedInRequest, orders: QuerySet[WorkOrder]) -> HttpResponse:
    chosen = request.GET.get("lihat", "")
    counts = dict(orders.order_by().values_list("status").annotate(Count("pk")))
    tabs = [(_("All work orders"), sum(counts.values()), "?", chosen not in WorkOrderStatus)]
    for status in WorkOrderStatus:
        count, address = counts.get(status, 0), f"?lihat={status.value}"
        tabs.append((str(status.label), count, address, chosen == status))
    shown = orders.filter(status=chosen) if chosen in WorkOrderStatus else orders
    page = Paginator(shown, ORDERS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "plans/all_work_orders.html", {"page": page, "tabs": tabs})


def work_order(request: SignedInRequest, code: str) -> HttpResponse:
    return _order_page(request, _order(request, code), DeclineForm(), ShortForm())


def _order(request: SignedInRequest, code: str) -> WorkOrder:
    orders = work_orders_visible_to(request.user)
    return get_object_or_404(orders, code=code)


def _order_page(
    request: SignedInRequest, order: WorkOrder, decline: DeclineForm, short: ShortForm
) -> HttpResponse:
    is_owner = has_role(request.user, Role.OWNER)
    is_live, left = order.status != WorkOrderStatus.DECLINED, order.wanted
    context = {
        "order": order,
        "left": left,
        "shortfalls": shortfalls_of(order),
        "explained": explained(order.share),
        "may_answer": is_owner and order.status == WorkOrderStatus.ISSUED,
        "may_melt": order.status == WorkOrderStatus.ACCEPTED and has_role(request.user, *WORKSHOP),
        "may_report": is_live and left > 0 and has_role(request.user, Role.OWNER, Role.PLANNER),
        "decline_form": decline,
        "short_form": short,
        "history": history_of(request.user, order),
        "month": date_format(order.month, "F Y"),
        "crumbs": [(_("Work orders"), reverse("plans:work_orders"))],
    }
    return render(request, "plans/work_order.html", context)


@require_POST
def accept(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.OWNER)
    order = _order(request, code)
    try:
        accept_work_order(order=order, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%s is accepted. You can start melting.") % order.code)
    return redirect("plans:work_order", code)


@require_POST
def decline(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.OWNER)
    order = _order(request, code)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _order_page(request, order, form, ShortForm())
    try:
        decline_work_order(
            order=order, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%s is declined; the planner has been told.") % order.code)
    return redirect("plans:work_order", code)


@require_POST
def short(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.OWNER, Role.PLANNER)
    order = _order(request, code)
    form = ShortForm(request.POST)
    if not form.is_valid():
        return _order_page(request, order, DeclineForm(), form)
    reported = report_shortfall(
        work_order=order, **form.cleaned_data, by=request.user, at=timezone.now()
    )
    if reported:
        messages.success(request, _("Written down; the pieces can be allocated again."))
    else:
        messages.error(request, _("This work order promises no more pieces."))
    return redirect("plans:work_order", code)
