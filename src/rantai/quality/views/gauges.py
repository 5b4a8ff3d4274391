"""The gauges' board, one gauge's dossier, its studies, and what it measured in doubt."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rantai.machines.models import Machine
from rantai.machines.queries import calibrations_of, doubts_of, gauges_visible_to, standings_of
from rantai.parts.models import Characteristic
from rantai.quality.actions.gauging import hold_in_doubt, record_study, set_gauge_rule
from rantai.quality.forms.gauges import BOUND_LABELS, GaugeRuleForm, ShapeForm, StudyForm
from rantai.quality.models import StudyKind
from rantai.quality.queries.gauges import (
    gauge_board,
    gauge_rules,
    measured_in_doubt,
    policy_on,
    studies_visible_to,
)
from rantai.quality.queries.study_pictures import picture_of
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role, history_of, owned_by
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def board(request: SignedInRequest) -> HttpResponse:
    owner = acting_as(request.user, *OFFICE, *WORKSHOP)
    today = timezone.localdate()
    context = {
        "rows": gauge_board(request.user, today, policy_on(owner.pk, today)),
        "is_lab": has_role(request.user, Role.LAB),
        "crumbs": [(_("Quality"), reverse("quality:index"))] if _is_office(request) else [],
    }
    return render(request, "quality/gauges.html", context)


def dossier(request: SignedInRequest, code: str) -> HttpResponse:
    owner = acting_as(request.user, *OFFICE, *WORKSHOP)
    gauge = _gauge(request, code)
    today = timezone.localdate()
    policy = policy_on(owner.pk, today)
    context = {
        "gauge": gauge,
        "machine": gauge,
        "standing": standings_of([gauge], today, warn_days=policy.warn_days)[gauge.pk],
        "calibrations": list(calibrations_of(gauge)),
        "doubts": doubts_of(gauge),
        "studies": list(studies_visible_to(request.user).filter(gauge=gauge)),
        "used_for": gauge.plan_items.select_related(
            "characteristic", "plan__revision__part"
        ).order_by("plan__revision__part__number", "-plan__version", "characteristic__number"),
        "is_lab": has_role(request.user, Role.LAB),
        "is_office": _is_office(request),
        "history": history_of(request.user, gauge),
        "crumbs": _crumbs(),
    }
    return render(request, "quality/gauge.html", context)


def study(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    acting_as(request.user, *OFFICE, *WORKSHOP)
    found = get_object_or_404(studies_visible_to(request.user), pk=pk, gauge__code=code)
    context = {
        "study": found,
        "figures": found.figures,
        "reasons": [
            (BOUND_LABELS.get(name, name), value, word) for name, value, word in found.reasons
        ],
        "picture": picture_of(found),
        "sources": _sources(found.figures) if found.kind == StudyKind.CROSSED else [],
        "picture_rows": _spreads(found.figures) if found.kind == StudyKind.CROSSED else [],
        "crumbs": _crumbs(found.gauge),
    }
    return render(request, "quality/study.html", context)


def _spreads(figures: dict[str, Any]) -> list[tuple[str, float, list[float] | None]]:
    names = {
        "grr": _("Gauge error (GRR)"),
        "ev": _("Repeatability (EV)"),
        "av": _("Reproducibility (AV)"),
        "pv": _("Pieces (PV)"),
        "tv": _("Everything (TV)"),
    }
    return [(said, figures[name], figures["ci"].get(name)) for name, said in names.items()]


def _sources(figures: dict[str, Any]) -> list[list[Any]]:
    """The lines of the analysis of variance, each by the name a person knows."""
    names = {
        "part": _("Pieces (PV)"),
        "operator": _("Person"),
        "part x operator": _("Piece × person"),
        "repeatability": _("Repeatability (EV)"),
    }
    return [[names.get(source, source), *rest] for source, *rest in figures["anova"]]


def new_study(request: SignedInRequest, code: str) -> HttpResponse:
    """First which study and how large; the grid for the readings follows from it."""
    acting_as(request.user, Role.LAB)
    gauge = _gauge(request, code)
    context = {"gauge": gauge, "crumbs": _crumbs(gauge)}
    asked = ShapeForm(request.GET or None, initial={"kind": StudyKind.CROSSED})
    if not asked.is_valid():
        return render(request, "quality/study_shape.html", {**context, "form": asked})
    form = StudyForm(
        request.POST or None,
        request.FILES or None,
        kind=asked.kind_asked(),
        shape=asked.shape(),
        characteristics=_characteristics(request),
    )
    if form.is_valid():
        tolerance = form.cleaned_data["tolerance"]
        try:
            done = record_study(
                gauge=gauge,
                kind=form.kind,
                rows=form.rows,
                characteristic=form.cleaned_data["characteristic"],
                tolerance=float(tolerance) if tolerance else None,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("quality:study", code=code, pk=done.pk)
    return render(request, "quality/study_form.html", {**context, "form": form})


def doubt(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Everything the gauge measured between the last good calibration and the failed one."""
    acting_as(request.user, *OFFICE)
    gauge = _gauge(request, code)
    found = next((each for each in doubts_of(gauge) if each.failed.pk == pk), None)
    if found is None:
        raise Http404
    rows = measured_in_doubt(request.user, found)
    is_lab = has_role(request.user, Role.LAB)
    error = ""
    if request.method == "POST" and is_lab:
        wanted = set(request.POST.getlist("lot"))
        chosen = [row for row in rows if row.lot.code in wanted]
        try:
            raised = hold_in_doubt(doubt=found, chosen=chosen, by=request.user, at=timezone.now())
        except Refusal as refusal:
            error = refusal.sentence
        else:
            messages.success(request, _("%(n)d lots are on hold.") % {"n": len(raised)})
            return redirect("quality:doubt", code=code, pk=pk)
    context = {
        "gauge": gauge,
        "doubt": found,
        "rows": rows,
        "is_lab": is_lab,
        "error": error,
        "crumbs": _crumbs(gauge),
    }
    return render(request, "quality/doubt.html", context)


def rule(request: SignedInRequest) -> HttpResponse:
    owner = acting_as(request.user, Role.LAB)
    today = timezone.localdate()
    policy = policy_on(owner.pk, today)
    initial = {
        "valid_from": today,
        "warn_days": policy.warn_days,
        **{
            f"on_{each}": _word(each in policy.refuses)
            for each in ("failed", "expired", "unproven")
        },
    }
    form = GaugeRuleForm(request.POST or None, policy=policy, initial=initial)
    if form.is_valid():
        try:
            set_gauge_rule(**form.said(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("valid_from", refusal.sentence)
        else:
            messages.success(request, _("The rule is entered."))
            return redirect("quality:gauge_rule")
    context = {"form": form, "rules": gauge_rules(owner.pk), "crumbs": _crumbs()}
    return render(request, "quality/gauge_rule.html", context)


def _word(refuses: bool) -> str:
    return "refuse" if refuses else "mark"


def _gauge(request: SignedInRequest, code: str) -> Machine:
    return get_object_or_404(gauges_visible_to(request.user).select_related("workshop"), code=code)


def _characteristics(request: SignedInRequest) -> list[Characteristic]:
    rows = Characteristic.objects.select_related("revision__part")
    return list(owned_by(request.user, rows).order_by("revision__part__number", "number"))


def _is_office(request: SignedInRequest) -> bool:
    return has_role(request.user, *OFFICE)


def _crumbs(*gauges: Machine) -> list[tuple[str, str]]:
    inner = [(each.code, reverse("quality:gauge", args=[each.code])) for each in gauges]
    return [(_("Gauges"), reverse("quality:gauges")), *inner]
