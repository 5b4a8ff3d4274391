"""Moulds with their sand and cores: what stands on the floor, and writing more of it down."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.members.queries import workshop_of
from rantai.records.identifiers import uuid7
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.actions import (
    close_moulds,
    correct_cores,
    correct_moulds,
    correct_sand,
    fill_moulds,
    make_cores,
    mix_sand,
    set_mould_limit,
)
from rantai.shopfloor.actions._guards import AlreadyCorrected
from rantai.shopfloor.forms.moulds import (
    CloseForm,
    CoreForm,
    CorrectCoresForm,
    CorrectMouldsForm,
    CorrectSandForm,
    FillForm,
    LimitForm,
    SandForm,
)
from rantai.shopfloor.models import MouldMeasure, Pour
from rantai.shopfloor.queries import work_orders_open_to
from rantai.shopfloor.queries.moulds import (
    CARRIED,
    NO_LIMIT,
    core_lots_visible_to,
    cores_at_hand,
    cores_written,
    last_run_of,
    limit_rows,
    mould_limits_on,
    mould_runs_visible_to,
    next_number_of,
    open_runs_for,
    run_sheets,
    sand_at_hand,
    sand_batches_visible_to,
    tests_written,
    with_parts,
)
from rantai.shopfloor.queries.progress import unfinished
from rantai.shopfloor.views._pages import heat_crumbs, heat_or_404, is_own, outcome, say, told

ROWS = 50


def moulds(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *WORKSHOP, *OFFICE)
    is_office = has_role(request.user, *OFFICE)
    runs = with_parts(mould_runs_visible_to(request.user)).order_by("-occurred_at", "-pk")
    page = Paginator(runs, ROWS).get_page(request.GET.get("page"))
    since = timezone.now() - CARRIED
    sand = sand_batches_visible_to(request.user).filter(occurred_at__gt=since)
    cores = core_lots_visible_to(request.user).filter(occurred_at__gt=since)
    context = {
        "base": "portal/board.html" if is_office else "portal/sheet.html",
        "is_office": is_office,
        "may_limit": has_role(request.user, Role.OWNER, Role.LAB, Role.PLANNER),
        "page": page,
        "rows": run_sheets(page),
        "sand": sand.select_related("node", "workshop").order_by("-occurred_at")[:ROWS],
        "cores": cores.select_related("node", "workshop").order_by("-occurred_at")[:ROWS],
        "now": timezone.now(),
    }
    return render(request, "shopfloor/moulds.html", context)


def close(request: SignedInRequest) -> HttpResponse:
    workshop = _own_workshop(request)
    orders, now = work_orders_open_to(request.user), timezone.now()
    # An order that is complete stays open to be written up late; nobody moulds for it by default.
    wanted = unfinished(orders).first() or orders.first()
    order = orders.filter(code=request.GET.get("spk", "")).first() or wanted
    limits = mould_limits_on(workshop, timezone.localdate(now))
    form = CloseForm(
        request.POST or None,
        orders=orders,
        sand=sand_at_hand(workshop, now),
        cores=cores_at_hand(workshop, now),
        limit=limits.get(MouldMeasure.HARDNESS, NO_LIMIT),
        initial={"fact": uuid7(), "work_order": order, **_offered(workshop, order)},
    )

    def deed() -> Any:
        return close_moulds(**_said(form), **told(request, form))

    if request.method == "POST" and (run := outcome(form, deed)):
        say(request, _("Closed as %(run)s.") % {"run": run.code})
        return redirect("shopfloor:moulds")
    sentence = _("Moulds of one pattern, numbered one after another.")
    return _ask(request, form, _("Close moulds"), sentence)


def _offered(workshop: Workshop, order: Any) -> dict[str, Any]:
    """What the last run of this part was made with; hardness is never among it."""
    last = last_run_of(workshop, order) if order else None
    if last is None:
        return {"first": 1}
    return {
        "pattern": last.pattern,
        "first": next_number_of(workshop, last.pattern, timezone.localdate()),
        "sand_batch": last.sand_batch and last.sand_batch.code,
        "core_lot": last.core_lot and last.core_lot.code,
    }


def sand(request: SignedInRequest) -> HttpResponse:
    workshop = _own_workshop(request)
    limits = mould_limits_on(workshop, timezone.localdate())
    form = SandForm(request.POST or None, limits=limits, initial={"fact": uuid7()})

    def deed() -> Any:
        return mix_sand(workshop=workshop, **_said(form), **told(request, form))

    if request.method == "POST" and (batch := outcome(form, deed)):
        say(request, _("Mixed as %(batch)s. Write this code on the heap.") % {"batch": batch.code})
        return redirect("shopfloor:moulds")
    return _ask(request, form, _("Sand batch"), _("Write what was tested; the rest stays empty."))


def cores(request: SignedInRequest) -> HttpResponse:
    workshop = _own_workshop(request)
    form = CoreForm(request.POST or None, initial={"fact": uuid7()})

    def deed() -> Any:
        return make_cores(workshop=workshop, **_said(form), **told(request, form))

    if request.method == "POST" and (lot := outcome(form, deed)):
        say(request, _("Made as %(lot)s. Write this code on the rack.") % {"lot": lot.code})
        return redirect("shopfloor:moulds")
    return _ask(request, form, _("Core lot"), _("Cores of one box, made together."))


def fill(request: SignedInRequest, code: str) -> HttpResponse:
    heat = heat_or_404(request, code)
    if not is_own(request, heat):
        raise Http404
    current = Pour.objects.current().filter(cooperative_id=heat.cooperative_id, heat=heat)
    pours, runs = list(current.order_by("ladle")), open_runs_for(heat, timezone.now())
    form = FillForm(
        request.POST or None,
        pours=pours,
        runs=runs,
        initial={"fact": uuid7(), "pour": pours[-1].pk if pours else None},
    )

    def deed() -> Any:
        return fill_moulds(**form.filled(), by=request.user, at=timezone.now())

    if request.method == "POST" and outcome(form, deed):
        say(request, _("The ladle knows its moulds."))
        return redirect("shopfloor:heat", code=code)
    context = {"form": form, "heat": heat, "pours": pours, "crumbs": heat_crumbs(heat)}
    return render(request, "shopfloor/fill.html", context)


def correct(request: SignedInRequest, code: str) -> HttpResponse:
    """A slip of the thumb put right, with the reason; what it was stays readable."""
    acting_as(request.user, *WORKSHOP, Role.LAB)
    run = get_object_or_404(with_parts(mould_runs_visible_to(request.user)), code=code)
    form = CorrectMouldsForm(request.POST or None, run=run)

    def deed() -> Any:
        if form.cleaned_data["seen"] not in (None, run.pk):
            raise AlreadyCorrected
        return correct_moulds(run=run, **form.said(), by=request.user, at=timezone.now())

    written = [run.pattern, run.numbers]
    if run.hardness is not None:
        written.append(f"{MouldMeasure.HARDNESS.label} {run.hardness}")
    return _correct(request, form, deed, code, written)


def correct_test(request: SignedInRequest, code: str) -> HttpResponse:
    """A test of sand read or typed wrongly; the batch keeps its code and its moulds."""
    acting_as(request.user, *WORKSHOP, Role.LAB)
    batch = get_object_or_404(sand_batches_visible_to(request.user), code=code)
    form = CorrectSandForm(request.POST or None)

    def deed() -> Any:
        because = form.cleaned_data["because"]
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        return correct_sand(batch=batch, because=because, **who, **form.tests())

    written = tests_written(batch) or [_("nothing was tested")]
    return _correct(request, form, deed, code, written)


def correct_lot(request: SignedInRequest, code: str) -> HttpResponse:
    """Cores written down wrongly; the lot keeps its code and the moulds they lie in."""
    acting_as(request.user, *WORKSHOP, Role.LAB)
    lot = get_object_or_404(core_lots_visible_to(request.user), code=code)
    form = CorrectCoresForm(request.POST or None)

    def deed() -> Any:
        because = form.cleaned_data["because"]
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        return correct_cores(lot=lot, because=because, **who, **form.figures())

    return _correct(request, form, deed, code, cores_written(lot))


def _correct(
    request: SignedInRequest,
    form: Any,
    deed: Callable[[], Any],
    code: str,
    written: Sequence[str],
) -> HttpResponse:
    """Ask what was written wrongly of this code, beside what stands there, and put it right."""
    if request.method == "POST" and outcome(form, deed):
        say(request, _("The correction is saved; the old values stay readable."))
        return redirect("portal:trace", code=code)
    sentence = _("Written so far: %(written)s. What you leave empty stays.") % {
        "written": " · ".join(written)
    }
    return _ask(request, form, _("Correct %(code)s") % {"code": code}, sentence)


def limits(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.OWNER, Role.LAB, Role.PLANNER)
    is_office = has_role(request.user, *OFFICE)
    own = None if is_office else _own_workshop(request)
    form = LimitForm(request.POST or None, workshop=own, viewer=request.user)

    def deed() -> Any:
        return set_mould_limit(**form.limit(), by=request.user, at=timezone.now())

    if request.method == "POST" and outcome(form, deed):
        say(request, _("The limit holds from that day on."))
        return redirect("shopfloor:mould_limits")
    context = {
        "rows": limit_rows(request.user),
        "form": form,
        "crumbs": _crumbs(),
    }
    return render(request, "shopfloor/mould_limits.html", context)


def _own_workshop(request: SignedInRequest) -> Workshop:
    acting_as(request.user, *WORKSHOP)
    workshop = workshop_of(request.user)
    if workshop is None:
        raise Http404
    return workshop


def _said(form: Any) -> dict[str, Any]:
    """What the form says of the thing; who and when are added by `told`."""
    every = form.cleaned_data.items()
    return {name: value for name, value in every if name not in ("fact", "occurred_at")}


def _ask(request: SignedInRequest, form: Any, title: str, sentence: str) -> HttpResponse:
    context = {"form": form, "title": title, "sentence": sentence, "crumbs": _crumbs()}
    return render(request, "shopfloor/moulds_form.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Moulds"), reverse("shopfloor:moulds"))]
