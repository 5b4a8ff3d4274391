"""FMEAs: the board, one as it stands or stood, and what is said of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rantai.members.models import Person
from rantai.parts.models import Characteristic
from rantai.quality.actions.risking import (
    begin_fmea,
    name_controls,
    plan_risk_action,
    release_fmea,
    report_risk_action,
    say_failure,
    tune_fmea,
)
from rantai.quality.forms.risk import (
    BeginForm,
    ControlsForm,
    LineForm,
    ReleaseForm,
    RiskActionForm,
    RiskDoneForm,
    TuneForm,
    said_by,
)
from rantai.quality.models import Fmea, FmeaRelease
from rantai.quality.queries.risk import (
    Cause,
    Failures,
    failures_of,
    failures_of_all,
    fmeas_visible_to,
    plans_in_force,
    risk_actions_visible_to,
    said_of,
    scale_on,
)
from rantai.quality.queries.risk_scrap import seen_in_scrap
from rantai.records.models import Account, Role
from rantai.records.queries import OFFICE, acting_as, has_role, history_of, owned_by
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def board(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, *OFFICE, Role.OWNER)
    standing = failures_of_all(fmeas_visible_to(request.user), timezone.now())
    context = {
        "foundations": [each for each in standing if each.fmea.workshop_id is None],
        "tunings": [each for each in standing if each.fmea.workshop_id is not None],
        "is_lab": has_role(request.user, Role.LAB),
        "crumbs": _crumbs(request)[:-1],
    }
    return render(request, "quality/fmeas.html", context)


def dossier(request: SignedInRequest, code: str) -> HttpResponse:
    fmea = _fmea(request, code)
    now = timezone.now()
    standing = failures_of(fmea, now)
    tunings = fmeas_visible_to(request.user).filter(foundation=fmea).order_by("workshop__code")
    context = {
        **_shown(fmea, standing, now),
        "tunings": tunings,
        "is_lab": has_role(request.user, Role.LAB),
        "history": history_of(request.user, fmea),
        "crumbs": _crumbs(request),
    }
    return render(request, "quality/fmea.html", context)


def revision(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """An FMEA exactly as it stood when a revision was released."""
    fmea = _fmea(request, code)
    release = get_object_or_404(
        FmeaRelease, cooperative_id=fmea.cooperative_id, fmea=fmea, number=number
    )
    standing = failures_of(fmea, release.occurred_at)
    context = {
        **_shown(fmea, standing, release.occurred_at),
        "release": release,
        "crumbs": _crumbs(request, fmea),
    }
    return render(request, "quality/fmea.html", context)


def _shown(fmea: Fmea, standing: Failures, at: datetime) -> dict[str, Any]:
    scale = scale_on(fmea.cooperative_id, timezone.localdate(at))
    seen = seen_in_scrap(fmea, [cause.line for cause in standing.causes], scale, at)
    steps = [
        (step, operation, [(cause, seen.get(cause.line.defect_id or "")) for cause in causes])
        for step, operation, causes in standing.steps
    ]
    return {"fmea": fmea, "standing": standing, "steps": steps}


def new(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.LAB)
    form = BeginForm(request.POST or None)
    if form.is_valid():
        begun = begin_fmea(**form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("quality:fmea", code=begun.code)
    sentence = _("A foundation is shared by every workshop; each then tunes what differs there.")
    return _form_page(request, form, _("Begin an FMEA"), sentence, reverse("quality:fmeas"))


def tune(request: SignedInRequest, code: str) -> HttpResponse:
    fmea = _fmea(request, code, lab=True)
    taken = set(fmea.tunings.values_list("workshop_id", flat=True))
    form = TuneForm(request.POST or None, owner_id=fmea.cooperative_id, taken=taken)
    if form.is_valid():
        try:
            tuned = tune_fmea(
                foundation=fmea, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("quality:fmea", code=tuned.code)
    sentence = _("What the workshop does not say of its own, the foundation says for it.")
    return _form_page(request, form, _("Tune for a workshop"), sentence, _address(fmea))


def new_line(request: SignedInRequest, code: str) -> HttpResponse:
    fmea = _fmea(request, code, lab=True)
    now = timezone.now()
    form = LineForm(request.POST or None, scale=scale_on(fmea.cooperative_id, now.date()))
    if form.is_valid():
        say_failure(fmea=fmea, **form.told(), by=request.user, at=now)
        return redirect(_address(fmea))
    return _line_page(request, fmea, form, None)


def line(request: SignedInRequest, code: str, row: UUID) -> HttpResponse:
    """One cause: everything ever said of it; the lab says it anew."""
    fmea = _fmea(request, code)
    is_lab = has_role(request.user, Role.LAB)
    now = timezone.now()
    standing = failures_of(fmea, now)
    said = said_of(fmea, row)
    if not said:
        raise Http404
    current = next((each for each in said if each.fmea_id == fmea.pk), said[0])
    scale = scale_on(fmea.cooperative_id, timezone.localdate(now))
    form = LineForm(
        request.POST or None if is_lab else None,
        scale=scale,
        standing=current,
        initial=said_by(current),
    )
    if is_lab and form.is_valid():
        try:
            say_failure(
                fmea=fmea,
                **form.told(),
                row=row,
                by=request.user,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("It is said anew; what stood there stays in the history."))
            return redirect("quality:fmea_line", code=code, row=row)
    cause = next((each for each in standing.causes if each.line.row == row), None)
    return _line_page(request, fmea, form, cause, current=current, said=said)


def _line_page(
    request: SignedInRequest, fmea: Fmea, form: LineForm, cause: Cause | None, **more: Any
) -> HttpResponse:
    now = timezone.now()
    scale = scale_on(fmea.cooperative_id, timezone.localdate(now))
    current = more.get("current")
    scrap = seen_in_scrap(fmea, [current] if current else [], scale, now)
    seen = scrap.get(current.defect_id or "") if current else None
    context = {
        "fmea": fmea,
        "form": form,
        "cause": cause,
        "seen": seen,
        "steps": [(0, "", [(cause, seen)])],
        "is_lab": has_role(request.user, Role.LAB),
        "acts": [
            (act, _may_report(request.user, act.action.owner_id))
            for act in (cause.acts if cause else [])
        ],
        "crumbs": _crumbs(request, fmea),
        **more,
    }
    return render(request, "quality/fmea_line.html", context)


def _may_report(viewer: Account, owner_id: int) -> bool:
    return viewer.pk == owner_id or has_role(viewer, Role.LAB)


def controls(request: SignedInRequest, code: str, row: UUID) -> HttpResponse:
    """Which rows of control plans check a cause."""
    fmea = _fmea(request, code, lab=True)
    now = timezone.now()
    cause = _cause(fmea, row, now)
    in_force = plans_in_force(fmea.cooperative_id, timezone.localdate(now))
    offered = (
        owned_by(request.user, Characteristic.objects.select_related("revision__part"))
        .filter(plan_items__plan__in=in_force)
        .order_by("revision__part__number", "number")
    )
    held = [item.characteristic_id for item in cause.controls]
    form = ControlsForm(request.POST or None, offered=offered, initial={"characteristics": held})
    if form.is_valid():
        try:
            name_controls(
                fmea=fmea,
                row=row,
                characteristics=list(form.cleaned_data["characteristics"]),
                by=request.user,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("quality:fmea_line", code=code, row=row)
    title = _("What checks this cause")
    sentence = f"{cause.line.mode}: {cause.line.cause}"
    return _form_page(request, form, title, sentence, _line_address(fmea, row))


def plan_action(request: SignedInRequest, code: str, row: UUID) -> HttpResponse:
    fmea = _fmea(request, code, lab=True)
    now = timezone.now()
    cause = _cause(fmea, row, now)
    form = RiskActionForm(request.POST or None, people=_people(fmea))
    if form.is_valid():
        try:
            plan_risk_action(fmea=fmea, row=row, **form.cleaned_data, by=request.user, at=now)
        except Refusal as refusal:
            form.add_error("due_on", refusal.sentence)
        else:
            return redirect("quality:fmea_line", code=code, row=row)
    sentence = f"{cause.line.mode}: {cause.line.cause}"
    return _form_page(request, form, _("Plan an action"), sentence, _line_address(fmea, row))


def _people(fmea: Fmea) -> Any:
    """The lab's and planner's desks, and the workshop's own people."""
    people = Account.objects.filter(cooperative_id=fmea.cooperative_id, is_active=True)
    here = Person.objects.filter(
        cooperative_id=fmea.cooperative_id, workshop=fmea.workshop_id, account__isnull=False
    ).values("account")
    return (people.filter(role__in=OFFICE) | people.filter(pk__in=here)).order_by("name")


def report(request: SignedInRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(risk_actions_visible_to(request.user), pk=pk)
    if not _may_report(request.user, action.owner_id):
        raise Http404
    form = RiskDoneForm(request.POST or None)
    home = reverse("quality:fmeas") if has_role(request.user, *OFFICE, Role.OWNER) else "/"
    if form.is_valid():
        try:
            report_risk_action(
                action=action, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The action is reported done."))
            return redirect(home)
    return _form_page(request, form, _("Report it done"), action.text, home)


def release(request: SignedInRequest, code: str) -> HttpResponse:
    fmea = _fmea(request, code, lab=True)
    form = ReleaseForm(request.POST or None)
    if form.is_valid():
        try:
            done = release_fmea(fmea=fmea, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Revision %(n)d is released.") % {"n": done.number})
            return redirect(_address(fmea))
    sentence = _("Everything said so far gets a number and today's day; it can be read so forever.")
    return _form_page(request, form, _("Release a revision"), sentence, _address(fmea))


def _form_page(
    request: SignedInRequest,
    form: Form,
    title: str | Promise,
    sentence: str | Promise,
    back: str,
) -> HttpResponse:
    context = {"form": form, "step_title": title, "step_sentence": sentence, "back": back}
    return render(request, "quality/fmea_form.html", context)


def _fmea(request: SignedInRequest, code: str, *, lab: bool = False) -> Fmea:
    if lab:
        acting_as(request.user, Role.LAB)
    return get_object_or_404(fmeas_visible_to(request.user), code=code)


def _cause(fmea: Fmea, row: UUID, at: datetime) -> Cause:
    found = next((each for each in failures_of(fmea, at).causes if each.line.row == row), None)
    if found is None:
        raise Http404
    return found


def _address(fmea: Fmea) -> str:
    return reverse("quality:fmea", args=[fmea.code])


def _line_address(fmea: Fmea, row: UUID) -> str:
    return reverse("quality:fmea_line", args=[fmea.code, row])


def _crumbs(request: SignedInRequest, *fmeas: Fmea) -> list[tuple[str, str]]:
    room = [(_("Quality"), reverse("quality:index"))] if has_role(request.user, *OFFICE) else []
    inner = [(each.code, _address(each)) for each in fmeas]
    return [*room, (_("FMEA"), reverse("quality:fmeas")), *inner]
