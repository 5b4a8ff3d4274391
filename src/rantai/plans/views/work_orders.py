"""Work orders, and the owner's answer to each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rantai.members.queries import workshop_of
from rantai.plans.actions import (
    accept_work_order,
    decline_work_order,
    report_shortfall,
)
from rantai.plans.forms import DeclineForm, ShortForm
from rantai.plans.models import WorkOrder, WorkOrderStatus
from rantai.plans.queries import (
    shortfalls_of,
    work_orders_visible_to,
)
from rantai.plans.reasons import explained
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role, history_of
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest

ORDERS_A_PAGE = 100


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
