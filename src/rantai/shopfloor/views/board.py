"""Today's work of a workshop, the office's board of heats, and starting a heat."""

from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from rantai.members.queries import workshop_of, workshops_visible_to
from rantai.records.models import Role
from rantai.records.queries import OFFICE, acting_as, has_role
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import open_heat
from rantai.shopfloor.forms import StartForm
from rantai.shopfloor.queries import (
    STAGES,
    furnaces_of,
    heats_at,
    heats_visible_to,
    just_opened,
    of_the_board,
    peak_for,
    progress_of,
    rows_of,
    sheets_of,
    today_of,
    unfit_furnaces,
    with_facts,
    work_orders_open_to,
)
from rantai.shopfloor.views._pages import outcome

ROWS = 25


def index(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.OPERATOR, Role.OWNER, *OFFICE)
    if has_role(request.user, *OFFICE):
        return _board(request)
    workshop = workshop_of(request.user)
    if workshop is None:
        raise Http404
    now = timezone.now()
    today = today_of(workshop, now, timezone.localdate(now))
    return render(request, "shopfloor/index.html", {"today": today})


def _board(request: SignedInRequest) -> HttpResponse:
    chosen = {name: request.GET.get(name, "") for name in ("tahap", "bengkel", "hari")}
    heats = heats_visible_to(request.user)
    if chosen["bengkel"]:
        heats = heats.filter(workshop__code=chosen["bengkel"])
    if day := _day(chosen["hari"]):
        heats = heats.filter(started_at__date=day)
    stages = [
        (label, None, _address(chosen, tahap=stage), chosen["tahap"] == stage)
        for stage, label in (("", _("All")), *((stage, STAGES[stage]) for stage in STAGES))
    ]
    heats = heats_at(heats, chosen["tahap"]).order_by("-started_at", "-pk")
    shown = Paginator(heats, ROWS).get_page(request.GET.get("page"))
    first = max(0, shown.start_index() - 1)
    opened = request.GET.get("buka", "")
    whole = request.headers.get("HX-Target") != "panel"
    panel = opened and sheets_of(with_facts(heats_visible_to(request.user)).filter(code=opened)[:1])
    context = {
        "page": shown,
        "rows": rows_of(of_the_board(heats[first : first + ROWS])) if whole else [],
        "stages": stages,
        "chosen": chosen,
        "workshops": [
            (code, f"{code} {name}")
            for code, name in workshops_visible_to(request.user).values_list("code", "name")
        ],
        "opened": panel[0] if panel else None,
        "here": _address(chosen),
    }
    return render(request, "shopfloor/board.html" if whole else "shopfloor/_panel.html", context)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _address(chosen: dict[str, str], **changed: str) -> str:
    kept = {name: value for name, value in {**chosen, **changed}.items() if value}
    return f"?{urlencode(kept)}"


def start(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.OPERATOR, Role.OWNER)
    workshop = workshop_of(request.user)
    now = timezone.now()
    orders = work_orders_open_to(request.user)
    if workshop is None:
        return redirect("shopfloor:index")
    to_melt = [each for each in progress_of(orders) if each.left]
    unfit = unfit_furnaces(workshop, timezone.localdate(now))
    fit = furnaces_of(workshop).exclude(pk__in=unfit)
    form = StartForm(request.POST or None, orders=to_melt, furnaces=fit)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        heat = just_opened(request.user, chosen["work_order"], chosen["furnace"], now) or outcome(
            form, lambda: open_heat(**chosen, by=request.user, at=now)
        )
        if heat:
            return redirect("shopfloor:heat", code=heat.code)
    context = {
        "form": form,
        "to_melt": to_melt,
        "unfit": unfit.values(),
        "peak": peak_for(workshop, now),
    }
    return render(request, "shopfloor/start.html", context)
